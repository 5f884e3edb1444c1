"""Sentences, terms, style and reading ease, on texts of a few lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from claims_site import page
from hypothesis import given
from hypothesis import strategies as st

from keyproof.claims import ease, sentences, style, terms
from keyproof.claims.pages import CODE

SENTENCE = st.builds(
    lambda words, end: " ".join(words).capitalize() + end,
    st.lists(
        st.sampled_from(["key", "a", "e.g.", "vs.", "4.2", "check_key.py", "window", CODE]), min_size=1
    ).map(lambda words: ["it", *words, "ends"]),
    st.sampled_from([".", "!", "?", '."', ".)"]),
)


@given(st.lists(SENTENCE, min_size=1, max_size=5))
def test_sentences_are_told_apart(parts: list[str]) -> None:
    """A text of sentences comes apart into just these, whatever stops stand inside them."""
    assert [one.strip() for one in sentences.split(" ".join(parts))] == parts


@given(st.text())
def test_nothing_is_lost_between_sentences(text: str) -> None:
    """The sentences of any text, put together, are the text; none is empty but the text itself."""
    parts = sentences.split(text)
    assert "".join(parts) == text
    assert all(parts) or parts == [""]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Use one, e.g. OpenAI.", 1),
        ("Ask Dr. Who about it.", 1),
        ("It needs R 4.2. Then it runs.", 2),
        ("It needs R. Then it runs.", 2),
        ("It runs on 127.0.0.1 only.", 1),
        (f"It works. {CODE} does too.", 2),
        ('He said "no." Then he left.', 2),
        ("Wait ... Now go.", 2),
        ("The file check_key.py is here.", 1),
        ("See no. 5 for it.", 1),
        ("Say no. Then go.", 2),
        ("Is it there? It is.", 2),
        ("See the U.S. Office.", 1),
        ("Written by J. Smith.", 1),
    ],
)
def test_abbreviations_and_numbers(text: str, count: int) -> None:
    """A stop inside an abbreviation, a number or a name ends no sentence; R at an end does."""
    assert len(sentences.split(text)) == count


def test_words_are_found_in_the_plural_and_whole() -> None:
    """A word of others is found also in the plural, not inside other words; capitals count where given."""
    small = terms.Term("key", "token", frozenset())
    assert small.pattern.search("Two Tokens.")
    assert not small.pattern.search("a tokenizer, a my-token-thing")
    large = terms.Term("key", "API Key", frozenset())
    assert large.pattern.search("API Keys")
    assert not large.pattern.search("an API key")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# Store your key\n", None),
        ("# 2. Get the tool\n", None),
        ("# R: where it is\n", None),
        ("# Store it in R\n", None),
        ("# Store Your key\n", 1),
        ("# Store it\n\n## In The end\n", 3),
    ],
)
def test_headings(tmp_path: Path, text: str, line: int | None) -> None:
    """A heading begins with a capital; another one is for known names."""
    found = list(style.headings(page(tmp_path, text), {"R"}))
    assert [one.line for one in found] == ([line] if line else [])


@pytest.mark.parametrize("text", ["It is powerful.", "Simply run it.", "A seamless start."])
def test_praise(tmp_path: Path, text: str) -> None:
    """Words that praise are found in prose, not in code."""
    assert len(list(style.praise(page(tmp_path, f"Text.\n{text}\n")))) == 1
    assert list(style.praise(page(tmp_path, f"Text `{text}`.\n"))) == []


@pytest.mark.parametrize(
    ("word", "count"), [("key", 1), ("window", 2), ("computer", 3), ("self-hosted", 3), ("don't", 2)]
)
def test_syllables(word: str, count: int) -> None:
    """The syllables of common words are counted as people do, parts of a compound one by one."""
    assert ease.syllables(word) == count


def test_the_grade_is_that_of_flesch_and_kincaid() -> None:
    """The grade follows the published formula."""
    assert ease.Ease(Path("x.md"), sentences=2, words=20, syllables=30).grade == pytest.approx(6.01)


def test_longer_sentences_and_words_are_harder() -> None:
    """More words a sentence, and more syllables a word, raise the grade."""
    base = ease.Ease(Path("x.md"), sentences=10, words=100, syllables=130)
    assert ease.Ease(Path("x.md"), sentences=5, words=100, syllables=130).grade > base.grade
    assert ease.Ease(Path("x.md"), sentences=10, words=100, syllables=180).grade > base.grade

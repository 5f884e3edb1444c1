"""Stale texts, quotations, links and advertised names: what is found, and what is rightly left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import PROJECT
from small_audit import CLAIMS, GUIDE, SOLD, audit, written
from sphinx_site import build, small_docs
from test_repository import tracked

from keyproof import providers
from keyproof.guides import passages, texts, traces
from keyproof.guides.passages import Passage, Site
from keyproof.runner.blocks import LedgerError

REAL = PROJECT / providers.CLAIMS
START = """\
# Start

Take a new model, and never `old-model`{.quoted-as-wrong}.

{.quoted-as-wrong}
Some say old-model, and they are wrong.

## Models

The word key=1 in prose is no code.

:::{code-block} text
:class: skip-screen

key=2
:::
"""


def codes(folder: Path, page: str, text: str = CLAIMS) -> list[tuple[str, str, int]]:
    """Build a site of one page and give what is found on it: code, file and line."""
    docs = small_docs(folder, {"start": page})
    known = audit(docs, text)
    built = build(docs, folder / "out", passages.BUILDER)
    assert (built.code, built.said) == (0, "")
    site = passages.read((built.out / passages.FILE).read_text(encoding="utf-8"), docs)
    place = traces.place_of(docs / "guides" / "claims.toml")
    found = [*traces.on_pages(known, site.passages), *traces.links(known, site, place)]
    return [(finding.code, finding.path.name, finding.line) for finding in found]


def test_a_marked_quotation_is_no_finding(tmp_path: Path) -> None:
    """A stale text may stand in what is marked as wrong; one of scope `code` in prose and on screens too."""
    assert codes(tmp_path, START) == []


@pytest.mark.parametrize(
    ("addition", "place"),
    [
        ("\nUse old-model.\n", "Use"),
        ("\n- one\n- `old-model`\n", "- `old"),
        ("\n[a link](https://example.org/old-model)\n", "[a link]"),
        ("\n:::{code-block} python\n:class: skip-fragment\n\nold-model\n:::\n", ":::{code-block} python"),
        ("\n:::{code-block} python\n:class: skip-fragment\n\nask(key=1)\n:::\n", ":::{code-block} python"),
        ("\n## Ask old-model\n", "## Ask"),
    ],
)
def test_a_stale_text_turns_the_check_red(tmp_path: Path, addition: str, place: str) -> None:
    """A stale name in a sentence, a list, an address, code or a heading is found with file and line."""
    found = codes(tmp_path, START + addition)
    written_page = (tmp_path / "docs" / "start.md").read_text(encoding="utf-8")
    line = written_page.count("\n", 0, written_page.index(place)) + 1
    assert found == [("OLD013", "start.md", line)]


def test_an_advertised_name_is_found_even_where_it_is_quoted(tmp_path: Path) -> None:
    """The name is known by its digest only, and a page may not show it."""
    assert codes(tmp_path, f"{START}\nBuy at https://{SOLD}.example now.\n")[0][0] == "OLD016"


@pytest.mark.parametrize(
    ("right", "wrong"), [("start#models", "start#lost"), ('page = "start"', 'page = "begin"')]
)
def test_a_claim_that_leads_nowhere_turns_the_check_red(tmp_path: Path, right: str, wrong: str) -> None:
    """A wrong anchor and a wrong page are found, at the line of the claim or omission."""
    text = CLAIMS.replace(right, wrong)
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.startswith("id = ")]
    found = codes(tmp_path, START, text)
    assert {code for code, _, _ in found} == {"OLD014"}
    assert {(name, line) for _, name, line in found} <= {("claims.toml", line) for line in lines}
    assert len(found) == (2 if "#" in right else 1)


def test_a_provider_takes_its_links_along(tmp_path: Path) -> None:
    """A claim that leads to a provider whose folder is gone is no finding."""
    known = audit(tmp_path, CLAIMS.replace('page = "start"', 'page = "providers/gone/index#x"'))
    site = Site((), {"start": frozenset({"models"})})
    assert list(traces.links(known, site, traces.place_of(written(tmp_path)))) == []


def test_pages_that_cannot_be_read_say_so(tmp_path: Path) -> None:
    """Where Sphinx fails, its words are in the error."""
    with pytest.raises(LedgerError, match=r"conf\.py"):
        passages.build(tmp_path)


def in_guide(folder: Path, text: str, guide: str = GUIDE) -> list[str]:
    """Give the codes of what is wrong with these claims and this guide."""
    file = written(folder, text)
    (folder / "guide.txt").write_text(guide, encoding="utf-8")
    known = audit(folder, text)
    at_hand = texts.read(known, folder, file)
    found = [*at_hand.findings, *traces.in_guides(known, at_hand.found, traces.place_of(file))]
    return [finding.code for finding in found]


def test_the_guides_are_compared_letter_by_letter(tmp_path: Path) -> None:
    """Another text, a quotation that it lacks, and a mark that is not true are findings; the rest is fine."""
    assert in_guide(tmp_path, CLAIMS) == []
    assert in_guide(tmp_path, CLAIMS, GUIDE + " ") == ["OLD010"]
    assert in_guide(tmp_path, CLAIMS.replace('"Call old-model"', '"Call  old-model"')) == ["OLD011"]
    assert in_guide(tmp_path, CLAIMS.replace('scope = "code"', "in_guide = false")) == ["OLD012"]
    assert in_guide(tmp_path, CLAIMS.replace("'key='", "'kee='")) == ["OLD012"]


def test_lines_of_a_quotation_stand_in_order() -> None:
    """A quotation of several lines may leave lines out, but not turn them round."""
    assert texts.holds("one\n\ntwo\nthree\n", "one\nthree")
    assert not texts.holds("one\n\ntwo\nthree\n", "three\none")


def test_a_missing_guide_is_named(tmp_path: Path) -> None:
    """Without the text nothing of it is judged, and the reason names the variable that helps."""
    at_hand = texts.read(audit(tmp_path), tmp_path / "nowhere", tmp_path)
    assert at_hand.found == {}
    assert "KEYPROOF_GUIDES" in at_hand.missing["A"]


def test_the_real_guides_are_as_the_file_says() -> None:
    """Quotations and stale texts stand in the guides as marked, where the guides are at hand."""
    known = providers.read_audit(REAL)[0]
    assert known is not None
    at_hand = texts.read(known, (PROJECT / texts.folder()).resolve(), REAL)
    if not at_hand.found:
        pytest.skip("; ".join(at_hand.missing.values()))
    assert at_hand.findings == ()
    assert list(traces.in_guides(known, at_hand.found, traces.place_of(REAL))) == []


def test_the_advertised_name_stands_nowhere(project: Path) -> None:
    """No file of the repository has the address of the seller of accounts, in its content or its name."""
    known = providers.read_audit(REAL)[0]
    assert known is not None
    assert len(known.advertised) == 1
    for name in tracked(project):
        if (project / name).is_file():
            text = name + "\n" + (project / name).read_text(encoding="utf-8", errors="replace")
            assert list(traces.advertised(known, text)) == [], name


def test_an_advertised_name_is_recognized(tmp_path: Path) -> None:
    """The digest finds the name in an address and in capitals, and no longer word that contains it."""
    known = audit(tmp_path)
    assert list(traces.advertised(known, f"https://{SOLD}.com and {SOLD.upper()}"))
    assert list(traces.advertised(known, f"x{SOLD}")) == []


def test_a_passage_names_its_file(tmp_path: Path) -> None:
    """A text that a page includes is found in the file that holds it."""
    part = tmp_path / "part.md"
    part.write_text("text\n")
    entry = '{"file": "%s", "line": 3, "text": "t", "code": false}'
    line = f'{{"page": "start", "anchors": [], "passages": [{entry}]}}'
    assert passages.read(line % part, tmp_path).passages == (Passage(part, 3, "t", is_code=False),)
    assert passages.read(line % "gone", tmp_path).passages[0].file == tmp_path / "start.md"

"""What a page says of a provider: what was confirmed when, how, and what no longer holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sphinx_site import DOCS, Built, build, small_docs

from keyproof import providers, runs
from keyproof.live import status
from keyproof.live.confirmations import Confirmation, confirmations
from keyproof.live.observations import Observation, State
from keyproof.runs import Ran, Runs

PROVIDERS = providers.load(DOCS / "providers").providers
OPENAI = PROVIDERS["openai"]
LINKS = tuple(dict.fromkeys(link.url for link in OPENAI.links.known().values()))
START = datetime(2026, 11, 1, 3, tzinfo=UTC)
STATES = {"h": State.HOLDS, "d": State.DIFFERS, "u": State.UNKNOWN}
SEEN = "verdict unexpected. HTTP 418: I am a teapot"


def after(days: str, links: Mapping[str, str] | None = None) -> status.Status:
    """Give the status after a run a day from 1 November; each letter is how it came out."""
    known = status.Status()
    for number, letter in enumerate(days):
        now = START + timedelta(days=number)
        told = [_look("refusals", "openai", letter), _look("refusals", "somebody", "h")]
        known = status.updated(known, told, "refusals", now)
        pages = [_look("links", url, (links or {}).get(url, "h" * len(days))[number]) for url in LINKS]
        pages.append(_look("links", "https://elsewhere.example/", "h"))
        known = status.updated(known, pages, "links", now)
    return known


def _look(kind: str, subject: str, letter: str) -> Observation:
    state = STATES[letter]
    return Observation(kind=kind, subject=subject, state=state, seen=SEEN, expected="HTTP 401")  # type: ignore[arg-type]


def of(way: str, known: status.Status, made: Runs | None = None) -> Confirmation:
    """Give what is said of OpenAI."""
    return next(one for one in confirmations(OPENAI, known, made or Runs()) if one.way == way)


@pytest.mark.parametrize(
    ("days", "state", "held_on", "words"),
    [
        ("", "never", "", "No live check has been run yet."),
        ("h", "holds", "2026-11-01", "On 2026-11-01 it refused an invented key just as this page says."),
        (
            "hu",
            "unknown",
            "2026-11-01",
            "No answer could be had on 2026-11-02. It last answered as stated on 2026-",
        ),
        ("u", "unknown", "", "No answer could be had on 2026-11-01."),
        (
            "hd",
            "differs",
            "2026-11-01",
            f"On 2026-11-02 the provider answered otherwise than this page says: {SEEN}.",
        ),
        ("hd", "differs", "2026-11-01", "It was seen once; the next look decides."),
        ("hdd", "differs", "2026-11-01", "It last answered as stated on 2026-11-01. Go by its own answer."),
        ("ddu", "differs", "", "On 2026-11-02 the provider answered otherwise"),
        ("ddh", "holds", "2026-11-03", "On 2026-11-03 it refused"),
    ],
)
def test_a_refusal_is_told_as_it_was(days: str, state: str, held_on: str, words: str) -> None:
    """What held, what differs, and what could not be told are three things, each with its day."""
    said = of("refused", after(days))
    assert (said.state, said.held_on) == (state, held_on)
    assert words in said.text


def test_links_name_the_oldest_look_and_what_does_not_open() -> None:
    """One sentence while all open; a page that does not open is named, with what to do instead."""
    count = len(LINKS)
    assert of("links", after("hh")).text == f"All {count} official pages opened, each on 2026-11-02 or later."
    assert of("links", after("hh", {LINKS[0]: "hu"})).held_on == "2026-11-01"
    said = of("links", after("hh", {LINKS[0]: "hd"}))
    assert said.state == "differs"
    assert f"This one did not open on 2026-11-02: {LINKS[0]}. It was seen once" in said.text
    assert f"{count - 1} of {count} official pages opened" in said.text
    many = of("links", after("hh", dict.fromkeys(LINKS[:5], "dd")))
    assert "Nor did 2 more." in many.text
    assert LINKS[4] not in many.text
    never = of("links", after("h", dict.fromkeys(LINKS, "u")))
    assert (never.state, never.text) == ("unknown", "No answer could be had on 2026-11-01.")


def test_a_run_of_the_snippets_is_told_with_its_judge() -> None:
    """The numbers and the day are those of the record; a failure says what to do instead."""
    fine = of("run", status.Status(), Runs("2026-11-20", {"openai": Ran(6, 0, 1, judged=True)}))
    assert fine.text == (
        "On 2026-11-20, 6 snippets passed against a stand-in for it, and by OpenAI's own description of its "
        "interface; 1 could not be run there."
    )
    bad = of("run", status.Status(), Runs("2026-11-20", {"openai": Ran(5, 1, 0)}))
    assert (bad.state, bad.held_on) == ("differs", "")
    assert "1 of 6 snippets did not pass. Compare" in bad.text
    assert of("run", status.Status(), Runs("2026-11-20", {"openai": Ran(0, 0, 9)})).state == "never"


@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_who_cannot_be_asked_is_said_with_the_reason(name: str) -> None:
    """Each provider has an entry a way; one that is never asked live says why."""
    seen = {one.way: one for one in confirmations(PROVIDERS[name], after("h"), Runs())}
    assert set(seen) == {"run", "refused", "links"}
    if PROVIDERS[name].kind == "self-hosted":
        assert seen["refused"].text == "Not asked, because it runs on your own machine."


@pytest.mark.parametrize(("days", "old"), [(90, False), (91, True)])
def test_what_was_confirmed_long_ago_is_stale(days: int, *, old: bool) -> None:
    """After 90 days nobody may rely on it."""
    said = Confirmation("refused", "holds", "It did.", "2026-01-01", "2026-01-01")
    assert said.stale(date(2026, 1, 1) + timedelta(days=days)) is old


def site(folder: Path, known: status.Status | None, day: str = "2026-11-21") -> Built:
    """Build OpenAI's page on that day, with this status."""
    docs = small_docs(folder, {}, ("openai",))
    page = "---\norphan: true\n---\n# OpenAI\n\n:::{provider-glance}\n:::\n\n:::{provider-sources}\n:::\n"
    (docs / "providers" / "openai" / "index.md").write_text(page + ":::{provider-errors}\n:::\n")
    if known is not None:
        status.write(folder / "status.json", known)
        runs.write(folder / runs.NAME, Runs("2026-11-20", {"openai": Ran(6, 0, 0)}))
    epoch = str(int(datetime.fromisoformat(f"{day}T12:00+00:00").timestamp()))
    places = {"KEYPROOF_STATUS": str(folder / "status.json"), "SOURCE_DATE_EPOCH": epoch}
    return build(docs, folder / "html", "html", None, **places)


def test_a_page_without_any_look_says_so(tmp_path: Path) -> None:
    """Nothing is claimed that nobody has seen."""
    built = site(tmp_path, None)
    assert (built.code, built.said) == (0, "")
    said = built.text("providers/openai/index")
    assert said.count("No live check has been run yet.") == 2
    assert "no run is recorded here" in said
    assert not (built.out / "status.json").exists()


def test_a_page_shows_the_status_and_hands_it_on(tmp_path: Path) -> None:
    """The words stand in the page itself, without a script; the site's root has the files for the script."""
    built = site(tmp_path, after("hd"))
    assert (built.code, built.said) == (0, "")
    said = built.text("providers/openai/index")
    assert "On 2026-11-02 the provider answered otherwise than this page says" in said
    assert "On 2026-11-20, 6 snippets passed" in said
    assert "not confirmed since" not in said
    assert (built.out / "status.json").read_bytes() == (tmp_path / "status.json").read_bytes()
    news = json.loads((built.out / "confirmed.json").read_text(encoding="utf-8"))
    for entry in built.page("providers/openai/index").css("ul.confirmed > li[data-confirmed]"):
        name, _, way = (entry.attributes["data-confirmed"] or "").partition("/")
        assert news["providers"][name][way]["text"] in entry.text()
        assert news["providers"][name][way]["looked_on"] == entry.attributes["data-looked"]


def test_an_old_page_says_since_when_nobody_confirmed_it(tmp_path: Path) -> None:
    """Past 90 days each entry carries the day on which it last held."""
    built = site(tmp_path, after("h"), "2027-03-01")
    marks = [node.text() for node in built.page("providers/openai/index").css("ul.confirmed .badge-stale")]
    assert marks == [
        f"not confirmed since {day}" for day in ("2026-11-20", "2026-11-01", "2026-11-01", "2026-11-21")
    ]


def test_a_spoilt_status_is_pointed_out(tmp_path: Path) -> None:
    """A file that cannot be read fails the build with a word about what to do."""
    (tmp_path / "status.json").write_text("{}x")
    built = site(tmp_path, None)
    assert built.code == 1
    assert "Restore it from an earlier run, or delete it to begin anew." in built.said

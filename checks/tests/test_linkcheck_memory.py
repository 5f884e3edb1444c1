"""What is remembered between runs, and that nothing of it is lost."""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import linkcheck_server as loopback
import pytest
from hypothesis import given
from hypothesis import strategies as some

from linkcheck_plus import evidence as forms
from linkcheck_plus import history
from linkcheck_plus.audit import audit
from linkcheck_plus.cache import Cache
from linkcheck_plus.decoding import BoundedBody, EncodingError
from linkcheck_plus.evidence import Evidence, Failure, Hop, Page
from linkcheck_plus.journal import Journal
from linkcheck_plus.model import Link, LinkcheckError, Location, Past, Status
from linkcheck_plus.probe import Target

URI = "https://docs.site.dev/a"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SEEN = Evidence(URI, URI, 200, page=Page(title="x", anchors={"a": True}), seen_at=NOW.isoformat())


def test_a_second_run_asks_nothing(tmp_path: Path) -> None:
    """Right after a run the cache answers for every link, good or bad."""
    links = [Link(f"http://docs.site.dev/{name}", (Location("a.md"),)) for name in ("good", "lost")]
    with loopback.Server({"docs.site.dev/good": loopback.page("hello")}) as server:
        server.replies["docs.site.dev/lost"] = loopback.page("", 410)
        settings = replace(server.settings, cache=str(tmp_path / "cache.jsonl"))
        first, second = audit(links, settings), audit(links, settings)
    assert len(server.requests) == 2
    assert [one.verdict for one in first.results] == [one.verdict for one in second.results]


def test_evidence_survives_its_json_form() -> None:
    """What is written to the cache comes back the same."""
    seen = replace(SEEN, hops=(Hop(301, URI),), failure=Failure.RESET, headers={"server": "x"})
    assert forms.from_json(json.loads(json.dumps(forms.to_json(seen)))) == seen


def test_a_cache_answers_only_what_it_saw(tmp_path: Path) -> None:
    """A fragment that was not looked for, an old record and a failure of long ago are asked again."""
    journal = Journal(tmp_path / "c")
    cache = Cache(journal, 7)
    cache.put(Target(URI), SEEN)
    assert cache.get(Target(URI, frozenset({"a"})), NOW) == SEEN
    assert cache.get(Target(URI, frozenset({"b"})), NOW) is None
    assert cache.get(Target(URI), NOW + timedelta(days=5)) == SEEN
    assert cache.get(Target(URI), NOW + timedelta(days=9)) is None
    cache.put(Target(URI), replace(SEEN, code=500))
    assert cache.get(Target(URI), NOW + timedelta(hours=1)) is None
    journal.close()


def test_pages_seen_with_a_password_are_not_kept(tmp_path: Path) -> None:
    """Evidence that depends on credentials stays out of the file."""
    cache = Cache(Journal(tmp_path / "c"), 7)
    cache.put(Target("https://u:p@docs.site.dev/a"), SEEN)
    assert not (tmp_path / "c").exists()


def test_a_streak_counts_days() -> None:
    """The same status twice on one day is one day; another status begins anew."""
    first = history.present(None, Status.BROKEN, NOW)
    same_day = history.present(first, Status.BROKEN, NOW + timedelta(hours=2))
    next_day = history.present(same_day, Status.BROKEN, NOW + timedelta(days=1))
    mended = history.present(next_day, Status.WORKING, NOW + timedelta(days=2))
    assert [past.streak for past in (first, same_day, next_day, mended)] == [1, 1, 2, 1]
    assert next_day.first_seen == first.first_seen != mended.first_seen


def test_history_survives_its_file(tmp_path: Path) -> None:
    """What one run remembers the next one reads; userinfo is not in the file."""
    past = Past(Status.BROKEN, NOW.isoformat(), 3, NOW.isoformat())
    with Journal(tmp_path / "h") as journal:
        history.remember(journal, "https://u:secret@docs.site.dev/a", past)
    assert history.past(Journal(tmp_path / "h"), "https://u:secret@docs.site.dev/a") == past
    assert "secret" not in (tmp_path / "h").read_text()


def test_a_journal_is_on_disk_before_it_is_closed(tmp_path: Path) -> None:
    """A process that is killed leaves every record it put."""
    journal = Journal(tmp_path / "j")
    journal.put("a", {"x": 1})
    assert Journal(tmp_path / "j").records == {"a": {"x": 1}}
    journal.close()


@given(cut=some.integers(20, 200), rubbish=some.sampled_from([b"", b"<<<<<<< HEAD\n", b"\xff\x00", b"[1]\n"]))
def test_a_damaged_journal_loses_the_damaged_line_only(
    tmp_path_factory: pytest.TempPathFactory, cut: int, rubbish: bytes
) -> None:
    """A line cut short, a merge conflict's marker or stray bytes cost no other record, before or after."""
    file = tmp_path_factory.mktemp("journal") / "j"
    lines = [json.dumps({"key": str(n), "x": n}).encode() + b"\n" for n in range(5)]
    whole = b"".join(lines)[:cut]
    file.write_bytes(whole + rubbish)
    intact = [line for line in whole.split(b"\n") if line + b"\n" in lines]
    with Journal(file) as journal:
        journal.put("new", {"x": 9})
    assert len(Journal(file).records) >= len(intact)
    assert Journal(file).records["new"] == {"x": 9}


def test_a_file_of_another_kind_is_left_alone(tmp_path: Path) -> None:
    """A cache named by mistake, such as a README, is refused and not overwritten."""
    file = tmp_path / "README.md"
    file.write_text("# Hello\n")
    with pytest.raises(LinkcheckError, match="left alone"):
        Journal(file)
    assert file.read_text() == "# Hello\n"


@given(some.binary(max_size=3000), some.integers(1, 2000), some.sampled_from(["gzip", "deflate", "raw", ""]))
def test_decoding_gives_the_beginning_of_what_was_encoded(data: bytes, limit: int, form: str) -> None:
    """In every encoding, in any pieces, the result is the data up to the limit."""
    bare = zlib.compressobj(wbits=-15)
    encoded = {
        "gzip": gzip.compress(data),
        "deflate": zlib.compress(data),
        "raw": bare.compress(data) + bare.flush(),
        "": data,
    }[form]
    body = BoundedBody("deflate" if form == "raw" else form, limit)
    for start in range(0, len(encoded), 700):
        body.feed(encoded[start : start + 700])
    assert body.body == data[:limit]


@given(some.binary(min_size=1, max_size=300), some.sampled_from(["gzip", "deflate", "br", "gzip, gzip", "?"]))
def test_rubbish_is_an_encoding_error_or_data(data: bytes, encoding: str) -> None:
    """Bytes that are not what the header says raise EncodingError, nothing else."""
    message = "the body"
    try:
        BoundedBody(encoding, 100).feed(data)
    except EncodingError as error:
        message = str(error)
    assert message.startswith("the body")

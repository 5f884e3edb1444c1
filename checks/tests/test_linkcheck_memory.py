"""What is remembered between runs, and that nothing of it is lost."""

from __future__ import annotations

import gzip
import json
import subprocess
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
from linkcheck_plus.settings import Route

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


def test_a_second_run_asks_nothing_of_what_has_no_places(tmp_path: Path) -> None:
    """A fragment of a file, and of a host that breaks off, is remembered too."""
    links = [Link(f"http://docs.site.dev/{name}#t=3", (Location("a.md"),)) for name in ("film", "off")]
    with loopback.Server({"docs.site.dev/off": loopback.reset}) as server:
        server.replies["docs.site.dev/film"] = loopback.page(b"..", content_type="video/mp4")
        settings = replace(server.settings, cache=str(tmp_path / "cache.jsonl"))
        audit(links, settings)
        asked = len(server.requests)
        audit(links, settings)
    assert len(server.requests) == asked


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


def test_the_same_day_changes_nothing(tmp_path: Path) -> None:
    """A file in git changes once a day: a later run of the day writes no other line."""
    first = history.present(None, Status.BROKEN, NOW)
    assert history.present(first, Status.BROKEN, NOW + timedelta(hours=2)) is first


def test_remembered_evidence_counts_no_new_day(tmp_path: Path) -> None:
    """A streak counts days on which the link was asked, not days on which the cache answered."""
    first = history.present(None, Status.BROKEN, NOW)
    next_day = history.present(first, Status.BROKEN, NOW + timedelta(days=1))
    assert history.present(next_day, Status.BROKEN, NOW).streak == 2


def test_the_past_tells_the_last_good_day_and_who_is_flaky() -> None:
    """Streaks that ended are remembered, the newest few of them."""
    past = None
    turns = [Status.WORKING, Status.BROKEN, Status.WORKING, Status.BROKEN]
    for day, status in enumerate(turns):
        past = history.present(past, status, NOW + timedelta(days=day))
        assert past.flaky == (day == 3)
    assert past
    assert past.last_good == "2026-11-23"
    for day in range(20):
        past = history.present(past, turns[day % 2], NOW + timedelta(days=10 + day))
    assert len(past.before) == history.REMEMBERED


def test_two_branches_merge_to_what_was_seen_later(tmp_path: Path) -> None:
    """A union merge in git leaves two lines for a link: the later one counts, in either order."""
    older: dict[str, object] = {
        "key": "https://docs.site.dev/a",
        "status": "working",
        "first_seen": "2026-11-01",
    }
    older |= {"streak": 9, "last_seen": "2026-11-20T08:00:00+00:00"}
    newer = {**older, "status": "broken", "streak": 1, "last_seen": "2026-11-21T08:00:00+00:00"}
    for lines in ((older, newer), (newer, older)):
        (tmp_path / "h").write_text("".join(json.dumps(line) + "\n" for line in lines))
        known = history.past(Journal(tmp_path / "h"), "https://docs.site.dev/a")
        assert known
        assert known.status is Status.BROKEN


def test_git_merges_two_histories_without_a_conflict(tmp_path: Path) -> None:
    """With `merge=union` both branches' days stay readable, and no marker of a conflict appears."""
    identity = ["-c", "user.name=a", "-c", "user.email=a@site.dev", "-c", "init.defaultBranch=main"]

    def git(*arguments: str) -> None:
        subprocess.run(["git", *identity, *arguments], cwd=tmp_path, check=True, capture_output=True)

    def seen(days: int, *names: str) -> None:
        with Journal(tmp_path / "h.jsonl") as journal:
            for name in names:
                before = history.past(journal, name)
                history.remember(
                    journal, name, history.present(before, Status.WORKING, NOW + timedelta(days))
                )
        git("add", "--all")
        git("commit", "--message=x")

    git("init")
    (tmp_path / ".gitattributes").write_text("h.jsonl merge=union\n")
    seen(0, "https://a.site.dev/", "https://b.site.dev/")
    git("checkout", "-b", "other")
    seen(1, "https://a.site.dev/", "https://b.site.dev/", "https://c.site.dev/")
    git("checkout", "main")
    seen(2, "https://a.site.dev/", "https://d.site.dev/")
    git("merge", "other")
    merged = Journal(tmp_path / "h.jsonl")
    days = {key[8]: record["last_seen"][:10] for key, record in merged.records.items()}
    assert days == {"a": "2026-11-23", "b": "2026-11-22", "c": "2026-11-22", "d": "2026-11-23"}


def test_silence_is_remembered_once_a_host_was_heard(tmp_path: Path) -> None:
    """A dead name is not asked again right away, but a dead network is no reason to remember anything."""
    links = [Link(f"http://{name}.site.dev/", (Location("a.md"),)) for name in ("dead", "docs")]
    with loopback.Server({"docs.site.dev/": loopback.page("hello")}) as server:
        dead = Route("dead.site.dev", 0, "127.0.0.1", 1)
        routes = (dead, *server.settings.connect_to)
        settings = replace(server.settings, connect_to=routes, cache=str(tmp_path / "c"))
        alone = audit(links[:1], settings)
        assert (alone.counts[Status.UNVERIFIED], (tmp_path / "c").exists()) == (1, False)
        first, second = audit(links, settings), audit(links, settings)
    assert (first.asked, second.asked, second.remembered) == (2, 0, 2)
    assert [one.verdict for one in first.results] == [one.verdict for one in second.results]
    assert first.counts[Status.BROKEN] == 1


def test_refresh_asks_again(tmp_path: Path) -> None:
    """A page that was mended a minute ago can be asked at once."""
    links = [Link("http://docs.site.dev/", (Location("a.md"),))]
    with loopback.Server() as server:
        settings = replace(server.settings, cache=str(tmp_path / "c"))
        assert audit(links, settings).exit_code == 1
        server.replies["docs.site.dev/"] = loopback.page("hello")
        assert audit(links, settings).exit_code == 1
        assert audit(links, replace(settings, refresh=True)).exit_code == 0


def test_what_is_long_out_of_date_leaves_the_files(tmp_path: Path) -> None:
    """Cache and history of a living project do not grow for ever."""
    with Journal(tmp_path / "h") as journal:
        for name, age in (("https://old.site.dev/", 500), ("https://new.site.dev/", 5)):
            history.remember(journal, name, history.present(None, Status.WORKING, NOW - timedelta(days=age)))
        history.forget(journal, NOW)
    assert set(Journal(tmp_path / "h").records) == {"https://new.site.dev/"}
    with Journal(tmp_path / "c") as journal:
        cache = Cache(journal, 7)
        for name, age in (("https://old.site.dev/", 50), ("https://new.site.dev/", 5)):
            moment = (NOW - timedelta(days=age)).isoformat()
            cache.put(Target(name), replace(SEEN, uri=name, seen_at=moment))
        cache.forget(NOW)
    assert set(Journal(tmp_path / "c").records) == {"https://new.site.dev/"}


def test_ages_are_spread(tmp_path: Path) -> None:
    """Links first seen on one day do not all fall due on one day."""
    journal = Journal(tmp_path / "c")
    cache = Cache(journal, 8)
    targets = [Target(f"https://docs.site.dev/{n}") for n in range(400)]
    for target in targets:
        cache.put(target, replace(SEEN, uri=target.uri, page=Page()))
    due = [
        sum(cache.get(target, NOW + timedelta(days=day)) is None for target in targets) for day in range(12)
    ]
    assert due[5] == 0
    assert due[11] == 400
    assert 50 < due[7] < 150 < due[8] < 250 < due[9] < 350
    journal.close()


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

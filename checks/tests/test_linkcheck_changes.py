"""What is new: lines changed since a revision, findings that a baseline lacks, links rewritten in place."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import linkcheck_server as loopback
import pytest
from hypothesis import given
from hypothesis import strategies as some

from linkcheck_plus import fix
from linkcheck_plus.__main__ import main
from linkcheck_plus.changes import changed_lines
from linkcheck_plus.model import Link, LinkcheckError, Location, Result, Status, Verdict

HOST = "http://docs.site.dev"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each test in a folder of its own, with a git that knows nobody."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)


def git(*arguments: str) -> None:
    """Run git."""
    identity = ["-c", "user.name=a", "-c", "user.email=a@site.dev", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


def commit(**files: str) -> None:
    """Write files (a__b is a/b) and commit all."""
    for name, text in files.items():
        path = Path(name.replace("__", "/") + ".md")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    git("add", "--all")
    git("commit", "--message=x")


def statuses(server: loopback.Server, *arguments: str) -> tuple[int, dict[str, str]]:
    """Run the command on this folder; give its code and the status of each link, by its path."""
    route = ["--connect-to", f"::127.0.0.1:{server.port}"]
    code = main([".", "--format", "json", "--output", "out.jsonl", *route, *arguments])
    records = map(json.loads, Path("out.jsonl").read_text().splitlines())
    return code, {record["uri"].removeprefix(f"{HOST}/"): record["status"] for record in records}


def test_only_links_on_changed_lines_are_asked() -> None:
    """Old lines, others' later work and deleted links are out; new files and uncommitted lines are in."""
    git("init")
    commit(a=f"<{HOST}/old>\n\ntext\n", gone=f"<{HOST}/deleted>\n")
    git("branch", "base")
    commit(a=f"<{HOST}/old>\n\n<{HOST}/committed>\n\n++ <{HOST}/plus>\n")
    git("checkout", "base")
    commit(theirs=f"<{HOST}/theirs>\n")
    git("checkout", "main")
    Path("gone.md").unlink()
    Path("é ü.md").write_text(f"<{HOST}/new-file>\n")
    Path("sub").mkdir()
    with loopback.Server() as server:
        code, found = statuses(server, "--since", "base")
    assert (code, set(found)) == (1, {"committed", "plus", "new-file"})
    assert server.asked("docs.site.dev/old") == 0


def test_names_that_git_quotes_are_found() -> None:
    """Spaces, quotes, tabs and letters beyond ASCII in a path hide no line."""
    git("init")
    commit(a="x\n")
    names = ["sp ace.md", 'quo"te.md', "tab\there.md", "é.md", "back\\slash.md"]
    for name in names:
        Path(name).write_text("one\ntwo\n")
    git("add", "--all")
    git("commit", "--message=x")
    assert {path.name: lines for path, lines in changed_lines("HEAD~1").items()} == {
        name: [range(1, 3)] for name in names
    }


def test_a_change_without_links_is_fine() -> None:
    """A pull request that touches no link passes, and says that there was nothing to check."""
    git("init")
    commit(a=f"<{HOST}/old>\n")
    with loopback.Server() as server:
        assert statuses(server, "--since", "HEAD") == (0, {})


@pytest.mark.parametrize(("revision", "words"), [("nothing", "git knows no such"), ("--all", "expected a")])
def test_a_wrong_revision_is_wrong_use(revision: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The message names the revision and the usual cause."""
    git("init")
    commit(a=f"<{HOST}/old>\n")
    assert main([".", f"--since={revision}"]) == 2
    assert words in capsys.readouterr().err


def test_outside_a_repository_is_wrong_use() -> None:
    """Without git's history nothing can be said of changes."""
    with pytest.raises(LinkcheckError, match="Run it inside a repository"):
        changed_lines("HEAD")


def test_a_baseline_leaves_out_what_was_known(capsys: pytest.CaptureFixture[str]) -> None:
    """Known findings neither fail the run nor are told; new ones do; mended ones are counted."""
    Path("a.md").write_text(f"<{HOST}/one> <{HOST}/two> <{HOST}/good>\n")
    with loopback.Server({"docs.site.dev/good": loopback.page("hello")}) as server:
        assert statuses(server)[0] == 1
        Path("out.jsonl").rename("baseline.jsonl")
        code, found = statuses(server, "--baseline", "baseline.jsonl")
        assert (code, found) == (0, {"good": "working"})
        Path("a.md").write_text(f"<{HOST}/one> <{HOST}/three>\n")
        assert statuses(server, "--baseline", "baseline.jsonl") == (1, {"three": "broken"})
        server.replies["docs.site.dev/two"] = loopback.page("hello")
        Path("a.md").write_text(f"<{HOST}/two>\n")
        main(["a.md", "--baseline", "baseline.jsonl", "--connect-to", f"::127.0.0.1:{server.port}"])
    assert "1 link of the baseline mended: write it anew." in capsys.readouterr().out


@pytest.mark.parametrize(
    "text", [None, "# Hello\n", '{"uri": 1}\n', "[]\n", '{"uri": "x", "status": "odd"}\n']
)
def test_another_file_is_no_baseline(text: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is not there or is no report is wrong use, with the way to make one."""
    Path("a.md").write_text(f"<{HOST}/one>\n")
    if text is not None:
        Path("baseline.jsonl").write_text(text)
    assert main(["a.md", "--baseline", "baseline.jsonl"]) == 2
    assert "--format json --output" in capsys.readouterr().err


def moved(path: str, line: int, column: int, old: str, new: str) -> Result:
    """Give a link that moved for good."""
    return Result(Link(old, (Location(path, line, column),)), Verdict(Status.MOVED, "x", "", new))


def test_fix_shows_and_yes_writes(capsys: pytest.CaptureFixture[str]) -> None:
    """Every occurrence is rewritten with its fragment, longer addresses are not touched, line ends stay."""
    before = f"\ufeff[a]({HOST}/old#part) <{HOST}/old/er>\r\nsee {HOST}/old#part\r\n"
    Path("a.md").write_bytes(before.encode())
    replies: dict[str, loopback.Reply] = {
        "docs.site.dev/old": loopback.redirect("/new", 301),
        "docs.site.dev/new": loopback.page("<p id=part>"),
        "docs.site.dev/old/er": loopback.page("hello"),
    }
    with loopback.Server(replies) as server:
        route = ["--connect-to", f"::127.0.0.1:{server.port}"]
        assert main(["a.md", "--fix", *route]) == 0
        assert Path("a.md").read_bytes() == before.encode()
        assert f"+see {HOST}/new#part" in capsys.readouterr().err
        assert main(["a.md", "--fix", "--yes", *route]) == 0
    assert Path("a.md").read_bytes() == before.replace("/old#part", "/new#part").encode()
    assert "1 file rewritten." in capsys.readouterr().err


def test_yes_goes_with_fix() -> None:
    """--yes alone would write nothing, which nobody means."""
    assert main([".", "--yes"]) == 2


def test_a_rewrite_keeps_to_the_form_of_the_file() -> None:
    """An address in HTML is escaped as before, and what would end a URL in the source is encoded."""
    Path("a.html").write_text(f'<a href="{HOST}/?a=1&amp;b=2">x</a>')
    Path("b.md").write_text(f"[x]({HOST}/old)\n")
    texts = fix.rewrites(
        [
            moved("a.html", 1, 10, f"{HOST}/?a=1&b=2", f"{HOST}/?c=3&d=4"),
            moved("b.md", 1, 5, f"{HOST}/old", f"{HOST}/a_(b)"),
        ]
    )
    assert texts == {
        Path("a.html"): f'<a href="{HOST}/?c=3&amp;d=4">x</a>',
        Path("b.md"): f"[x]({HOST}/a_%28b%29)\n",
    }


def test_what_cannot_be_rewritten_is_left_alone() -> None:
    """A place that no longer holds the URL, a password, and standard input give no change and no error."""
    Path("a.md").write_text(f"{HOST}/other http://u:secret@docs.site.dev/x\n")
    results = [
        moved("a.md", 1, 1, f"{HOST}/old", f"{HOST}/new"),
        moved("a.md", 9, 1, f"{HOST}/old", f"{HOST}/new"),
        moved("a.md", 1, 28, "http://u:secret@docs.site.dev/x", f"{HOST}/y"),
        moved("<stdin>", 1, 1, f"{HOST}/old", f"{HOST}/new"),
    ]
    assert fix.rewrites(results) == {}


@given(before=some.text(max_size=30), after=some.text(max_size=30))
def test_nothing_around_a_link_changes(
    before: str, after: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever stands around it, only the address itself becomes another."""
    file = tmp_path_factory.mktemp("fix") / "a.md"
    before = before.replace("\n", " ").replace("\ufeff", " ")
    file.write_bytes(f"{before}{HOST}/old {after}".encode(errors="replace"))
    whole = file.read_bytes().decode()
    texts = fix.rewrites([moved(str(file), 1, len(before) + 1, f"{HOST}/old", f"{HOST}/new")])
    assert texts == {file: whole[: len(before)] + whole[len(before) :].replace("/old", "/new", 1)}

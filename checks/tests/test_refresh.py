"""scripts/refresh.py: mends are shown, written, or proposed; git, gh, uv and npm are rehearsed here."""

from __future__ import annotations

import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import PROJECT

if sys.platform == "win32":
    pytest.skip("the stand-ins for gh, uv and npm are shell programs", allow_module_level=True)

HOST = "pages.keyproof-refresh.net"
OLD, NEW = f"http://{HOST}/old", f"http://{HOST}/new"
TOKEN = "keyproof-token-of-nobody"
MARK = "<!-- keyproof-refresh -->"
UV = """#!/bin/sh
env | grep -q {token} && exit 9
read name
case "$name" in
  openai) echo "openai==99.1.0" ;;
  slow) echo "slow==0.9" ;;
  *) echo "no such package" >&2; exit 1 ;;
esac
"""
NPM = """#!/bin/sh
env | grep -q {token} && exit 9
test "$2" = "@acme/sdk" && echo '"2.0.0"' || exit 1
"""
GH = """#!{python}
import json, os, sys
words = sys.argv[1:]
text = sys.stdin.read() if "--body-file=-" in words else ""
with open({log!r}, "a") as log:
    log.write(json.dumps({{"words": words, "text": text, "token": os.environ.get("GH_TOKEN", "")}}) + "\\n")
if words[:2] == ["pr", "list"]:
    print(open({listed!r}).read())
if words[:2] == ["pr", "create"]:
    print("https://github.example/pull/7")
"""
SDKS = """
[[sdk]]
language = "node"
package = "@acme/sdk"
version = "1.9.0" # an old one
sources = [ "docs" ]

[[sdk]]
language = "python"
package = "slow"
version = "1.0"
sources = [ "docs" ]

[[sdk]]
language = "r"
package = "ellmer"
version = "0.4.2"
sources = [ "docs" ]

[[sdk]]
language = "python"
package = "gone"
version = "1.0"
sources = [ "docs" ]
"""


class Pages(http.server.BaseHTTPRequestHandler):
    """A page that has moved for good."""

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(301 if self.path == "/old" else 200)
        self.send_header("Location", NEW)
        body = b"" if self.path == "/old" else b"<title>The page</title><p>" + b"Some words. " * 40
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if self.command == "GET" else b"")

    do_HEAD = do_GET  # noqa: N815 - the name in the standard library

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the standard library
        """Say nothing."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A project with its origin, and stand-ins for the programs that reach the network."""

    project: Path
    origin: Path
    bin: Path
    connect: str
    place: Path

    def refresh(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run the script."""
        command = [sys.executable, "scripts/refresh.py", self.connect, *words]
        return subprocess.run(
            command, cwd=self.project, env=self.environment(), capture_output=True, text=True, check=False
        )

    def environment(self) -> Mapping[str, str]:
        """Give the environment of a workflow's step."""
        return {**os.environ, "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}", "GH_TOKEN": TOKEN}

    def git(self, *words: str, where: Path | None = None) -> str:
        """Run git."""
        command = ["git", *IDENTITY, *words]
        done = subprocess.run(command, cwd=where or self.project, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def listed(self, *requests: Mapping[str, object]) -> None:
        """Let gh know these pull requests."""
        (self.place / "listed.json").write_text(json.dumps(requests))

    def asked(self) -> list[dict[str, object]]:
        """Give what gh was asked, without the lists."""
        log = self.place / "gh.log"
        lines = log.read_text().splitlines() if log.exists() else []
        return [one for one in map(json.loads, lines) if one["words"][1] != "list"]


IDENTITY = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false")


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a project with one provider, one moved link, and packages old, new, unknown and in R."""
    project = tmp_path_factory.mktemp("furnished") / "project"
    shutil.copytree(PROJECT / "scripts", project / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "pyproject.toml", project)
    (project / "docs" / "providers").mkdir(parents=True)
    words = ["acme", "Acme", "--base-url=https://api.acme.example/v1", "--docs=https://docs.acme.example/"]
    made = [sys.executable, "scripts/new_provider.py", *words]
    subprocess.run(made, cwd=project, check=True, capture_output=True)
    facts = project / "docs" / "providers" / "acme" / "acme.toml"
    text = facts.read_text().replace('version = "not looked up"', 'version = "3.0.0"')
    facts.write_text(text.replace("\n[sources", f"{SDKS}\n[sources", 1))
    (project / "docs" / "page.md").write_text(f"# Page\n\nSee <{OLD}> and [again]({OLD}).\n")
    table = [sys.executable, "-m", "keyproof", "keytable", "--write"]
    subprocess.run(table, cwd=project, check=True, capture_output=True)
    return project


@pytest.fixture
def desk(furnished: Path, tmp_path: Path) -> Iterator[Desk]:
    """Give a copy of the project with an origin, the moved page, and stand-ins for the programs."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever).start()
    connect = f"--connect-to={HOST}:80:127.0.0.1:{server.server_port}"
    made = Desk(tmp_path / "project", tmp_path / "origin.git", tmp_path / "bin", connect, tmp_path)
    shutil.copytree(furnished, made.project)
    _publish(made)
    _install(made)
    yield made
    server.shutdown()
    server.server_close()


def _publish(desk: Desk) -> None:
    desk.git("init", "--quiet", "--bare", str(desk.origin), where=desk.place)
    desk.git("init", "--quiet", "--initial-branch=main")
    desk.git("add", "--all")
    desk.git("commit", "--quiet", "--message=begin")
    desk.git("remote", "add", "origin", str(desk.origin))
    desk.git("push", "--quiet", "origin", "main")


def _install(desk: Desk) -> None:
    log, listed = str(desk.place / "gh.log"), str(desk.place / "listed.json")
    gh = GH.format(python=sys.executable, log=log, listed=listed)
    programs = {"uv": UV.format(token=TOKEN), "npm": NPM.format(token=TOKEN), "gh": gh}
    desk.bin.mkdir()
    for name, program in programs.items():
        (desk.bin / name).write_text(program)
        (desk.bin / name).chmod(0o755)
    desk.listed()


def test_a_look_shows_a_diff_and_changes_nothing(desk: Desk) -> None:
    """Moved links and newer versions are shown, with what was left out and why: exit code 1."""
    done = desk.refresh()
    assert done.returncode == 1, done.stderr
    assert f"-See <{OLD}> and [again]({OLD}).\n+See <{NEW}> and [again]({NEW}).\n" in done.stdout
    assert '-version = "1.9.0" # an old one\n+version = "2.0.0" # an old one\n' in done.stdout
    assert '-version = "3.0.0"\n+version = "99.1.0"\n' in done.stdout
    assert "slow" not in "".join(line for line in done.stdout.splitlines() if line.startswith(("+", "-")))
    assert "left out: R packages are left out" in done.stderr
    assert "left out: `gone` (python): its newest version could not be told" in done.stderr
    assert "no such package" in done.stderr
    assert desk.git("status", "--porcelain") == ""
    assert desk.git("worktree", "list").count("\n") == 0


def test_what_was_saved_can_be_written_later(desk: Desk) -> None:
    """--save keeps the mends, --from takes them; then there is nothing left to mend."""
    saved = desk.place / "mends.json"
    assert desk.refresh("--save", str(saved)).returncode == 0
    done = desk.refresh("--from", str(saved), "--write")
    assert done.returncode == 0, done.stderr
    assert desk.git("diff", "--name-only").split() == ["docs/page.md", "docs/providers/acme/acme.toml"]
    desk.git("commit", "--quiet", "--all", "--message=mended")
    again = desk.refresh()
    assert (again.returncode, again.stdout) == (0, "Nothing to mend.\n")


def test_a_pull_request_is_opened_then_kept_up_to_date(desk: Desk) -> None:
    """A second run finds its own pull request by the mark; the person's checkout is never touched."""
    done = desk.refresh("--pull-request")
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("Opened: https://github.example/pull/7\n")
    (opened,) = desk.asked()
    words = list(map(str, opened["words"]))  # type: ignore[call-overload]
    branch = words[words.index("--head") + 1]
    assert (words[:2], branch[:8], opened["token"]) == (["pr", "create"], "refresh/", TOKEN)
    assert "docs: refresh 1 moved link and 2 package versions" in words
    for part in (
        MARK,
        f"`{OLD}` leads to `{NEW}` for good",
        "`docs/page.md:3`",
        "`openai` (python) 3.0.0 is now 99.1.0",
    ):
        assert part in str(opened["text"])
    mine = {"number": 7, "headRefName": branch, "body": f"{MARK} text", "isCrossRepository": False}
    desk.listed({**mine, "number": 9, "isCrossRepository": True}, mine)
    assert "Pull request #7 has these mends already." in desk.refresh("--pull-request").stdout
    (desk.bin / "npm").write_text("#!/bin/sh\necho '\"2.0.1\"'\n")
    assert desk.refresh("--pull-request").stdout.endswith("Updated: pull request #7.\n")
    assert desk.asked()[-1]["words"][:3] == ["pr", "edit", "7"]  # type: ignore[index]
    assert '"2.0.1" # an old one' in desk.git(
        "show", f"{branch}:docs/providers/acme/acme.toml", where=desk.origin
    )
    assert desk.git("log", "--format=%an", f"main..{branch}", where=desk.origin) == "github-actions[bot]"
    assert (desk.git("status", "--porcelain"), desk.git("branch", "--list")) == ("", "* main")


def test_the_work_of_a_person_is_left_alone(desk: Desk) -> None:
    """Where somebody has added a commit to the pull request, nothing is pushed and nothing edited."""
    desk.git("commit", "--quiet", "--allow-empty", "--message=by hand")
    desk.git("push", "--quiet", "origin", "HEAD:refs/heads/refresh/2026-01-01")
    desk.git("reset", "--quiet", "--hard", "HEAD~1")
    before = desk.git("rev-parse", "refresh/2026-01-01", where=desk.origin)
    desk.listed({"number": 3, "headRefName": "refresh/2026-01-01", "body": MARK, "isCrossRepository": False})
    done = desk.refresh("--pull-request")
    assert "#3 is left as it is: somebody has worked on refresh/2026-01-01." in done.stdout
    assert desk.git("rev-parse", "refresh/2026-01-01", where=desk.origin) == before
    assert desk.asked() == []


def _no_git(desk: Desk) -> None:
    shutil.rmtree(desk.project / ".git")


def _no_gh(desk: Desk) -> None:
    (desk.bin / "gh").write_text("#!/bin/sh\necho 'HTTP 401: Bad credentials' >&2; exit 1\n")


def _edited(desk: Desk) -> None:
    (desk.project / "docs" / "page.md").write_text("# Another\n")


@pytest.mark.parametrize(
    ("spoil", "words", "said"),
    [
        (_no_git, (), "not a git repository"),
        (_no_gh, ("--pull-request",), "gh pr list: HTTP 401: Bad credentials"),
        (_edited, ("--write",), "patch does not apply"),
    ],
    ids=["no repository", "no right", "edited meanwhile"],
)
def test_a_failure_is_told_in_the_programs_words(
    desk: Desk, spoil: Callable[[Desk], None], words: tuple[str, ...], said: str
) -> None:
    """Exit code 3, no traceback, nothing half done, and the token in no output."""
    spoil(desk)
    facts = (desk.project / "docs" / "providers" / "acme" / "acme.toml").read_text()
    done = desk.refresh(*words)
    assert done.returncode == 3
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert TOKEN not in done.stdout + done.stderr
    assert (desk.project / "docs" / "providers" / "acme" / "acme.toml").read_text() == facts


def test_proposing_imports_nothing_foreign(desk: Desk) -> None:
    """Beside a token the script runs with the standard library alone, as the workflow runs it."""
    saved = desk.place / "mends.json"
    desk.refresh("--save", str(saved))
    command = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        ALONE,
        str(PROJECT / "checks"),
        "--from",
        str(saved),
        "--pull-request",
    ]
    done = subprocess.run(
        command, cwd=desk.project, env=desk.environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Opened" in done.stdout


ALONE = """\
import runpy, sys
sys.path.append(sys.argv.pop(1))
runpy.run_path("scripts/refresh.py", run_name="__main__")
"""

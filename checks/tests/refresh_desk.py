"""A project with its origin, a page that has moved, and stand-ins for gh, uv and npm: for test_refresh.py."""

from __future__ import annotations

import contextlib
import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from conftest import PROJECT

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


def furnish(project: Path) -> Path:
    """Give a project with one provider, one moved link, and packages old, new, unknown and in R."""
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


@contextlib.contextmanager
def furnished_desk(furnished: Path, place: Path) -> Iterator[Desk]:
    """Give a copy of the project with an origin, the moved page, and stand-ins for the programs."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever).start()
    connect = f"--connect-to={HOST}:80:127.0.0.1:{server.server_port}"
    made = Desk(place / "project", place / "origin.git", place / "bin", connect, place)
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

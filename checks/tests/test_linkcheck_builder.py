"""The Sphinx builders, run as readers run them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import linkcheck_server as loopback
import pytest

from linkcheck_plus.builder import typed

ROOT = Path(__file__).parent / "roots" / "linkcheck-basic"
PATHS = ("a", "substituted", "image.png", "included", "tab", "raw")


def build(folder: Path, port: int, *arguments: str, builder: str = "linkcheck-plus") -> tuple[int, str]:
    """Run sphinx-build in a process of its own; give its exit code and all it printed."""
    command = [sys.executable, "-m", "sphinx", "-b", builder, "-W", "-j", "2", "source", "out", *arguments]
    shutil.copytree(ROOT, folder / "source", dirs_exist_ok=True)
    with (folder / "source" / "conf.py").open("a") as conf:
        conf.write(f'linkcheck_plus_connect_to = ["::127.0.0.1:{port}"]\n')
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=100, check=False)
    return done.returncode, done.stdout + done.stderr


def results(folder: Path) -> dict[str, dict[str, Any]]:
    """Give the objects of output.jsonl by the path of their URL."""
    lines = (folder / "out" / "output.jsonl").read_text().splitlines()
    return {one["uri"].removeprefix("http://docs.site.dev/"): one for one in map(json.loads, lines)}


@pytest.fixture(params=["linkcheck-plus", "linkcheckplus"])
def builder(request: pytest.FixtureRequest) -> str:
    """Both names of the builder."""
    return str(request.param)


def test_every_form_of_link_is_found_with_its_place(tmp_path: Path, builder: str) -> None:
    """Links of text, substitutions, images, includes, tabs, raw HTML and facts are all asked, once each."""
    replies: dict[str, loopback.Reply] = {
        f"docs.site.dev/{path}": loopback.page("<p id=there>") for path in PATHS
    }
    replies["docs.site.dev/console"] = loopback.page("", 401)
    with loopback.Server(replies) as server:
        code, output = build(tmp_path, server.port, builder=builder)
    found = results(tmp_path)
    assert code == 0, output
    assert set(found) == {*PATHS, "a#there", "console"}
    assert {one["status"] for name, one in found.items() if name != "console"} == {"working"}
    assert found["console"]["status"] == "login-wall"
    assert [(at["path"], at["line"], at["column"]) for at in found["a"]["locations"]] == [
        ("source/index.md", 3, 13),
        ("source/index.md", 21, 41),
    ]
    assert found["included"]["locations"] == [{"path": "source/snippet.md", "line": 1, "column": 20}]
    assert found["console"]["locations"] == [{"path": "source/facts/one.toml", "line": 2, "column": 17}]
    assert server.asked("docs.site.dev/a") == 1


def test_a_broken_link_fails_the_build(tmp_path: Path) -> None:
    """Exit code 1, and the report says where and why."""
    with loopback.Server() as server:
        code, output = build(tmp_path, server.port)
    assert code == 1
    assert "source/index.md:3:13" in output
    assert "There is no such page (404)." in output


def test_without_a_network_the_build_says_so(tmp_path: Path) -> None:
    """Exit code 3 and unverified links, none broken."""
    code, output = build(tmp_path, 1)
    assert code == 3
    assert "Nothing was checked: no host gave an answer" in output
    assert {one["status"] for one in results(tmp_path).values()} == {"unverified"}


@pytest.mark.parametrize(
    ("text", "default", "value"),
    [
        ("a, b", (), ["a", "b"]),
        ("3", 2, 3),
        ("3", 2.0, 3.0),
        ("1", False, True),
        ("x", 2, "x"),
        ("x", "", "x"),
    ],
)
def test_options_of_the_command_line_have_the_kind_of_their_default(
    text: str, default: object, value: object
) -> None:
    """Sphinx hands over the text of -D; what does not fit is left for the check that names the option."""
    assert typed(text, default) == value


def test_a_wrong_option_is_named(tmp_path: Path) -> None:
    """A bad value in conf.py ends the build with the option's name and no traceback."""
    code, output = build(tmp_path, 1, "-D", "linkcheck_plus_ca_file=nowhere.pem")
    assert code == 2
    assert "nowhere.pem" in output
    assert "Traceback" not in output


@pytest.fixture(scope="module")
def migrated(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[dict[str, dict[str, Any]], str, list[loopback.Request]]:
    """One build of a project with Sphinx's own options: results by URL, output, requests."""
    folder = tmp_path_factory.mktemp("migrating")
    host = "docs.site.dev"
    replies: dict[str, loopback.Reply] = {
        f"{host}/{path}": loopback.page("x") for path in ("anchors", "hidden", "only-html", "v2")
    }
    replies |= {f"{host}/latest": loopback.redirect("/v2", 301), "auth.site.dev/x": loopback.page("x")}
    shutil.copytree(ROOT.parent / "linkcheck-migrating", folder / "source")
    command = [sys.executable, "-m", "sphinx", "-b", "linkcheck-plus", "-W", "source", "out"]
    with loopback.Server(replies) as server:
        command += ["-D", f"linkcheck_plus_connect_to=::127.0.0.1:{server.port}"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=100, check=False)
    lines = (folder / "out" / "output.jsonl").read_text().splitlines()
    found = {one.get("uri") or one["exception"]: one for one in map(json.loads, lines)}
    return found, done.stdout + done.stderr, server.requests


Migrated = tuple[dict[str, dict[str, Any]], str, list[loopback.Request]]


def test_sphinx_options_are_obeyed(migrated: Migrated) -> None:
    """A project that comes from linkcheck gets what its options say, and hears which have no effect."""
    found, output, requests = migrated
    docs = "http://docs.site.dev"
    assert found[f"{docs}/private/1"]["status"] == "ignored"
    assert found[f"{docs}/anchors#made-by-script"]["status"] == "working"
    assert found[f"{docs}/latest"]["status"] == "working"
    assert f"{docs}/dead" not in found
    sent = {request.uri: request.headers for request in requests}
    assert sent["auth.site.dev/x"]["authorization"] == "Basic bmFtZTp3b3Jk"
    assert sent["docs.site.dev/hidden"]["x-kept"] == "yes"
    assert "authorization" not in sent["docs.site.dev/hidden"]
    assert not found[r"https?://nobody\.links\.here/"]["fails"]
    assert "Tidy up the settings: 1 exception that no link needs" in output
    assert "linkcheck-plus obeys linkcheck_allowed_redirects, " in output
    assert "linkcheck_rate_limit_timeout has no effect" in output


def test_links_that_only_the_site_shows_are_found(migrated: Migrated) -> None:
    """A hidden toctree and what stands in `only:: html` are on the site, and so are their links."""
    found = migrated[0]
    assert found["http://docs.site.dev/hidden"]["locations"][0]["line"] == 9
    assert found["http://docs.site.dev/only-html"]["status"] == "working"


def test_the_own_site_is_answered_by_the_build(migrated: Migrated) -> None:
    """Links to html_baseurl are checked against the documents; another version is asked on the network."""
    found, _, requests = migrated
    base = "https://published.site.dev/en"
    statuses = {uri.removeprefix(base): one["status"] for uri, one in found.items() if uri.startswith(base)}
    assert statuses.pop("/1.0/") != "ignored"
    assert statuses == {
        "/latest/": "working",
        "/latest/gone.html": "broken",
        "/latest/other.html#a-place": "working",
        "/latest/other.html#no-place": "broken",
    }
    assert "Seen in the build of these documents." in found[f"{base}/latest/gone.html"]["reason"]
    assert not any("latest" in request.uri for request in requests if "published" in request.uri)


def test_all_forms_of_report_are_written(tmp_path: Path) -> None:
    """Beside the report for people lie those for programs."""
    with loopback.Server() as server:
        build(tmp_path, server.port)
    names = {path.name for path in (tmp_path / "out").glob("output.*")}
    assert names == {"output.jsonl", "output.txt", "output.md", "output.sarif", "output.xml"}

"""The command line by its contract: options, output, exit codes."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import linkcheck_server as loopback
import pytest

from linkcheck_plus.__main__ import main

KEYS = [
    "uri",
    "status",
    "code",
    "reason",
    "final_uri",
    "evidence",
    "locations",
    "first_seen",
    "streak",
    "advice",
]
HOST = "docs.site.dev"


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each command in a folder of its own."""
    monkeypatch.chdir(tmp_path)


def run(server: loopback.Server, *arguments: str) -> int:
    """Run the command with every host sent to the server."""
    return main([*arguments, "--connect-to", f"::127.0.0.1:{server.port}"])


def test_json_lines_have_the_keys_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    """One object a link on standard output, with places; the sentence goes to standard error."""
    Path("a.md").write_text(f"[a](http://u:secret@{HOST}/a)\n[b](http://{HOST}/b)\n")
    with loopback.Server({f"{HOST}/a": loopback.page("hello")}) as server:
        code = run(server, "a.md", "--format", "json")
    output = capsys.readouterr()
    first, second = map(json.loads, output.out.splitlines())
    assert (code, list(first)) == (1, KEYS)
    assert (first["status"], first["locations"]) == ("working", [{"path": "a.md", "line": 1, "column": 5}])
    assert (second["status"], second["code"]) == ("broken", 404)
    assert "1 of 2 links are broken." in output.err
    assert "secret" not in output.out + output.err


def test_the_text_report_names_place_reason_and_mend(capsys: pytest.CaptureFixture[str]) -> None:
    """People read what is to be mended, why, and how."""
    Path("a.md").write_text(f"see <http://{HOST}/old>\n")
    replies: dict[str, loopback.Reply] = {
        f"{HOST}/old": loopback.redirect("/new", 301),
        f"{HOST}/new": loopback.page("hello"),
    }
    with loopback.Server(replies) as server:
        assert run(server, "a.md") == 0
    text = capsys.readouterr().out
    assert "a.md:1:6" in text
    assert f"    replace http://{HOST}/old\n         by http://{HOST}/new\n" in text
    assert "No link is broken, of 1." in text


def test_without_a_network_nothing_is_checked(capsys: pytest.CaptureFixture[str]) -> None:
    """When no host can be reached, every link is unverified, the exit code 3, and one sentence says why."""
    Path("a.md").write_text(f"<http://{HOST}/a> <https://other.site.dev/b>")
    assert main(["a.md", "--format", "json", "--connect-to", "::127.0.0.1:1"]) == 3
    output = capsys.readouterr()
    assert {json.loads(line)["status"] for line in output.out.splitlines()} == {"unverified"}
    assert output.err.startswith("Nothing was checked: no host gave an answer")


def test_no_link_at_all_is_nothing_checked(capsys: pytest.CaptureFixture[str]) -> None:
    """An empty folder must not look like a success."""
    assert main(["."]) == 3
    assert "no http or https link was found" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere.md"], "no such file"),
        ([".", "--connect-to", "x"], "HOST:PORT:ADDR:PORT"),
        ([".", "--deadline", "0"], "deadline is 0.0"),
        ([".", "--per-host", "-1"], "per_host is -1"),
        ([".", "--config", "nowhere.toml"], "nowhere.toml"),
        (["https://a.site.dev", "--ca-file", "nowhere.pem"], "nowhere.pem"),
    ],
)
def test_wrong_use_is_2_with_a_mend(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong option is refused before anything is asked."""
    assert main(arguments) == 2
    assert words in capsys.readouterr().err


def test_options_come_from_pyproject(capsys: pytest.CaptureFixture[str]) -> None:
    """[tool.linkcheck-plus] is read; an unknown option there is wrong use."""
    Path("a.md").write_text(f"<http://{HOST}/a>")
    with loopback.Server({f"{HOST}/a": loopback.page("hello")}) as server:
        route = f'connect-to = ["::127.0.0.1:{server.port}"]'
        Path("pyproject.toml").write_text(f"[tool.linkcheck-plus]\n{route}\nper_host = 1\n")
        assert main(["a.md"]) == 0
    Path("pyproject.toml").write_text("[tool.linkcheck-plus]\nper_hots = 1\n")
    assert main(["a.md"]) == 2
    assert "there is no option 'per_hots'" in capsys.readouterr().err


def test_the_report_file_is_written_whole() -> None:
    """--output writes the report to a file, and leaves nothing else behind."""
    Path("a.md").write_text(f"<http://{HOST}/a>")
    with loopback.Server({f"{HOST}/a": loopback.page("hello")}) as server:
        assert run(server, "a.md", "--format", "json", "--output", "out/links.jsonl") == 0
    assert json.loads(Path("out/links.jsonl").read_text())["status"] == "working"
    assert [path.name for path in Path("out").iterdir()] == ["links.jsonl"]


def test_ctrl_c_gives_what_is_known() -> None:
    """A run that is broken off prints the partial report, without a traceback."""
    Path("a.md").write_text(f"<http://{HOST}/a>\n\n<http://{HOST}/slow>")
    replies: dict[str, loopback.Reply] = {
        f"{HOST}/a": loopback.page("hello"),
        f"{HOST}/slow": loopback.silence,
    }
    with loopback.Server(replies) as server:
        command = [sys.executable, "-m", "linkcheck_plus", "a.md", "--format", "json"]
        command += ["--connect-to", f"::127.0.0.1:{server.port}"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            while len(server.requests) < 2:
                time.sleep(0.05)
            time.sleep(0.3)
            process.send_signal(signal.SIGINT)
            output, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert [json.loads(line)["status"] for line in output.splitlines()] == ["working", "unverified"]
    assert errors == "Broken off: the links not asked yet are unverified.\n"

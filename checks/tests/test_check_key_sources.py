"""Where check_key finds a key, and what it says when two places disagree: variables, .env, token files."""

from __future__ import annotations

import io
import os
import string
import subprocess
import sys
from pathlib import Path

import faults
import pytest
from dotenv import dotenv_values
from faults import FaultServer
from hypothesis import given
from hypothesis import strategies as st
from key_check import SCRIPT, Run, call, module, run

KEY = "keyproof-canary-window-3c9e1"
OTHER = "keyproof-canary-file-b82f7"
LIST = {"object": "list", "data": [{"id": "one"}]}
WHOAMI = {"name": "reader", "auth": {}}


def check(folder: Path, *words: str, **environment: str) -> Run:
    """Run the script in this folder, which is the home too; without --base-url nobody can be asked."""
    environment = {"HTTPS_PROXY": "http://127.0.0.1:9", **environment}
    return call(*(words or ("openai",)), "--json", environment=environment, folder=folder)


def beside(folder: Path) -> Run:
    """Check the key of the variable, which works, beside whatever the folder holds."""
    with FaultServer(faults.only_for(KEY, LIST)) as server:
        seen = check(folder, "openai", "--base-url", server.origin, OPENAI_API_KEY=KEY)
    assert {faults.sent_key(head) for head in server.heads} & {OTHER} == set()
    assert OTHER not in seen.printed
    return seen


def test_a_variable_and_the_env_file_that_disagree_are_pointed_out(tmp_path: Path) -> None:
    """The variable is used; the file is named, and neither key is shown."""
    (tmp_path / ".env").write_text(f"OPENAI_API_KEY={OTHER}\n")
    seen = beside(tmp_path)
    assert seen.report["verdict"] == "ok"
    assert "The key from OPENAI_API_KEY works." in seen.report["message"]
    assert "The file .env holds another key; this is about OPENAI_API_KEY." in seen.report["message"]
    assert KEY not in seen.printed


@pytest.mark.parametrize(
    "line",
    [
        "OPENAI_API_KEY={}",
        "export OPENAI_API_KEY='{}'",
        'OPENAI_API_KEY = "{}" # mine',
        "OPENAI_API_KEY={} # mine",
        "OPENAI_API_KEY=old\nOPENAI_API_KEY={}",
        "# a comment\r\nOTHER=1\r\nOPENAI_API_KEY={}\r\n",
        "\ufeffOPENAI_API_KEY={}",
    ],
)
def test_the_same_key_in_the_env_file_is_no_matter(line: str, tmp_path: Path) -> None:
    """However the line is written: the same key is the same key."""
    (tmp_path / ".env").write_text(line.format(KEY), encoding="utf-8")
    assert "holds another key" not in beside(tmp_path).report["message"]


@pytest.mark.parametrize(
    "line",
    [
        "OPENAI_API_KEY=",
        "OPENAI_API_KEY=your-key-here",
        "OPENAI_API_KEY=${WORK_KEY}",
        "#OPENAI_API_KEY=other-key-here",
        f"MY_OPENAI_API_KEY={OTHER}",
        f"GROQ_API_KEY={OTHER}",
        "",
    ],
)
def test_an_env_file_without_a_key_of_ours_is_no_matter(line: str, tmp_path: Path) -> None:
    """An empty value, a placeholder, a reference, a comment and other names are no second key."""
    (tmp_path / ".env").write_text(line)
    assert "another key" not in beside(tmp_path).report["message"]


def test_the_env_file_of_a_folder_above_counts_and_the_nearest_wins(tmp_path: Path) -> None:
    """As python-dotenv does: the first .env on the way up, however far."""
    inner = tmp_path / "project" / "src"
    inner.mkdir(parents=True)
    (tmp_path / ".env").write_text(f"OPENAI_API_KEY={OTHER}\n")
    assert "The file ../../.env holds another key" in beside(inner).report["message"]
    (tmp_path / "project" / ".env").write_text(f"OPENAI_API_KEY={KEY}\n")
    assert "another key" not in beside(inner).report["message"]


def test_a_key_that_only_the_env_file_holds_is_missing_and_the_way_is_told(tmp_path: Path) -> None:
    """Nothing is sent; the file is named with the command that loads it."""
    (tmp_path / ".env").write_text(f"OPENAI_API_KEY={OTHER}\n")
    with FaultServer(faults.only_for(OTHER, LIST)) as server:
        seen = check(tmp_path, "openai", "--base-url", server.origin)
    assert (seen.report["verdict"], seen.code, server.heads) == ("missing", 1, [])
    assert "The file .env holds one" in seen.report["message"]
    assert "uv run --env-file .env check_key.py" in seen.report["advice"]
    assert OTHER not in seen.printed


def test_a_server_that_wants_a_key_gets_none_from_a_file(tmp_path: Path) -> None:
    """A server of one's own is asked without a key; when it wants one, the file is named, not used."""
    (tmp_path / ".env").write_text(f"LLAMA_API_KEY={OTHER}\n")
    with FaultServer(faults.only_for(OTHER, LIST)) as server:
        words = ("openai-compatible", "--env", "LLAMA_API_KEY", "--base-url", server.origin)
        seen = check(tmp_path, *words)
    assert [faults.sent_key(head) for head in server.heads] == [""]
    assert seen.report["verdict"] == "missing"
    assert "The file .env holds one" in seen.report["message"]


@pytest.mark.parametrize(
    ("place", "variables"),
    [
        (".cache/huggingface/token", {}),
        ("cache/huggingface/token", {"XDG_CACHE_HOME": "{}/cache"}),
        ("hub/token", {"HF_HOME": "{}/hub", "XDG_CACHE_HOME": "{}/cache"}),
        ("elsewhere", {"HF_TOKEN_PATH": "{}/elsewhere", "HF_HOME": "{}/hub"}),
    ],
)
def test_the_token_file_is_where_the_official_client_puts_it(
    place: str, variables: dict[str, str], tmp_path: Path
) -> None:
    """HF_TOKEN_PATH, HF_HOME, XDG_CACHE_HOME and the home folder, in this order; the others are not read."""
    for path in ("elsewhere", "hub/token", "cache/huggingface/token", ".cache/huggingface/token"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(f"{OTHER if path == place else KEY}\n")
    own = {name: text.format(tmp_path) for name, text in variables.items()}
    with FaultServer(faults.only_for(KEY, WHOAMI, {"error": "Invalid credentials"})) as hub:
        words = ("huggingface", "--base-url", hub.origin)
        seen = check(tmp_path, *words, HF_TOKEN=KEY, **own)
        none = check(tmp_path, *words, **own)
    assert "holds another key; this is about HF_TOKEN." in seen.report["message"]
    assert Path(place).name in seen.report["message"]
    assert none.report["verdict"] == "missing"
    assert "--stdin < " in none.report["advice"]
    assert OTHER not in seen.printed + none.printed
    assert all(faults.sent_key(head) != OTHER for head in hub.heads)


def test_the_place_of_the_token_file_is_the_one_in_the_source_of_the_official_client(
    tmp_path: Path,
) -> None:
    """huggingface_hub itself, asked in a process of its own, names the same file."""
    ask = "from huggingface_hub import constants; print(constants.HF_TOKEN_PATH)"
    for variables in (
        {},
        {"HF_HOME": "~/hub"},
        {"XDG_CACHE_HOME": str(tmp_path / "x")},
        {"HF_TOKEN_PATH": "~/t"},
    ):
        environment = {"HOME": str(tmp_path), **variables}
        expected = Path(_asked(ask, environment))
        expected.parent.mkdir(parents=True, exist_ok=True)
        expected.write_text(OTHER)
        seen = check(tmp_path, "huggingface", **variables)
        assert "holds one" in seen.report["message"], variables
        expected.unlink()


def _asked(program: str, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize("place", [".Renviron", "home/.Renviron", "home/Documents/.Renviron", "own"])
def test_the_file_of_r_is_told_apart(place: str, tmp_path: Path) -> None:
    """A key that stands only in .Renviron is seen by R alone, and the advice says so."""
    path = tmp_path / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'OPENAI_API_KEY="{OTHER}"\n')
    own = {"R_ENVIRON_USER": str(path)} if place == "own" else {}
    seen = check(tmp_path, HOME=str(tmp_path / "home"), **own)
    assert ".Renviron" in seen.report["message"] or "own" in seen.report["message"]
    assert "Only R reads that file" in seen.report["advice"]
    assert OTHER not in seen.printed


def test_a_typed_key_is_compared_with_the_variable_and_the_files(tmp_path: Path) -> None:
    """Standard input wins, as asked; a variable that holds another key is named."""
    (tmp_path / ".env").write_text(f"OPENAI_API_KEY={OTHER}\n")
    with FaultServer(faults.only_for(KEY, LIST)) as server:
        words = ("openai", "--json", "--stdin", "--base-url", server.origin)
        seen = call(*words, environment={"OPENAI_API_KEY": OTHER}, folder=tmp_path, stdin=f"{KEY}\n")
    assert seen.report["verdict"] == "ok"
    assert "OPENAI_API_KEY holds another key; this is about standard input." in seen.report["message"]
    assert "The file .env holds another key" in seen.report["message"]
    assert OTHER not in seen.printed


def test_nothing_at_standard_input_is_told_as_such(tmp_path: Path) -> None:
    """An empty pipe is not called a variable."""
    seen = call("openai", "--json", "--stdin", environment={}, folder=tmp_path)
    assert seen.report["verdict"] == "missing"
    assert "nothing came from standard input" in seen.report["message"]
    assert "set OPENAI_API_KEY" in seen.report["advice"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (f"OPENAI_API_KEY={OTHER}".encode("utf-16"), "The file .env is not UTF-8 text"),
        (b"OPENAI_API_KEY=\xff\xfe", "The file .env is not UTF-8 text"),
        (b"#" * 100_000 + f"\nOPENAI_API_KEY={OTHER}".encode(), "The file .env is too large"),
        (b"\n" * 60_000, None),
        (b"OPENAI_API_KEY=" + b" " * 60_000, None),
        (b"OPENAI_API_KEY=" + b"a " * 30_000, None),
        (b"OPENAI_API_KEY" * 4_000, None),
        (b"OPENAI_API_KEY=\0\0\0", None),
    ],
)
def test_an_odd_env_file_does_no_harm(raw: bytes, said: str | None, tmp_path: Path) -> None:
    """What is no text, huge or senseless is named where it matters, and takes no time."""
    (tmp_path / ".env").write_bytes(raw)
    seen = beside(tmp_path)
    assert seen.report["verdict"] == "ok"
    assert ("The file" in seen.report["message"]) == bool(said or b"a " in raw or b"\0" in raw)
    assert (said or "") in seen.report["message"]
    assert seen.report["elapsed_ms"] < 3000


@pytest.mark.skipif(os.name == "nt", reason="Windows has neither these rights nor pipes in folders")
def test_what_is_no_file_is_passed_by(tmp_path: Path) -> None:
    """A folder, a pipe, a link in a circle and one that leads nowhere are no .env; a link to a file is."""
    for make in (
        Path.mkdir,
        os.mkfifo,
        lambda path: path.symlink_to(path),
        lambda path: path.symlink_to("no"),
    ):
        make(tmp_path / ".env")
        assert "The file" not in beside(tmp_path).report["message"]
        (tmp_path / ".env").rmdir() if (tmp_path / ".env").is_dir() else (tmp_path / ".env").unlink()
    (tmp_path / "secrets").write_text(f"OPENAI_API_KEY={OTHER}\n")
    (tmp_path / ".env").symlink_to("secrets")
    assert "The file .env holds another key" in beside(tmp_path).report["message"]


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing rights are told; the check goes on."""

    def refused(*_words: object) -> None:
        raise PermissionError(OTHER)

    (tmp_path / ".env").write_text(f"OPENAI_API_KEY={OTHER}\n")
    monkeypatch.setattr(module().Path, "open", refused)
    seen = beside(tmp_path)
    assert seen.report["verdict"] == "ok"
    assert "The file .env cannot be read" in seen.report["message"]


@pytest.mark.skipif(os.name == "nt", reason="Windows does not delete the folder that one is in")
def test_a_working_folder_that_is_gone_does_no_harm(tmp_path: Path) -> None:
    """The check runs where there is no folder to look for files in."""
    gone = tmp_path / "gone"
    gone.mkdir()
    start = f"import os, sys, runpy; os.rmdir({str(gone)!r}); sys.argv = sys.argv[1:]\n"
    start += "runpy.run_path(sys.argv[0], run_name='__main__')\n"
    seen = run("openai", "--json", environment={}, folder=gone, start=("-P", "-c", start, str(SCRIPT)))
    assert (seen.report["verdict"], seen.stderr) == ("missing", "")


def test_all_names_the_keys_that_only_a_file_holds(tmp_path: Path) -> None:
    """--all checks variables; of a key in .env or a token file it says where it is, and sends nothing."""
    (tmp_path / ".env").write_text(f"GROQ_API_KEY={OTHER}\nOPENAI_API_KEY={KEY}\n")
    seen = call("--all", environment={"HTTPS_PROXY": "http://127.0.0.1:9"}, folder=tmp_path)
    assert (seen.code, seen.stdout) == (3, "")
    for line in ("groq is left out: GROQ_API_KEY", "openai is left out: OPENAI_API_KEY"):
        assert f"{line} is not set, but the file .env holds a key; check it by its name" in seen.stderr
    assert OTHER not in seen.printed
    assert KEY not in seen.printed


NAMES = st.sampled_from(["OPENAI_API_KEY", "OTHER"])
VALUES = st.text(string.ascii_letters + string.digits + "-_.:/+=!%&*()", max_size=20)
LINES = st.builds(
    "{}{}{}{}{}{}".format,
    st.sampled_from(["", "export ", "  "]),
    NAMES,
    st.sampled_from(["=", " = ", "= "]),
    st.sampled_from(["{}", "'{}'", '"{}"']).flatmap(lambda form: VALUES.map(form.format)),
    st.sampled_from(["", " # a comment", "  "]),
    st.sampled_from(["\n", "\r\n"]),
)


@given(st.lists(LINES, max_size=6).map("".join))
def test_lines_are_read_as_python_dotenv_reads_them(text: str) -> None:
    """For lines as people write them, our few words of code agree with the package."""
    expected = dotenv_values(stream=io.StringIO(text)).get("OPENAI_API_KEY") or ""
    assert module().value_in(text, "OPENAI_API_KEY").strip() == expected

"""check_key on other systems: what Windows lacks is not used, and old consoles and pipes do no harm."""

from __future__ import annotations

import ast
import codecs
from pathlib import Path

import faults
import pytest
from faults import FaultServer
from key_check import SCRIPT, call, module, run

KEY = "keyproof-canary-systems-6e2b4"
LIST = {"object": "list", "data": [{"id": "one"}]}
# Modules and functions of the standard library that are not there on Windows, or do something else there.
POSIX = {"fcntl", "grp", "pty", "pwd", "readline", "resource", "termios", "tty", "signal"}
POSIX |= {
    "os.fork",
    "os.getuid",
    "os.geteuid",
    "os.uname",
    "os.mkfifo",
    "os.setsid",
    "os.killpg",
    "os.getpgid",
}
POSIX |= {"time.tzset", "select.poll", "asyncio.add_signal_handler", "os.O_NOFOLLOW"}


def test_nothing_is_used_that_windows_lacks() -> None:
    """Neither imports nor attributes of the script are of POSIX systems only."""
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    used = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    used |= {
        f"{node.value.id}.{node.attr}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }
    assert "os.environ" in used
    assert used & POSIX == set()


@pytest.mark.parametrize("console", ["ascii", "cp1252", "cp437"])
@pytest.mark.parametrize("words", [(), ("--json",), ("--verbose",)])
def test_a_console_that_lacks_letters_gets_the_answer_all_the_same(
    console: str, words: tuple[str, ...], tmp_path: Path
) -> None:
    """Whatever the encoding of the output, and whatever a server says: a verdict, no traceback."""
    fault = faults.always(400, {"error": {"message": "\u4f60\u597d \u00fc \U0001f511", "code": "odd"}})
    with FaultServer(fault) as server:
        own = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": server.origin, "PYTHONIOENCODING": console}
        seen = run("openai", *words, environment=own | {"PYTHONUTF8": "0"}, folder=tmp_path)
    assert seen.code == 3
    assert "unexpected" in seen.stdout
    assert "\\u4f60\\u597d" in seen.stdout
    assert "Traceback" not in seen.stderr


@pytest.mark.parametrize("form", ["utf-16-le", "utf-16-be", "utf-8-sig"])
def test_a_file_that_powershell_wrote_can_be_piped_in(form: str, tmp_path: Path) -> None:
    """`--stdin` reads what Windows writes: UTF-16 with its mark, or UTF-8 with one."""
    marks = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
    raw = marks.get(form, b"") + f"{KEY}\r\n".encode(form)
    with FaultServer(faults.only_for(KEY, LIST)) as server:
        words = ("openai", "--json", "--stdin", "--base-url", server.origin)
        seen = call(*words, environment={}, folder=tmp_path, stdin=raw)
    assert seen.report["verdict"] == "ok"


def test_the_advice_fits_the_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PowerShell has no `<`: there the advice pipes the file."""
    token = tmp_path / ".cache" / "huggingface" / "token"
    token.parent.mkdir(parents=True)
    token.write_text(KEY)
    advice = call("huggingface", "--json", environment={}, folder=tmp_path).report["advice"]
    assert advice == "Add `--stdin < ~/.cache/huggingface/token` to the command."
    monkeypatch.setattr(module(), "IS_WINDOWS", True)
    advice = call("huggingface", "--json", environment={}, folder=tmp_path).report["advice"]
    assert "Get-Content ~/.cache/huggingface/token |" in advice
    assert "<" not in advice

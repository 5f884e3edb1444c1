"""Programs run in a clean environment, against a clock, and under the eye of a searcher for keys."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from runner_site import on_linux

from keyproof.processes import StoppedError
from keyproof.runner import programs
from keyproof.runner.programs import Programs

SECRET = "keyproof-good-openai"


def run(text: str, folder: Path, **more: str) -> programs.Result:
    """Run a shell text in a folder."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), **more}
    return Programs().run(["bash", "-c", text], folder, environment, secret=SECRET)


def test_a_program_sees_only_the_environment_it_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No variable of the person who runs this is inherited."""
    monkeypatch.setenv("OTHER_API_KEY", "keyproof-own")
    result = run("env", tmp_path, GIVEN="yes")
    assert "GIVEN=yes" in result.output
    assert "OTHER_API_KEY" not in result.output
    assert (result.code, result.leaks) == (0, ())


def test_output_is_kept_up_to_a_limit(tmp_path: Path) -> None:
    """A program that floods the screen costs no memory, and undecodable bytes are no error."""
    result = run(f"head -c {3 * programs.OUTPUT_LIMIT} /dev/zero; printf '\\xff'", tmp_path)
    assert len(result.output) == programs.OUTPUT_LIMIT
    assert run("printf '\\xff'", tmp_path).output == "\ufffd"


def test_a_program_ends_with_all_that_it_started(tmp_path: Path) -> None:
    """Children in the background do not outlive it."""
    run("(sleep 0.5; touch late) & exit 0", tmp_path)
    time.sleep(0.8)
    assert not (tmp_path / "late").exists()


def test_a_file_with_the_key_is_found(tmp_path: Path) -> None:
    """In the working folder, however deep."""
    assert run(f"mkdir -p a/b; echo x{SECRET}x > a/b/log.txt", tmp_path).leaks == ("log.txt",)


@on_linux
def test_a_key_in_arguments_is_seen_in_our_own_programs_only(tmp_path: Path) -> None:
    """The program is named; a stranger's process with the same text is none of our business."""
    started = Programs()
    environment = {"PATH": os.environ["PATH"]}
    job = _in_thread(lambda: started.run(["sleep", "5"], tmp_path, environment))
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(5)", SECRET])
    loud = _in_thread(lambda: started.run(["bash", "-c", f"sleep 5; : {SECRET}"], tmp_path, environment))
    try:
        assert _soon(lambda: started.showing(SECRET) == {"bash"})
    finally:
        started.stop()
        stranger.kill()
        stranger.wait()
        job.join()
        loud.join()


def test_stopping_ends_what_runs_and_starts_nothing_more(tmp_path: Path) -> None:
    """After Ctrl-C no program is left, and none begins."""
    started = Programs()
    ended: list[float] = []
    begin = time.monotonic()

    def work() -> None:
        started.run(["sleep", "30"], tmp_path, {"PATH": os.environ["PATH"]})
        ended.append(time.monotonic() - begin)

    job = _in_thread(work)
    assert _soon(lambda: bool(started._running))  # noqa: SLF001 - the moment when it has begun
    started.stop()
    job.join()
    assert ended[0] < 20
    with pytest.raises(StoppedError):
        started.run(["true"], tmp_path, {})


def _in_thread(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def _soon(condition: Callable[[], bool], limit: float = 10) -> bool:
    """Wait until the condition holds, at most this long."""
    end = time.monotonic() + limit
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()

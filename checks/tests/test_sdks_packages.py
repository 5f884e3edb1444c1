"""Each official package of this environment, at the provider that it was made for."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import PROJECT
from sdk_facts import few

from keyproof import providers
from keyproof.emulator import Request, good_key, row_key
from keyproof.emulator.answers import is_asked, origins
from keyproof.report import Exit
from keyproof.sdks import process, session, trials
from keyproof.sdks.process import Processes, Worker, WorkerError
from keyproof.sdks.record import FILE, Outcome, read
from keyproof.sdks.situations import LATE, PACKAGES, SITUATIONS
from keyproof.sdks.stage import ELSEWHERE_SHOWN, Stage
from keyproof.sdks.trials import Trial

KNOWN = providers.load(PROJECT / "docs" / "providers").providers
OWN = {
    "anthropic": ("anthropic", "invalid_x_api_key", "anthropic.AuthenticationError"),
    "cohere": ("cohere", "invalid_api_token", "cohere.UnauthorizedError"),
    "gemini": ("google-genai", "api_key_invalid", "google.genai.errors.ClientError"),
    "groq": ("groq", "invalid_api_key", "groq.AuthenticationError"),
    "huggingface": ("huggingface_hub", "invalid_token", "huggingface_hub.errors.HfHubHTTPError"),
    "mistral": ("mistralai", "invalid_api_key", "mistralai.client.errors.SDKError"),
}


@pytest.fixture
def processes() -> Iterator[Processes]:
    """Give the workers of a test, and end them with it."""
    made = Processes(60)
    yield made
    made.stop()


def trial(provider: str, package: str, situation: str) -> Trial:
    """Give the plain program of the first request in this situation."""
    every = trials.trials(KNOWN[provider], package)
    return next(one for one in every if one.situation == situation and one.at == "first-request")


def outcome(provider: str, package: str, situation: str, processes: Processes) -> Outcome:
    """Run one program."""
    with Stage(KNOWN[provider], package, Path(sys.executable), processes) as stage:
        return stage.run(trial(provider, package, situation))


@pytest.mark.parametrize("provider", OWN)
def test_each_package_takes_the_good_key_and_refuses_the_bad(provider: str, processes: Processes) -> None:
    """The stand-in is good enough for the real client, and the class has its shortest public name."""
    facts, (package, row, expected) = KNOWN[provider], OWN[provider]
    good, bad = trial(provider, package, "good-key"), trial(provider, package, row)
    # one after the other in one process: to import a package is what takes time
    change = f"import os\nos.environ[{facts.key.env_var!r}] = {bad.key!r}\n"
    both = dataclasses.replace(good, program=f"{good.program}\n{change}\n{bad.program}")
    with Stage(facts, package, Path(sys.executable), processes) as stage:
        one = stage.run(both)
    assert (one.raises, one.status, one.requests) == (expected, facts.error(row).status, 2)


def test_a_key_that_goes_along_with_a_redirect_is_noticed(processes: Processes) -> None:
    """google-genai sends it to the other host, openai does not."""
    leaky = outcome("gemini", "google-genai", "redirect", processes)
    assert (leaky.requests, leaky.shows_key) == (2, (ELSEWHERE_SHOWN,))
    assert outcome("openai", "openai", "redirect", processes).shows_key == ()


def test_waiting_is_noted_and_not_done(processes: Processes) -> None:
    """The package of Anthropic would sleep for a day, twice; here that takes no time."""
    one = outcome("anthropic", "anthropic", "long-wait", processes)
    assert (one.raises, one.requests, one.waits) == ("anthropic.RateLimitError", 3, 172_800)


def test_what_a_package_asks_besides_is_noted(processes: Processes) -> None:
    """huggingface_hub asks its makers' host, also when it speaks to a server of one's own."""
    one = outcome("tgi", "huggingface_hub", "good-key", processes)
    assert (one.raises, one.requests, one.also_asks) == (None, 1, ("huggingface.co",))


def test_a_program_that_does_not_end_is_ended(processes: Processes, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock ends one program; the next one runs."""
    monkeypatch.setattr(process, "DEADLINE", 1)
    with Stage(KNOWN["openai"], "openai", Path(sys.executable), processes) as stage:
        plain = trial("openai", "openai", "good-key")
        assert stage.run(dataclasses.replace(plain, program="while True: pass")).raises == LATE
        assert stage.run(dataclasses.replace(plain, program="print('next')")).message == "next"


@pytest.mark.parametrize(
    ("program", "places"),
    [
        ("import os; open('left', 'w').write(os.environ['OPENAI_API_KEY'])", ("a file",)),
        ("import os; print(os.environ['OPENAI_API_KEY'])", ("output",)),
        ("import os, sys; sys.exit(os.environ['OPENAI_API_KEY'])", ("message", "traceback")),
        ("import os, logging; logging.debug(os.environ['OPENAI_API_KEY'])", ("log",)),
    ],
)
def test_every_place_of_the_key_is_found(program: str, places: tuple[str, ...], processes: Processes) -> None:
    """A file, the output, an exception, a log: each is named, and the key itself never comes back."""
    with Stage(KNOWN["openai"], "openai", Path(sys.executable), processes) as stage:
        plain = trial("openai", "openai", "good-key")
        one = stage.run(dataclasses.replace(plain, program=program))
        assert one.shows_key == places
        assert plain.key
        assert plain.key not in repr(one)
        assert stage.run(dataclasses.replace(plain, program="print(1)")).shows_key == ()


def test_the_key_is_in_no_argument_and_no_environment_of_the_worker(processes: Processes) -> None:
    """It comes in on standard input: who lists processes sees nothing."""
    with Stage(KNOWN["openai"], "openai", Path(sys.executable), processes) as stage:
        stage.run(trial("openai", "openai", "good-key"))
        seen = b"".join(
            file.read_bytes()
            for one in processes._running  # noqa: SLF001
            for file in (Path(f"/proc/{one.pid}/cmdline"), Path(f"/proc/{one.pid}/environ"))
            if file.exists()
        )
    assert good_key(KNOWN["openai"]).encode() not in seen
    assert b"worker.py" in seen or not Path("/proc").is_dir()


def test_the_reader_s_own_keys_stay_outside(monkeypatch: pytest.MonkeyPatch, processes: Processes) -> None:
    """Variables of the person who runs this do not reach the programs."""
    monkeypatch.setenv("OPENAI_ADMIN_KEY", "keyproof-canary")
    with Stage(KNOWN["openai"], "openai", Path(sys.executable), processes) as stage:
        plain = trial("openai", "openai", "good-key")
        program = "import os; print(sorted(name for name in os.environ if 'KEY' in name))"
        assert stage.run(dataclasses.replace(plain, program=program)).message == "['OPENAI_API_KEY']"


def test_a_worker_that_dies_is_told(processes: Processes) -> None:
    """A program that ends the interpreter is a crash; a missing interpreter or package is no traceback."""
    with Stage(KNOWN["openai"], "openai", Path(sys.executable), processes) as stage:
        plain = trial("openai", "openai", "good-key")
        one = stage.run(dataclasses.replace(plain, program="import os; os.kill(os.getpid(), 9)"))
        assert one.raises == "a crash"
    with pytest.raises(WorkerError, match="PackageNotFoundError"):
        Worker(Path(sys.executable), "no-such-package", {}, processes)


def test_ctrl_c_ends_the_workers(tmp_path: Path) -> None:
    """`keyproof sdks` stops within seconds, with one word and no traceback, and leaves no process behind."""
    few(tmp_path, "openai", "invalid_api_key")
    command = [sys.executable, "-m", "keyproof", "--providers", str(tmp_path), "sdks", "--here"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        assert run.stderr
        run.stderr.readline()
        worker = _child(run.pid)
        run.send_signal(2)
        said = run.communicate(timeout=20)[1]
    assert run.returncode == 130
    assert "Traceback" not in said
    assert "stopped" in said
    assert worker is None or not Path(f"/proc/{worker}").exists()


def _child(parent: int) -> int | None:
    """Wait for the worker of this process; None where the system does not list processes as files."""
    children = Path(f"/proc/{parent}/task")
    while children.is_dir():
        for file in children.glob("*/children"):
            for pid in file.read_text().split():
                if b"worker.py" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    return int(pid)
        os.sched_yield()
    return None


def test_without_uv_or_registry_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What cannot be installed was not driven: exit code 3, with the reason, and no record is touched."""
    folder = few(tmp_path / "facts", "groq", "invalid_api_key")
    monkeypatch.setattr(shutil, "which", lambda _: None)
    account = session.run(folder, rewrite=True, home=tmp_path / "build")
    assert account.exit == Exit.NOTHING_CHECKED
    assert "groq          groq                      not driven: uv is not installed" in str(account)
    assert not (folder / "groq" / FILE).exists()
    assert "keyproof" not in capsys.readouterr().out


def test_every_error_row_of_every_provider_is_tried() -> None:
    """Each row that one of our two requests can meet has a program, with a key that brings it about."""
    for name, facts in KNOWN.items():
        packages = trials.packages_of(facts)
        assert packages, name
        tried = {(one.situation, one.key) for package in packages for one in trials.trials(facts, package)}
        assert {(row.id, row_key(facts, row)) for row in facts.errors if row.at} <= tried


def test_the_records_of_the_pages_make_sense() -> None:
    """Each has known packages and situations, no key, and a working key that works."""
    ours = {one.id for one in SITUATIONS}
    assert ours
    for name, facts in KNOWN.items():
        path = PROJECT / "docs" / "providers" / name / FILE
        known = read(path)
        if known is None:
            continue  # a provider that was added since; the session says so
        assert set(known.packages) <= set(PACKAGES)
        assert f"-{name}" not in path.read_text(encoding="utf-8").replace("keyproof-", "-"), name
        assert all(one.raises is None for one in known.outcomes if one.situation == "good-key")
        assert {one.situation for one in known.outcomes if "-" in one.situation} <= ours
        assert facts.name


def test_an_address_that_only_a_package_asks_is_known() -> None:
    """The facts name it, the stand-in answers there, and it counts as the provider's own."""
    facts = KNOWN["together"]
    (address,) = (address for sdk in facts.sdk for address in sdk.also_asks)
    host = address.removeprefix("https://")
    assert ("https", host, 443) in origins(facts)
    asked = Request("POST", "https", host, "/v1/chat/completions", {})
    assert is_asked(facts, asked)
    assert not is_asked(facts, dataclasses.replace(asked, path="/v1/telemetry"))

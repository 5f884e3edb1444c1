"""One provider and one package, with the stand-in between them: what each program did."""

from __future__ import annotations

import dataclasses
import json
import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from keyproof.emulator import Answer, Emulator, Request, Seen, bad_key, good_key, row_key
from keyproof.emulator.answers import is_asked
from keyproof.emulator.keys import masked
from keyproof.model import Provider
from keyproof.sdks.process import Processes, Worker
from keyproof.sdks.record import Outcome
from keyproof.sdks.situations import CRASH, GOOD, LATE, Special
from keyproof.sdks.trials import Trial, trials

ELSEWHERE = "elsewhere.example"
ELSEWHERE_SHOWN = "the request to another host"
FILE_SHOWN = "a file"
_HIDDEN, _MASKED = "<your key>", "<your key, masked>"
_PAGE = b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Sign in to go on.</body></html>\n"
_HTML = {"content-type": "text/html; charset=utf-8"}
_DAY = 86_400
_TEN = 10
_FILE_LIMIT = 1 << 20
# what differs from run to run though nothing has changed
_UNSTEADY = (
    (re.compile(r"0x[0-9a-f]{6,}"), "0x..."),
    (re.compile(r"127\.0\.0\.1:\d{4,5}"), "127.0.0.1:..."),
    (re.compile(r"/\S*/site-packages/"), ".../"),
    (re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "..."),
    (re.compile(r"headers: \{[^}]*\}"), "headers: {...}"),
    # the stand-in's own words, where the facts know none of the provider's
    (re.compile(r"The request failed with status \d+\."), "<the provider's words>"),
)


class Stage:
    """The stand-in for the provider and the worker with the package, for as long as the `with` lasts."""

    def __init__(self, provider: Provider, package: str, python: Path, processes: Processes) -> None:
        self._provider, self._package = provider, package
        self._python, self._processes = python, processes
        self._emulator = Emulator(
            {provider.id: provider, ELSEWHERE: _elsewhere(provider)}, before=self._special
        )
        self._exit = ExitStack()
        self._trial: Trial | None = None
        self._closed = 0

    def __enter__(self) -> Self:
        """Start both. RuntimeError when one does not come up."""
        with ExitStack() as stack:
            stack.enter_context(self._emulator)
            taken = stack.enter_context(socket.socket())
            taken.bind(("127.0.0.1", 0))  # never listens, and nobody else gets the port
            self._closed = taken.getsockname()[1]
            worker = Worker(self._python, self._package, self._emulator.environment, self._processes)
            self._worker = stack.enter_context(worker)
            self._exit = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop them."""
        self._exit.close()

    @property
    def version(self) -> str:
        """Give the release of the package."""
        return self._worker.version

    @property
    def python(self) -> str:
        """Give the version of Python that runs it, without the last number."""
        return ".".join(self._worker.python.split(".")[:2])

    def every(self) -> Iterator[Outcome]:
        """Give what each program did; those that need a fresh interpreter come first."""
        is_warm = False
        for trial in trials(self._provider, self._package):
            is_next = not is_warm and not trial.is_first
            is_warm = is_warm or is_next
            yield self.run(trial, warm=is_next)

    def run(self, trial: Trial, *, warm: bool = False) -> Outcome:
        """Give what the program did. WorkerError when the worker gave no answer."""
        self._trial = trial
        self._worker.forget()
        begin = len(self._emulator.seen)
        said = self._worker.ask(self._case(trial, warm=warm))
        seen = self._emulator.seen[begin:]
        shows = [*said.get("shows_key", ()), *self._elsewhere_too(trial, seen), *self._in_files(trial)]
        return Outcome(
            package=self._package,
            situation=trial.situation,
            at=trial.at,
            remedied=trial.remedied,
            raises=said.get("raises", LATE if said.get("late") else CRASH),
            status=said.get("status"),
            requests=sum(self._is_ours(one) for one in seen),
            waits=int(said.get("waits", 0)) // _TEN * _TEN,
            message=_steady(said.get("message", "")),
            tells=said.get("tells", {}),
            shows_key=tuple(shows),
            also_asks=tuple(sorted(self._besides(trial, seen))),
        )

    def _case(self, trial: Trial, *, warm: bool) -> dict[str, Any]:
        secret = self._secret(trial)
        proxies = {} if trial.network == "door" else dict.fromkeys(self._proxies())
        return {
            "program": trial.program,
            "environment": {
                **proxies,
                **dict.fromkeys(trial.blank, ""),
                self._provider.key.env_var: trial.key,
            },
            "network": trial.network,
            "closed": self._closed,
            "secret": secret,
            "hide": [(secret, _HIDDEN), (masked(trial.key or secret), _MASKED), (masked(secret), _MASKED)],
            "warm": warm,
        }

    def _besides(self, trial: Trial, seen: list[Seen]) -> set[str]:
        """Give what else was asked; told once, of the working key."""
        return {_short(one) for one in seen if trial.situation == GOOD and not self._is_ours(one)}

    def _is_ours(self, seen: Seen) -> bool:
        parts = urlsplit(seen.url)
        request = Request(seen.method, parts.scheme, parts.netloc, parts.path, seen.headers, seen.body)
        return not seen.is_refused and is_asked(self._provider, request)

    def _secret(self, trial: Trial) -> str:
        """Give the key without what a slip has put around it."""
        known = (good_key(self._provider), bad_key(self._provider), row_key(self._provider, trial.situation))
        return next((key for key in known if key in (trial.key or "")), good_key(self._provider))

    def _proxies(self) -> Iterator[str]:
        return (name for name in self._emulator.environment if name.lower().endswith("_proxy"))

    def _elsewhere_too(self, trial: Trial, seen: list[Seen]) -> Iterator[str]:
        secret = self._secret(trial)
        for one in seen:
            whole = f"{one.url}{json.dumps(dict(one.headers))}".encode() + one.body
            is_foreign = urlsplit(one.url).hostname == ELSEWHERE or not self._is_ours(one)
            if is_foreign and secret.encode() in whole:
                yield ELSEWHERE_SHOWN
                return

    def _in_files(self, trial: Trial) -> Iterator[str]:
        secret = self._secret(trial).encode()
        if any(secret in _start(path) for path in self._worker.files()):
            yield FILE_SHOWN

    def _special(self, request: Request) -> Answer | None:
        """Give the answer of what stands between the reader and the provider."""
        special = self._trial.answer if self._trial else None
        if request.authority.partition(":")[0] == ELSEWHERE:
            return self._of_elsewhere()
        return None if special is None else _answer(special, request)

    def _of_elsewhere(self) -> Answer:
        at = self._trial.at if self._trial else "check"
        facts = self._provider
        return Answer.json(200, json.loads((facts.check if at == "check" else facts.first_request).example))


def _answer(special: Special, request: Request) -> Answer:
    if special == "redirect":
        return Answer(307, b"", {"location": f"https://{ELSEWHERE}{request.path}"})
    if special == "day":
        late = {"error": {"message": "Too many requests.", "type": "rate_limit_error", "code": None}}
        return Answer.json(429, late, {"retry-after": str(_DAY)})
    return Answer(200 if special == "page" else 403, _PAGE, _HTML)


def _elsewhere(provider: Provider) -> Provider:
    """Give another company: the same facts under another name."""
    base = f"https://{ELSEWHERE}"
    return dataclasses.replace(
        provider,
        id=ELSEWHERE,
        check=dataclasses.replace(provider.check, base_url=base, regions={}),
        first_request=dataclasses.replace(provider.first_request, base_url=base),
    )


def _short(seen: Seen) -> str:
    """Give an address as people say it; of a refused one only the host is known."""
    parts = urlsplit(seen.url)
    return f"{parts.hostname}{'' if seen.is_refused else parts.path}"


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_FILE_LIMIT)
    except OSError:
        return b""


def _steady(message: str) -> str:
    for pattern, instead in _UNSTEADY:
        message = pattern.sub(instead, message)
    return message.strip()

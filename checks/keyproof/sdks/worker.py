"""Runs programs inside the environment of one package, each in a process of its own; standard library only.

A JSON line on standard input is a case; a JSON line on standard output says what became of it.
The key comes in by that line and by nothing else, and its text never goes out.
To wait is noted and not done, so that a package which would sleep for a day does not.
Needs `fork`: Linux or macOS.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.metadata
import io
import json
import logging
import os
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

LIMIT = 1000
SHORT = 60
NUMBERS = ("status_code", "code")
WORDS = ("code", "type", "status")
_PIPE = 1 << 16


def main(package: str) -> None:
    """Answer the release of the package, then each case."""
    _say({"version": importlib.metadata.version(package), "python": sys.version.split()[0]})
    for line in sys.stdin:
        said = _apart(json.loads(line))
        for name in said.pop("modules", ()):
            with contextlib.suppress(Exception):
                importlib.import_module(name)
        _say(said)


def _say(value: dict[str, Any]) -> None:
    print(json.dumps(value), flush=True)  # noqa: T201 - the answer


def _apart(case: dict[str, Any]) -> dict[str, Any]:
    """Give the outcome of a case that ran in a child: nothing of it stays, and a clock can end it."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _be_child(case, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        text = answer.read()
    _, status = os.waitpid(child, 0)
    if text:
        known: dict[str, Any] = json.loads(text)
        return known
    return {"late": os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM, "died": status}


def _be_child(case: dict[str, Any], writing: int) -> NoReturn:
    try:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(case["deadline"])
        text = json.dumps(_tried(case)).encode()
        while text:
            text = text[os.write(writing, text[:_PIPE]) :]
    finally:
        os._exit(0)


def _tried(case: dict[str, Any]) -> dict[str, Any]:
    for name, value in case["environment"].items():
        os.environ.pop(name, None) if value is None else os.environ.__setitem__(name, value)
    slept: list[float] = []
    time.sleep = lambda seconds: slept.append(float(seconds))
    socket.getaddrinfo = _led(case)
    with _logged() as log, _printed() as printed:
        error = _run(case["program"])
    return {**_said(case, error, printed.getvalue(), log.getvalue()), "waits": sum(slept), **_modules(case)}


def _run(program: str) -> BaseException | None:
    try:
        exec(compile(program, "program.py", "exec"), {"__name__": "__main__"})  # noqa: S102 - what we are here for
    except BaseException as error:  # noqa: BLE001 - whatever it is, that is the answer
        return error
    return None


def _modules(case: dict[str, Any]) -> dict[str, list[str]]:
    """Give what the parent may import, so that the next children need not."""
    return {"modules": sorted(set(sys.modules) - {"__main__"})} if case.get("warm") else {}


def _led(case: dict[str, Any]) -> Callable[..., Any]:
    """Give a look-up of names that knows none, or leads all to a port where nobody listens."""
    original = socket.getaddrinfo
    if case["network"] == "refused":
        return lambda _host, _port, *rest, **more: original("127.0.0.1", case["closed"], *rest, **more)
    if case["network"] == "unknown-name":
        return _unknown
    return original


def _unknown(*_: object, **__: object) -> NoReturn:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


@contextlib.contextmanager
def _logged() -> Iterator[io.StringIO]:
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    logging.basicConfig(level=logging.DEBUG, handlers=[handler], force=True)
    yield log


@contextlib.contextmanager
def _printed() -> Iterator[io.StringIO]:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        yield printed


def _said(case: dict[str, Any], error: BaseException | None, printed: str, log: str) -> dict[str, Any]:
    message = printed if error is None else str(error)
    places = {
        "message": "" if error is None else f"{message}{error!r}",
        "traceback": "" if error is None else "".join(traceback.format_exception(error)),
        "output": printed,
        "log": log,
    }
    return {
        "raises": None if error is None else public(type(error)),
        "status": _status(error),
        "tells": {name: _hidden(case, text) for name, text in _tells(error)},
        "message": _hidden(case, message)[:LIMIT],
        "shows_key": [name for name, text in places.items() if case["secret"] in text],
    }


def _hidden(case: dict[str, Any], text: str) -> str:
    for secret, instead in case["hide"]:
        text = text.replace(secret, instead)
    return text


def _status(error: BaseException | None) -> int | None:
    holders = (error, getattr(error, "response", None))
    found = (getattr(holder, name, None) for holder in holders for name in NUMBERS)
    return next((value for value in found if isinstance(value, int)), None)


def _tells(error: BaseException | None) -> Iterator[tuple[str, str]]:
    for name in () if isinstance(error, SystemExit) else WORDS:
        value = getattr(error, name, None)
        if isinstance(value, str):
            yield name, value
    text = getattr(getattr(error, "response", None), "text", None)
    if isinstance(text, str) and text and str(error) == f"Error code: {_status(error)}":
        yield "response.text", text[:SHORT]  # the message is a number: here are the words


def public(kind: type) -> str:
    """Give the shortest public name by which a program can import the class."""
    if kind.__module__ == "builtins":
        return kind.__name__
    parts = kind.__module__.split(".")
    for end in range(1, len(parts) + 1):
        module = ".".join(parts[:end])
        if parts[end - 1].startswith("_"):
            break
        if getattr(sys.modules.get(module), kind.__name__, None) is kind:
            return f"{module}.{kind.__name__}"
    return f"{kind.__module__}.{kind.__name__}"


if __name__ == "__main__":
    main(sys.argv[1])

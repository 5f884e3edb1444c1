"""What the project's commands take: asked of their own parsers, which say it best."""

from __future__ import annotations

import argparse
import contextlib
import importlib
import importlib.util
import io
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from keyproof import providers

_FOLDER = "scripts"


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its options, what stands for their values, and the commands below it."""

    name: str
    options: frozenset[str]
    placeholders: frozenset[str]
    below: Mapping[str, Command] = field(default_factory=dict)

    def every_option(self) -> frozenset[str]:
        """Give its options and those of all commands below it."""
        return self.options.union(*(one.every_option() for one in self.below.values()))

    def every_placeholder(self) -> frozenset[str]:
        """Give what stands for a value here, or in a command below it."""
        return self.placeholders.union(*(one.every_placeholder() for one in self.below.values()))


class _Caught(BaseException):
    """A parser that was about to read a command line."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        super().__init__()
        self.parser = parser


def load(root: Path) -> dict[str, Command]:
    """Give the commands of the project: those in pyproject.toml, and the scripts."""
    project = providers.toml(root / "pyproject.toml").get("project", {})
    found: dict[str, Command] = {}
    for name, entry in project.get("scripts", {}).items():
        module, _, function = entry.partition(":")
        found[name] = _described(name, getattr(importlib.import_module(module), function))
    for path in sorted((root / _FOLDER).glob("*.py")):
        found[path.name] = _described(path.name, _main(path))
    return found


def _main(path: Path) -> Callable[[Sequence[str]], Any]:
    """Give the function `main` of a script."""
    spec = importlib.util.spec_from_file_location(f"claims_{path.stem}", path)
    if spec is None or spec.loader is None:
        message = f"{path} cannot be imported"
        raise ImportError(message)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    main: Callable[[Sequence[str]], Any] = module.main
    return main


def _described(name: str, main: Callable[[Sequence[str]], Any]) -> Command:
    """Start a command, catch its parser as it is about to read the line, and ask it."""
    original = argparse.ArgumentParser.parse_known_args

    def catch(self: argparse.ArgumentParser, *_: object, **__: object) -> NoReturn:
        raise _Caught(self)

    argparse.ArgumentParser.parse_known_args = catch  # type: ignore[method-assign]
    try:
        with (
            contextlib.redirect_stdout(_nowhere()),
            contextlib.redirect_stderr(_nowhere()),
            warnings.catch_warnings(),
        ):
            main([])
    except _Caught as caught:
        return _of(name, caught.parser)
    finally:
        argparse.ArgumentParser.parse_known_args = original  # type: ignore[method-assign]
    message = f"the command {name} reads its line without argparse"
    raise TypeError(message)


def _nowhere() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO())


def _of(name: str, parser: argparse.ArgumentParser) -> Command:
    actions = parser._actions  # noqa: SLF001 - argparse has no other way to ask
    below = {
        title: _of(title, inner)
        for action in actions
        if isinstance(action, argparse._SubParsersAction)  # noqa: SLF001 - as above
        for title, inner in action.choices.items()
    }
    return Command(
        name=name,
        options=frozenset(option for action in actions for option in action.option_strings),
        placeholders=frozenset(_placeholders(actions)),
        below=below,
    )


def _placeholders(actions: Sequence[argparse.Action]) -> Iterator[str]:
    for action in actions:
        shown = action.metavar
        if isinstance(shown, str):
            yield shown
        elif isinstance(shown, tuple):
            yield from shown
        elif action.nargs != 0 and action.option_strings:
            yield action.dest.upper()

"""`{command-line}`: the options of a command, drawn from its own parser, so that they never go stale."""

from __future__ import annotations

import argparse
import importlib.util
import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from fact_nodes import inline, paragraph, table

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

WIDTH = 80
# how a help text names its default, where the parser does not know it
DEFAULT = re.compile(r"\s*\((?:default: ([^()]*)|(\d+))\)$")
TITLES = ("Argument or option", "What it does", "Default")


class CommandLine(SphinxDirective):
    """The usage, the arguments and the exit codes of the command whose parser PLACE:FUNCTION gives.

    The place is a module, or a script of the project such as `scripts/tool.py`.
    `:prog:` is how readers call it.
    """

    required_arguments = 1
    option_spec: ClassVar = {"prog": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Give the usage and the tables."""
        name, _, function = self.arguments[0].partition(":")
        try:
            module = (
                _script(Path(self.env.srcdir).parent / name) if name.endswith(".py") else import_module(name)
            )
        except (OSError, ImportError) as error:
            msg = f"there is no {name}: {error}"
            raise self.error(msg) from error
        self.env.note_dependency(str(module.__file__))
        parser: argparse.ArgumentParser = getattr(module, function)()
        prog = self.options.get("prog", parser.prog)
        return list(described(parser, prog))


@cache
def _script(file: Path) -> ModuleType:
    """Give the module of this file, without running it as a program."""
    spec = importlib.util.spec_from_file_location(f"command_line_{file.stem}", file)
    if spec is None or spec.loader is None:
        msg = f"{file} is no Python file"
        raise ImportError(msg)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up there
    spec.loader.exec_module(module)
    return module


def described(parser: argparse.ArgumentParser, prog: str) -> Iterator[nodes.Node]:
    """Give what `--help` says: usage, options, commands and the text at the end."""
    yield addnodes.index(entries=[("single", word, anchor(prog, word), "", None) for word in _words(parser)])
    yield _usage(parser, prog)
    shown = [action for action in _actions(parser) if not isinstance(action, argparse._SubParsersAction)]  # noqa: SLF001 - no public name
    if shown:
        yield table(TITLES, (_row(action, prog) for action in shown), "options")
    if parser.epilog:
        yield paragraph(_ended(parser.epilog))
    for action in _actions(parser):
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - as above
            yield from _commands(action, prog)


def _actions(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """Give what a reader may write, in the order of `--help`; what is hidden there is hidden here."""
    known = parser._actions  # noqa: SLF001 - argparse offers no other way to them
    return [one for one in known if one.help != argparse.SUPPRESS and "--help" not in one.option_strings]


def _words(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in _actions(parser):
        yield from (word for word in action.option_strings if word.startswith("--"))


def _usage(parser: argparse.ArgumentParser, prog: str) -> nodes.literal_block:
    own, parser.prog = parser.prog, prog
    formatter = argparse.HelpFormatter(prog, width=WIDTH)
    formatter.add_usage(parser.usage, parser._actions, parser._mutually_exclusive_groups, "")  # noqa: SLF001 - as format_usage does
    text = formatter.format_help().strip()
    parser.prog = own
    return nodes.literal_block(text, text, language="text", classes=["skip-screen"])


def _commands(action: argparse._SubParsersAction[argparse.ArgumentParser], prog: str) -> Iterator[nodes.Node]:
    about = {one.dest: one.help or "" for one in action._choices_actions}  # noqa: SLF001 - where argparse keeps the help
    for name, parser in action.choices.items():
        section = nodes.section(ids=[anchor(prog, name)], names=[f"{prog} {name}"])
        section += nodes.title("", "", nodes.literal(text=f"{prog} {name}"))
        section += paragraph(_ended(about.get(name, "")))
        section += list(described(parser, f"{prog} {name}"))
        yield section


def _row(action: argparse.Action, prog: str) -> tuple[str, tuple[list[nodes.Node], ...]]:
    words = list(action.option_strings) or [str(action.metavar or action.dest)]
    value = "" if action.nargs == 0 or not action.option_strings else f" {_value(action)}"
    name: list[nodes.Node] = [nodes.literal(text=", ".join(words) + value)]
    return anchor(prog, words[0]), (name, inline(_ended(_help(action, prog))), inline(_default(action)))


def _value(action: argparse.Action) -> str:
    if action.metavar:
        return str(action.metavar)
    return "{" + ",".join(map(str, action.choices)) + "}" if action.choices else action.dest.upper()


def _help(action: argparse.Action, prog: str) -> str:
    return DEFAULT.sub("", (action.help or "") % {**vars(action), "prog": prog})


def _default(action: argparse.Action) -> str:
    """Give the default, from the parser or from the words of its help."""
    if action.required and action.nargs not in {"*", "?"}:
        return "needed"
    if action.nargs == 0:
        return ""
    if action.default not in (None, argparse.SUPPRESS, []):
        shown = f"{action.default:g}" if isinstance(action.default, float) else str(action.default)
        return f"`{shown}`"
    said = DEFAULT.search(action.help or "")
    return f"{said[1] or said[2]}" if said else ""


def _ended(text: str) -> str:
    """Give a text as a sentence, with the options in it as code."""
    text = re.sub(r"(?<![\w`-])--[a-z][a-z-]*", r"`\g<0>`", " ".join(text.split()))
    return text and text[:1].upper() + text[1:] + ("" if text.endswith((".", "?")) else ".")


def anchor(prog: str, word: str) -> str:
    """Give the address of an option or command on its page."""
    return "-".join(re.findall(r"[a-z0-9]+", f"{prog} {word}".lower()))


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the directive."""
    app.add_directive("command-line", CommandLine)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}

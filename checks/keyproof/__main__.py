"""The command line: `keyproof facts`, `keyproof snippets`, ... or `python -m keyproof` likewise."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from keyproof import commands, confirm, keytable, providers, runs
from keyproof.report import Exit
from keyproof.versions import command

EPILOG = "Exit code: 0 fine, 1 something was found, 2 wrong use, 3 nothing was checked."


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    arguments = _parser().parse_args(argv)
    run: Callable[[argparse.Namespace], Exit] = arguments.run
    if not arguments.providers.is_dir():
        message = (
            f"There is no folder {arguments.providers}: run this in the project, or pass --providers FOLDER."
        )
        print(message, file=sys.stderr)
        return int(Exit.NOTHING_CHECKED)
    try:
        return int(run(arguments))
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output (head, less) has gone; there is nobody left to tell.
        sys.stderr.close()
        return int(Exit.FINE)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="keyproof", description=__doc__, epilog=EPILOG)
    parser.add_argument("--providers", type=Path, default=providers.FOLDER, help="folder of the fact files")
    parsers = parser.add_subparsers(required=True, metavar="COMMAND")
    one = parsers.add_parser("facts", help="print the facts and what is wrong with them")
    one.add_argument("id", nargs="*", help="only these providers")
    one.add_argument("--json", action="store_true", help="print JSON")
    one.set_defaults(run=commands.facts)
    two = parsers.add_parser("links", help="print every link of the facts and what is expected of it")
    two.add_argument("--json", action="store_true", help="print JSON lines")
    two.set_defaults(run=commands.links)
    three = parsers.add_parser("snippets", help="run every code block of the pages")
    three.add_argument("name", nargs="*", help="only these, for example openai or openai/check/curl")
    three.add_argument("--docs", type=Path, default=Path("docs"), help="folder of the pages")
    record = "where the pages find what became of all snippets"
    three.add_argument("--record", type=Path, default=Path("build/live") / runs.NAME, help=record)
    three.set_defaults(run=commands.snippets)
    four = parsers.add_parser(
        "keytable", help="compare the tables inside scripts/check_key.py and check_key.R with the facts"
    )
    four.add_argument("--write", action="store_true", help="write the tables anew")
    scripts = [keytable.SCRIPT, keytable.R_SCRIPT]
    four.add_argument("--script", type=Path, nargs="+", default=scripts, help=argparse.SUPPRESS)
    four.set_defaults(run=commands.keytable)
    five = parsers.add_parser("keys", help="prove scripts/check_key.py, then check the keys that are set")
    five.add_argument("--script", type=Path, default=keytable.SCRIPT, help=argparse.SUPPRESS)
    five.set_defaults(run=commands.keys)
    six = parsers.add_parser("sdks", help="drive the official packages through every error row")
    six.add_argument("name", nargs="*", help="only these, for example openai, groq/openai or '*/cohere'")
    six.add_argument("--write", action="store_true", help="record what they raise")
    six.add_argument("--here", action="store_true", help="the packages installed here, not the newest")
    six.set_defaults(run=commands.sdks)
    seven = parsers.add_parser("guides", help="run and trace what older guides say")
    seven.add_argument("--docs", type=Path, default=Path("docs"), help="folder of the pages")
    seven.set_defaults(run=commands.guides)
    eight = parsers.add_parser("claims", help="hold what the pages say to what is so")
    eight.add_argument("path", nargs="*", type=Path, help="only these pages, or the pages in these folders")
    eight.add_argument("--json", action="store_true", help="print JSON")
    eight.add_argument("--docs", type=Path, default=Path("docs"), help="folder of the pages")
    eight.set_defaults(run=commands.claims)
    _add_live(parsers)
    _add_confirm(parsers)
    command.add(parsers, _show)
    return parser


def _add_live(parsers: Any) -> None:  # noqa: ANN401 - argparse keeps its type to itself
    live = parsers.add_parser("live", help="hold the pages against the live world (needs the internet)")
    for look, words in (
        ("links", "every link of the pages"),
        ("refusals", "an invented key at every hosted provider"),
        ("keys", "your own keys, and the models of the pages"),
    ):
        live.add_argument(
            f"--{look}", action="append_const", dest="looks", const=look, help=f"look at {words}"
        )
    live.add_argument(
        "--status", type=Path, default=Path("build/live/status.json"), help="where it is remembered"
    )
    live.add_argument(
        "--issues",
        action="store_true",
        help="open, edit and close GitHub's issues; alone it looks at nothing",
    )
    live.add_argument(
        "--now",
        metavar="MOMENT",
        type=datetime.fromisoformat,
        help="take this for the moment, in a rehearsal",
    )
    live.set_defaults(run=commands.live)
    rehearse = parsers.add_parser("rehearse", help="run the live checks through a month of a stand-in world")
    rehearse.add_argument("--days", type=int, help="stop after so many days")
    rehearse.set_defaults(run=commands.rehearse)


def _show(outcome: tuple[str, Exit]) -> Exit:
    text, code = outcome
    # what could not even begin is no result
    print(text, file=sys.stderr if code is Exit.WRONG_USE else sys.stdout)
    return code


def _add_confirm(parsers: Any) -> None:  # noqa: ANN401 - as above
    words = "look at dated facts one by one, and write the day beside each that holds"
    one = parsers.add_parser("confirm", help=words, description=f"In a terminal: {words}.")
    one.add_argument("id", help="the provider")
    one.add_argument("part", nargs="+", choices=tuple(confirm.PARTS), help="what to look at")
    one.set_defaults(run=commands.confirm)


if __name__ == "__main__":
    sys.exit(main())

"""The command line: `keyproof facts`, `keyproof snippets`, ... or `python -m keyproof` likewise."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from keyproof import facts, keytable, links, providers
from keyproof.report import Exit


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
    parser = argparse.ArgumentParser(prog="keyproof", description=__doc__)
    parser.add_argument("--providers", type=Path, default=providers.FOLDER, help="folder of the fact files")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    one = commands.add_parser("facts", help="print the facts and what is wrong with them")
    one.add_argument("id", nargs="*", help="only these providers")
    one.add_argument("--json", action="store_true", help="print JSON")
    one.set_defaults(run=_facts)
    two = commands.add_parser("links", help="print every link of the facts and what is expected of it")
    two.add_argument("--json", action="store_true", help="print JSON lines")
    two.set_defaults(run=_links)
    three = commands.add_parser("snippets", help="run every code block of the pages")
    three.add_argument("name", nargs="*", help="only these, for example openai or openai/check/curl")
    three.add_argument("--docs", type=Path, default=Path("docs"), help="folder of the pages")
    three.set_defaults(run=_snippets)
    four = commands.add_parser(
        "keytable", help="compare the tables inside scripts/check_key.py and check_key.R with the facts"
    )
    four.add_argument("--write", action="store_true", help="write the tables anew")
    scripts = [keytable.SCRIPT, keytable.R_SCRIPT]
    four.add_argument("--script", type=Path, nargs="+", default=scripts, help=argparse.SUPPRESS)
    four.set_defaults(run=_keytable)
    five = commands.add_parser("keys", help="prove scripts/check_key.py, then check the keys that are set")
    five.add_argument("--script", type=Path, default=keytable.SCRIPT, help=argparse.SUPPRESS)
    five.set_defaults(run=_keys)
    return parser


def _facts(arguments: argparse.Namespace) -> Exit:
    known = [path.stem for path in providers.load(arguments.providers).files]
    for name in arguments.id:
        if name not in known:
            print(f"There is no provider {name!r}; there are: {', '.join(known)}.", file=sys.stderr)
            return Exit.WRONG_USE
    text, code = facts.run(arguments.providers, as_json=arguments.json, only=tuple(arguments.id))
    print(text)
    return code


def _links(arguments: argparse.Namespace) -> Exit:
    text, code = links.run(arguments.providers, as_json=arguments.json)
    print(text)
    return code


def _snippets(arguments: argparse.Namespace) -> Exit:
    try:
        # these need packages that the other commands do without
        from keyproof.runner import proof  # noqa: PLC0415
        from keyproof.runner.blocks import LedgerError  # noqa: PLC0415
    except ModuleNotFoundError as error:
        print(f"{error.msg}. `nox -s snippets` installs what this needs, and runs it.", file=sys.stderr)
        return Exit.WRONG_USE
    try:
        account = proof.run(arguments.providers, arguments.docs, only=arguments.name)
    except (LedgerError, proof.UnknownNameError) as error:
        print(error, file=sys.stderr)
        return Exit.WRONG_USE if isinstance(error, proof.UnknownNameError) else Exit.NOTHING_CHECKED
    print(account)
    return account.exit


def _keytable(arguments: argparse.Namespace) -> Exit:
    seen = [keytable.run(path, arguments.providers, rewrite=arguments.write) for path in arguments.script]
    print("\n".join(text for text, _code in seen))
    return max(code for _text, code in seen)


def _keys(arguments: argparse.Namespace) -> Exit:
    from keyproof import keys  # noqa: PLC0415 - needs the stand-in's packages

    print(f"proving {arguments.script} against the stand-in ...", file=sys.stderr)
    text, code = keys.run(arguments.providers, arguments.script)
    print(text)
    return code


if __name__ == "__main__":
    sys.exit(main())

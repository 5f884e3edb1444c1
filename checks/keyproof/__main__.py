"""The command line: `keyproof facts`, `keyproof snippets`, ... or `python -m keyproof` likewise."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from keyproof import amendments, confirm, facts, keytable, links, providers, runs
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
    record = "where the pages find what became of all snippets"
    three.add_argument("--record", type=Path, default=Path("build/live") / runs.NAME, help=record)
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
    six = commands.add_parser("sdks", help="drive the official packages through every error row")
    six.add_argument("name", nargs="*", help="only these, for example openai, groq/openai or '*/cohere'")
    six.add_argument("--write", action="store_true", help="record what they raise")
    six.add_argument("--here", action="store_true", help="the packages installed here, not the newest")
    six.set_defaults(run=_sdks)
    seven = commands.add_parser("guides", help="run and trace what older guides say")
    seven.add_argument("--docs", type=Path, default=Path("docs"), help="folder of the pages")
    seven.set_defaults(run=_guides)
    eight = commands.add_parser("claims", help="hold what the pages say to what is so")
    eight.add_argument("path", nargs="*", type=Path, help="only these pages, or the pages in these folders")
    eight.add_argument("--json", action="store_true", help="print JSON")
    eight.add_argument("--docs", type=Path, default=Path("docs"), help="folder of the pages")
    eight.set_defaults(run=_claims)
    _add_live(commands)
    _add_confirm(commands)
    command.add(commands, _show)
    return parser


def _add_live(commands: Any) -> None:  # noqa: ANN401 - argparse keeps its type to itself
    live = commands.add_parser("live", help="hold the pages against the live world (needs the internet)")
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
    live.set_defaults(run=_live)
    rehearse = commands.add_parser("rehearse", help="run the live checks through a month of a stand-in world")
    rehearse.add_argument("--days", type=int, help="stop after so many days")
    rehearse.set_defaults(run=_rehearse)


def _show(outcome: tuple[str, Exit]) -> Exit:
    text, code = outcome
    # what could not even begin is no result
    print(text, file=sys.stderr if code is Exit.WRONG_USE else sys.stdout)
    return code


def _add_confirm(commands: Any) -> None:  # noqa: ANN401 - as above
    words = "look at dated facts one by one, and write the day beside each that holds"
    one = commands.add_parser("confirm", help=words, description=f"In a terminal: {words}.")
    one.add_argument("id", help="the provider")
    one.add_argument("part", nargs="+", choices=tuple(confirm.PARTS), help="what to look at")
    one.set_defaults(run=_confirm)


def _confirm(arguments: argparse.Namespace) -> Exit:
    today = datetime.now().astimezone().date()  # the day of the person who looks
    parts = tuple(dict.fromkeys(arguments.part))
    try:
        text, code = confirm.run(arguments.providers, arguments.id, parts, today)
    except (confirm.NotConfirmableError, amendments.AmendmentError) as error:
        print(error, file=sys.stderr)
        return Exit.WRONG_USE if isinstance(error, confirm.NotConfirmableError) else Exit.NOTHING_CHECKED
    print(text)
    return code


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
    if not arguments.name:
        day = datetime.now(UTC).date().isoformat()
        runs.write(arguments.record, runs.Runs(day, account.by_provider()))
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


def _sdks(arguments: argparse.Namespace) -> Exit:
    try:
        from keyproof.sdks import environments, session  # noqa: PLC0415 - needs the stand-in's packages
    except ModuleNotFoundError as error:
        print(f"{error.msg}. `nox -s sdks` installs what this needs, and runs it.", file=sys.stderr)
        return Exit.WRONG_USE
    try:
        home = None if arguments.here else environments.FOLDER
        account = session.run(arguments.providers, only=arguments.name, rewrite=arguments.write, home=home)
    except session.UnknownNameError as error:
        print(error, file=sys.stderr)
        return Exit.WRONG_USE
    print(account)
    return account.exit


def _guides(arguments: argparse.Namespace) -> Exit:
    try:
        # these need packages that the other commands do without
        from keyproof.guides import proof  # noqa: PLC0415
        from keyproof.runner.blocks import LedgerError  # noqa: PLC0415
    except ModuleNotFoundError as error:
        print(f"{error.msg}. `nox -s snippets` installs what this needs, and runs it.", file=sys.stderr)
        return Exit.WRONG_USE
    try:
        account = proof.run(arguments.providers, arguments.docs)
    except LedgerError as error:
        print(error, file=sys.stderr)
        return Exit.NOTHING_CHECKED
    print(account)
    return account.exit


def _live(arguments: argparse.Namespace) -> Exit:
    from keyproof.live import command, github, link_audit, status  # noqa: PLC0415 - slower to import

    logging.basicConfig(level=logging.INFO, format="%(message)s")  # progress, on standard error
    logging.getLogger("httpx").setLevel(logging.WARNING)
    moment = arguments.now or datetime.now(UTC)
    wanted = command.Wanted(
        providers=arguments.providers,
        status=arguments.status,
        looks=tuple(arguments.looks or (() if arguments.issues else command.LOOKS)),
        issues=arguments.issues,
        now=moment if moment.tzinfo else moment.replace(tzinfo=UTC),
    )
    try:
        text, code = command.run(wanted)
    except (status.StatusError, link_audit.LinkAuditError, github.GitHubError) as error:
        print(error, file=sys.stderr)
        return Exit.NOTHING_CHECKED
    print(text)
    return code


def _rehearse(arguments: argparse.Namespace) -> Exit:
    from keyproof.rehearsal import month, scenario  # noqa: PLC0415 - needs the stand-in's packages

    try:
        plan = scenario.month(providers.load(arguments.providers).providers)
    except scenario.NoActorsError as error:
        print(error, file=sys.stderr)
        return Exit.NOTHING_CHECKED
    plan = plan.cut(arguments.days) if arguments.days else plan
    days = []
    for day in month.run(arguments.providers, plan):
        print(f"day {day.number} of {plan.days}", file=sys.stderr)
        days.append(day)
    print(month.table(days))
    wrong = month.unexpected(days, plan)
    print(
        "\n".join(wrong) or f"As planned: {len(plan.expected)} issues opened or closed, and no false alarm."
    )
    return Exit.FINDINGS if wrong else Exit.FINE


def _claims(arguments: argparse.Namespace) -> Exit:
    try:
        from keyproof.claims import outside, pages, proof  # noqa: PLC0415 - needs the packages of the pages
    except ModuleNotFoundError as error:
        print(f"{error.msg}. `nox -s claims` installs what this needs, and runs it.", file=sys.stderr)
        return Exit.WRONG_USE
    try:
        account = proof.run(arguments.providers, arguments.docs, only=arguments.path)
    except (outside.OutsideError, pages.PagesError, proof.UnknownPathError) as error:
        print(error, file=sys.stderr)
        return Exit.NOTHING_CHECKED if isinstance(error, pages.PagesError) else Exit.WRONG_USE
    print(account.json() if arguments.json else account)
    return account.exit


if __name__ == "__main__":
    sys.exit(main())

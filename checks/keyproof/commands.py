"""What each command of `keyproof` does with its arguments: run it, print, and give the exit code.

Parts that need packages of their own are imported where they run, so that every other command does without.
"""

from __future__ import annotations

import argparse
import logging
import sys
from datetime import UTC, datetime

from keyproof import amendments, providers, runs
from keyproof import confirm as confirmation
from keyproof import facts as fact_files
from keyproof import keytable as tables
from keyproof import links as addresses
from keyproof.report import Exit


def confirm(arguments: argparse.Namespace) -> Exit:
    """Have a person confirm dated facts."""
    today = datetime.now().astimezone().date()  # the day of the person who looks
    parts = tuple(dict.fromkeys(arguments.part))
    try:
        text, code = confirmation.run(arguments.providers, arguments.id, parts, today)
    except (confirmation.NotConfirmableError, amendments.AmendmentError) as error:
        print(error, file=sys.stderr)
        return Exit.WRONG_USE if isinstance(error, confirmation.NotConfirmableError) else Exit.NOTHING_CHECKED
    print(text)
    return code


def facts(arguments: argparse.Namespace) -> Exit:
    """Print the facts and what is wrong with them."""
    known = [path.stem for path in providers.load(arguments.providers).files]
    for name in arguments.id:
        if name not in known:
            print(f"There is no provider {name!r}; there are: {', '.join(known)}.", file=sys.stderr)
            return Exit.WRONG_USE
    text, code = fact_files.run(arguments.providers, as_json=arguments.json, only=tuple(arguments.id))
    print(text)
    return code


def links(arguments: argparse.Namespace) -> Exit:
    """Print every link of the facts."""
    text, code = addresses.run(arguments.providers, as_json=arguments.json)
    print(text)
    return code


def snippets(arguments: argparse.Namespace) -> Exit:
    """Run every code block of the pages."""
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


def keytable(arguments: argparse.Namespace) -> Exit:
    """Compare the tables inside the scripts with the facts."""
    seen = [tables.run(path, arguments.providers, rewrite=arguments.write) for path in arguments.script]
    print("\n".join(text for text, _code in seen))
    return max(code for _text, code in seen)


def keys(arguments: argparse.Namespace) -> Exit:
    """Prove the key check, then use it."""
    from keyproof import keys  # noqa: PLC0415 - needs the stand-in's packages

    print(f"proving {arguments.script} against the stand-in ...", file=sys.stderr)
    text, code = keys.run(arguments.providers, arguments.script)
    print(text)
    return code


def sdks(arguments: argparse.Namespace) -> Exit:
    """Drive the official packages."""
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


def guides(arguments: argparse.Namespace) -> Exit:
    """Run and trace what older guides say."""
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


def live(arguments: argparse.Namespace) -> Exit:
    """Hold the pages against the live world."""
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


def rehearse(arguments: argparse.Namespace) -> Exit:
    """Run the live checks through a month of a stand-in world."""
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


def claims(arguments: argparse.Namespace) -> Exit:
    """Hold what the pages say to what is so."""
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

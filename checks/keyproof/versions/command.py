"""The options of `keyproof versions` and `keyproof release`, and how they run."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from keyproof.report import Exit
from keyproof.versions import release
from keyproof.versions.repository import GitError, Repository

Outcome = tuple[str, Exit]


def add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], show: Callable[[Outcome], Exit]
) -> None:
    """Add both commands; `show` prints what they have to say."""
    one = commands.add_parser("versions", help="build main and every release into one folder to publish")
    one.add_argument(
        "--out", type=Path, default=Path("build/versions"), help="where folder and cache are kept"
    )
    one.add_argument("--base-url", help="address of the published site (default: as in pyproject.toml)")
    one.add_argument("--latest", default="HEAD", metavar="COMMIT", help="what is in development")
    one.set_defaults(run=lambda arguments: show(versions(arguments)))
    two = commands.add_parser("release", help="write the next release into the changelog and pyproject.toml")
    two.add_argument("version", nargs="?", help="its name (default: made of year, month and number)")
    two.add_argument("--tag", action="store_true", help="commit and tag it here as well; nothing is pushed")
    two.set_defaults(run=lambda arguments: show(prepared(arguments)))


def versions(arguments: argparse.Namespace) -> Outcome:
    """Publish all versions into the folder."""
    try:
        from keyproof.versions import handover, publication  # noqa: PLC0415 - they need a package that others do without
    except ModuleNotFoundError as error:
        return f"{error.msg}. `nox -s versions` installs what this needs, and runs it.", Exit.WRONG_USE
    try:
        base = arguments.base_url or publication.address()
        place = publication.Publication(Repository(Path.cwd()), arguments.out.resolve(), base)
        account = place.run(arguments.latest)
    except (publication.RefusedError, handover.BusyError, GitError) as error:
        return str(error), Exit.WRONG_USE
    return str(account), account.exit


def prepared(arguments: argparse.Namespace) -> Outcome:
    """Prepare a release of today."""
    today = datetime.now(UTC).date()
    try:
        account = release.prepare(Path.cwd(), today, arguments.version, tag=arguments.tag)
    except (ValueError, OSError, GitError) as error:
        return str(error), Exit.WRONG_USE
    return str(account), account.exit

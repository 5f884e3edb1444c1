"""Mend what needs no judgement: links that moved for good, and the versions of packages in the facts.

nox -s refresh                     show what would change
nox -s refresh -- --write          change it here
nox -s refresh -- --pull-request   propose it on GitHub, through gh
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from keyproof.refresh import mends, proposal
from keyproof.refresh.checkout import RefreshError, apply
from keyproof.report import Exit


def main(argv: Sequence[str] | None = None) -> int:
    """Look, show, and do what is wanted; 0 nothing to mend or done, 1 something to mend, 3 could not tell."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")  # progress, on standard error
    wanted = _parser().parse_args(argv)
    try:
        return int(_run(wanted))
    except KeyboardInterrupt:
        print("stopped: nothing was written", file=sys.stderr)
        return 130
    except (RefreshError, OSError, ValueError, TypeError) as error:
        print(error, file=sys.stderr)
        return int(Exit.NOTHING_CHECKED)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=(__doc__ or "").partition("\n")[0], epilog="without an option it only shows the diff"
    )
    todo = parser.add_mutually_exclusive_group()
    todo.add_argument("--write", action="store_true", help="apply the diff to this checkout")
    todo.add_argument("--pull-request", action="store_true", help="open a pull request, or update ours")
    todo.add_argument("--save", type=Path, metavar="FILE", help="write the mends there, for --from")
    parser.add_argument("--from", dest="saved", type=Path, metavar="FILE", help="take mends that were saved")
    parser.add_argument("--base", default="main", help="the branch that the pull request is for")
    for name, shape in (("--connect-to", "HOST:PORT:ADDR:PORT"), ("--ca-file", "PEM")):
        parser.add_argument(name, action="append", default=[], metavar=shape, help="as of linkcheck-plus")
    return parser


def _run(wanted: argparse.Namespace) -> Exit:
    project, day = Path.cwd(), datetime.now(UTC).date()
    found = mends.load(wanted.saved) if wanted.saved else _looked(project, wanted)
    print("\n".join(f"left out: {line}" for line in found.left_out), file=sys.stderr)
    if wanted.save:
        mends.save(found, wanted.save)
    if not found.diff:
        print("Nothing to mend." if found.looked else "Nothing could be asked.")
        return Exit.FINE if found.looked else Exit.NOTHING_CHECKED
    print(found.diff, end="")
    if wanted.write:
        apply(project, found.diff)
    elif wanted.pull_request:
        print(proposal.propose(project, found, day, wanted.base))
    return Exit.FINE if wanted.write or wanted.pull_request or wanted.save else Exit.FINDINGS


def _looked(project: Path, wanted: argparse.Namespace) -> mends.Mends:
    # --from works without the packages that looking needs: beside a token, nothing foreign runs
    from keyproof.amendments import AmendmentError  # noqa: PLC0415
    from keyproof.refresh.look import look  # noqa: PLC0415

    options = [f"--connect-to={place}" for place in wanted.connect_to]
    options += [f"--ca-file={file}" for file in wanted.ca_file]
    try:
        return look(project, options)
    except AmendmentError as error:
        raise RefreshError(str(error)) from error


if __name__ == "__main__":
    sys.exit(main())

"""The command line: `linkcheck-plus [PATH...]` or `python -m linkcheck_plus`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from linkcheck_plus import report
from linkcheck_plus.audit import INTERRUPTED, WRONG_USE, audit
from linkcheck_plus.collect import collect
from linkcheck_plus.journal import write_atomically
from linkcheck_plus.model import LinkcheckError
from linkcheck_plus.settings import Settings, changed, load

if TYPE_CHECKING:
    from collections.abc import Sequence

EPILOG = "exit codes: 0 fine, 1 a link is broken, 2 wrong use, 3 nothing was checked (no link, or no network)"
OPTIONS = ("deadline", "per_host", "connect_to", "ca_file", "cache", "history", "include_local")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="linkcheck-plus", description="Check links, and tell the truth about each.", epilog=EPILOG
    )
    add = parser.add_argument
    add("paths", nargs="*", metavar="PATH", help="files, folders, URLs or - (default: this folder)")
    add("--format", choices=tuple(report.FORMATS), default="text", help="form of the report (default: text)")
    add("--output", metavar="FILE", help="write the report there instead of to standard output")
    add(
        "--config",
        metavar="FILE",
        help="read [tool.linkcheck-plus] there (default: pyproject.toml, if there is one)",
    )
    add("--cache", metavar="FILE", help="remember what was seen, and ask good links rarely")
    add("--history", metavar="FILE", help="remember since when each link is as it is")
    add(
        "--deadline",
        type=float,
        metavar="S",
        help="seconds for one link, redirects and retries included (20)",
    )
    add("--per-host", type=int, metavar="N", help="requests in flight at one host (2)")
    add(
        "--connect-to", action="append", metavar="HOST:PORT:ADDR:PORT", help="connect elsewhere, as curl does"
    )
    add("--ca-file", metavar="PEM", help="trust these certificates too")
    add(
        "--include-local",
        action="store_true",
        default=None,
        help="also check loopback, private and example hosts",
    )
    return parser


def _settings(arguments: argparse.Namespace) -> Settings:
    """Give the settings of the options over those of the configuration file."""
    default = Path("pyproject.toml")
    file = Path(arguments.config) if arguments.config else default
    settings = load(file) if arguments.config or default.is_file() else Settings()
    values: dict[str, Any] = {name: getattr(arguments, name) for name in OPTIONS}
    return changed(
        settings, {name: value for name, value in values.items() if value is not None}, "the command line"
    )


def _progress(done: int, total: int) -> None:
    """Keep one line on the terminal up to date."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done} of {total} pages asked" + ("\n" if done == total else ""))
        sys.stderr.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and give its exit code."""
    try:
        return _run(_parser().parse_args(arguments))
    except LinkcheckError as error:
        sys.stderr.write(f"linkcheck-plus: {error}\n")
        return WRONG_USE
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(arguments: argparse.Namespace) -> int:
    """Check, report, and say on standard error what the exit code means."""
    settings = _settings(arguments)
    outcome = audit(collect(arguments.paths or ["."], settings.toml_keys), settings, _progress)
    text = report.FORMATS[arguments.format](outcome)
    if arguments.output:
        write_atomically(Path(arguments.output), text)
    else:
        sys.stdout.write(text)
    if arguments.output or arguments.format != "text":
        sys.stderr.write(f"{outcome.sentence}\n")
    return outcome.exit_code


if __name__ == "__main__":
    sys.exit(main())

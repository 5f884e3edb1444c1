"""The command line: `linkcheck-plus [PATH...]` or `python -m linkcheck_plus`."""

from __future__ import annotations

import argparse
import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from linkcheck_plus import reports
from linkcheck_plus.audit import audit, collected_seldom
from linkcheck_plus.collect import collect
from linkcheck_plus.journal import write_atomically
from linkcheck_plus.model import LinkcheckError
from linkcheck_plus.outcome import INTERRUPTED, WRONG_USE
from linkcheck_plus.progress import Line
from linkcheck_plus.settings import Settings, changed, load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from linkcheck_plus.outcome import Outcome

EPILOG = "exit codes: 0 fine, 1 a link is broken, 2 wrong use, 3 nothing was checked (no link, or no network)"
#: Options of the command line that are settings of the same name.
OPTIONS = (
    *("deadline", "per_host", "connect_to", "ca_file", "include_local", "exclude"),
    *("cache", "refresh", "history", "since", "baseline", "site", "site_folder"),
)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="linkcheck-plus", description="Check links, and tell the truth about each.", epilog=EPILOG
    )
    add = parser.add_argument
    add("paths", nargs="*", metavar="PATH", help="files, folders, URLs or - (default: this folder)")
    add("--format", choices=tuple(reports.FORMATS), default="text", help="form of the report (default: text)")
    add("--output", metavar="FILE", help="write the report there instead of to standard output")
    add(
        "--config",
        metavar="FILE",
        help="read [tool.linkcheck-plus] there (default: pyproject.toml, if there is one)",
    )
    add("--exclude", action="append", metavar="PATTERN", help="leave out paths like this (docs/old/*)")
    _add_memory(parser)
    _add_fix(parser)
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


def _add_memory(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("what is known already").add_argument
    add("--cache", metavar="FILE", help="remember what was seen, and ask good links rarely")
    add("--refresh", action="store_true", default=None, help="ask again although the cache knows")
    add("--history", metavar="FILE", help="remember since when each link is as it is")
    add("--since", metavar="REV", help="check only links on lines changed since this revision of git")
    add("--baseline", metavar="FILE", help="leave out what this earlier JSON report has already")
    add("--site", metavar="URL", help="the address these documents are published at")
    add("--site-folder", metavar="DIR", help="the build of them, which answers for links to that address")


def _add_fix(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument_group("mending").add_argument
    add("--fix", action="store_true", help="show how links that moved for good would be rewritten")
    add("--yes", action="store_true", help="with --fix: write it")


def _settings(arguments: argparse.Namespace) -> Settings:
    """Give the settings of the options over those of the configuration file."""
    default = Path("pyproject.toml")
    file = Path(arguments.config) if arguments.config else default
    settings = load(file) if arguments.config or default.is_file() else Settings()
    values: dict[str, Any] = {name: getattr(arguments, name) for name in OPTIONS}
    return changed(
        settings, {name: value for name, value in values.items() if value is not None}, "the command line"
    )


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
    if arguments.yes and not arguments.fix:
        msg = "--yes goes with --fix: it writes what --fix shows. Add --fix, or leave --yes out."
        raise LinkcheckError(msg)
    settings = _settings(arguments)
    gc.freeze()  # modules are no garbage, and looking through them takes a tenth of a run
    with collected_seldom():
        links = collect(arguments.paths or ["."], settings.toml_keys, settings.exclude)
        outcome = audit(links, settings, Line(), whole=not arguments.paths)
        _report(outcome, arguments)
        gc.freeze()  # nor is what the process ends with
    if arguments.fix:
        _fix(outcome, apply=arguments.yes)
    return outcome.exit_code


def _report(outcome: Outcome, arguments: argparse.Namespace) -> None:
    """Write the report where it is wanted, and the sentence where people look."""
    if arguments.output:
        write_atomically(Path(arguments.output), reports.FORMATS[arguments.format](outcome))
    elif arguments.format == "text":
        from linkcheck_plus.reports import terminal  # noqa: PLC0415 - of one form in six

        sys.stdout.write(terminal.report(outcome, terminal.Style.of(sys.stdout)))
    else:
        sys.stdout.write(reports.FORMATS[arguments.format](outcome))
    if arguments.format == "github":
        from linkcheck_plus.reports import github  # noqa: PLC0415 - of one form in six

        github.add_step_summary(outcome)
    if arguments.output or arguments.format != "text":
        sys.stderr.write(f"{outcome.sentence}\n")


def _fix(outcome: Outcome, *, apply: bool) -> None:
    """Show on standard error what moved links become in their files, and write it when told to."""
    from linkcheck_plus import fix  # noqa: PLC0415 - seldom wanted

    texts = fix.rewrites(outcome.results)
    sys.stderr.writelines(fix.diff(texts))
    if apply:
        fix.write(texts)
    count = f"{len(texts)} file{'' if len(texts) == 1 else 's'}"
    said = f"{count} rewritten." if apply else f"{count} would be rewritten: add --yes to do it."
    sys.stderr.write(f"{said if texts else 'No link can be rewritten.'}\n")


if __name__ == "__main__":
    sys.exit(main())

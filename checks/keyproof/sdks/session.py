"""`keyproof sdks`: drives the packages through all that the facts know, and compares or records it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from keyproof import providers, report
from keyproof.model import Provider
from keyproof.report import Exit, Finding
from keyproof.sdks import comparison, environments, record, rules, situations, trials
from keyproof.sdks.comparison import Files
from keyproof.sdks.process import Processes
from keyproof.sdks.record import FILE, Outcome, Record, RecordError
from keyproof.sdks.stage import Stage

LIMIT = 1200.0
Pair = tuple[Provider, str]


class UnknownNameError(LookupError):
    """Somebody asked for a provider or package that is not there."""


@dataclass(frozen=True, slots=True)
class Drive:
    """One provider driven with one package; `failed` says why not, or not to the end."""

    provider: str
    package: str
    version: str = ""
    python: str = ""
    outcomes: tuple[Outcome, ...] = ()
    seconds: float = 0.0
    failed: str = ""

    def __str__(self) -> str:
        """Give a line of the table."""
        said = self.failed or f"{len(self.outcomes):>4} programs {self.seconds:6.1f} s"
        return f"{self.provider:<13} {self.package:<16} {self.version:<8} {said}".rstrip()


@dataclass(frozen=True, slots=True)
class Account:
    """What a run found out."""

    drives: tuple[Drive, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]

    @property
    def exit(self) -> Exit:
        """Give the exit code: what could not be driven is not "fine"."""
        if any(drive.failed for drive in self.drives) and not self.findings:
            return Exit.NOTHING_CHECKED
        return report.verdict(self.findings, sum(len(drive.outcomes) for drive in self.drives))

    def __str__(self) -> str:
        """Give the table, the notes, the findings and the size of it all."""
        parts = [map(str, self.drives), self.notes, map(str, self.findings), [self._size()]]
        return "\n\n".join(filter(None, ("\n".join(part) for part in parts)))

    def _size(self) -> str:
        outcomes = [(drive.provider, one) for drive in self.drives for one in drive.outcomes]
        rows = {(name, one.situation) for name, one in outcomes if one.situation not in situations.BY_ID}
        return (
            f"{len({name for name, _ in outcomes})} providers, {len(rows)} error rows, "
            f"{len({one.package for _, one in outcomes})} packages, {len(outcomes)} programs, "
            f"{len(self.findings)} findings"
        )


def run(
    folder: Path = providers.FOLDER,
    *,
    only: Iterable[str] = (),
    rewrite: bool = False,
    home: Path | None = environments.FOLDER,
    seconds: float = LIMIT,
) -> Account:
    """Drive the newest packages, kept in `home`; without one, those of this environment.

    `rewrite`: record anew.

    UnknownNameError when `only` names nothing that is there. Each finished pair is told on standard error.
    """
    known = {name: facts for name, facts in providers.load(folder).providers.items() if not facts.draft}
    pairs = list(_asked(known, tuple(only)))
    wanted = list(dict.fromkeys(package for _, package in pairs))
    _tell(f"looking for {', '.join(wanted)} ...")
    found = dict(environments.newest(wanted, home) if home else environments.here(wanted))
    drives = _driven(pairs, found, Processes(seconds))
    findings, notes = list[Finding](), list[str]()
    for name in dict.fromkeys(drive.provider for drive in drives):
        own = [drive for drive in drives if drive.provider == name]
        more, said = _judged(known[name], own, folder / name, rewrite=rewrite)
        findings += more
        notes += said
    return Account(tuple(drives), tuple(sorted(findings)), tuple(notes))


def _asked(known: Mapping[str, Provider], only: tuple[str, ...]) -> Iterator[Pair]:
    every = [(facts, package) for facts in known.values() for package in trials.packages_of(facts)]
    for name in only:
        if not any(name in _names(pair) for pair in every):
            message = f"There is no provider or package {name!r}; there are: {', '.join(known)}; "
            message += ", ".join(situations.PACKAGES)
            raise UnknownNameError(message)
    return (pair for pair in every if not only or set(only) & _names(pair))


def _names(pair: Pair) -> set[str]:
    facts, package = pair
    return {facts.id, f"{facts.id}/{package}", f"*/{package}"}


def _driven(
    pairs: list[Pair],
    pythons: Mapping[str, Path | environments.NotInstalledError],
    processes: Processes,
) -> list[Drive]:
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        try:
            jobs = [
                pool.submit(_drive, facts, package, pythons[package], processes) for facts, package in pairs
            ]
            return [job.result() for job in jobs]
        except BaseException:
            processes.stop()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _drive(
    facts: Provider, package: str, python: Path | environments.NotInstalledError, processes: Processes
) -> Drive:
    begun = time.monotonic()
    if isinstance(python, environments.NotInstalledError):
        return _told(Drive(facts.id, package, failed=f"not driven: {python}"))
    try:
        with Stage(facts, package, python, processes) as stage:
            outcomes = tuple(stage.every())
            drive = Drive(facts.id, package, stage.version, stage.python, outcomes, time.monotonic() - begun)
    except (RuntimeError, OSError) as error:
        drive = Drive(facts.id, package, failed=f"not driven to the end: {error}")
    return _told(drive)


def _told(drive: Drive) -> Drive:
    _tell(str(drive))
    return drive


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - progress


def _judged(
    facts: Provider, drives: list[Drive], home: Path, *, rewrite: bool
) -> tuple[list[Finding], list[str]]:
    """Compare with the record of this provider, or write it."""
    path, whole = home / FILE, [drive for drive in drives if not drive.failed]
    try:
        old = record.read(path)
    except RecordError as error:
        if not rewrite:
            return [rules.UNREADABLE.finding(path, 1, str(error), "a record as `--write` makes it")], []
        old = None
    outcomes = [one for drive in whole for one in drive.outcomes]
    if rewrite and whole:
        record.write(path, _renewed(facts, old, whole))
        old = record.read(path)
    kept = {case: one for case, one in (old.by_case() if old else {}).items() if case[0] in _packages(whole)}
    files = Files(path, _lines(path, old), home / f"{facts.id}.toml", _text(home / f"{facts.id}.toml"))
    findings = [
        *comparison.wrong(outcomes, files),
        *comparison.changed(outcomes, kept, files),
        *comparison.against_facts(facts, outcomes, files),
    ]
    return findings, list(_notes(facts, old, whole, comparison.reworded(outcomes, kept)))


def _renewed(facts: Provider, old: Record | None, drives: list[Drive]) -> Record:
    """Give a record with what was driven; what was not driven this time stays as it was."""
    others = set(trials.packages_of(facts)) - _packages(drives)
    kept = [one for one in (old.outcomes if old else ()) if one.package in others]
    releases = {name: text for name, text in (old.packages if old else {}).items() if name in others}
    return Record(
        recorded_on=datetime.now(UTC).date(),
        python=drives[0].python,
        packages={**releases, **{drive.package: drive.version for drive in drives}},
        outcomes=(*kept, *(one for drive in drives for one in drive.outcomes)),
    )


def _packages(drives: Iterable[Drive]) -> set[str]:
    return {drive.package for drive in drives}


def _lines(path: Path, old: Record | None) -> dict[record.Case, int]:
    return record.lines(path) if old else {}


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _notes(facts: Provider, old: Record | None, drives: list[Drive], reworded: int) -> Iterator[str]:
    if reworded:
        yield f"{facts.id}: {reworded} messages read otherwise than recorded; `--write` records them."
    for drive in drives:
        known = old.packages.get(drive.package) if old else None
        if known and known != drive.version:
            yield f"{facts.id}: recorded with {drive.package} {known}, driven with {drive.version}."

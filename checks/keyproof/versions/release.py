"""`keyproof release`: writes a release into changelog and pyproject.toml. Nothing is ever pushed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from keyproof.report import Exit, Finding
from keyproof.versions import changelog
from keyproof.versions.calendar import FORM, Version, following, version_of
from keyproof.versions.repository import Repository

PROJECT = Path("pyproject.toml")
_VERSION = re.compile(r'(?m)^version = "[^"]*"$')
_BRANCH = "main"


@dataclass(frozen=True, slots=True)
class Account:
    """What was prepared, or what stands in the way."""

    version: Version
    findings: tuple[Finding, ...]
    refusals: tuple[str, ...]
    tagged: bool

    @property
    def exit(self) -> Exit:
        """Give the exit code."""
        return Exit.FINDINGS if self.findings or self.refusals else Exit.FINE

    def __str__(self) -> str:
        """Give the reasons against it, or what to do next."""
        if self.exit:
            return "\n\n".join([*map(str, self.findings), *self.refusals, f"{self.version} is not prepared."])
        name = f"{self.version}"
        push = f"git push --atomic origin {_BRANCH} {name}"
        if self.tagged:
            return f"{name} is committed and tagged here. Publish it with\n\n  {push}"
        files = f"{changelog.FILE.as_posix()} {PROJECT.as_posix()}"
        commands = [
            f'git commit -m "docs: release {name}" -- {files}',
            f'git tag -a -m "{name}" {name}',
            push,
        ]
        return "\n".join(
            [
                f"{name} stands in {files.replace(' ', ' and ')}. Read both, then:",
                "",
                *(f"  {one}" for one in commands),
            ]
        )


def prepare(project: Path, day: date, wanted: str | None = None, *, tag: bool = False) -> Account:
    """Prepare the release of this day, or the one that is named; nothing is written where anything is wrong.

    Raises ValueError for a name that is no version's, GitError.
    """
    repository = Repository(project)
    known = [version for one in repository.tags() if (version := version_of(one.name))]
    last = max(known, default=None)
    version = following(last, day) if wanted is None else _named(wanted)
    text = (project / changelog.FILE).read_text(encoding="utf-8")
    settings = (project / PROJECT).read_text(encoding="utf-8")
    findings = tuple(changelog.check(text))
    refusals = (*_state(repository), *_number(version, last, day), *_words(text), *_settings(settings))
    if not findings and not refusals:
        _write(project / changelog.FILE, changelog.released(text, version, day))
        _write(project / PROJECT, _VERSION.sub(f'version = "{version}"', settings, count=1))
        if tag:
            _tag(repository, version)
    return Account(version, findings, refusals, tag)


def _named(text: str) -> Version:
    version = version_of(text)
    if version is None:
        message = f"{text} is no version: write {FORM}"
        raise ValueError(message)
    return version


def _state(repository: Repository) -> list[str]:
    said = []
    if changed := repository.changed():
        files = "\n".join(f"  {line}" for line in changed[:10])
        said.append(f"The work tree is not clean: commit these files or put them away.\n{files}")
    branch = repository.git("branch", "--show-current").strip()
    if branch != _BRANCH:
        here = f"on the branch {branch}" if branch else "on no branch"
        said.append(f"This is {here}, and releases are made of {_BRANCH}: `git switch {_BRANCH}`.")
    if repository.shallow():
        said.append("This clone is shallow, so tags may be missing: `git fetch --unshallow --tags`.")
    return said


def _number(version: Version, last: Version | None, day: date) -> list[str]:
    said = []
    if last is not None and version <= last:
        said.append(f"{version} does not come after {last}, the newest tag: choose a later name, or none.")
    if (version.year, version.month) > (day.year, day.month):
        said.append(f"{version} names a month that has not begun on {day}.")
    return said


def _words(text: str) -> list[str]:
    try:
        changelog.released(text, Version(1, 1, 0), date.min)
    except ValueError as error:
        return [f"{changelog.FILE.as_posix()}: {error}. Say there what a reader notices."]
    return []


def _settings(text: str) -> list[str]:
    if len(_VERSION.findall(text)) == 1:
        return []
    return [f'{PROJECT}: expected one line `version = "..."`, to write the number into.']


def _tag(repository: Repository, version: Version) -> None:
    files = (changelog.FILE.as_posix(), PROJECT.as_posix())
    repository.git("commit", "--quiet", f"--message=docs: release {version}", "--", *files)
    repository.git("tag", "--annotate", f"--message={version}", str(version))


def _write(path: Path, text: str) -> None:
    new = path.with_name(f"{path.name}.new")
    new.write_text(text, encoding="utf-8", newline="\n")
    new.replace(path)

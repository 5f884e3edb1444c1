"""The programs that are run for each provider and package: every error row, and every situation of ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from keyproof import snippets
from keyproof.emulator import good_key, row_key
from keyproof.model import Provider, Task
from keyproof.sdks.situations import PACKAGES, SITUATIONS, TASKS, Network, Special

PROGRAMS = Path(__file__).parent / "programs"
EXAMPLE_MODEL = "my-model"
_FAMILY = "openai"
_OWN = {
    "openai": "openai",
    "huggingface_hub": "huggingface",
    "google-genai": "gemini",
    "mistralai": "mistral",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """One program to run: its text, the variables around it, and the network that it meets."""

    package: str
    situation: str
    at: Task
    program: str
    key: str | None
    remedied: bool = False
    network: Network = "door"
    answer: Special | None = None
    blank: tuple[str, ...] = ()

    @property
    def is_first(self) -> bool:
        """Say whether the variable has to be there before the package is imported."""
        return bool(self.blank)


def packages_of(provider: Provider) -> tuple[str, ...]:
    """Give the packages that speak to this provider at the addresses of the facts."""
    named = [one.package for one in provider.sdk if one.language == "python" and one.package in PACKAGES]
    fits = [name for name in named if name != _FAMILY or provider.family == _FAMILY]
    return tuple(dict.fromkeys([*fits, *([_FAMILY] if provider.family == _FAMILY else [])]))


def tasks_of(provider: Provider, package: str) -> tuple[Task, ...]:
    """Give which of our two requests the package can send to this provider."""
    # its one call for a key asks huggingface.co, whatever server the client speaks to
    only_first = package == "huggingface_hub" and provider.id != "huggingface"
    return ("first-request",) if only_first else TASKS


def trials(provider: Provider, package: str) -> Iterator[Trial]:
    """Give all programs to run, those first that need a package which nobody has imported yet."""
    every = [*_sides(provider, package), *_rows(provider, package)]
    yield from sorted(every, key=lambda one: not one.is_first)


def _rows(provider: Provider, package: str) -> Iterator[Trial]:
    for row in provider.errors:
        for task in tasks_of(provider, package):
            if task in row.at:
                key = row_key(provider, row)
                yield _plain(provider, package, task, row.id, key)
                if row.verdict == "no_credit":
                    yield from _remedy(provider, package, task, row.id, key)


def _sides(provider: Provider, package: str) -> Iterator[Trial]:
    for one in SITUATIONS:
        blank = _address(provider, package) if one.blanks_address else ()
        if one.blanks_address and not blank:
            continue
        for task in one.at:
            if task not in tasks_of(provider, package):
                continue
            key = None if one.key is None else one.key.format(key=good_key(provider))
            more = {"network": one.network, "answer": one.answer, "blank": blank}
            yield _plain(provider, package, task, one.id, key, **more)
            if one.has_remedy:
                yield from _remedy(provider, package, task, one.id, key, **more)


def _address(provider: Provider, package: str) -> tuple[str, ...]:
    """Give the variable by which the plain program lets the address be changed."""
    found = next((one for one in provider.sdk if one.package == package and one.language == "python"), None)
    name = found.base_url_env if found else None
    return (name,) if name and not has_address(provider, package) else ()


def has_address(provider: Provider, package: str) -> bool:
    """Say whether the plain program names the address: a package knows that of its own company."""
    return _OWN.get(package, package) != provider.id


def _plain(
    provider: Provider, package: str, task: Task, situation: str, key: str | None, **more: object
) -> Trial:
    text = snippets.program(
        provider,
        task,
        PROGRAMS / f"{package}.py.jinja",
        names_address=has_address(provider, package),
        model=provider.first_request.model or EXAMPLE_MODEL,
    )
    return Trial(package=package, situation=situation, at=task, program=text, key=key, **more)  # type: ignore[arg-type]


def _remedy(
    provider: Provider, package: str, task: Task, situation: str, key: str | None, **more: object
) -> Iterator[Trial]:
    """Give the same with the snippet of our pages, where they have one for this package."""
    text = remedy(provider, package, task)
    if text is not None:
        yield Trial(
            package=package,
            situation=situation,
            at=task,
            program=text,
            key=key,
            remedied=True,
            **more,  # type: ignore[arg-type]
        )


def remedy(provider: Provider, package: str, task: Task) -> str | None:
    """Give the snippet of our pages for this package; None when they show none."""
    shown = next((one for one in provider.sdk if one.language == "python" and task in one.snippet), None)
    if (
        shown is None
        or shown.package != package
        or (task == "first-request" and not provider.first_request.model)
    ):
        return None
    return snippets.render(provider, task, "sdk").text

"""Results -> Markdown: the body of one issue that is edited in place, and the step summary."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from linkcheck_plus.address import scrubbed, shown, split
from linkcheck_plus.archive import suggestion
from linkcheck_plus.outcome import counted
from linkcheck_plus.reports.groups import Group, alike, grouped, to_mend, to_tidy, told
from linkcheck_plus.sources import URL, trimmed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from linkcheck_plus.model import Result, Stale
    from linkcheck_plus.outcome import Outcome

#: By this comment a workflow finds the issue again.
MARKER = "<!-- linkcheck-plus -->"
#: GitHub takes 65,536 characters; bytes are counted, which are never fewer.
ISSUE_BYTES = 65_000
CUT = "\nThe report is longer than fits here: see the log of the run for the rest.\n"
MAX_PLACES = 5
SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~@!])")


def report(outcome: Outcome, limit: int = ISSUE_BYTES) -> str:
    """Give the text, the same for the same findings, so that an edited issue shows what changed.

    It is cut at a line so that it takes at most `limit` bytes.
    """
    lines = [MARKER, f"**{_escaped(outcome.sentence)}**", ""]
    groups = grouped(outcome.results)
    broken = [group for group in groups if group[0].takes_broken]
    for group, results in broken:
        lines += _section(group, results)
    lines += _exceptions(to_mend(outcome.stale), urgent=True)
    for group, results in groups[len(broken) :]:
        lines += _section(group, results)
    lines += _exceptions(to_tidy(outcome.stale), urgent=False)
    counts = ", ".join(f"{count} {status}" for status, count in sorted(outcome.counts.items()))
    lines += [f"{counted(len(outcome.results), 'link')}: {counts}."] if counts else []
    return _fitted("\n".join(lines) + "\n", limit)


def _fitted(text: str, limit: int) -> str:
    if len(text.encode()) <= limit:
        return text
    kept = text.encode()[: limit - len(CUT.encode()) - len("\n</details>\n")].decode(errors="ignore")
    kept = kept.rpartition("\n")[0]
    closing = "\n</details>\n" if kept.count("<details>") > kept.count("</details>") else ""
    return f"{kept}\n{closing}{CUT}"


def _section(group: Group, results: list[Result]) -> Iterator[str]:
    """Give one group of links."""
    yield from _folded(group.heading(len(results)), _members(group, results), urgent=group.urgent)


def _folded(heading: str, lines: Iterable[str], *, urgent: bool) -> Iterator[str]:
    """Give lines under their heading: what is urgent is open, the rest folds."""
    yield from [f"### {heading}", ""] if urgent else ["<details>", f"<summary>{heading}</summary>", ""]
    yield from lines
    yield from [] if urgent else ["</details>", ""]


def _members(group: Group, results: list[Result]) -> Iterator[str]:
    for reason, advice, members in alike(results):
        if group.deed != "Replace":
            yield from [_escaped(f"{reason} {advice}".strip()), ""]
        for result in members:
            yield from _entry(result)
        yield ""


def _exceptions(group: tuple[str, list[Stale]], *, urgent: bool) -> Iterator[str]:
    """Give the findings about the settings; nothing when there are none."""
    title, exceptions = group
    if exceptions:
        entries = [line for one in exceptions for line in _exception(one)]
        yield from _folded(title, [*entries, ""], urgent=urgent)


def _exception(stale: Stale) -> Iterator[str]:
    yield f"- `{shown(stale.pattern).replace('`', '%60')}` in `{stale.place.path}:{stale.place.line}`"
    yield f"  {_escaped(scrubbed(f'{stale.reason} {stale.advice}'))}"


def _entry(result: Result) -> Iterator[str]:
    by = f" → {_linked(result.verdict.replacement)}" if result.verdict.replacement else ""
    yield f"- {_linked(shown(result.link.uri))}{by}"
    places = [f"`{place.path}:{place.line}`" for place in result.link.locations]
    more = [f"and {len(places) - MAX_PLACES} more"] if len(places) > MAX_PLACES else []
    yield f"  in {', '.join(places[:MAX_PLACES] + more)}"
    if past := told(result):
        yield f"  {_escaped(past)}"
    if copy := suggestion(result):
        yield f"  [An archive may have it]({copy.replace('(', '%28').replace(')', '%29')})"


def _linked(uri: str) -> str:
    """Give a link; an address on GitHub stays code, for a link would tell that thread of our issue."""
    parts = split(uri)
    on_github = parts is None or (parts.hostname or "").endswith("github.com")
    plain = not re.search(r"[\s<>`|]", uri)
    return f"<{uri}>" if plain and not on_github else f"`{uri.replace('`', '%60')}`"


def _escaped(text: str) -> str:
    """Give words that mean themselves in Markdown; the URLs among them become links."""
    pieces, end = [], 0
    for match in URL.finditer(text):
        uri = trimmed(match.group())
        pieces += [SPECIAL.sub(r"\\\1", text[end : match.start()]), _linked(uri)]
        end = match.start() + len(uri)
    return "".join([*pieces, SPECIAL.sub(r"\\\1", text[end:])])

"""Where stale texts stand, in the guides and on our pages, and where the links of claims lead."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from keyproof.audit import Audit, Claim, Omission
from keyproof.guides import rules, texts
from keyproof.guides.passages import Passage, Site
from keyproof.report import Finding

_WORD = re.compile(r"[a-z0-9][a-z0-9-]*")
_AROUND = 40


@dataclass(frozen=True, slots=True)
class Place:
    """The file of claims, and where in it each entry stands, for the findings."""

    file: Path
    lines: Mapping[str, int]

    def line(self, entry: Claim | Omission) -> int:
        """Give the line on which the entry has its id."""
        return self.lines.get(entry.id, 1)


def place_of(file: Path) -> Place:
    """Give where each id stands in the file."""
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    found = enumerate(text.splitlines(), start=1)
    known = ((re.match(r'id = "(\w+)"', line), number) for number, line in found)
    return Place(file, {match[1]: number for match, number in known if match})


def in_guides(audit: Audit, found: Mapping[str, str], place: Place) -> Iterator[Finding]:
    """Find quotations that the guide does not have, and stale texts that it has or lacks against the mark."""
    for claim in audit.claims:
        text = found.get(claim.guide)
        if text is None:
            continue
        if claim.quote is not None and not texts.holds(text, claim.quote):
            seen = f"{claim.id}: {claim.quote!r}"
            yield rules.LOST_QUOTE.finding(
                place.file, place.line(claim), seen, f"words of guide {claim.guide}"
            )
        if claim.stale and bool(re.search(claim.stale.pattern, text)) != claim.stale.in_guide:
            seen = f"{claim.id}: {claim.stale.pattern!r} is {'not ' if claim.stale.in_guide else ''}there"
            expected = f"in_guide = {str(not claim.stale.in_guide).lower()}"
            yield rules.MISJUDGED.finding(place.file, place.line(claim), seen, expected)


def on_pages(audit: Audit, passages: Iterable[Passage]) -> Iterator[Finding]:
    """Find stale texts and advertised names on our pages."""
    stale = [(claim, claim.stale, re.compile(claim.stale.pattern)) for claim in audit.claims if claim.stale]
    for passage in passages:
        for claim, one, pattern in stale:
            match = pattern.search(passage.text) if one.scope == "all" or passage.is_code else None
            if match:
                seen = f"{_around(passage.text, match)} (claim {claim.id})"
                yield rules.STALE.finding(passage.file, passage.line, seen, claim.now)
        for _ in advertised(audit, passage.text):
            seen = "a name that a guide advertises"
            yield rules.ADVERTISED.finding(passage.file, passage.line, seen, "no such name")


def advertised(audit: Audit, text: str) -> Iterator[int]:
    """Give where in the text an advertised name stands; names are known by their SHA-256 only."""
    for word in _WORD.finditer(text.lower()):
        if hashlib.sha256(word[0].encode()).hexdigest() in audit.advertised:
            yield word.start()


def _around(text: str, match: re.Match[str]) -> str:
    begin, end = max(0, match.start() - _AROUND), match.end() + _AROUND
    cut = " ".join(text[begin:end].split())
    return f"{'...' if begin else ''}{cut}{'...' if end < len(text) else ''}"


def links(audit: Audit, site: Site, place: Place) -> Iterator[Finding]:
    """Find claims and omissions whose page or anchor is not there.

    A provider whose folder is gone takes its links along: the page of claims then shows no link.
    """
    for entry in audit.entries:
        page, _, anchor = audit.taught(entry).partition("#")
        if page not in site.anchors and is_provider(page):
            continue
        if page not in site.anchors:
            yield _nowhere(place, entry, page, "a page of the site")
        elif anchor and anchor not in site.anchors[page]:
            yield _nowhere(place, entry, f"{page}#{anchor}", f"an anchor of {page}")


def is_provider(page: str) -> bool:
    """Say whether this is the page of a provider, which may be gone with its folder."""
    return page.startswith("providers/") and page.endswith("/index")


def _nowhere(place: Place, entry: Claim | Omission, seen: str, expected: str) -> Finding:
    return rules.NOWHERE.finding(place.file, place.line(entry), f"{entry.id}: {seen}", expected)

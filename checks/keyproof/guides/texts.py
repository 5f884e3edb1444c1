"""The guides themselves, where they are at hand: beside the checkout, or where `KEYPROOF_GUIDES` says.

They are not part of this project, because their text is not ours; without them, `missing` says so.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from keyproof.audit import Audit, Guide
from keyproof.guides import rules
from keyproof.report import Finding

VARIABLE = "KEYPROOF_GUIDES"
_BESIDE = Path("../shared/guides")


def folder() -> Path:
    """Give where the guides are looked for."""
    return Path(os.environ.get(VARIABLE) or _BESIDE)


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts that were found, by the letter of the guide, and why the others were not."""

    found: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def read(audit: Audit, place: Path, claims: Path) -> Texts:
    """Read the guides in the folder; a text other than the judged one is a finding."""
    found, missing, findings = dict[str, str](), dict[str, str](), list[Finding]()
    for letter, guide in audit.guides.items():
        file = place / guide.file
        if not file.is_file():
            missing[letter] = f"there is no {guide.file} in {place} ({VARIABLE} names another folder)"
            continue
        content = file.read_bytes()
        findings += _other(guide, content, claims)
        found[letter] = content.decode(errors="replace")
    return Texts(found, missing, tuple(findings))


def _other(guide: Guide, content: bytes, claims: Path) -> Iterator[Finding]:
    digest = hashlib.sha256(content).hexdigest()
    if digest != guide.sha256:
        yield rules.OTHER_TEXT.finding(claims, 1, f"{guide.file}: SHA-256 {digest}", guide.sha256)


def holds(text: str, quote: str) -> bool:
    """Say whether each line of the quotation stands in the text, one after the other."""
    place = 0
    for line in filter(None, map(str.strip, quote.splitlines())):
        place = text.find(line, place)
        if place < 0:
            return False
        place += len(line)
    return True

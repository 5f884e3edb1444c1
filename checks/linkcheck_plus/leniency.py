"""What a project lets pass: fragments it does not ask for, redirects it means, timeouts it calls broken."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from linkcheck_plus.address import page_of, shown
from linkcheck_plus.model import Status, Verdict

if TYPE_CHECKING:
    from linkcheck_plus.evidence import Evidence
    from linkcheck_plus.model import Link
    from linkcheck_plus.settings import Settings


def without_fragment(link: Link, settings: Settings) -> Link:
    """Give the link as it is to be judged: without a fragment that nobody wants checked."""
    if "#" not in link.uri or not any(_begins(pattern, link.uri) for pattern in settings.skip_fragments):
        return link
    return link._replace(uri=page_of(link.uri))


def lenient(link: Link, evidence: Evidence, verdict: Verdict, settings: Settings) -> Verdict:
    """Give the verdict after the project's own rules on redirects and timeouts."""
    if verdict.status is Status.TIMEOUT and settings.timeouts_broken:
        return verdict._replace(status=Status.BROKEN, reason=f"{verdict.reason} That counts as broken here.")
    if verdict.status is Status.MOVED and any(
        _begins(source, shown(link.uri)) and _begins(target, evidence.final_uri)
        for source, target in settings.allowed_redirects.items()
    ):
        return Verdict(Status.WORKING, f"It redirects to {evidence.final_uri}, as the settings allow.")
    return verdict


def _begins(pattern: str, uri: str) -> bool:
    return re.match(pattern, uri) is not None

"""What the packages did at the providers, as the records beside the facts hold it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from keyproof.claims.outside import OutsideError

RECORDS = "docs/providers/*/sdks.json"
_BETWEEN = " - "
"""Stands in a message between the package's own words and those of the provider."""


def texts(root: Path) -> Iterator[str]:
    """Give each exception, each message and both its parts. OutsideError for a file that is no record."""
    for path in sorted(root.glob(RECORDS)):
        try:
            outcomes = json.loads(path.read_text(encoding="utf-8"))["outcomes"]
            for one in outcomes:
                message = one.get("message", "")
                yield from (one.get("raises", ""), message, *message.split(_BETWEEN))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            message = f"{path}: no record of `nox -s sdks`: {error}"
            raise OutsideError(message) from error

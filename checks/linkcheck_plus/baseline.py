"""What was known before: findings of an earlier JSON report, which are not told again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from linkcheck_plus.address import shown
from linkcheck_plus.model import LinkcheckError, Status

if TYPE_CHECKING:
    from linkcheck_plus.outcome import Outcome

#: Links like these are no findings, in a baseline or out of it.
QUIET = {Status.WORKING, Status.IGNORED}
MEND = "Make a baseline with --format json --output FILE."


def read(file: str) -> dict[str, Status]:
    """Give the status of each finding of a report in JSON lines; raise LinkcheckError on any other file."""
    try:
        lines = Path(file).read_text(encoding="utf-8").splitlines()
        records = [json.loads(line) for line in lines if line.strip()]
        statuses = {str(record["uri"]): Status(record["status"]) for record in records}
    except OSError as error:
        msg = f"{file}: the baseline cannot be read: {error.strerror}. {MEND}"
        raise LinkcheckError(msg) from error
    except (ValueError, KeyError, TypeError) as error:
        msg = f"{file}: this is no report in JSON lines. {MEND}"
        raise LinkcheckError(msg) from error
    return {uri: status for uri, status in statuses.items() if status not in QUIET}


def without(outcome: Outcome, known: dict[str, Status]) -> Outcome:
    """Give the outcome without the findings that the baseline has with the same status."""
    old = tuple(one for one in outcome.results if known.get(shown(one.link.uri)) is one.verdict.status)
    new = tuple(one for one in outcome.results if one not in old)
    mended = sum(one.verdict.status is Status.WORKING and shown(one.link.uri) in known for one in new)
    return replace(outcome, results=new, known=old, mended=mended)

"""What was known before: findings of an earlier JSON report, which are not told again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from linkcheck_plus.address import shown
from linkcheck_plus.model import LinkcheckError, Status

if TYPE_CHECKING:
    from linkcheck_plus.outcome import Outcome

#: Links like these are no findings, in a baseline or out of it.
QUIET = {Status.WORKING, Status.IGNORED}
MEND = "Make a baseline with --format json --output FILE."


class Known(NamedTuple):
    """What was found before: the status of each link that was no good, and the exceptions that were stale."""

    links: dict[str, Status]
    exceptions: set[str]


def read(file: str) -> Known:
    """Give the findings of a report in JSON lines; raise LinkcheckError on any other file."""
    try:
        lines = Path(file).read_text(encoding="utf-8").splitlines()
        records = [json.loads(line) for line in lines if line.strip()]
        exceptions = {str(record["exception"]) for record in records if "exception" in record}
        statuses = {
            str(record["uri"]): Status(record["status"]) for record in records if "exception" not in record
        }
    except OSError as error:
        msg = f"{file}: the baseline cannot be read: {error.strerror}. {MEND}"
        raise LinkcheckError(msg) from error
    except (ValueError, KeyError, TypeError) as error:
        msg = f"{file}: this is no report in JSON lines. {MEND}"
        raise LinkcheckError(msg) from error
    return Known({uri: status for uri, status in statuses.items() if status not in QUIET}, exceptions)


def without(outcome: Outcome, known: Known) -> Outcome:
    """Give the outcome without the findings that the baseline has with the same status."""
    old = tuple(one for one in outcome.results if known.links.get(shown(one.link.uri)) is one.verdict.status)
    new = tuple(one for one in outcome.results if one not in old)
    mended = sum(one.verdict.status is Status.WORKING and shown(one.link.uri) in known.links for one in new)
    stale = tuple(one for one in outcome.stale if shown(one.pattern) not in known.exceptions)
    return replace(outcome, results=new, known=old, mended=mended, stale=stale)

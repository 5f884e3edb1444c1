"""What a page may say of a provider: in which ways it was confirmed, and when; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from keyproof.live import refusals
from keyproof.live.status import Record, Status
from keyproof.model import Provider
from keyproof.runs import Ran, Runs

#: After so long a page says that nobody has confirmed a fact since.
LIMIT = timedelta(days=90)
SHOWN_LINKS = 3
Way = Literal["run", "refused", "links"]
State = Literal["holds", "differs", "unknown", "never"]
NO_LOOK = "No live check has been run yet."
ONCE = " It was seen once; the next look decides."


@dataclass(frozen=True, slots=True)
class Confirmation:
    """One way of confirming: how it came out, the last look, the day on which it held, and the words.

    Days are ISO dates, '' for none.
    """

    way: Way
    state: State
    text: str
    looked_on: str = ""
    held_on: str = ""

    def stale(self, today: date) -> bool:
        """Say whether it held too long ago to be relied on."""
        return bool(self.held_on) and today - date.fromisoformat(self.held_on) > LIMIT


def confirmations(facts: Provider, status: Status, runs: Runs) -> tuple[Confirmation, ...]:
    """Give what is known of the provider, one entry a way."""
    return (_run(facts, runs), _refused(facts, status), _links(facts, status))


def _run(facts: Provider, runs: Runs) -> Confirmation:
    ran = runs.providers.get(facts.id)
    if ran is None or not (ran.passed or ran.failed):
        text = "The code of this page runs against a stand-in at each change; no run is recorded here."
        return Confirmation("run", "never", text)
    if ran.failed:
        text = f"On {runs.day}, {ran.failed} of {_count(ran.passed + ran.failed, 'snippet')} did not pass."
        return Confirmation(
            "run", "differs", f"{text} Compare what you see with the provider's own documents.", runs.day
        )
    return Confirmation("run", "holds", _passed(facts, ran, runs.day), runs.day, runs.day)


def _passed(facts: Provider, ran: Ran, day: str) -> str:
    judge = f", and by {facts.name}'s own description of its interface" if ran.judged else ""
    left = f"; {ran.skipped} could not be run there" if ran.skipped else ""
    # for some servers of one's own the real program answers, for others a stand-in
    server = "a server on the machine that checks" if facts.kind == "self-hosted" else "a stand-in for it"
    return f"On {day}, {_count(ran.passed, 'snippet')} passed against {server}{judge}{left}."


def _refused(facts: Provider, status: Status) -> Confirmation:
    reason = next(
        (one.reason for one in refusals.skipped([facts])), "its facts are a draft" if facts.draft else ""
    )
    if reason:
        text = f"Not asked, because {reason}.".replace("the reader's", "your")
        return Confirmation("refused", "never", text)
    record = status.of("refusals").get(facts.id)
    if record is None:
        text = "It has not been asked yet." if status.of("refusals") else NO_LOOK
        return Confirmation("refused", "never", text)
    return _told(record)


def _told(record: Record) -> Confirmation:
    days = (record.looked_on, record.held_on)
    last = f" It last answered as stated on {record.held_on}." if record.held_on else ""
    if record.differs_since:
        text = (
            f"On {record.differs_on} the provider answered otherwise than this page says: {_end(record.seen)}"
        )
        advice = " Go by its own answer." if record.broken else ONCE
        return Confirmation("refused", "differs", f"{text}{last}{advice}", *days)
    if record.state != "holds":
        return Confirmation(
            "refused", "unknown", f"No answer could be had on {record.looked_on}.{last}", *days
        )
    text = f"On {record.looked_on} it refused an invented key just as this page says."
    return Confirmation("refused", "holds", text, *days)


def _links(facts: Provider, status: Status) -> Confirmation:
    own = tuple(dict.fromkeys(link.url for link in facts.links.known().values()))
    known = {url: status.of("links")[url] for url in own if url in status.of("links")}
    if not known:
        text = "None of them has been asked yet." if status.of("links") else NO_LOOK
        return Confirmation("links", "never", text)
    broken = {url: one for url, one in known.items() if one.differs_since}
    held = [one.held_on for url, one in known.items() if one.held_on and url not in broken]
    looked, oldest = max(one.looked_on for one in known.values()), min(held, default="")
    fine = f"{len(held)} of {len(own)} official pages opened, each on {oldest} or later." if held else ""
    if held and len(held) == len(own):
        fine = f"All {_count(len(own), 'official page')} opened, each on {oldest} or later."
    if broken:
        return Confirmation("links", "differs", " ".join([*_broken(broken), fine]).strip(), looked, oldest)
    text = fine or f"No answer could be had on {looked}."
    return Confirmation("links", "holds" if held else "unknown", text, looked, oldest)


def _broken(broken: Mapping[str, Record]) -> Iterator[str]:
    for url, record in list(broken.items())[:SHOWN_LINKS]:
        again = "" if record.broken else ONCE
        yield f"This one did not open on {record.differs_on}: {url}.{again}"
    if len(broken) > SHOWN_LINKS:
        yield f"Nor did {len(broken) - SHOWN_LINKS} more."
    yield "Look for it from the provider's first page."


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _end(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."

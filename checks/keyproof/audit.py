"""The claims of older guides, as frozen dataclasses: the shape of `docs/guides/claims.toml`.

Each class is one table of the file and each attribute one key, by the same name.
`sources` always holds names of entries of the file's own `[sources]` table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from keyproof.model import Source, Strict

# the worst first: so they stand on the page
Judgement = Literal["unsafe", "spam", "wrong", "outdated", "cannot-tell", "holds"]
Harm = Literal["critical", "high", "medium", "low", "none"]
Sort = Literal[
    "fact", "step", "label", "price", "url", "code", "model", "advice", "security", "spam", "format"
]
Form = Literal["python", "r", "bash", "json", "facts", "guide"]
Excuse = Literal["screen", "network", "document", "advice", "harm"]
Scope = Literal["all", "code"]
JUDGEMENTS: tuple[Judgement, ...] = get_args(Judgement)
HARMS: tuple[Harm, ...] = get_args(Harm)
EXCUSES: Mapping[Excuse, str] = {
    "screen": "Only a visitor who signs in sees it on the provider's site.",
    "network": "Only the provider's own servers can show it.",
    "document": "It is what a document says: it was read, and nothing in it runs.",
    "advice": "It is advice or an explanation, and nothing in it runs.",
    "harm": "Trying it would pay a seller of accounts.",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Guide(Strict):
    """A guide that was judged: enough to find that very text again.

    `sha256` is that of the file; `file` is its name where the texts of the guides lie, which is not here.
    """

    name: str
    about: str
    dated: str
    licence: str
    file: str
    sha256: str
    sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Topic(Strict):
    """What a claim is about, and which of our pages teaches it: `how-to/store-a-key#window`."""

    title: str
    page: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Stale(Strict):
    """A text that our own pages must not show, except where they quote it as wrong.

    `scope`: whole pages, or only the code on them.
    `in_guide`: whether the guide itself has the text.
    """

    pattern: str
    scope: Scope = "all"
    in_guide: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Execution(Strict):
    """What is run to judge a claim, and a part of what must be seen.

    Without a `program`, the claim's own quotation is run; otherwise it lies beside it as `quote.txt`.
    Form `facts` looks the text up among the dead ends of the provider, `guide` as a pattern in the guide.
    `needs` names what may be missing: `package:`, `r-package:`, `command:`, `contract:` or `folder:`
    before a name.
    `provider`: whose stand-in answers, with a good key in its variable, or one that meets the error `row`.
    `asks`: the beginning of an address that must have been asked.
    """

    form: Form
    what: str
    shows: str
    program: str | None = None
    fails: bool = False
    needs: tuple[str, ...] = ()
    provider: str | None = None
    row: str | None = None
    asks: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim(Strict):
    """One thing that a guide says, in our words, and what is true now.

    `quote`: a few of the guide's own words, where a reader may look for them.
    `page`: the page that teaches it, where it is another than the topic's.
    A claim has `executed`, or says in `not_executed` why nothing of it was run.
    """

    id: str
    guide: str
    where: str
    kind: Sort
    claim: str
    verdict: Judgement
    harm: Harm
    now: str
    topic: str
    sources: tuple[str, ...]
    quote: str | None = None
    page: str | None = None
    stale: Stale | None = None
    executed: tuple[Execution, ...] = ()
    not_executed: Excuse | None = None
    checked_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Omission(Strict):
    """What guides leave out although a reader needs it, and which of our pages teaches it."""

    id: str
    guides: tuple[str, ...]
    what: str
    topic: str
    page: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Audit(Strict):
    """Everything that the guides say, judged.

    `advertised`: SHA-256 of each name that must stand nowhere in this project, not even as a quotation.
    """

    checked_on: date
    advertised: tuple[str, ...]
    guides: Mapping[str, Guide]
    topics: Mapping[str, Topic]
    sources: Mapping[str, Source]
    claims: tuple[Claim, ...]
    omissions: tuple[Omission, ...] = ()

    @property
    def entries(self) -> tuple[Claim | Omission, ...]:
        """Give the claims, then the omissions."""
        return (*self.claims, *self.omissions)

    def judged(self, verdict: Judgement) -> tuple[Claim, ...]:
        """Give the claims of that verdict, those that do the most harm first."""
        found = (claim for claim in self.claims if claim.verdict == verdict)
        return tuple(sorted(found, key=lambda claim: (HARMS.index(claim.harm), claim.id)))

    def taught(self, entry: Claim | Omission) -> str:
        """Give the page, with its anchor, that teaches what the claim or omission is about."""
        return entry.page or self.topics[entry.topic].page

    def about(self, page: str) -> tuple[Claim, ...]:
        """Give the claims that lead to this page."""
        return tuple(claim for claim in self.claims if self.taught(claim).partition("#")[0] == page)

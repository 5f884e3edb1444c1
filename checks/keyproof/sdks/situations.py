"""What goes wrong on the reader's side or on the way: what is tried besides the error rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from keyproof.model import Task

PACKAGES = (
    *("openai", "anthropic", "huggingface_hub", "mistralai"),
    *("groq", "cohere", "google-genai", "together"),
)
Network = Literal["door", "refused", "unknown-name"]
Special = Literal["page", "refusal", "day", "redirect"]
TASKS: tuple[Task, ...] = get_args(Task)
GOOD = "good-key"
LATE, CRASH = "no end", "a crash"  # what stands in place of an exception


@dataclass(frozen=True, kw_only=True, slots=True)
class Situation:
    """Something that goes wrong before the provider has judged the key.

    `key` is the form in which the key stands in its variable; without one the variable is not set.
    `rows` are the ids of client errors in the facts that tell of it.
    """

    id: str
    title: str
    key: str | None = "{key}"
    at: tuple[Task, ...] = ("first-request",)
    network: Network = "door"
    answer: Special | None = None
    blanks_address: bool = False
    has_remedy: bool = False
    rows: frozenset[str] = frozenset()


_NO_KEY = frozenset(
    {
        *("missing_credentials", "could_not_resolve_authentication", "local_token_not_found"),
        *("api_error_no_key", "value_error_no_key", "groq_error_no_key"),
    }
)
SITUATIONS = (
    Situation(id=GOOD, title="The key works", at=TASKS),
    Situation(
        id="key-newline",
        title="The key ends in a line break",
        key="{key}\n",
        at=TASKS,
        has_remedy=True,
        rows=frozenset({"connection_error_newline", "local_protocol_error"}),
    ),
    Situation(
        id="key-curly-quotes",
        title="The key stands in curly quotes",
        key="\u201c{key}\u201d",
        rows=frozenset({"unicode_encode_error"}),
    ),
    Situation(id="key-empty", title="The variable of the key is empty", key="", at=TASKS, rows=_NO_KEY),
    Situation(id="key-missing", title="The variable of the key is not set", key=None, at=TASKS, rows=_NO_KEY),
    Situation(
        id="address-empty",
        title="The variable of the address is set but empty",
        blanks_address=True,
        rows=frozenset({"empty_base_url"}),
    ),
    Situation(
        id="connection-refused",
        title="Nothing listens at the address",
        network="refused",
        rows=frozenset({"connection_refused"}),
    ),
    Situation(
        id="name-unknown",
        title="The name of the host is not known",
        network="unknown-name",
        rows=frozenset({"name_not_known"}),
    ),
    Situation(id="proxy-page", title="A proxy answers with a page, status 200", at=TASKS, answer="page"),
    Situation(
        id="proxy-refusal", title="A proxy answers with a page, status 403", at=TASKS, answer="refusal"
    ),
    Situation(id="long-wait", title="The provider says: come back in a day", answer="day", has_remedy=True),
    Situation(id="redirect", title="The answer leads to another host", at=TASKS, answer="redirect"),
)
BY_ID: Mapping[str, Situation] = {one.id: one for one in SITUATIONS}

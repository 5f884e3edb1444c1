"""The rules for code that hands a key to MacBehaviour: `setKey()`, or the package's own variables.

Each rule is a function from a connection to what is wrong with it; its docstring is the mend, its code is
never given to another. The reasons were observed by running the package and stand on the page about traps.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from keyproof import connection
from keyproof.connection import Connection, connections
from keyproof.model import MacBehaviour, Provider
from keyproof.rcode import Call, calls

LOG_FILE = "request_log_*.txt"
TLS_WARNING = "does not verify the server's certificate"
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_NO_KEY = '"NA"'
_KEY = re.compile(r'(?:trimws\()?(?:Sys\.getenv|keyring::key_get)\("[\w.-]+"\)\)?')
_YES = {"TRUE", "T"}


Wrong = Iterator[tuple[str, str]]
Check = Callable[[Connection, Iterable[str]], Wrong]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule with its code, title and mend. Without a check, it is no rule about one connection."""

    code: str
    title: str
    fix: str
    check: Check | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: which rule, what was seen, what was expected."""

    rule: Rule
    seen: str
    expected: str


RULES: list[Rule] = []


def _rule(code: str, title: str) -> Callable[[Check], None]:
    return lambda check: RULES.append(Rule(code, title, " ".join((check.__doc__ or "").split()), check))


@_rule("MAC001", "setKey() without api_url")
def _no_address(one: Connection, _dead: Iterable[str]) -> Wrong:
    """Give `api_url` in full: without it the look of the key decides where the key goes."""
    if one.url is None or one.url.text is None:
        yield one.url.value if one.url else "no api_url", "an address between quotes"


@_rule("MAC002", "key sent unencrypted")
def _unencrypted(one: Connection, _dead: Iterable[str]) -> Wrong:
    """Begin the address with https://; http:// is for a server on your own computer."""
    local = one.address.startswith("http://") and one.host in _LOOPBACK
    if one.address and not local and not (one.address.startswith("https://") and one.host):
        yield one.address, "https://..., or http:// to localhost or 127.0.0.1"


@_rule("MAC003", "address that is not for chats")
def _no_chat(one: Connection, _dead: Iterable[str]) -> Wrong:
    """Write the whole path: without `/chat/` or `/message` in it the package drops most settings."""
    if one.address and not re.search(r"/chat/|/message", one.address):
        yield one.address, "an address with /chat/ or /message in it"


@_rule("MAC004", "key written into the code")
def _literal_key(one: Connection, _dead: Iterable[str]) -> Wrong:
    """Read the key with `Sys.getenv()`; a server without a key takes "NA"."""
    if one.key is None or not (_KEY.fullmatch(one.key) or one.key == _NO_KEY):
        yield one.key or "no key", 'Sys.getenv("..."), or "NA" for a server without a key'


@_rule("MAC005", '"NA" for a server that asks for a key')
def _no_key_abroad(one: Connection, _dead: Iterable[str]) -> Wrong:
    """Keep "NA" for servers on your own computer, and read every other key with `Sys.getenv()`."""
    if one.key == _NO_KEY and one.address and one.host not in _LOOPBACK:
        yield one.address, "localhost or 127.0.0.1"


@_rule("MAC006", "dead address or model")
def _dead_end(one: Connection, dead: Iterable[str]) -> Wrong:
    """Take address and model from the provider's facts; what is over stands in their [[dead]] rows."""
    for seen in (one.address, one.model.value if one.model else ""):
        yield from ((seen, f"nothing that fits {pattern!r}") for pattern in dead if re.search(pattern, seen))


@_rule("MAC007", "call in which setKey() ignores api_url")
def _ignored_address(one: Connection, _dead: Iterable[str]) -> Wrong:
    """Set the package's variables instead, or give a local model a name without that company's."""
    secret = one.call is not None and one.call.argument("secret_key") is not None
    if secret and not one.by_variables:
        yield "secret_key", "a call without secret_key"
    elif one.native is not None and not (one.native == "claude" and "/message" in one.address):
        yield f"{one.native} in the name of the model", "a model whose requests go to api_url"


@_rule("MAC009", "call that may wait without end")
def _endless(one: Connection, _dead: Iterable[str]) -> Wrong:
    """Pass `max_retries = 1`; leave it out for a Claude model, where it would go into the request."""
    if one.call is None or one.by_variables:
        return
    tries = one.call.argument("max_retries")
    if one.native == "claude" and tries is not None:
        yield "max_retries for a Claude model", "a call without max_retries"
    elif one.native is None and (tries is None or tries.value != "1"):
        yield f"max_retries = {tries.value}" if tries else "no max_retries", "max_retries = 1"


@_rule("MAC010", "function that does not exist")
def _misspelt(one: Connection, _dead: Iterable[str]) -> Wrong:
    """Write `setKey`: the package's help page names a function that it does not have."""
    if one.call is not None and one.call.function == "set_key":
        yield "set_key()", "setKey()"


@_rule("MAC011", "call without a model")
def _no_model(one: Connection, _dead: Iterable[str]) -> Wrong:
    """Name the model; there is no default."""
    if one.model is None:
        yield "no model", "model = "


COUNTED = Rule(
    "MAC008",
    "stimuli sent to another server",
    "leave `checkToken` at its default and `magicTokenizer()` out: both send the texts unencrypted",
)
UNTOLD = Rule(
    "MAC012", "page with setKey() that does not tell of the log file", f"name `{LOG_FILE}` and what to do"
)
UNWARNED = Rule(
    "MAC013",
    "page or note that does not tell of unverified TLS",
    f"say that the package {TLS_WARNING} for this model, and what to do instead",
)
RULES += [COUNTED, UNTOLD, UNWARNED]
RULES.sort(key=lambda rule: rule.code)


def of_code(code: str, dead: Iterable[str] = ()) -> Iterator[Fault]:
    """Give what is wrong with a piece of R code. `dead` are patterns of what is over."""
    patterns = tuple(dead)
    for call in calls(code):
        one = connection.made(call)
        if one is not None:
            yield from _of(one, patterns)
        if (call.function == "magicTokenizer" and call.arguments) or _counts(call):
            yield Fault(COUNTED, f"{call.function}()", "no counting by the package")


def of_facts(facts: Provider) -> Iterator[Fault]:
    """Give what is wrong with what a provider's facts say about the package."""
    mac = facts.macbehaviour
    if mac is None:
        return
    yield from _of(connection.of_table(mac), dead_ends([facts]))
    if unverified(mac) and TLS_WARNING not in (mac.note or ""):
        yield Fault(UNWARNED, mac.note or "no note", f"a note with: {TLS_WARNING}")


def dead_ends(known: Iterable[Provider]) -> tuple[str, ...]:
    """Give the patterns of what is over, by the facts of these providers, if they compile."""
    patterns = (row.pattern for one in known for row in one.dead if row.pattern)
    return tuple(pattern for pattern in patterns if _compiles(pattern))


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return False  # a rule of its own tells of it
    return True


def of_page(code: str, page: str, *, warned: bool = False) -> Iterator[Fault]:
    """Give what the text of a page leaves out about the code on it.

    `warned`: the code is for a model that needs the warning about TLS.
    """
    found = tuple(connections(code))
    if found and LOG_FILE.partition("*")[0] not in page:
        yield Fault(UNTOLD, "a page without the name of the log file", f"`{LOG_FILE}` somewhere on the page")
    if (warned or any(one.native for one in found)) and TLS_WARNING not in page:
        yield Fault(UNWARNED, "a page without the warning", f"the words: {TLS_WARNING}")


def unverified(mac: MacBehaviour) -> bool:
    """Say whether `setKey()` would leave TLS unverified for this model."""
    table = connection.of_table(mac)
    return replace(table, by_variables=False).native is not None


def _of(one: Connection, dead: tuple[str, ...]) -> Iterator[Fault]:
    for rule in RULES:
        if rule.check is not None:
            yield from (Fault(rule, seen, expected) for seen, expected in rule.check(one, dead))


def _counts(call: Call) -> bool:
    wanted = call.argument("checkToken")
    return call.function == "preCheck" and wanted is not None and wanted.value in _YES

"""Where code or facts hand a key to MacBehaviour: which key, for which model, to which address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from keyproof.literals import text
from keyproof.model import MacBehaviour
from keyproof.rcode import Argument, Call, calls

# words in a model's name for which the package takes another road, and on it leaves TLS unverified
NATIVE = ("claude", "gemini", "baichuan")
OURS = "set_key_checked"
_POSITIONS = ("api_key", "model", "api_url")


@dataclass(frozen=True, slots=True)
class Connection:
    """A piece of code that tells the package where to send which key.

    With `by_variables` it goes around `setKey()`.
    """

    key: str | None
    model: Argument | None
    url: Argument | None
    by_variables: bool = False
    call: Call | None = None

    @property
    def address(self) -> str:
        """Give the address; empty when it is not written out."""
        return self.url.text or "" if self.url else ""

    @property
    def host(self) -> str:
        """Give the host of the address; empty when there is none."""
        try:
            return urlsplit(self.address).hostname or ""
        except ValueError:
            return ""

    @property
    def native(self) -> str | None:
        """Give the word in the model's name that sends `setKey()` down another road; None without one."""
        name = ((self.model and self.model.value) or "").lower()
        if self.by_variables or self.host == "openrouter.ai":
            return None
        return next((word for word in NATIVE if word in name), None)


def connections(code: str) -> Iterator[Connection]:
    """Give every place in R code that hands a key to the package."""
    yield from filter(None, map(made, calls(code)))


def made(call: Call) -> Connection | None:
    """Give the connection that a call makes; None for a call that makes none."""
    if call.function == "do.call" and call.arguments and call.arguments[0].value.strip("\"'") == "setKey":
        inner = next(calls(call.arguments[1].value), None) if len(call.arguments) > 1 else None
        return _set_key(Call("setKey", inner.arguments if inner else ()))
    if call.function in {"setKey", "set_key", OURS}:
        return _set_key(call)
    if call.function == "Sys.setenv" and call.argument("llm") is not None:
        key = call.argument("key")
        return Connection(
            key.value if key else None,
            call.argument("model"),
            call.argument("url"),
            by_variables=True,
            call=call,
        )
    return None


def _set_key(call: Call) -> Connection | None:
    """Give the connection of a `setKey()`; None where it passes on what a function was given."""
    if not call.arguments or any(one.value == "..." for one in call.arguments):
        return None
    spare = [name for name in _POSITIONS if call.argument(name) is None]
    unnamed = [one for one in call.arguments if one.name is None]
    found = dict(zip(spare, unnamed, strict=False)) | {one.name: one for one in call.arguments if one.name}
    key = found.get("api_key")
    return Connection(key.value if key else None, found.get("model"), found.get("api_url"), call=call)


def of_table(mac: MacBehaviour) -> Connection:
    """Give the connection that a provider's facts describe."""
    model, url = (Argument(None, text(value)) for value in (mac.model, mac.api_url))
    return Connection(mac.key, model, url, by_variables=not mac.setkey)

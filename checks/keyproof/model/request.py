"""The two requests of our pages: the check that costs nothing, and the first that brings text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from keyproof.model.key import Permission
from keyproof.model.words import Strict


@dataclass(frozen=True, kw_only=True, slots=True)
class Check(Strict):
    """The request that proves a key at no cost, and what its answers mean.

    The address is `base_url` + `path`; `base_url` is what the official SDK takes and reads from
    `base_url_env`.
    A `{name}` inside `base_url` is a part that each reader has to fill in.
    `success_keys` are the keys that the answer must have, with dots between levels.
    `example` is a 200 answer (JSON text), and `body` what a POST sends (JSON text).
    `invalid_error` names the row of `[[errors]]` for a wrong key; without it the server ignores keys.
    `control`: some servers of this kind ignore keys, so the check must also ask without one.
    `free`: without it even this request costs something, as `price` says.
    `plain_errors`: this server's errors are not JSON, so any 401 or 403 is its own word.
    `regions`: other base addresses of the same service; a key may be good at one of them only.
    """

    base_url: str
    path: str
    success_keys: tuple[str, ...]
    example: str
    invalid_error: str | None = None
    missing_error: str | None = None
    proves: str
    not_proved: tuple[str, ...]
    sources: tuple[str, ...]
    method: Literal["GET", "POST"] = "GET"
    base_url_env: str | None = None
    success_status: int = 200
    body: str | None = None
    free: bool = True
    price: str | None = None
    needs_scope: str | None = None
    permission: Permission | None = None
    control: bool = False
    plain_errors: bool = False
    regions: Mapping[str, str] = field(default_factory=dict)
    not_a_check: str | None = None

    @property
    def url(self) -> str:
        """Give the whole address of the check."""
        return self.base_url + self.path


@dataclass(frozen=True, kw_only=True, slots=True)
class FirstRequest(Strict):
    """The smallest request that brings back text.

    `{model}` in `path` stands for the model.
    `text_path` leads to the text in the answer: names and list positions with dots between.
    Without a `model` nobody has seen a name that works; the page then tells how to find one.
    """

    base_url: str
    path: str
    model: str | None = None
    example: str
    text_path: str
    checked_on: date
    sources: tuple[str, ...]
    max_tokens_key: str | None = None
    extra_body: Mapping[str, object] = field(default_factory=dict)
    model_note: str | None = None
    price: str | None = None

    @property
    def url(self) -> str:
        """Give the whole address of the request."""
        return self.base_url + self.path.replace("{model}", self.model or "{model}")

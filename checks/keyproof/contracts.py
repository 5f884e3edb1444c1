"""An independent judge: requests and answers against the provider's own OpenAPI document.

The documents lie beside the checkout, or where `KEYPROOF_CONTRACTS` says: `<provider>.openapi.json`.
They are not part of this project; without them, `unjudged` says so and nothing is judged.
"""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from keyproof.emulator.exchange import Seen

if TYPE_CHECKING:
    from openapi_core import OpenAPI
    from openapi_core.testing import MockRequest

VARIABLE = "KEYPROOF_CONTRACTS"
_BESIDE = Path("../shared/contracts")
_FINE = 200
_ELSEWHERE = {"ollama": "its document describes the paths below /api only, and we ask those below /v1"}
# Names that a schema of the document requires and no part of the document describes.
_SLIPS = {"mistral": {"ChatCompletionResponse": "data"}}


def folder() -> Path:
    """Give where the documents are looked for."""
    return Path(os.environ.get(VARIABLE) or _BESIDE)


class Judge:
    """Judges exchanges by the documents in a folder; each document is read once."""

    def __init__(self, documents: Path) -> None:
        self._folder = documents
        self._read: dict[str, OpenAPI] = {}

    def unjudged(self, provider: str) -> str | None:
        """Give the reason why nothing of this provider is judged; None when it is."""
        if importlib.util.find_spec("openapi_core") is None:
            return "the package openapi-core is not installed"
        if not self._folder.is_dir():
            return f"there is no folder {self._folder}"
        if not self._file(provider).is_file():
            return f"there is no {self._file(provider).name}"
        return _ELSEWHERE.get(provider)

    def breaches(self, provider: str, seen: Iterable[Seen]) -> Iterator[str]:
        """Give what contradicts the document: in any request, and in the answers with status 200."""
        if self.unjudged(provider) is not None:
            return
        for exchange in seen:
            if not exchange.is_refused:
                yield from self._judged(self._document(provider), exchange)

    def _judged(self, document: OpenAPI, exchange: Seen) -> Iterator[str]:
        from openapi_core.exceptions import OpenAPIError  # noqa: PLC0415 - an optional package
        from openapi_core.testing import MockResponse  # noqa: PLC0415

        request = _request(exchange)
        try:
            document.validate_request(request)
            if exchange.status == _FINE:
                document.validate_response(request, MockResponse(exchange.answer))
        except OpenAPIError as error:
            yield f"{exchange.method} {exchange.url}: {'; '.join(_reasons(error))}"

    def _document(self, provider: str) -> OpenAPI:
        from openapi_core import Config, OpenAPI  # noqa: PLC0415 - an optional package

        if provider not in self._read:
            document = _plain(json.loads(self._file(provider).read_text(encoding="utf-8")))
            for schema, name in _SLIPS.get(provider, {}).items():
                _unrequire(document["components"]["schemas"].get(schema), name)
            # the provider's document is the judge here, not the judged
            self._read[provider] = OpenAPI.from_dict(document, config=Config(spec_validator_cls=None))  # type: ignore[arg-type]
        return self._read[provider]

    def _file(self, provider: str) -> Path:
        return self._folder / f"{provider}.openapi.json"


def _request(exchange: Seen) -> MockRequest:
    from openapi_core.testing import MockRequest  # noqa: PLC0415 - an optional package

    parts = urlsplit(exchange.url)
    return MockRequest(
        f"{parts.scheme}://{parts.netloc}",
        exchange.method,
        parts.path,
        args=dict(parse_qsl(parts.query)),
        headers=dict(exchange.headers),
        data=exchange.body,
        content_type=exchange.headers.get("content-type", ""),
    )


def _plain(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Give the document in the terms that JSON Schema has.

    A discriminator forbids nothing that its `oneOf` does not, and those without a mapping name no schema.
    `nullable` is a word of OpenAPI 3.0 that documents of 3.1 still use.
    """
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    plain = {
        name: _plain(inner) for name, inner in value.items() if name not in {"discriminator", "nullable"}
    }
    return {"anyOf": [plain, {"type": "null"}]} if value.get("nullable") is True else plain


def _unrequire(value: Any, name: str) -> None:  # noqa: ANN401 - any JSON
    """Take the name out of every list of required names inside the schema."""
    if isinstance(value, dict):
        if isinstance(value.get("required"), list):
            value["required"] = [one for one in value["required"] if one != name]
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            _unrequire(inner, name)


def _reasons(error: BaseException) -> Iterator[str]:
    """Give the error's own sentence, and the deepest ones beneath it, which name the field."""
    from jsonschema.exceptions import best_match  # noqa: PLC0415 - comes with openapi-core

    below = list(getattr(error, "schema_errors", ()))
    if below:
        for one in below:
            deepest = best_match([one])
            yield f"{deepest.json_path}: {deepest.message}"
    elif error.__cause__ is not None:
        yield from _reasons(error.__cause__)
    else:
        yield str(error) or type(error).__name__

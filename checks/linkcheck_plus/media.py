"""Which kind of content an answer's headers announce."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

HTML_TYPES = ("text/html", "application/xhtml+xml")
PDF_TYPE = "application/pdf"


def content_type(headers: Mapping[str, str]) -> str:
    """Give the media type in lower case, without parameters."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def is_html(headers: Mapping[str, str]) -> bool:
    """Say whether the body is a page; one without a type is taken for one, as browsers do."""
    return content_type(headers) in ("", *HTML_TYPES)

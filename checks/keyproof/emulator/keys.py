"""The keys that the stand-in knows. None looks like a real one."""

from __future__ import annotations

from keyproof.model import ErrorRow, Provider


def good_key(provider: Provider) -> str:
    """Give the key that works."""
    return f"keyproof-good-{provider.id}"


def bad_key(provider: Provider) -> str:
    """Give a key that the provider does not know."""
    return f"keyproof-bad-{provider.id}"


def row_key(provider: Provider, row: ErrorRow | str) -> str:
    """Give the key that gets this error row wherever the row can be met, and a 200 elsewhere."""
    return f"keyproof-row-{provider.id}-{row if isinstance(row, str) else row.id}"


def row_of(provider: Provider, key: str) -> ErrorRow | None:
    """Give the error row that this key asks for."""
    return next((row for row in provider.errors if key == row_key(provider, row)), None)


def masked(key: str) -> str:
    """Give the key as providers echo it: the first eight characters, stars, the last four."""
    return f"{key[:8]}{'*' * max(len(key) - 12, 4)}{key[-4:]}"

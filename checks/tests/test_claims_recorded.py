"""What pages may name because a session recorded it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from keyproof.claims import recorded
from keyproof.claims.outside import OutsideError


def record(root: Path, text: str) -> Path:
    """Write a record of a provider, and give its path."""
    path = root / "docs" / "providers" / "acme" / "sdks.json"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_an_outcome_gives_its_exception_and_both_parts_of_its_message(tmp_path: Path) -> None:
    """The class, the whole message, the package's own words and the provider's."""
    failed = {"raises": "acme.RefusedError", "message": "Error code: 401 - Who are you?"}
    record(tmp_path, json.dumps({"outcomes": [failed, {"message": "Hello"}]}))
    found = set(recorded.texts(tmp_path)) - {""}
    assert found == {
        *("acme.RefusedError", "Error code: 401 - Who are you?"),
        *("Error code: 401", "Who are you?", "Hello"),
    }


def test_without_a_record_nothing_is_known(tmp_path: Path) -> None:
    """A project that never ran the session has no such names, and no error."""
    assert list(recorded.texts(tmp_path)) == []


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"outcomes": 1}', '{"outcomes": ["x"]}'])
def test_a_file_that_is_no_record_is_named(tmp_path: Path, text: str) -> None:
    """The error says which file, and which session writes it."""
    path = record(tmp_path, text)
    with pytest.raises(OutsideError, match="no record of `nox -s sdks`") as caught:
        list(recorded.texts(tmp_path))
    assert str(path) in str(caught.value)

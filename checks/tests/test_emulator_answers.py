"""What a provider answers follows from its facts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyproof import providers
from keyproof.emulator import Request, answers, bad_key, good_key, masked, row_key
from keyproof.emulator.application import BODY_LIMIT, Application
from keyproof.model import ErrorRow, Provider, Task

FACTS: Mapping[str, Provider] = providers.load(Path(__file__).parents[2] / "docs" / "providers").providers
ROWS = [(facts, row) for facts in FACTS.values() for row in facts.errors]
each_provider = pytest.mark.parametrize("facts", FACTS.values(), ids=lambda facts: facts.id)
each_row = pytest.mark.parametrize(("facts", "row"), ROWS, ids=lambda one: one.id)


def request(facts: Provider, task: Task, key: str | None, **changes: object) -> Request:
    """Give the request of a task, with this key."""
    url = urlsplit(facts.check.url if task == "check" else facts.first_request.url)
    scheme = f"{facts.auth.scheme} " if facts.auth.scheme else ""
    headers = {} if key is None else {facts.auth.header.lower(): f"{scheme}{key}"}
    body = {"model": facts.first_request.model, "messages": [{"role": "user", "content": "Hello."}]}
    made = Request(
        method=facts.check.method if task == "check" else "POST",
        scheme=url.scheme,
        authority=url.netloc,
        path=url.path,
        headers=headers,
        body=b"" if task == "check" else json.dumps(body).encode(),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def first_task(row: ErrorRow) -> Task:
    """Give a task that meets the row."""
    return row.at[0] if row.at else "check"


@each_provider
def test_a_good_key_gets_the_examples(facts: Provider) -> None:
    """Both requests bring the answers that stand in the facts."""
    check = answers.answer(facts, request(facts, "check", good_key(facts)))
    assert (check.status, json.loads(check.body)) == (200, json.loads(facts.check.example))
    first = answers.answer(facts, request(facts, "first-request", good_key(facts)))
    assert (first.status, json.loads(first.body)) == (200, json.loads(facts.first_request.example))


@each_row
def test_every_row_can_be_asked_for(facts: Provider, row: ErrorRow) -> None:
    """A row's own key brings its status, its marks and its headers."""
    answer = answers.answer(facts, request(facts, first_task(row), row_key(facts, row)))
    assert answer.status == row.status
    assert row.headers.items() <= answer.headers.items()
    text = answer.body.decode()
    for name, mark in row.marks:
        if row.body is None:
            assert json.loads(text)["error"][name] == mark
        else:
            assert mark in text or name == "code"


@each_row
def test_a_row_is_met_where_the_facts_say_and_nowhere_else(facts: Provider, row: ErrorRow) -> None:
    """An account without credit passes the check, as it does at the provider."""
    for task in ("check", "first-request"):
        answer = answers.answer(facts, request(facts, task, row_key(facts, row)))
        assert (answer.status == row.status) == (not row.at or task in row.at)


@each_provider
def test_any_other_key_is_refused(facts: Provider) -> None:
    """A wrong key and another provider's good one get the row for wrong keys."""
    row = facts.error(facts.check.invalid_error)
    for key in (bad_key(facts), "keyproof-good-somebody-else", "x"):
        for task in ("check", "first-request"):
            assert answers.answer(facts, request(facts, task, key)).status == row.status


@each_provider
def test_no_key_and_a_wrong_scheme_are_a_missing_key(facts: Provider) -> None:
    """Without the header, with an empty one and with another scheme the row for missing keys comes."""
    assert facts.check.missing_error is not None
    row = facts.error(facts.check.missing_error)
    name = facts.auth.header.lower()
    for headers in (
        {},
        {name: ""},
        {name: "Bearer "},
        {name: f"Basic {good_key(facts)}"},
        {name: good_key(facts)},
    ):
        assert answers.answer(facts, request(facts, "check", None, headers=headers)).status == row.status


@each_provider
def test_a_server_without_keys_asks_for_none(facts: Provider) -> None:
    """Where the facts know no error for a missing key, the answer is the example."""
    open_to_all = replace(facts, check=replace(facts.check, missing_error=None))
    assert answers.answer(open_to_all, request(facts, "check", None)).status == 200


@each_provider
def test_unknown_paths_and_methods_are_told_apart(facts: Provider) -> None:
    """404 for a path nobody serves, 405 with the right method for one that is served otherwise."""
    lost = answers.answer(facts, request(facts, "check", good_key(facts), path="/nowhere"))
    assert lost.status == 404
    other = answers.answer(facts, request(facts, "check", good_key(facts), method="DELETE"))
    assert (other.status, other.headers["allow"]) == (405, facts.check.method)


def test_the_key_is_echoed_masked() -> None:
    """The first eight characters and the last four, as the provider does it, and never the whole."""
    facts = FACTS["openai"]
    key = "keyproof-bad-something-long"
    body = answers.answer(facts, request(facts, "check", key)).body.decode()
    assert "keyproof***************long" in body
    assert key not in body


@given(st.text(min_size=1))
def test_a_mask_never_shows_a_whole_key_of_some_length(key: str) -> None:
    """However long the key, its middle is gone."""
    assert len(key) <= 12 or key[8:-4] not in masked(key).replace("*", "") or key[8:-4] in key[:8] + key[-4:]


def test_a_key_without_the_permission_shows_it() -> None:
    """The token without the inference permission passes the check, whose answer then lacks the permission."""
    facts = FACTS["huggingface"]
    assert facts.check.permission is not None
    without = answers.answer(facts, request(facts, "check", row_key(facts, "no_inference_permission")))
    assert without.status == 200
    assert facts.check.permission.id not in without.body.decode()
    assert json.loads(without.body)["auth"]["accessToken"]["role"] == "fineGrained"


def test_a_rate_limit_says_when_to_come_back() -> None:
    """Where the provider sends Retry-After, a row to be retried has it, and one without credit has not."""
    facts = FACTS["openai"]
    slow = answers.answer(facts, request(facts, "first-request", row_key(facts, "slow_down")))
    assert int(slow.headers["retry-after"]) > 0
    empty = answers.answer(facts, request(facts, "first-request", row_key(facts, "insufficient_quota")))
    assert "retry-after" not in empty.headers
    assert "x-request-id" in empty.headers


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"\xff", 400),
        (b"[]", 400),
        (b"{}", 400),
        (b'{"model": "gpt-6-luna"}', 400),
        (b'{"model": "gpt-6-luna", "messages": ["hello"]}', 400),
        (b'{"model": "another", "messages": []}', 403),
        (b'{"model": "gpt-6-luna", "messages": [{"role": "user", "content": "x"}]}', 200),
    ],
)
def test_a_first_request_is_read(body: bytes, status: int) -> None:
    """No JSON, no model, no messages: 400. A model that the facts do not name: the row about models."""
    facts = FACTS["openai"]
    assert answers.answer(facts, request(facts, "first-request", good_key(facts), body=body)).status == status


paths = st.sampled_from(["/v1/models", "/v1/chat/completions", "/api/whoami-v2"]) | st.text()


@given(
    facts=st.sampled_from(list(FACTS.values())),
    method=st.sampled_from(["GET", "POST"]) | st.text(),
    path=paths,
    headers=st.dictionaries(st.just("authorization") | st.text(), st.text()),
    body=st.binary()
    | st.recursive(st.none() | st.text(), st.lists, max_leaves=3).map(lambda v: json.dumps(v).encode()),
)
def test_any_request_gets_an_answer(
    facts: Provider, method: str, path: str, headers: dict[str, str], body: bytes
) -> None:
    """Whatever comes in, JSON with a status goes out."""
    made = Request(method, "https", "api.openai.com", path, headers, body)
    answer = answers.answer(facts, made)
    assert 200 <= answer.status < 600
    json.loads(answer.body)


def test_the_application_bounds_bodies_and_knows_its_hosts() -> None:
    """A body over the limit gets 413, a host that no provider has gets 421."""
    facts = FACTS["openai"]
    application = Application(FACTS, [])
    large = request(facts, "first-request", good_key(facts), body=b" " * (BODY_LIMIT + 1))
    assert application.answer(large).status == 413
    for authority in ("somewhere.example", "", "[", "api.openai.com:x"):
        assert application.answer(request(facts, "check", "x", authority=authority)).status == 421

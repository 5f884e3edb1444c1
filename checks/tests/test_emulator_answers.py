"""What a provider answers follows from its facts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyproof import bodies, providers
from keyproof.emulator import Answer, Request, answers, bad_key, good_key, masked, row_key
from keyproof.emulator.application import BODY_LIMIT, Application
from keyproof.model import ErrorRow, Provider, Task, filled

FACTS: Mapping[str, Provider] = providers.load(Path(__file__).parents[2] / "docs" / "providers").providers
TASKS: tuple[Task, ...] = ("check", "first-request")
ROWS = [(facts, row) for facts in FACTS.values() for row in facts.errors]
each_provider = pytest.mark.parametrize("facts", FACTS.values(), ids=lambda facts: facts.id)
each_row = pytest.mark.parametrize(("facts", "row"), ROWS, ids=lambda one: one.id)


def request(facts: Provider, task: Task, key: str | None, **changes: object) -> Request:
    """Give the request of a task, with this key."""
    url = urlsplit(filled(facts.check.url if task == "check" else facts.first_request.url))
    scheme = f"{facts.auth.scheme} " if facts.auth.scheme else ""
    headers = {name.lower(): text for name, text in facts.auth.extra_headers.items()}
    if key is not None:
        headers[facts.auth.header.lower()] = f"{scheme}{key}"
    body = bodies.check_body(facts) if task == "check" else named(bodies.first_body(facts))
    made = Request(
        method=facts.check.method if task == "check" else "POST",
        scheme=url.scheme,
        authority=url.netloc,
        path=url.path,
        headers=headers,
        body=b"" if body is None else json.dumps(body).encode(),
        query=url.query,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def named(body: dict[str, Any]) -> dict[str, Any]:
    """Give the body with a model's name, also where the facts know none."""
    return {**body, "model": body["model"] or "my-model"} if "model" in body else body


def reached(value: Any, path: str) -> Iterator[Any]:  # noqa: ANN401 - any JSON
    """Give every value at a path with dots, where `*` stands for each element of a list."""
    name, _, rest = path.partition(".")
    inner: list[Any] = []
    if name == "*" and isinstance(value, list):
        inner = value
    elif isinstance(value, dict) and name in value:
        inner = [value[name]]
    for one in inner:
        yield from reached(one, rest) if rest else [one]


def words(value: Any) -> Iterator[str]:  # noqa: ANN401 - any JSON
    """Give every string and number inside a JSON value, as text."""
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, (dict, list)):
            yield from words(inner)
        else:
            yield str(inner)


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
    if row.page is not None:
        assert row.page.encode() in answer.body
        assert answer.headers["content-type"] == "text/html"
    in_json = words(json.loads(answer.body)) if row.marks and row.page is None else ()
    said = [*in_json, *([answer.body.decode()] if row.page else [])]
    assert row.code in {None, *said, *answer.headers.values()}
    assert row.type in {None, *said}
    assert row.message is None or any(row.message in text for text in said)
    if row.field is not None:
        values = list(reached(json.loads(answer.body), row.field))
        assert any(one == row.equals or (row.at_most is not None and one <= row.at_most) for one in values)


@each_row
def test_an_error_has_the_shape_of_the_providers_others(facts: Provider, row: ErrorRow) -> None:
    """What nobody has seen whole is put where the provider puts the words of its other errors."""
    seen = {
        place
        for one in facts.errors
        if one.body and one.page is None and one.at and one.status >= 400
        for place in ("error.message", "error", "detail", "message")
        for text in reached(json.loads(one.body), place)
        if isinstance(text, str)
    }
    if row.body is None and seen and not (row.marks and facts.check.plain_errors):
        answer = answers.answer(facts, request(facts, first_task(row), row_key(facts, row)))
        value = json.loads(answer.body)
        assert any(isinstance(text, str) for place in seen for text in reached(value, place))


def test_a_server_whose_errors_say_nothing_sends_no_body() -> None:
    """TGI refuses a wrong key with an empty 401, and no content type."""
    facts = FACTS["tgi"]
    refused = answers.answer(facts, request(facts, "check", bad_key(facts)))
    assert (refused.status, refused.body, dict(refused.headers)) == (401, b"", {})


@each_row
def test_a_row_is_met_where_the_facts_say_and_nowhere_else(facts: Provider, row: ErrorRow) -> None:
    """An account without credit passes the check, as it does at the provider."""
    for task in TASKS:
        good = answers.answer(facts, request(facts, task, good_key(facts)))
        answer = answers.answer(facts, request(facts, task, row_key(facts, row)))
        met = not row.at or task in row.at
        assert (answer.status == row.status and answer.body != good.body) == met or row.status == 200
        assert met or answer.status == 200


REFUSING = [facts for facts in FACTS.values() if facts.check.invalid_error is not None]


@pytest.mark.parametrize("facts", REFUSING, ids=lambda facts: facts.id)
def test_any_other_key_is_refused(facts: Provider) -> None:
    """A wrong key and another provider's good one get the row for wrong keys."""
    row = facts.error(str(facts.check.invalid_error))
    for key in (bad_key(facts), "keyproof-good-somebody-else", "x"):
        for task in TASKS:
            assert answers.answer(facts, request(facts, task, key)).status == row.status


@pytest.mark.parametrize("facts", REFUSING, ids=lambda facts: facts.id)
def test_no_key_and_a_wrong_scheme_are_a_missing_key(facts: Provider) -> None:
    """Without the header, with an empty one and with another scheme no door opens.

    The row for missing keys comes, or, where nobody has seen one, the row for wrong keys.
    """
    row = facts.error(str(facts.check.missing_error or facts.check.invalid_error))
    name = facts.auth.header.lower()
    more = {other.lower(): text for other, text in facts.auth.extra_headers.items()}
    scheme = [{name: "Bearer "}, {name: f"Basic {good_key(facts)}"}, {name: good_key(facts)}]
    for headers in ({}, {name: ""}, *(scheme if facts.auth.scheme else [])):
        made = request(facts, "check", None, headers=more | headers)
        assert answers.answer(facts, made).status == row.status


def test_azure_takes_the_key_as_openais_package_sends_it() -> None:
    """The package knows only `Authorization: Bearer`, and Azure's v1 address takes that too."""
    facts = FACTS["azure-openai"]
    for key, status in ((good_key(facts), 200), (bad_key(facts), 401)):
        made = request(facts, "check", None, headers={"authorization": f"Bearer {key}"})
        assert answers.answer(facts, made).status == status


def test_a_header_that_every_request_needs_is_asked_for() -> None:
    """Anthropic wants its version, whatever the key."""
    facts = FACTS["anthropic"]
    bare = request(facts, "check", None, headers={"x-api-key": good_key(facts)})
    answer = answers.answer(facts, bare)
    assert answer.status == 400
    assert b"anthropic-version" in answer.body


def test_a_server_without_keys_asks_for_none() -> None:
    """Where the facts know no error for wrong and missing keys, every key and none gets the example."""
    facts = FACTS["ollama"]
    assert facts.check.invalid_error is None
    for key in (None, "", "x", bad_key(facts)):
        assert answers.answer(facts, request(facts, "check", key)).status == 200


def test_two_requests_at_one_address_are_told_apart_by_their_bodies() -> None:
    """Baichuan's check is a small chat request: its answer is another than that of the first request."""
    facts = FACTS["baichuan"]
    assert facts.check.url == facts.first_request.url
    told = [json.loads(answers.answer(facts, request(facts, task, good_key(facts))).body) for task in TASKS]
    assert told == [json.loads(facts.check.example), json.loads(facts.first_request.example)]


def test_the_model_may_stand_in_the_path() -> None:
    """Gemini's model is a part of the address: another one is not found."""
    facts = FACTS["gemini"]
    made = request(facts, "first-request", good_key(facts))
    assert str(facts.first_request.model) in made.path
    other = replace(made, path=made.path.replace(str(facts.first_request.model), "gemini-of-old"))
    assert [answers.answer(facts, one).status for one in (made, other)] == [200, 404]


def test_what_readers_fill_in_is_known_under_two_names() -> None:
    """Azure's address has the reader's resource in it: our snippets show one name, tests use another."""
    hosts = {host for _, host, _ in answers.origins(FACTS["azure-openai"])}
    assert hosts == {"your-resource.openai.azure.com", "example.openai.azure.com"}


def test_servers_at_one_port_are_told_apart_by_the_key() -> None:
    """Both vLLM and FastChat listen at 8000; each answers to the keys that were made for it."""
    application = Application(FACTS, [])
    for name in ("vllm", "fastchat"):
        facts = FACTS[name]
        for key in (good_key(facts), bad_key(facts)):
            made = request(facts, "check", key)
            assert application.answer(made) == answers.answer(facts, made)


@each_provider
def test_unknown_paths_and_methods_are_told_apart(facts: Provider) -> None:
    """404 for a path nobody serves, 405 with the right method for one that is served otherwise."""
    lost = answers.answer(facts, request(facts, "check", good_key(facts), path="/nowhere"))
    assert lost.status == 404
    other = answers.answer(facts, request(facts, "check", good_key(facts), method="DELETE"))
    assert other.status == 405
    assert facts.check.method in other.headers["allow"]


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
    """Whatever comes in, a status goes out, with JSON unless the server's errors say nothing."""
    made = Request(method, "https", "api.openai.com", path, headers, body)
    answer = answers.answer(facts, made)
    assert 200 <= answer.status < 600
    if answer.body or not facts.check.plain_errors:
        json.loads(answer.body)


def test_the_application_bounds_bodies_and_knows_its_hosts() -> None:
    """A body over the limit gets 413, a host that no provider has gets 421."""
    facts = FACTS["openai"]
    application = Application(FACTS, [])
    large = request(facts, "first-request", good_key(facts), body=b" " * (BODY_LIMIT + 1))
    assert application.answer(large).status == 413
    for authority in ("somewhere.example", "", "[", "api.openai.com:x"):
        assert application.answer(request(facts, "check", "x", authority=authority)).status == 421


@pytest.mark.parametrize("name", ["anthropic", "gemini"])
def test_openais_form_at_a_provider_with_its_own(name: str) -> None:
    """The address that MacBehaviour uses takes a bearer and a conversation, and refuses what is neither."""
    facts = FACTS[name]
    assert facts.macbehaviour is not None
    parts = urlsplit(facts.macbehaviour.api_url)
    chat = json.dumps({"model": "m", "messages": [{"role": "user", "content": "x"}]}).encode()

    def asked(key: str, body: bytes = chat) -> Answer:
        headers = {"authorization": f"Bearer {key}"}
        return answers.answer(facts, Request("POST", "https", parts.netloc, parts.path, headers, body))

    reply = json.loads(asked(good_key(facts)).body)
    assert reply["choices"][0]["message"]["content"] == bodies.reply(facts)
    invalid = facts.error(str(facts.check.invalid_error))
    assert asked(bad_key(facts)).status == invalid.status
    assert [asked(good_key(facts), body).status for body in (b"", b"[]", b'{"model": "m"}')] == [400] * 3

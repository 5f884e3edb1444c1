"""The stand-in answers as the facts say, under the real names, and only on loopback."""

from __future__ import annotations

import json
import os
import shutil
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyproof import providers
from keyproof.emulator import Answer, Emulator, Request, Seen, answers, bad_key, good_key, masked, row_key
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


@pytest.fixture(scope="module")
def running() -> Iterator[Emulator]:
    """Give a stand-in for the whole file."""
    with Emulator(FACTS) as emulator:
        yield emulator


@pytest.fixture
def emulator(running: Emulator) -> Emulator:
    """Give the running stand-in without a memory."""
    running.seen.clear()
    return running


def client(emulator: Emulator) -> httpx.Client:
    """Give a client that goes through the door and trusts the throw-away authority."""
    trust = ssl.create_default_context(cafile=emulator.environment["SSL_CERT_FILE"])
    return httpx.Client(proxy=emulator.environment["HTTPS_PROXY"], verify=trust, timeout=10)


@each_provider
def test_programs_reach_it_under_the_real_names(emulator: Emulator, facts: Provider) -> None:
    """The address of the facts, unchanged, leads to the stand-in, which notes the exchange."""
    with client(emulator) as http:
        headers = {"Authorization": f"Bearer {good_key(facts)}"}
        answer = http.get(facts.check.url, headers=headers)
        again = http.get(f"{facts.check.url}?page=2", headers=headers)
    assert (answer.status_code, again.status_code) == (200, 200)
    seen = emulator.seen[0]
    assert (seen.method, seen.url, seen.status) == ("GET", facts.check.url, 200)
    assert (seen.headers["authorization"], seen.answer) == (headers["Authorization"], answer.content)
    assert emulator.seen[1].url.endswith("?page=2")


R_PROGRAMS = {
    "httr2": "library(httr2); cat(resp_status(req_perform(req_headers(request(u), Authorization = a))))",
    "httr": "cat(httr::status_code(httr::GET(u, httr::add_headers(Authorization = a))))",
    "curl": "h <- curl::new_handle(); curl::handle_setheaders(h, Authorization = a);"
    " cat(curl::curl_fetch_memory(u, h)$status_code)",
}


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
@pytest.mark.parametrize("package", R_PROGRAMS)
def test_r_programs_trust_it_too(emulator: Emulator, tmp_path: Path, package: str) -> None:
    """R's curl package obeys no variable for certificates: the profile that we hand over sees to it."""
    facts = FACTS["openai"]
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), **emulator.environment}
    there = subprocess.run(
        ["Rscript", "-e", f"cat(requireNamespace('{package}', quietly = TRUE))"],
        capture_output=True,
        check=True,
    )
    if there.stdout != b"TRUE":
        pytest.skip(f"the R package {package} is not installed")
    text = f'u <- "{facts.check.url}"; a <- "Bearer {good_key(facts)}"; {R_PROGRAMS[package]}'
    done = subprocess.run(
        ["Rscript", "-e", text], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.returncode) == ("200", 0), done.stderr


def test_an_answer_can_be_put_before_the_facts() -> None:
    """What no fact describes, such as a captive portal, can be played too."""
    facts = FACTS["openai"]
    page = Answer(200, b"<html>Log in to the hotel</html>", {"content-type": "text/html"})

    def portal(asked: Request) -> Answer | None:
        return page if asked.path.endswith("/models") else None

    with Emulator(FACTS, before=portal) as emulator, client(emulator) as http:
        assert http.get(facts.check.url).text.startswith("<html>")
        assert http.post(facts.first_request.url).status_code == 401


def test_it_starts_and_stops_fast_and_leaves_nothing() -> None:
    """Half a second at most to start; afterwards no thread, no file, no open port."""
    before, begin = set(threading.enumerate()), time.monotonic()
    with Emulator(FACTS) as emulator:
        started = time.monotonic() - begin
        proxy, bundle = emulator.environment["HTTPS_PROXY"], Path(emulator.environment["SSL_CERT_FILE"])
        assert bundle.is_file()
    assert started < 2  # half a second on an idle machine
    assert not bundle.exists()
    assert set(threading.enumerate()) <= before
    with pytest.raises(httpx.ConnectError):
        httpx.get(proxy, trust_env=False)


def test_a_start_that_fails_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error of the thread is told, and nothing is left waiting."""
    monkeypatch.setattr("keyproof.emulator.door.Door.open", lambda _: 1 / 0)
    with pytest.raises(RuntimeError, match=r"did not start: ZeroDivisionError"), Emulator(FACTS):
        pytest.fail("it started")  # pragma: no cover


def test_the_answers_of_two_providers_do_not_mix(emulator: Emulator) -> None:
    """A key of one provider is unknown to the other."""
    with client(emulator) as http:
        key = good_key(FACTS["openai"])
        answer = http.get(FACTS["huggingface"].check.url, headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 401
    assert isinstance(emulator.seen[-1], Seen)


@pytest.mark.parametrize(
    ("facts", "row"),
    [
        (facts, row)
        for facts, row in ROWS
        if facts.id in {"openai", "llama-cpp"} and "first-request" in row.at
    ],
    ids=lambda one: one.id,
)
def test_the_openai_package_understands_every_row(emulator: Emulator, facts: Provider, row: ErrorRow) -> None:
    """The official client gets the status and the code of the row out of the answer: a judge from outside."""
    openai = pytest.importorskip("openai", reason="the package openai is not installed")
    httpx2 = pytest.importorskip("httpx2", reason="the package httpx2 is not installed")
    trust = ssl.create_default_context(cafile=emulator.environment["SSL_CERT_FILE"])
    inner = httpx2.Client(proxy=emulator.environment["HTTPS_PROXY"], verify=trust)
    key, base = row_key(facts, row), facts.first_request.base_url
    with (
        openai.OpenAI(api_key=key, base_url=base, max_retries=0, http_client=inner) as official,
        pytest.raises(openai.APIStatusError) as caught,
    ):
        official.chat.completions.create(
            model=facts.first_request.model, messages=[{"role": "user", "content": "x"}]
        )
    assert caught.value.status_code == row.status
    assert row.code is None or caught.value.code == row.code
    assert row.message is None or row.message in str(caught.value)

"""The stand-in answers as the facts say, under the real names, and only on loopback."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import httpx
import pytest

from keyproof import bodies, providers
from keyproof.emulator import Answer, Emulator, Request, Seen, good_key, row_key
from keyproof.model import ErrorRow, Provider, filled

FACTS: Mapping[str, Provider] = providers.load(Path(__file__).parents[2] / "docs" / "providers").providers
ROWS = [(facts, row) for facts in FACTS.values() for row in facts.errors]
each_provider = pytest.mark.parametrize("facts", FACTS.values(), ids=lambda facts: facts.id)


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
        name, url = facts.auth.header, filled(facts.check.url)
        headers = {name: f"{facts.auth.scheme} {good_key(facts)}".strip(), **facts.auth.extra_headers}
        ask = partial(http.request, facts.check.method, json=bodies.check_body(facts), headers=headers)
        answer, again = ask(url), ask(url, params={"page": "2"})
    assert (answer.status_code, again.status_code) == (200, 200)
    seen = emulator.seen[0]
    assert (seen.method, seen.url, seen.status) == (facts.check.method, url, 200)
    assert (seen.headers[name.lower()], seen.answer) == (headers[name], answer.content)
    assert emulator.seen[1].url.endswith("page=2")


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

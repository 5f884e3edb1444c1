"""check_key where a provider differs from the others: paid checks, regions, own names, other headers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import faults
import pytest
from faults import FaultServer, always
from key_check import Run, call, module

from keyproof import keys, keytable, providers
from keyproof.emulator import Answer, Emulator, Seen, bad_key, good_key
from keyproof.model import Provider

KEY = "keyproof-canary-special-5d7b2"
FACTS = providers.load(Path(__file__).parents[2] / "docs" / "providers").providers
PROBED = [facts for facts in FACTS.values() if keytable.has_probe(facts)]
PAID = [facts for facts in FACTS.values() if not facts.check.free]
AZURE = "https://example.openai.azure.com/openai/v1"


@pytest.fixture(scope="module")
def stand_in() -> Iterator[Emulator]:
    """Give the stand-in for all providers."""
    with Emulator(FACTS) as emulator:
        yield emulator


def ask(stand_in: Emulator, folder: Path, *words: str, **environment: str) -> tuple[Run, list[Seen]]:
    """Run the script so that it meets the stand-in; give also the requests that arrived."""
    before = len(stand_in.seen)
    done = call(*words, environment=stand_in.environment | environment, folder=folder)
    return done, [one for one in stand_in.seen[before:] if one.method != "CONNECT"]


def at(server: FaultServer, folder: Path, provider: str, *words: str, key: str = KEY) -> Run:
    """Ask a server of ours in the provider's place."""
    environment = {FACTS[provider].key.env_var: key, "NO_PROXY": "127.0.0.1"}
    options = (provider, "--json", "--base-url", server.origin, *words)
    return call(*options, environment=environment, folder=folder)


def only_here(good: object) -> faults.Fault:
    """Let in our key alone; refuse the others without JSON."""

    def fault(head: bytes) -> Iterator[bytes | float]:
        yield from always(200, good)(head) if KEY.encode() in head else always(401, "no")(head)

    return fault


# --- Requests ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("facts", FACTS.values(), ids=FACTS)
def test_the_check_is_the_request_of_the_facts(facts: Provider, stand_in: Emulator, tmp_path: Path) -> None:
    """Method, address, header, further headers and body are the ones that the facts name."""
    key = good_key(facts)
    words = (facts.id, "--json", *keys.options(facts))
    _done, seen = ask(stand_in, tmp_path, *words, **{facts.key.env_var: key})
    first, check = seen[0], facts.check
    assert (first.method, first.url) == (check.method, re.sub(r"\{\w+\}", "example", check.url))
    assert first.headers[facts.auth.header.lower()] == f"{facts.auth.scheme} {key}".strip()
    assert {
        name: first.headers[name.lower()] for name in facts.auth.extra_headers
    } == facts.auth.extra_headers
    assert (json.loads(first.body) if first.body else None) == json.loads(check.body or "null")
    assert facts.auth.header == "Authorization" or "authorization" not in first.headers


@pytest.mark.parametrize("facts", PROBED, ids=lambda facts: facts.id)
def test_the_probe_is_the_smallest_first_request(facts: Provider, stand_in: Emulator, tmp_path: Path) -> None:
    """--probe goes to the first request's address, names its model and price, and asks for one token."""
    words = (facts.id, "--json", "--probe", "--yes")
    done, seen = ask(stand_in, tmp_path, *words, **{facts.key.env_var: good_key(facts)})
    first = facts.first_request
    assert (seen[-1].method, seen[-1].url) == ("POST", first.url.replace("{model}", str(first.model)))
    body = json.loads(seen[-1].body)
    assert str(first.model) in (body.get("model"), seen[-1].url.rpartition("/")[2].partition(":")[0])
    assert body.get(first.max_tokens_key) == (1 if first.max_tokens_key else None)
    assert body == body | first.extra_body
    assert (first.price or "not known to us") in done.stderr
    assert str(first.model) in done.stderr
    assert "A request for text was answered and, where it costs, paid." in done.report["proved"]


@pytest.mark.parametrize(
    "facts", [one for one in FACTS.values() if one not in PROBED], ids=lambda one: one.id
)
def test_without_a_known_request_there_is_no_probe(
    facts: Provider, stand_in: Emulator, tmp_path: Path
) -> None:
    """Where no model is known, or the check is itself paid, --probe is refused with that reason."""
    words = (facts.id, *keys.options(facts), "--probe", "--yes")
    done, seen = ask(stand_in, tmp_path, *words, **{facts.key.env_var: good_key(facts)})
    assert (done.code, seen) == (2, [])
    reason = "no model is known" if facts.check.free else "its check is one already"
    assert f"--probe has no request for {facts.name}: {reason}" in done.stderr


def test_the_number_of_a_request_is_read_where_the_provider_puts_it(tmp_path: Path) -> None:
    """Anthropic's header is called request-id."""
    with FaultServer(always(500, {"error": {"message": "x"}}, request_id="req_0123")) as server:
        seen = at(server, tmp_path, "anthropic")
    assert "Request id: req_0123." in seen.report["message"]


@pytest.mark.parametrize("status", [200, 400, 401, 404, 429])
@pytest.mark.parametrize("facts", FACTS.values(), ids=FACTS)
def test_an_echo_of_the_whole_request_is_not_repeated(facts: Provider, status: int, tmp_path: Path) -> None:
    """Whatever header carries the key: a server that sends it back does not make us print it."""

    def fault(head: bytes) -> Iterator[bytes | float]:
        text = head.decode("latin-1")
        body = {"error": {"message": text, "code": text}, "detail": text, "message": text}
        yield faults.answer(status, json.dumps(body))

    with FaultServer(fault) as server:
        seen = at(server, tmp_path, facts.id, *(() if facts.check.free else ("--yes",)))
    assert any(KEY.encode() in head for head in server.heads)
    assert not [part for part in (KEY[at : at + 8] for at in range(8, len(KEY) - 7)) if part in seen.printed]


# --- Answers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("provider", "body", "verdict"),
    [
        ("together", [{"id": "x"}], "ok"),
        ("together", [], "ok"),
        ("together", {"data": []}, "unexpected"),
        ("together", {"error": {"message": "odd"}}, "unexpected"),
        ("chutes", {"*": 200}, "ok"),
        ("chutes", {"detail": "odd"}, "unexpected"),
        ("chutes", {"error": {"message": "odd"}}, "unexpected"),
        ("chutes", [200], "unexpected"),
        ("tgi", [{"id": 0}], "ok"),
        ("tgi", [], "unexpected"),
        ("tgi", {"0": {"id": 0}}, "unexpected"),
        ("openai", {"object": "list", "data": None}, "ok"),
        ("openai", {"object": "list"}, "unexpected"),
        ("deepseek", {"is_available": True, "balance_infos": []}, "ok"),
        ("deepseek", {"is_available": False, "balance_infos": []}, "no_credit"),
        ("deepseek", {"is_available": "maybe", "balance_infos": []}, "ok"),
        ("moonshot", {"data": {"available_balance": 0.0}}, "no_credit"),
        ("moonshot", {"data": {"available_balance": 0.5}}, "ok"),
        ("moonshot", {"data": {}}, "unexpected"),
        ("lm-studio", {"error": "Unexpected endpoint or method. (GET /models)"}, "unexpected"),
    ],
)
def test_an_answer_with_status_200_is_read(provider: str, body: object, verdict: str, tmp_path: Path) -> None:
    """Its form and its fields decide, not the number 200."""
    with FaultServer(only_here(body)) as server:
        seen = at(server, tmp_path, provider)
    assert seen.report["verdict"] == verdict, seen.printed


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({}, "ok"),
        ({"limit": None, "limit_remaining": None}, "ok"),
        ({"limit_remaining": 0}, "no_credit"),
        ({"limit_remaining": 0.01}, "ok"),
        ({"is_management_key": True}, "no_scope"),
        ({"is_management_key": 1}, "no_scope"),
        ({"is_management_key": "no"}, "ok"),
    ],
)
def test_a_key_of_openrouter_tells_about_itself(
    changed: dict[str, object], verdict: str, tmp_path: Path
) -> None:
    """A spent limit and a management key are found out; a limit of null is none at all."""
    data = json.loads(FACTS["openrouter"].check.example)["data"] | changed
    with FaultServer(only_here({"data": data})) as server:
        assert at(server, tmp_path, "openrouter").report["verdict"] == verdict


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        (-1, True),
        (0, True),
        (0.0, True),
        (0.1, False),
        (False, False),
        (None, False),
        ("0", False),
        ({}, False),
    ],
)
def test_a_bound_holds_for_numbers_only(value: object, fits: bool) -> None:  # noqa: FBT001
    """`at_most` compares numbers; null, text and false are none."""
    row = module().Row("r", "no_credit", 200, "", "", field="left", at_most=0)
    assert module().holds(row, value) is fits


@pytest.mark.parametrize(
    ("equals", "value", "fits"),
    [
        (40301, 40301, True),
        (40301, "40301", True),
        ("401", 401, True),
        (True, True, True),
        (True, "true", False),
        (False, None, False),
        ("error", ["error"], False),
    ],
)
def test_values_are_compared_as_text_too(equals: object, value: object, fits: bool) -> None:  # noqa: FBT001
    """A code is the same code as a number and in quotes."""
    row = module().Row("r", "model", 400, "", "", field="code", equals=equals)
    assert module().holds(row, value) is fits


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("a", [[{"b": 1}, {"b": 2}, 3]]),
        ("a.*.b", [1, 2]),
        ("a.1.b", [2]),
        ("a.7.b", []),
        ("a.b", []),
        ("n", [None]),
        ("n.x", []),
        ("*", []),
    ],
)
def test_a_place_in_the_json_is_found(place: str, found: list[object]) -> None:
    """Names, positions and `*` lead to every value there; null is a value, and nothing is no error."""
    assert module().reach({"a": [{"b": 1}, {"b": 2}, 3], "n": None}, place) == found


@pytest.mark.parametrize(
    ("body", "kind", "verdict"),
    [("", "text/plain", "invalid"), ("no", "text/plain", "invalid"), ("<html>", "text/html", "proxy")],
)
@pytest.mark.parametrize("provider", ["tgi", "openai"])
def test_a_refusal_without_json_counts_where_the_server_has_none(
    provider: str, body: str, kind: str, verdict: str, tmp_path: Path
) -> None:
    """TGI refuses with an empty answer; the same from OpenAI's address, or a page, is somebody else's."""
    with FaultServer(always(401, body, kind)) as server:
        seen = at(server, tmp_path, provider)
    assert seen.report["verdict"] == (verdict if provider == "tgi" else "proxy")


OPENRESTY = "<html><title>401 Authorization Required</title><hr><center>openresty/1.29</center>"


@pytest.mark.parametrize(
    ("status", "page", "verdict"),
    [
        (401, OPENRESTY, "invalid"),
        (401, OPENRESTY.replace("openresty/1.29", "nginx"), "proxy"),
        (401, OPENRESTY.replace("401 Authorization Required", "Sign in to the network"), "proxy"),
        (401, "<!doctype html><title>Sign in</title>", "proxy"),
        (403, OPENRESTY, "proxy"),
        (200, OPENRESTY, "proxy"),
    ],
)
def test_a_web_page_that_is_the_providers_own_word(
    status: int, page: str, verdict: str, tmp_path: Path
) -> None:
    """Perplexity refuses with the page of its web server; any other page is a proxy's or a portal's."""
    facts = FACTS["perplexity"]
    answer = Answer(status, page.encode(), {"content-type": "text/html"})
    with Emulator({facts.id: facts}, before=lambda _request: answer) as stand_in:
        done, _seen = ask(stand_in, tmp_path, facts.id, "--json", PERPLEXITY_API_KEY=KEY)
    assert (done.report["verdict"], done.code) == (verdict, 1 if verdict == "invalid" else 3)
    assert done.report["docs_url"].endswith("#error-unauthorized-page") == (verdict == "invalid")


def test_the_providers_page_says_nothing_at_another_address(tmp_path: Path) -> None:
    """The same page from a gateway is the gateway's, and the key was not judged."""
    with FaultServer(always(401, OPENRESTY, "text/html")) as server:
        assert at(server, tmp_path, "perplexity").report["verdict"] == "proxy"


def test_a_server_that_cannot_ask_for_a_key_is_told(stand_in: Emulator, tmp_path: Path) -> None:
    """Ollama lets everybody in: ok, and nothing proved about the key."""
    done, _seen = ask(stand_in, tmp_path, "ollama", "--json", OLLAMA_API_KEY=KEY)
    assert done.report["verdict"] == "ok"
    assert "This server ignores keys" in done.report["message"]
    assert done.report["not_proved"] == ["anything about your key"]


# --- Regions, own names, prices ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "facts", [one for one in FACTS.values() if one.check.regions], ids=lambda one: one.id
)
def test_a_refused_key_may_belong_to_another_region(
    facts: Provider, stand_in: Emulator, tmp_path: Path
) -> None:
    """The advice names the other addresses, and not the one that was asked; a good key gets no such hint."""
    bad, good = ({facts.key.env_var: make(facts)} for make in (bad_key, good_key))
    advice = ask(stand_in, tmp_path, facts.id, "--json", **bad)[0].report["advice"]
    assert "try --base-url" in advice
    assert all(address in advice for address in facts.check.regions.values())
    assert facts.check.base_url not in re.split(r" |\.$", advice)
    region = next(iter(facts.check.regions.values()))
    advice = ask(stand_in, tmp_path, facts.id, "--json", "--base-url", region, **bad)[0].report["advice"]
    assert facts.check.base_url in advice
    assert region not in re.split(r" |\.$", advice)
    assert "region" not in ask(stand_in, tmp_path, facts.id, "--json", **good)[0].report["advice"]


def test_an_own_server_has_no_regions(tmp_path: Path) -> None:
    """A key that a server of one's own refuses is not sent around the world."""
    refused = {"error": {"message": "Incorrect API key provided", "type": "invalid_request_error"}}
    refused["error"]["code"] = "invalid_api_key"
    with FaultServer(always(401, refused)) as server:
        seen = at(server, tmp_path, "openai")
    assert seen.report["verdict"] == "invalid"
    assert "region" not in seen.report["advice"]


def test_an_address_with_a_gap_must_be_filled(stand_in: Emulator, tmp_path: Path) -> None:
    """Azure without the reader's own address is exit code 2: nothing is sent, and the way out is named."""
    key = good_key(FACTS["azure-openai"])
    done, seen = ask(stand_in, tmp_path, "azure-openai", AZURE_OPENAI_API_KEY=key)
    assert (done.code, done.stdout, seen) == (2, "", [])
    for word in ("--base-url", "OPENAI_BASE_URL", "https://{resource}.openai.azure.com/openai/v1"):
        assert word in done.stderr
    own = {"AZURE_OPENAI_API_KEY": key, "OPENAI_BASE_URL": AZURE}
    done, seen = ask(stand_in, tmp_path, "azure-openai", "--json", **own)
    assert done.report["verdict"] == "ok"
    assert seen[0].url == f"{AZURE}/models"


@pytest.mark.parametrize("facts", PAID, ids=lambda facts: facts.id)
def test_a_check_that_costs_needs_consent(facts: Provider, stand_in: Emulator, tmp_path: Path) -> None:
    """Without --yes and without a terminal nothing is sent; the price is named; without a key neither."""
    done, seen = ask(stand_in, tmp_path, facts.id, **{facts.key.env_var: good_key(facts)})
    assert (done.code, seen) == (2, [])
    assert str(facts.check.price) in done.stderr
    assert "--yes" in done.stderr
    done, seen = ask(stand_in, tmp_path, facts.id, "--json")
    assert (done.report["verdict"], done.stderr, seen) == ("missing", "", [])


@pytest.mark.parametrize("fault", [faults.reset, always(503, {"error": {"message": "x"}})])
def test_a_check_that_costs_is_sent_once(fault: faults.Fault, tmp_path: Path) -> None:
    """Neither a second try nor a control: each may be paid for."""
    with FaultServer(fault) as server:
        assert at(server, tmp_path, "baichuan", "--yes").code == 3
    assert len(server.heads) == 1
    with FaultServer(only_here(json.loads(FACTS["baichuan"].check.example))) as server:
        assert at(server, tmp_path, "baichuan", "--yes").report["verdict"] == "ok"
    assert len(server.heads) == 1


def test_all_leaves_out_what_needs_more_than_a_key(stand_in: Emulator, tmp_path: Path) -> None:
    """--all says why it does not ask Azure and the paid checks, and asks the others."""
    own = {facts.key.env_var: good_key(facts) for facts in (*PAID, FACTS["azure-openai"], FACTS["groq"])}
    done, _seen = ask(stand_in, tmp_path, "--all", "--json", OPENAI_COMPATIBLE_API_KEY=KEY, **own)
    assert [json.loads(line)["provider"] for line in done.stdout.splitlines()] == ["groq"]
    for facts in PAID:
        assert f"{facts.id} is left out: its check is not free ({facts.check.price})" in done.stderr
    assert "azure-openai is left out: it needs --base-url" in done.stderr
    assert "openai-compatible is left out: it needs --base-url" in done.stderr
    done, seen = ask(stand_in, tmp_path, "--all", BAICHUAN_API_KEY=KEY)
    assert (done.code, done.stdout, seen) == (3, "", [])


def test_all_does_not_take_one_address_for_several_providers(stand_in: Emulator, tmp_path: Path) -> None:
    """OPENAI_BASE_URL belongs to one of those that read it: with --all no key goes to another's server."""
    names = ("openai", "azure-openai", "vllm", "groq")
    own = {FACTS[name].key.env_var: good_key(FACTS[name]) for name in names}
    done, seen = ask(
        stand_in, tmp_path, "--all", "--json", OPENAI_BASE_URL="https://api.openai.com/v1", **own
    )
    assert {one.url for one in seen} == {"https://api.groq.com/openai/v1/models"}
    for name in names[:3]:
        assert f"{name} is left out: OPENAI_BASE_URL may be meant for another provider" in done.stderr
    del own["VLLM_API_KEY"], own["AZURE_OPENAI_API_KEY"]
    done, seen = ask(
        stand_in, tmp_path, "--all", "--json", OPENAI_BASE_URL="https://api.openai.com/v1", **own
    )
    assert len(done.stdout.splitlines()) == 2


def test_all_asks_each_of_all_providers(stand_in: Emulator, tmp_path: Path) -> None:
    """With every variable set there is one report for each provider with a free check of its own address."""
    own = {facts.key.env_var: good_key(facts) for facts in FACTS.values()}
    done, _seen = ask(stand_in, tmp_path, "--all", "--json", **own)
    reports = {one["provider"]: one["verdict"] for one in map(json.loads, done.stdout.splitlines())}
    assert set(reports) == {*FACTS} - {facts.id for facts in PAID} - {"azure-openai"}
    assert set(reports.values()) == {"ok"}
    assert done.code == 0


# --- Hints and lists ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("provider", "key", "hint"),
    [
        ("groq", "sk-canary", "begins like one of Alibaba"),
        ("deepseek", "sk-canary", None),
        ("moonshot", "sk-proj-canary", "begins like one of OpenAI."),
        ("groq", "xai-canary", "begins like one of xAI (Grok)."),
        ("groq", "gsk_canary", None),
    ],
)
def test_a_beginning_that_many_share_names_them_all(
    provider: str, key: str, hint: str | None, tmp_path: Path
) -> None:
    """Keys with sk- are of several providers; the hint names each, and is silent when ours is among them."""
    with FaultServer(always(429, {"error": {"message": "slow"}})) as server:
        message = at(server, tmp_path, provider, key=key).report["message"]
    assert (hint in message) if hint else ("begins like" not in message)


def test_the_list_has_a_line_for_each_and_a_page_to_go_to(tmp_path: Path) -> None:
    """Each line has the same columns, and ends with an address: the provider's, or our page about it."""
    lines = call("--list", environment={}, folder=tmp_path).stdout.splitlines()
    assert len(lines) == len(FACTS) + 1
    assert {line.index("not set") for line in lines} == {48}
    assert all("https://" in line for line in lines[:-1])
    assert max(map(len, lines)) <= 140

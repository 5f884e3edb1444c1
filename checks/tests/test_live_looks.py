"""What the live checks make of answers: refusals under the real host names, keys, models, no network."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from keyproof import client, providers
from keyproof.emulator import Answer, Emulator, Request, good_key
from keyproof.live import command, github, link_audit, own_keys, refusals
from keyproof.live.observations import State
from keyproof.model import Provider

SCRIPT = Path(__file__).parents[2] / "scripts" / "check_key.py"
NOW = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def known(project: Path) -> dict[str, Provider]:
    """Give two hosted providers whose model list is their check."""
    every = providers.load(project / "docs" / "providers").providers
    fit = [
        one
        for one in every.values()
        if not next(refusals.skipped([one]), None) and one.check.path.endswith("/models") and one.check.free
    ]
    return {one.id: one for one in fit[:2]}


@pytest.fixture
def folder(project: Path, tmp_path: Path, known: dict[str, Provider]) -> Path:
    """Give a folder with the facts of these two only."""
    for name in known:
        (tmp_path / name).symlink_to(project / "docs" / "providers" / name)
    return tmp_path


def enter(emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process and its children reach the stand-in."""
    for name, value in emulator.environment.items():
        monkeypatch.setenv(name, value)


def test_every_hosted_provider_refuses_as_its_facts_state(
    known: dict[str, Provider], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The invented key goes in a header, to the provider's own host, and proves the row."""
    with Emulator(known) as emulator:
        enter(emulator, monkeypatch)
        seen = refusals.observe(folder, SCRIPT)
    assert [one.state for one in seen] == [State.HOLDS] * len(known), seen
    sent = [one for one in emulator.seen if refusals.INVENTED in " ".join(one.headers.values())]
    assert len(sent) == len(known)
    assert not any(refusals.INVENTED in one.url for one in emulator.seen)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Answer.json(401, {"error": {"message": "no", "code": "another_code"}}), State.DIFFERS),
        (Answer.json(200, {"object": "list", "data": []}), State.DIFFERS),
        (Answer.json(503, {"error": {"message": "down"}}), State.UNKNOWN),
        (Answer(301, b"", {"location": "https://elsewhere.example.org/"}), State.DIFFERS),
    ],
    ids=["another code", "accepted", "down", "redirected"],
)
def test_another_answer_is_told_by_file_and_line(
    answer: Answer, state: State, known: dict[str, Provider], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One provider's answer changes while the other's holds: an outage is no change."""
    name, facts = next(iter(known.items()))

    def before(request: Request) -> Answer | None:
        return answer if request.url.startswith(facts.check.base_url) else None

    with Emulator(known, before) as emulator:
        enter(emulator, monkeypatch)
        seen = {one.subject: one for one in refusals.observe(folder, SCRIPT)}
    assert seen[name].state is state, seen[name]
    line = Path(seen[name].path).read_text(encoding="utf-8").splitlines()[seen[name].line - 1]
    assert line == "[[errors]]"


def test_a_portal_on_our_own_side_accuses_nobody(
    known: dict[str, Provider], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When all answer with a page of HTML, the network is at fault."""
    page = Answer(200, b"<html>Sign in to this hotel</html>", {"content-type": "text/html"})
    with Emulator(known, lambda _: page) as emulator:
        enter(emulator, monkeypatch)
        seen = refusals.observe(folder, SCRIPT)
    assert {one.state for one in seen} == {State.UNKNOWN}


def test_own_keys_and_models(
    known: dict[str, Provider], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key that works holds; a model that is not in the list, or ends soon, is told."""
    first, second = known.values()
    ending = [{"id": second.first_request.model, "shutdown_date": "2026-12-31"}]

    def before(request: Request) -> Answer | None:
        listed = {first.check.url: [{"id": "another"}], second.check.url: ending}.get(request.url)
        return (
            None
            if listed is None
            else Answer.json(200, {"object": "list", "has_more": False, "data": listed, "models": listed})
        )

    with Emulator(known, before) as emulator:
        enter(emulator, monkeypatch)
        for facts in known.values():
            monkeypatch.setenv(facts.key.env_var, good_key(facts))
        keys = list(own_keys.observe(folder, SCRIPT))
        models = {one.subject: one for one in own_keys.observe_models(folder, date(2026, 12, 1), os.environ)}
    assert [one.state for one in keys] == [State.HOLDS] * 2, keys
    told = {subject: (one.state, one.seen) for subject, one in models.items()}
    if first.first_request.model:
        assert told[f"{first.id}: {first.first_request.model}"][0] is State.DIFFERS
    assert "ends on 2026-12-31" in told[f"{second.id}: {second.first_request.model}"][1]
    printed = repr((keys, models))
    assert not any(good_key(facts) in printed for facts in known.values())


def test_without_a_network_nothing_was_checked(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 3, and the status says nothing about any provider."""
    for name in ("HTTPS_PROXY", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.chdir(Path(__file__).parents[2])
    wanted = command.Wanted(providers=folder, now=NOW, status=tmp_path / "s.json", looks=("refusals",))
    text, code = command.run(wanted)
    assert code == 3, text
    assert "not known" in text


def test_link_lines_become_observations() -> None:
    """Walls hold, what moved works and is told apart, what could not be told is not known."""
    line = {"reason": "r", "advice": "a", "locations": [{"path": "p.md", "line": 4, "column": 1}]}
    told = {
        status: [
            (one.kind, one.state.value)
            for one in link_audit.observations([{"uri": "u", "status": status, **line}])
        ]
        for status in (
            "working",
            "moved",
            "login-wall",
            "bot-wall",
            "broken",
            "unverified",
            "timeout",
            "ignored",
        )
    }
    holds = [("links", "holds"), ("moved-links", "holds")]
    assert told["working"] == told["login-wall"] == told["bot-wall"] == holds
    assert told["moved"] == [("links", "holds"), ("moved-links", "differs")]
    assert told["broken"] == [("links", "differs"), ("moved-links", "holds")]
    assert told["unverified"] == told["timeout"] == [("links", "unknown")]
    assert told["ignored"] == []


def test_issues_need_a_repository_and_a_token() -> None:
    """The sentence names both variables."""
    with pytest.raises(github.GitHubError, match="GITHUB_REPOSITORY"):
        github.Repository.from_environment({})


def test_the_client_never_tells_a_header() -> None:
    """The library's own text of an illegal header holds the whole header; ours does not."""
    headers = {"Authorization": "Bearer keyproof-canary\n"}
    with pytest.raises(client.NoAnswerError) as caught:
        client.ask("GET", "https://api.example.org/v1/models", headers)
    assert "keyproof-canary" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_dripping_answer_cannot_stretch_the_deadline(
    known: dict[str, Provider], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole request has one deadline, and a body has a cap."""
    huge = Answer(200, b"[" + b" " * (client.BODY_LIMIT + 1), {})
    facts = next(iter(known.values()))
    with Emulator(known, lambda _: huge) as emulator:
        enter(emulator, monkeypatch)
        with pytest.raises(client.NoAnswerError, match="MB"):
            client.ask("GET", facts.check.url, {})
        with pytest.raises(client.NoAnswerError, match="TimeoutError"):
            client.ask("GET", facts.check.url, {}, deadline=0.000_1)

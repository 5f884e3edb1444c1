"""Live checks with a maintainer's own keys: the good path of check_key.py, and the models our pages name."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from keyproof import client, keytable, providers
from keyproof.live.key_script import Report, run
from keyproof.live.observations import Observation, State
from keyproof.live.refusals import UNHEARD
from keyproof.model import Provider

#: Where lists say that a model will end: in the OpenAPI documents of OpenAI, Mistral and OpenRouter.
ENDS = ("shutdown_date", "deprecation", "expiration_date")
#: A model that ends sooner is reported, so that its readers can be told in time.
WARNED_BEFORE = timedelta(days=60)
COULD_NOT_TELL = UNHEARD | {"proxy", "redirected", "unexpected"}
Place = tuple[str | int, ...]


def with_keys(folder: Path, environment: Mapping[str, str] = os.environ) -> list[Provider]:
    """Give the hosted providers whose variable is set and whose check costs nothing."""
    known = providers.load(folder).providers.values()
    return [
        facts
        for facts in known
        if not facts.draft
        and facts.kind != "self-hosted"
        and facts.check.free
        and environment.get(facts.key.env_var)
        and ("{" not in facts.check.base_url or environment.get(facts.check.base_url_env or ""))
    ]


def observe(folder: Path, script: Path = keytable.SCRIPT) -> Iterator[Observation]:
    """Check each key that is set, with the script that readers use."""
    for facts in with_keys(folder):
        path, line = providers.place(folder, facts.id, ("check",))
        yield _judged(facts, run(script, facts.id), path.as_posix(), line)


def _judged(facts: Provider, seen: Report, path: str, line: int) -> Observation:
    state = State.UNKNOWN if seen.verdict in COULD_NOT_TELL else State.DIFFERS
    return Observation(
        kind="keys",
        subject=facts.id,
        state=State.HOLDS if seen.verdict == "ok" else state,
        seen=f"verdict {seen.verdict}. {seen.text}",
        expected="verdict ok",
        path=path,
        line=line,
        fix=f"Mend the secret {facts.key.env_var}; if the key is good, correct [check].",
    )


def observe_models(
    folder: Path, today: date, environment: Mapping[str, str] = os.environ
) -> Iterator[Observation]:
    """Look for the models that our pages name in the provider's own list."""
    for facts in with_keys(folder, environment):
        if not facts.check.path.endswith("/models") or facts.check.method != "GET":
            continue
        listed = _listed(facts, environment[facts.key.env_var])
        for name, place in _used(facts):
            path, line = providers.place(folder, facts.id, place)
            yield _model(facts, name, listed, today, f"{path.as_posix()}:{line}")


def _used(facts: Provider) -> Iterator[tuple[str, Place]]:
    """Give the models of our pages and where the facts name them, each once."""
    named = {facts.macbehaviour.model: ("macbehaviour", "model")} if facts.macbehaviour else {}
    if facts.first_request.model:
        named[facts.first_request.model] = ("first_request", "model")
    yield from named.items()


def _listed(facts: Provider, key: str) -> Mapping[str, Mapping[str, Any]] | str:
    """Give the provider's models by name, or why they could not be had."""
    value = f"{facts.auth.scheme} {key}".strip()
    headers = {**facts.auth.extra_headers, facts.auth.header: value}
    try:
        reply = client.ask("GET", facts.check.url, headers)
    except client.NoAnswerError as error:
        return str(error)
    data = reply.data.get("data", reply.data.get("models")) if isinstance(reply.data, dict) else reply.data
    if reply.status != facts.check.success_status or not isinstance(data, list):
        return f"HTTP {reply.status} without a list"
    models = [one for one in data if isinstance(one, dict)]
    return {str(one.get("id") or one.get("name", "")).removeprefix("models/"): one for one in models}


def _model(
    facts: Provider, name: str, listed: Mapping[str, Mapping[str, Any]] | str, today: date, place: str
) -> Observation:
    state, seen = State.HOLDS, "it is in the list"
    if isinstance(listed, str):
        state, seen = State.UNKNOWN, listed
    elif name not in listed:
        state, seen = State.DIFFERS, f"it is not among the {len(listed)} models of the list"
    elif (end := _end(listed[name])) and end - today < WARNED_BEFORE:
        state, seen = State.DIFFERS, f"the list says that it ends on {end.isoformat()}"
    path, _, line = place.rpartition(":")
    return Observation(
        kind="models",
        subject=f"{facts.id}: {name}",
        state=state,
        seen=seen,
        expected=f"in the list of {facts.check.url}, and not about to end",
        path=path,
        line=int(line),
        fix="Name another model there.",
    )


def _end(model: Mapping[str, Any]) -> date | None:
    for name in ENDS:
        value = model.get(name)
        if isinstance(value, str):
            try:
                return date.fromisoformat(value[:10])
            except ValueError:
                continue
    return None

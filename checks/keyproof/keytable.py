"""The table of providers inside `scripts/check_key.py` and `scripts/check_key.R`, written from the facts.

`keyproof keytable` has a finding when a table is stale; `keyproof keytable --write` writes it anew.
A script needs nothing else of this project so that readers can copy it alone: what it must know stands in it.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from keyproof import providers, report, rtable
from keyproof.model import ErrorRow, FirstRequest, Provider

SCRIPT = Path("scripts/check_key.py")
R_SCRIPT = Path("scripts/check_key.R")
BEGIN = "# Table of providers: begin"
END = "# Table of providers: end"
STALE = report.Rule("KEY001", "table of providers is stale", "run `keyproof keytable --write`")
RULES = (STALE,)
_AT = {"check": "check", "first-request": "probe"}
_PROMPT = "Reply with the word ok."


class NoTableError(ValueError):
    """The script has no pair of marker comments; the message names the file."""


def render(known: Iterable[Provider], site: str) -> str:
    """Give the text of the block, from its first marker comment to its last."""
    entries = [_entry(facts) for facts in known if not facts.draft]
    lines = [f"{BEGIN} (drawn from docs/providers by `keyproof keytable --write`; do not edit)"]
    lines += ["# fmt: off", "# ruff: noqa: E501, Q003 - one line an answer"]
    lines += [f"SITE = {_python(site)}", "TABLE: tuple[Provider, ...] = ("]
    return "\n".join([*lines, *entries, ")", "# fmt: on", END])


def render_r(known: Iterable[Provider], site: str) -> str:
    """Give the block of the R script: the providers of MacBehaviour, and the answers to the check."""
    entries = [
        rtable.entry(facts.id, _fields(facts), [_marked(row) for row in facts.errors_at("check")])
        for facts in known
        if facts.macbehaviour and not facts.draft
    ]
    begin = f"{BEGIN} (drawn from docs/providers by `keyproof keytable --write`; do not edit)"
    return "\n".join([begin, *rtable.block(entries, site), END])


def site() -> str:
    """Give the address of the published site, from `[project.urls]` of the installed project."""
    named = importlib.metadata.metadata("keyproof").get_all("Project-URL") or []
    return next(str(link).partition(", ")[2] for link in named if link.startswith("Documentation,"))


def placed(script: str, block: str) -> str:
    """Give the script with the block in its place; NoTableError when it has none."""
    head, begin, rest = script.partition(BEGIN)
    _old, end, tail = rest.partition(END)
    if not (begin and end):
        message = f"no pair of comments {BEGIN!r} ... {END!r}"
        raise NoTableError(message)
    return head + block + tail


def fresh(script: Path, folder: Path) -> str:
    """Give the script's text as the facts want it."""
    known = providers.load(folder).providers.values()
    draw = render_r if script.suffix == R_SCRIPT.suffix else render
    return placed(script.read_text(encoding="utf-8"), draw(known, site()))


def stale(script: Path, folder: Path) -> report.Finding | None:
    """Give a finding when the table in the script is not what the facts say."""
    seen = script.read_text(encoding="utf-8").splitlines()
    expected = fresh(script, folder).splitlines()
    pairs = enumerate(zip(seen, expected, strict=False), 1)
    line = next((place for place, (one, other) in pairs if one != other), len(seen))
    if seen == expected:
        return None
    wanted = expected[min(line, len(expected)) - 1].strip()
    return STALE.finding(script, line, seen[line - 1].strip(), wanted)


def write(script: Path, folder: Path) -> bool:
    """Bring the script up to date; say whether that changed it. A reader never meets half a file."""
    text = fresh(script, folder)
    if text == script.read_text(encoding="utf-8"):
        return False
    handle, name = tempfile.mkstemp(dir=script.parent, suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).chmod(script.stat().st_mode)
        Path(name).replace(script)
    finally:
        Path(name).unlink(missing_ok=True)
    return True


def run(script: Path, folder: Path, *, rewrite: bool) -> tuple[str, report.Exit]:
    """Check the table, or write it anew; give the text for standard output and the exit code."""
    try:
        if rewrite:
            changed = write(script, folder)
            return f"{report.shown(script)}: {'written' if changed else 'up to date'}", report.Exit.FINE
        finding = stale(script, folder)
    except (OSError, NoTableError) as error:
        return f"{report.shown(script)}: {error}", report.Exit.WRONG_USE
    if finding is not None:
        return str(finding), report.Exit.FINDINGS
    return f"{report.shown(script)}: the table is up to date", report.Exit.FINE


def _entry(facts: Provider) -> str:
    fields = [f"        {name}={_python(value)}," for name, value in _fields(facts)]
    rows = [f"            {_row(row)}," for row in asked(facts)]
    return "\n".join(["    Provider(", *fields, "        rows=(", *rows, "        ),", "    ),"])


def has_probe(facts: Provider) -> bool:
    """Say whether the script can send the first request: its check is not one, and it knows a model."""
    return facts.check.free and facts.first_request.model is not None and facts.family in _FAMILIES


def asked(facts: Provider) -> tuple[ErrorRow, ...]:
    """Give the error rows that a request of the script can meet."""
    tasks = {"check", "first-request"} if has_probe(facts) else {"check"}
    return tuple(row for row in facts.errors if tasks & set(row.at))


def _fields(facts: Provider) -> Iterator[tuple[str, object]]:
    """Give what the script must know, without what is the script's own default."""
    yield from ((name, value) for name, value in _known(facts) if value)
    yield from [("scheme", facts.auth.scheme)] if facts.auth.scheme != "Bearer" else []


def _known(facts: Provider) -> Iterator[tuple[str, object]]:
    check = facts.check
    yield from {"id": facts.id, "name": facts.name, "env": facts.key.env_var}.items()
    yield "env_aliases", facts.key.env_var_aliases
    yield "env_ignored", facts.key.env_var_ignored
    yield "token_files", facts.key.token_files
    yield "prefixes", facts.key.prefixes
    yield "keys_page", facts.links.keys.url if facts.links.keys else ""
    yield "header", "" if facts.auth.header == "Authorization" else facts.auth.header
    yield "extra_headers", facts.auth.extra_headers
    yield "id_header", _id_header(facts)
    yield "method", "" if check.method == "GET" else check.method
    yield from {"base": check.base_url, "base_env": check.base_url_env, "regions": check.regions}.items()
    yield from {"path": check.path, "body": json.loads(check.body or "null")}.items()
    yield "price", "" if check.free else check.price or "not known to us"
    yield "status", None if check.success_status == 200 else check.success_status  # noqa: PLR2004 - the default
    yield "answers", list if isinstance(json.loads(check.example), list) else None
    yield "expect", check.success_keys
    yield from {"refusal": refusal(facts), "plain_errors": check.plain_errors}.items()
    yield from {"proves": check.proves, "not_proved": check.not_proved}.items()
    yield from {"own_server": facts.kind == "self-hosted", "control": check.control}.items()
    right = check.permission
    yield "permission", (right.id, right.name, right.fix) if right else ()
    yield from _probe(facts) if has_probe(facts) else ()


def _id_header(facts: Provider) -> str:
    name = facts.rate_limit.id_header if facts.rate_limit else None
    return name if name and name.lower() != "x-request-id" else ""


def refusal(facts: Provider) -> tuple[str, ...]:
    """Give the places of which every refusal of this provider fills one, from the bodies seen whole."""
    bodies = [json.loads(row.body or "") for row in facts.errors if _is_json(row)]
    places = [next((place for place in _REFUSALS if _reach(body, place)), "") for body in bodies]
    return () if "" in places else tuple(dict.fromkeys(places))


def _is_json(row: ErrorRow) -> bool:
    return bool(row.body) and row.page is None and row.status >= _FIRST_ERROR


_FIRST_ERROR = 400
_REFUSALS = ("error.message", "error", "message", "detail")


def _reach(body: object, place: str) -> object:
    for part in place.split("."):
        body = body.get(part) if isinstance(body, Mapping) else None
    return body


def _probe(facts: Provider) -> Iterator[tuple[str, object]]:
    first = facts.first_request
    body, expect = _FAMILIES[facts.family]
    url = first.url.replace("{model}", str(first.model))
    is_beside = url.startswith(f"{facts.check.base_url}/")
    yield "probe_base", "" if is_beside else first.base_url
    yield "probe_path", url.removeprefix(facts.check.base_url if is_beside else first.base_url)
    yield "probe_body", {**body(first), **first.extra_body}
    yield "probe_expect", expect
    yield "probe_price", f"{first.price or 'not known to us'} (model {first.model})"


def _chat(first: FirstRequest) -> Mapping[str, object]:
    """Give a chat request. One token is all it may cost, where the provider lets us say so.

    Not every provider does: OpenAI's reasoning models refuse so low a cap
    (https://github.com/steipete/CodexBar/issues/2867).
    """
    cap = {first.max_tokens_key: 1} if first.max_tokens_key else {}
    return {"model": first.model, "messages": [{"role": "user", "content": _PROMPT}], **cap}


def _gemini(_first: FirstRequest) -> Mapping[str, object]:
    return {"contents": [{"parts": [{"text": _PROMPT}]}]}


# By family: the smallest request, and a place that its answer fills even if no text fitted into one token.
_FAMILIES: Mapping[str, tuple[Callable[[FirstRequest], Mapping[str, object]], str]] = {
    "openai": (_chat, "choices.0.message"),
    "anthropic": (_chat, "content"),
    "cohere": (_chat, "message"),
    "gemini": (_gemini, "candidates.0"),
}


def _row(row: ErrorRow) -> str:
    at = " ".join(_AT[task] for task in row.at)
    given, named = _marked(row)
    named |= {} if at == "check probe" else {"at": at}
    marks = [f"{name}={_python(value)}" for name, value in named.items()]
    return f"Row({', '.join([*map(_python, given), *marks])})"


def _marked(row: ErrorRow) -> tuple[tuple[object, ...], dict[str, object]]:
    """Give what a row says, and what it is recognised by."""
    marks = {name: getattr(row, name) for name in _MARKS if getattr(row, name) is not None}
    return (row.id, row.verdict, row.status, row.meaning, row.fix), marks


_MARKS = ("code", "type", "message", "field", "equals", "at_most", "page")


def _python(value: object) -> str:
    """Write a value as Python does, with double quotes as the formatter wants them."""
    if isinstance(value, tuple):
        return f"({', '.join(map(_python, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, list):
        return f"[{', '.join(map(_python, value))}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{_python(name)}: {_python(one)}' for name, one in value.items())}}}"
    if isinstance(value, type):
        return value.__name__
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)

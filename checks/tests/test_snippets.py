"""The code that readers copy: complete, safe, quoted right, and made from templates and facts alone."""

from __future__ import annotations

import ast
import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keyproof import bodies, connection, literals, providers, snippets
from keyproof.model import Provider, Task
from keyproof.snippets import Snippet

PROJECT = Path(__file__).parents[2]
TEMPLATES = PROJECT / "docs" / "_snippets"
FACTS: Mapping[str, Provider] = providers.load(PROJECT / "docs" / "providers").providers
SNIPPETS = snippets.all_snippets(FACTS.values(), TEMPLATES)
REQUESTS = [one for one in SNIPPETS if one.task in {"check", "first-request"}]
TASKS: tuple[Task, ...] = ("check", "first-request")
PACKAGES_THAT_RETRY = r"from (openai|anthropic|groq|cohere) import"
each_snippet = pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda one: one.id)
each_request = pytest.mark.parametrize("snippet", REQUESTS, ids=lambda one: one.id)


@pytest.fixture
def newcomer() -> Provider:
    """Give a provider that nobody has written a template for: another address, variable and package."""
    known = FACTS["openai"]
    return replace(
        known,
        id="newcomer",
        key=replace(known.key, env_var="NEWCOMER_KEY"),
        check=replace(known.check, base_url="https://api.newcomer.example/v1"),
        sdk=(replace(known.sdk[0], package="newcomer-sdk"),),
        macbehaviour=None,
    )


def test_every_provider_has_every_form_of_both_requests() -> None:
    """Shell, httpx and R for every provider, and the packages for which its facts want code.

    Without a model there is no first request.
    """
    for facts in FACTS.values():
        for task in TASKS:
            forms = [one.form for one in SNIPPETS if (one.provider, one.task) == (facts.id, task)]
            package = any(task in sdk.snippet for sdk in facts.sdk)
            wanted = ["curl", "python", *(["sdk"] if package else []), "r"]
            assert forms == ([] if task == "first-request" and facts.first_request.model is None else wanted)


def test_every_request_carries_what_the_provider_wants() -> None:
    """The headers of the facts, the body of the check, and what the first request sends besides."""
    texts = {one.id: one.text for one in SNIPPETS}
    for form in ("curl", "python", "r"):
        assert "anthropic-version" in texts[f"anthropic/check/{form}"]
        assert "inputs" in texts[f"tgi/check/{form}"]
        assert "contents" in texts[f"gemini/first-request/{form}"]
        assert "max_tokens" in texts[f"anthropic/first-request/{form}"]
    for form in ("curl", "python", "sdk", "r"):
        assert "thinking" in texts[f"deepseek/first-request/{form}"]
        assert "gemini-3.5-flash-lite" in texts[f"gemini/first-request/{form}"]
    assert 'client.get("/api-key", cast_to=object)' in texts["xai/check/sdk"]


def test_what_the_reader_fills_in_is_said() -> None:
    """An address with a gap shows a name to replace and says so first; no brace is left."""
    for one in SNIPPETS:
        if one.provider == "azure-openai" and one.task != "script":
            assert one.text.startswith("# Put the name of your resource in place of your-resource.\n")
            assert "{resource}" not in one.text


def test_addresses_are_stable_and_no_two_are_alike() -> None:
    """The path below the site follows from provider, task and form; other pages link to it."""
    paths = [one.path for one in SNIPPETS]
    assert len(set(paths)) == len(paths)
    mine = {one.id: one.path for one in SNIPPETS if one.provider == "openai"}
    assert mine == {
        "openai/check/curl": "snippets/openai/check.sh",
        "openai/check/python": "snippets/openai/check-httpx.py",
        "openai/check/sdk": "snippets/openai/check-openai.py",
        "openai/check/r": "snippets/openai/check.R",
        "openai/first-request/curl": "snippets/openai/first-request.sh",
        "openai/first-request/python": "snippets/openai/first-request-httpx.py",
        "openai/first-request/sdk": "snippets/openai/first-request-openai.py",
        "openai/first-request/r": "snippets/openai/first-request.R",
        "openai/script/curl": "snippets/openai/check-key.sh",
        "openai/macbehaviour/r": "snippets/openai/macbehaviour.R",
    }


def test_a_new_provider_of_a_known_family_needs_no_template(newcomer: Provider) -> None:
    """It gets every form but the one for its own package, and none of another's names or addresses."""
    made = snippets.all_snippets([newcomer], TEMPLATES)
    assert [one.id for one in made] == [
        *(
            f"newcomer/{task}/{form}"
            for task in ("check", "first-request")
            for form in ("curl", "python", "r")
        ),
        "newcomer/script/curl",
    ]
    for one in made:
        assert "OPENAI" not in one.text
        assert "openai" not in one.text or one.task == "first-request"  # whose address is not replaced here


def test_a_missing_template_is_named(newcomer: Provider, tmp_path: Path) -> None:
    """The message says which file was looked for, so that it can be written."""
    with pytest.raises(snippets.TemplateNotFoundError, match=r"check/newcomer-sdk\.sdk\.py\.jinja"):
        snippets.render(newcomer, "check", "sdk", TEMPLATES)
    stranger = replace(newcomer, family="strange")
    with pytest.raises(snippets.TemplateNotFoundError, match=r"check/strange\.sh\.jinja"):
        snippets.of_task(stranger, "check", tmp_path)
    with pytest.raises(snippets.TemplateNotFoundError, match="has the form 'curl' only"):
        snippets.render(newcomer, "script", "r", TEMPLATES)
    with pytest.raises(snippets.TemplateNotFoundError, match="a package with 'check'"):
        snippets.render(replace(newcomer, sdk=()), "check", "sdk", TEMPLATES)


@each_snippet
def test_the_text_is_clean(snippet: Snippet) -> None:
    """One newline at the end, no blank at a line's end, no line that a page must cut."""
    assert snippet.text.endswith("\n")
    assert not snippet.text.endswith("\n\n")
    for line in snippet.text.splitlines():
        assert line == line.rstrip()
        assert len(line) <= 100


@each_snippet
def test_the_key_comes_from_the_environment(snippet: Snippet) -> None:
    """Code names the variable and shows no key; the script reads the variable by itself."""
    facts = FACTS[snippet.provider]
    if snippet.task == "script":
        assert facts.key.env_var not in snippet.text
    elif facts.macbehaviour is None or snippet.task != "macbehaviour":
        assert facts.key.env_var in snippet.text
    else:
        assert facts.macbehaviour.key in {f'Sys.getenv("{facts.key.env_var}")', '"NA"'}
    for prefix in facts.key.prefixes:
        assert not re.search(rf"{re.escape(prefix)}[A-Za-z0-9]{{8}}", snippet.text)


@each_request
def test_no_request_takes_the_key_elsewhere_or_waits_for_ever(snippet: Snippet) -> None:
    """No redirect is followed with a key, no retry is silent, and every request has an end."""
    if snippet.form == "curl":
        assert not re.search(r"\s(-L|--location)\b", snippet.text)
        assert "--max-time" in snippet.text
    elif snippet.form == "r":
        assert "req_options(followlocation = FALSE)" in snippet.text
        assert "req_timeout(" in snippet.text
    else:
        assert "follow_redirects" not in snippet.text
        assert "timeout" in snippet.text
        assert "max_retries=0" in snippet.text or not re.search(PACKAGES_THAT_RETRY, snippet.text)


@each_request
def test_the_shell_form_keeps_the_key_out_of_the_arguments(snippet: Snippet) -> None:
    """The variable is expanded by printf, which is part of the shell, and curl reads standard input."""
    if snippet.form == "curl":
        first, rest = re.sub(r"^#.*\n", "", snippet.text).split("|", 1)
        assert first.startswith("printf ")
        assert f'"${FACTS[snippet.provider].key.env_var}"' in first
        assert "$" not in rest
        assert "--header @-" in rest


@each_snippet
def test_no_snippet_shows_what_is_dead(snippet: Snippet) -> None:
    """What the facts call dead appears in no code of ours."""
    for facts in FACTS.values():
        for dead in facts.dead:
            assert dead.pattern is None or not re.search(dead.pattern, snippet.text)


@pytest.mark.parametrize("facts", FACTS.values(), ids=lambda facts: facts.id)
def test_macbehaviour_is_reached_as_the_facts_say(facts: Provider) -> None:
    """By `setKey()`, which leaves no log and hides no message, or by the package's variables."""
    for one in snippets.of_task(facts, "macbehaviour", TEMPLATES):
        mac = facts.macbehaviour
        assert mac is not None
        (made,) = connection.connections(one.text)
        assert made.by_variables != mac.setkey
        assert (made.address, made.model and made.model.text) == (mac.api_url, mac.model)
        assert 'Sys.unsetenv("LOG_FILE")' in one.text
        for line in ("unlink(log_file)", 'sink(type = "message")'):
            assert (line in one.text) == mac.setkey
        assert "ssl_verifypeer" not in one.text


@each_snippet
def test_the_code_has_no_slip_of_syntax(snippet: Snippet) -> None:
    """Every text is a program of its language."""
    if snippet.lexer == "python":
        ast.parse(snippet.text)
    elif snippet.lexer == "bash":
        subprocess.run(["bash", "-n"], input=snippet.text, text=True, check=True)


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_the_r_code_has_no_slip_of_syntax() -> None:
    """R reads every R text."""
    texts = [one.text for one in SNIPPETS if one.lexer == "r"]
    assert texts
    program = 'invisible(parse(text = readLines(file("stdin"))))'
    subprocess.run(["Rscript", "-e", program], input="\n".join(texts), text=True, check=True)


@each_snippet
def test_the_page_can_say_what_will_be_seen(snippet: Snippet) -> None:
    """What a working and what a refused key prints is known, and differs; some servers refuse none."""
    assert snippet.good
    assert (snippet.bad is None) == (FACTS[snippet.provider].check.invalid_error is None)
    assert snippet.bad is None or (snippet.bad and snippet.good not in snippet.bad)
    assert (snippet.install is None) == (snippet.form == "curl" and snippet.task != "script")


def test_the_reply_is_found_in_the_example() -> None:
    """The text that the first request prints is the one at text_path in the example answer."""
    replies = {bodies.reply(facts) for facts in FACTS.values()}
    assert replies == {"Hello, your key works.", "Hello, your server works."}
    facts = FACTS["openai"]
    lost = replace(facts, first_request=replace(facts.first_request, text_path="choices.9.text"))
    with pytest.raises(LookupError, match=r"'choices\.9\.text' leads nowhere"):
        bodies.reply(lost)


def test_facts_cannot_break_out_of_their_quotes() -> None:
    """A model name with quotes and dollars stays a name in shell, Python and R."""
    facts = FACTS["openai"]
    name = """a'b"c\\d$(e)`f`"""
    odd = replace(facts, first_request=replace(facts.first_request, model=name))
    made = {one.form: one.text for one in snippets.of_task(odd, "first-request", TEMPLATES)}
    tree = ast.parse(made["python"])
    assert name in [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    body = shlex.split(made["curl"])
    assert '"a\'b\\"c\\\\d$(e)`f`"' in body[body.index("--data") + 1]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_string_literals_read_back_as_they_were(text: str) -> None:
    """Any text is quoted: for Python, and for the inside of a shell's single quotes."""
    environment = snippets._environment(TEMPLATES)  # noqa: SLF001 - the filters have no other door
    assert ast.literal_eval(literals.text(text)) == text
    quoted = environment.filters["in_quotes"](text)
    assert shlex.split(f"'{quoted}'") == [text]


names = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
values = st.recursive(
    names | st.booleans() | st.none() | st.integers(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
)


@given(values, st.integers(0, 12), st.booleans())
def test_values_read_back_as_they_were(value: object, indent: int, spread: bool) -> None:  # noqa: FBT001
    """JSON and Python code hold the value that was written, however it is spread over lines."""
    assert json.loads(literals.written(value, literals.JSON, indent, spread=spread)) == value
    assert ast.literal_eval(literals.written(value, literals.PYTHON, indent, spread=spread)) == value


def test_r_code_names_what_is_no_name() -> None:
    """Lists and tables are both lists in R; odd names stand in backticks."""
    value = {"a": [1, True, None], "x-y": {"b": "c"}}
    assert literals.written(value, literals.R) == 'list(a = list(1, TRUE, NULL), `x-y` = list(b = "c"))'

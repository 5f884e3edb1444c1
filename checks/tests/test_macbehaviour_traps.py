"""Every trap of the page happens with the package, and the way out that the page shows avoids it."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from conftest import PROJECT
from r_session import (
    CODE,
    KNOWN,
    ONCE,
    OPENAI,
    TOLD,
    TRIAL,
    Ran,
    call,
    needs_package,
    piece,
    run,
    said,
    status,
)

from keyproof import connection, snippets
from keyproof.emulator import Answer, Request
from keyproof.model import MacBehaviour

PAGE = (PROJECT / "docs" / "macbehaviour" / "traps.md").read_text(encoding="utf-8")
TABLES: Mapping[str, MacBehaviour] = {
    name: one.macbehaviour for name, one in KNOWN.items() if one.macbehaviour is not None
}
GUESSED = {
    "skeyproof-of-another-company": "https://api.openai.com/v1/chat/completions",
    "skeyproof-with-hf-inside": "https://api-inference.huggingface.co:443",
    "k" * 32: "https://api.aimlapi.com/v1/chat/completions",
}
RIGHT = "https://llm.chutes.ai/v1/chat/completions"


def code_of(name: str) -> str:
    """Give the code in the tab of a provider."""
    (one,) = snippets.of_task(KNOWN[name], "macbehaviour", PROJECT / "docs" / "_snippets")
    return one.text


def logs(ran: Ran) -> list[str]:
    """Give the log files that a program has left."""
    return [name for name in ran.files if name.startswith("request_log_")]


def variables(url: str, model: str = "m") -> str:
    """Give the code that goes around `setKey()`."""
    return f'Sys.setenv(llm = "openai", key = "keyproof-good-openai", model = "{model}", url = "{url}")\n'


@needs_package
def test_log_file() -> None:
    """A plain call leaves the whole key in a log, and an experiment its stimuli; the tab's code does not."""
    plain = run(call() + TRIAL, said("yes"))
    (name,) = logs(plain)
    assert "keyproof-good-openai" in plain.files[name]
    assert "a stimulus" in plain.files[name]
    ours = run(code_of("openai") + TRIAL, said("yes"))
    assert logs(ours) == []
    assert len(ours.seen) == 2
    assert not any("keyproof-good-openai" in text for text in ours.files.values())


@needs_package
def test_old_logs() -> None:
    """The remedy deletes the logs of earlier calls, and names them."""
    ran = run(call() + 'sink(type = "message")\n' + piece("old-logs"), said("yes"))
    assert logs(ran) == []
    assert re.search(r'\[1\] "request_log_[\d_-]+\.txt"', ran.output)


@needs_package
@pytest.mark.parametrize("key", GUESSED, ids=["sk", "hf", "32"])
def test_routing_and_the_dead_address(key: str) -> None:
    """Without an address the key goes to a stranger; with one it goes where the call says."""
    stray = run(call(f'"{key}"', None), said("yes"))
    assert stray.urls == [GUESSED[key]]
    right = run(call(f'"{key}"', RIGHT), said("yes"))
    assert right.urls == [RIGHT]
    assert right.seen[0].headers["authorization"] == f"Bearer {key}"


@needs_package
def test_clear_text() -> None:
    """Without https:// the request leaves in the clear."""
    assert run(call(url="api.openai.com/v1/chat/completions")).urls == [OPENAI.replace("https", "http")]
    assert run(call(), said("yes")).urls == [OPENAI]


@needs_package
@pytest.mark.parametrize("name", ["anthropic", "gemini", "baichuan"])
def test_tls(name: str) -> None:
    """A server that nobody trusts gets the key from `setKey()`; the tab's code sends it nothing."""
    table, key = TABLES[name], f"keyproof-good-{name}"
    bare = f'setKey(api_key = {table.key}, model = "{table.model}")\n'
    if name == "baichuan":  # whose road takes the address that is left in the session
        bare = f'Sys.setenv(url = "{table.api_url}")\n{bare}'
    tricked = run(bare, said("I am a stranger"), trusting=False)
    (seen,) = tricked.seen
    assert key in f"{seen.url}{dict(seen.headers)}"
    safe = run(code_of(name), said("I am a stranger"), trusting=False)
    assert safe.code == 1
    assert "certificate" in safe.output
    assert safe.seen == []


@needs_package
def test_tls_is_verified_elsewhere() -> None:
    """On OpenAI's road the certificate counts, also for a Claude model at OpenRouter."""
    openrouter = TABLES["openrouter"].api_url
    for url, model in ((OPENAI, "m"), (openrouter, "anthropic/claude-x")):
        ran = run(call('"skeyproof-openrouter"', url, model=model), said("yes"), trusting=False)
        assert ran.seen == []


@needs_package
@pytest.mark.parametrize(
    "words", [("claude", "claude_chat"), ("gemini", "gemini_chat"), ("baichuan", "baichuan_chat")]
)
def test_the_package_still_leaves_tls_unverified(words: tuple[str, str]) -> None:
    """The warning of the pages stands for as long as the package's source says so."""
    word, function = words
    assert word in connection.NATIVE
    program = f'cat(any(grepl("ssl_verifypeer = 0", deparse(MacBehaviour:::{function}), fixed = TRUE)))'
    assert run(program).output == "TRUE"


@needs_package
def test_stale_address() -> None:
    """A Baichuan key goes to the provider of the call before; the tab's code names its own address."""
    plain = run(
        call() + call('"keyproof-baichuan"', TABLES["baichuan"].api_url, model="Baichuan4-Air"), said("yes")
    )
    assert plain.urls == [OPENAI, OPENAI]
    assert plain.seen[1].headers["authorization"] == "Bearer keyproof-baichuan"
    ours = run(call() + code_of("baichuan"), said("yes"))
    assert ours.urls == [OPENAI, TABLES["baichuan"].api_url]


@needs_package
def test_redirect() -> None:
    """A redirect is followed with the key, and its answer is called a success."""

    def moved(request: Request) -> Answer:
        if "chat" in request.path:
            return Answer(301, b"", {"location": "https://api.openai.com/elsewhere"})
        return said("yes")(request)

    ran = run(call(), moved)
    assert ran.urls == [OPENAI, "https://api.openai.com/elsewhere"]
    assert ran.seen[1].headers["authorization"] == "Bearer keyproof-good-openai"
    assert "yes  Model - m" in ran.output


@needs_package
def test_left_behind() -> None:
    """The key stays in the session and in what it starts, also after a refusal; the remedy takes it out."""
    look = 'cat("[", system("printenv key", intern = TRUE), "]", sep = "")\n'
    plain = run(call() + look, status(401))
    assert "[keyproof-good-openai]" in plain.output
    ours = run(call() + piece("clean-up") + 'cat("[", Sys.getenv("key"), "]", sep = "")\n', status(401))
    assert ours.output.endswith("[]")


@needs_package
def test_counting() -> None:
    """The stimuli go to another server in the clear when asked for, and not by default."""
    design = 'design <- experimentDesign(loadData(1, 1, "a", "a stimulus"))\n'
    counted = run(f"{design}config <- preCheck(design, checkToken = TRUE)\nmagicTokenizer('x')")
    assert counted.urls == ["http://chat.cuhklpl.com/tokenList"] * 2
    assert run(f"{design}config <- preCheck(design)").urls == []


@needs_package
def test_secret_key() -> None:
    """With a second key the address in the call is not asked; without it, it is."""
    url = TABLES["qianfan"].api_url
    old = run(call('"k"', url, 'secret_key = "s"'), said("yes"))
    assert old.urls == ["https://aip.baidubce.com:443"]
    assert run(code_of("qianfan"), said("yes")).urls == [url]


@needs_package
@pytest.mark.parametrize(
    ("server", "address"),
    [
        (status(401), OPENAI),
        (status(429), OPENAI),
        (status(200, "<html>please log in</html>"), OPENAI),
        (None, "https://nobody.example/v1/chat/completions"),
    ],
    ids=["refused", "no credit", "web page", "no connection"],
)
def test_silent(server: object, address: str) -> None:
    """`setKey()` lets the script go on; the function of the page stops it, before any experiment."""
    plain = run(call(url=address) + 'sink(type = "message")\ncat("goes on")', server)  # type: ignore[arg-type]
    assert plain.code == 0
    assert plain.output.endswith("goes on")
    checked = run(piece("checked") + "set_key_checked" + call(url=address)[len("setKey") :] + TRIAL, server)  # type: ignore[arg-type]
    assert checked.code == 1
    assert len(checked.seen) == 1
    working = run(
        piece("checked") + "set_key_checked" + call()[len("setKey") :] + 'cat("goes on")', said("yes")
    )
    assert working.code == 0
    assert working.output.endswith("goes on")


@needs_package
def test_what_setkey_proves() -> None:
    """An empty reply and a refusal of the model count as success, as the page says."""
    for text in ("", "I cannot do that."):
        assert f"{text}  Model - m" in run(call(), said(text)).output
    assert "NULL  Model - m" in run(call(), said(None)).output


@needs_package
def test_waiting() -> None:
    """A plain call waits, and doubles; ours ends after one request, and says why."""
    plain = run(TOLD + call(more=""), status(429, '{"error": "no credit"}'))
    assert (plain.code, len(plain.seen)) == (7, 3)
    assert [line for line in plain.output.splitlines() if "waits" in line] == [
        f"waits {seconds} seconds" for seconds in (10, 20, 40)
    ]
    assert "no credit" not in plain.output
    ours = run(code_of("openai"), status(429))
    assert (ours.code, len(ours.seen)) == (0, 1)
    assert "Maximum retries exceeded." in ours.output


@needs_package
def test_endless() -> None:
    """An experiment with a refused key asks again and again, although the call was told to try once."""
    ran = run(TOLD + call() + TRIAL, status(401))
    assert ran.code == 7
    assert ran.output.count("waits 6 seconds") == 3
    assert len(ran.seen) == 1 + 3


@needs_package
def test_hidden_messages() -> None:
    """After a failed connection a message is hidden; the remedy brings the next one, and the reason."""
    lost = call(url="https://nobody.example/v1/chat/completions")
    hidden = run(f'{lost}message("look here")')
    assert "look here" not in hidden.output
    assert run(f'{lost}stop("look here")').output.strip() == "chat completion mode"
    shown = run(f'{lost}{piece("messages-back")}message("look here")')
    assert "An error occurred:" in shown.output
    assert shown.output.endswith("look here\n")
    assert logs(hidden) != []


@needs_package
def test_hidden_messages_in_the_tabs() -> None:
    """The code of the tabs shows the reason by itself, and leaves no log."""
    ran = run(code_of("openai") + 'message("look here")', trusting=False)
    assert "certificate" in ran.output
    assert ran.output.endswith("look here\n")
    assert logs(ran) == []


@needs_package
@pytest.mark.parametrize("url", ["https://api.openai.com/v1", "http://localhost:11434/api/chat"])
def test_text_mode(url: str) -> None:
    """Without /chat/ the settings are dropped, and all is one prompt; the whole address helps."""
    old = run(call(url=url, more="temperature = 0"), said("yes"))
    assert [sorted(body) for body in old.bodies] == [["model", "prompt"]]
    whole = run(call(more=f"temperature = 0, {ONCE}"), said("yes"))
    assert [sorted(body) for body in whole.bodies] == [["messages", "model", "temperature"]]


@needs_package
def test_max_tokens() -> None:
    """The one setting is passed on and loops when it is refused; the other is passed on as well."""
    design = TRIAL.replace("preCheck(design)", "preCheck(design, {name} = 500)")

    def picky(request: Request) -> Answer:
        return status(400)(request) if b'"max_tokens"' in request.body else said("yes")(request)

    looping = run(TOLD + variables(OPENAI) + design.format(name="max_tokens"), picky)
    assert (looping.code, len(looping.seen)) == (7, 3)
    ours = run(variables(OPENAI) + design.format(name="max_completion_tokens"), picky)
    assert ours.code == 0
    assert ours.bodies[0]["max_completion_tokens"] == 500


@needs_package
def test_model_names() -> None:
    """A local Gemini goes to Google, a local Claude looks like success; another name helps."""
    local = "http://localhost:8080/v1/chat/completions"
    google = run(call('"NA"', local, model="my-gemini"), said("yes"))
    assert google.urls[0].startswith("https://generativelanguage.googleapis.com/")
    assert "NULL  Model - my-claude" in run(call('"NA"', local, "", "my-claude"), status(200)).output
    for code in (call('"NA"', local), f"{variables(local, 'my-gemini')}{TRIAL}"):
        assert run(code, said("yes")).urls == [local]


@needs_package
def test_connections() -> None:
    """After many calls none is left, and an experiment closes the reader's own file."""
    many = f"for (i in 1:124) suppressMessages({call().strip()})\n"
    full = run(many + call() + piece("connections") + call(), said("yes"))
    assert full.output.count("all connections are in use") == 1
    assert full.output.rstrip().endswith("yes  Model - m")
    own = run(f'mine <- file("mine.log", "w")\n{variables(OPENAI)}{TRIAL}writeLines("x", mine)', said("yes"))
    assert "invalid connection" in own.output


@needs_package
def test_nested() -> None:
    """Two steps in one line give nothing; each on a line of its own, they give trials."""
    nested = 'is.null(preCheck(experimentDesign(loadData(1, 1, "a", "x"))))'
    assert "TRUE" in run(nested).output
    apart = 'design <- experimentDesign(loadData(1, 1, "a", "x"))\nis.null(preCheck(design))'
    assert "FALSE" in run(apart).output


@needs_package
def test_without_setkey() -> None:
    """The four variables bring one trial to every provider's address, with its key, and leave no log."""
    code = "".join(
        f'Sys.setenv(llm = "openai", key = {one.key}, model = "{one.model}", url = "{one.api_url}")\n{TRIAL}'
        for one in TABLES.values()
    )
    ran = run(code, said("yes"))
    assert ran.code == 0, ran.output
    assert ran.urls == [one.api_url for one in TABLES.values()]
    carried = ["NA" if one.key == '"NA"' else f"keyproof-good-{name}" for name, one in TABLES.items()]
    assert [one.headers["authorization"] for one in ran.seen] == [f"Bearer {key}" for key in carried]
    assert logs(ran) == []


@needs_package
def test_one_trial() -> None:
    """The first row of a design is a design of its own, as the page about connecting says."""
    many = 'design <- experimentDesign(loadData(1:3, 1:3, c("a", "b", "c"), c("x", "y", "z")))\n'
    config = "config <- preCheck(design[1, ], max_completion_tokens = 500)\n"
    ran = run(f'{variables(OPENAI)}{many}{config}runExperiment(config, "one.csv")', said("yes"))
    assert len(ran.seen) == 1


def test_every_trap_of_the_page_is_tested() -> None:
    """No part of the page goes without a test of its name, and no remedy without being shown and tried."""
    text = (PROJECT / "checks" / "tests" / "test_macbehaviour_traps.py").read_text(encoding="utf-8")
    others = {"dead-address": "routing_and_the_dead_address", "stale": "stale_address"}
    names = re.findall(r"^\(trap-([a-z-]+)\)=$", PAGE, re.MULTILINE)
    assert len(names) > 15
    wanted = [f"def test_{others.get(name, name).replace('-', '_')}" for name in names]
    assert [name for name in wanted if name not in text] == []
    for file in CODE.glob("*.R"):
        assert f'piece("{file.stem}")' in text
        assert f"_code/{file.name}" in PAGE


def test_each_trap_says_what_why_and_what_instead() -> None:
    """Every part of the page has the three paragraphs, in this order, and a source."""
    for part in re.split(r"^\(trap-", PAGE, flags=re.MULTILINE)[1:]:
        places = [part.find(f"**{word}:**") for word in ("What happens", "Why", "Instead")]
        assert -1 < places[0] < places[1] < places[2], part.partition("\n")[0]
        assert "{mac-source}`" in part

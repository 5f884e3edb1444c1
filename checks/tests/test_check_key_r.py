"""scripts/check_key.R: the same verdicts as check_key.py, and the same contract of its command."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import faults
import pytest
from faults import FaultServer, always
from key_check import call
from r_key_check import KEY, PROJECT, REASON, SCRIPT, Situation, in_r, libraries, started

from keyproof import providers
from keyproof.emulator import Emulator, bad_key, good_key
from keyproof.runner import parity, tools
from keyproof.runner.programs import Programs

FACTS = providers.load(PROJECT / "docs" / "providers").providers
LIST = {"object": "list", "data": [{"id": "one"}]}
ERROR = {"message": "Something new", "type": "odd_error", "param": None, "code": "odd_code"}
PAGE = "<!doctype html><title>Sign in</title><p>Accept the terms"
pytestmark = pytest.mark.skipif(REASON is not None, reason=REASON or "it is there")


FAULTS: Mapping[str, tuple[faults.Fault, str]] = {
    "captive portal": (always(200, PAGE, "text/html; charset=utf-8"), "proxy"),
    "captive portal that says JSON": (always(200, PAGE), "proxy"),
    "captive portal without tags": (always(200, "Please sign in", "text/html"), "proxy"),
    "network authentication": (always(511, PAGE, "text/html"), "proxy"),
    "401 page": (always(401, PAGE, "text/html"), "proxy"),
    "403 page": (always(403, PAGE, "text/html"), "proxy"),
    "403 of a firewall": (always(403, {"error": "blocked by policy"}), "proxy"),
    "empty 401": (always(401, ""), "proxy"),
    "407": (always(407, ""), "proxy"),
    "empty 200": (always(200, ""), "unexpected"),
    "204": (always(204, ""), "unexpected"),
    "half a JSON": (always(200, '{"object": "list", "da'), "unexpected"),
    "other JSON": (always(200, {"status": "fine"}), "unexpected"),
    "JSON list": (always(200, [LIST]), "unexpected"),
    "error in a 200": (always(200, {"error": ERROR}), "unexpected"),
    "deep JSON": (always(200, "[" * 100_000), "unexpected"),
    "an address as JSON": (always(200, "http://127.0.0.1:1/"), "unexpected"),
    "no text": (always(200, b"\xff\xfe\x00"), "unexpected"),
    "201": (always(201, LIST), "unexpected"),
    "unknown 400": (always(400, {"error": ERROR}), "unexpected"),
    "unknown 401": (always(401, {"error": ERROR}), "unexpected"),
    "unknown 429": (always(429, {"error": ERROR}), "unexpected"),
    "404 page": (always(404, PAGE, "text/html"), "proxy"),
    "502 page": (always(502, PAGE, "text/html"), "provider_down"),
    "empty 500": (always(500, ""), "provider_down"),
    "redirect": (always(302, "", location="/login"), "redirected"),
    "redirect loop": (always(307, "", location="/v1/models"), "redirected"),
    "cut off": (faults.cut_off, "network"),
    "reset": (faults.reset, "network"),
    "another protocol": (faults.not_http, "network"),
    "endless body": (faults.endless, "unexpected"),
    "gzip bomb": (faults.bomb(64), "unexpected"),
    "silent": (faults.silent, "network"),
    "dripping head": (faults.dripping_head, "network"),
    "dripping body": (faults.dripping_body, "network"),
    "interim answers": (faults.never_final, "network"),
    "takes no key": (always(200, LIST), "ok"),
    "knows the key": (faults.only_for(KEY, LIST, {"error": {"message": "no"}}), "ok"),
}


def test_what_is_not_the_providers_word_gets_the_verdict_of_check_key_py(tmp_path: Path) -> None:
    """Every odd answer: the verdict of the other script, no key in the output, and an end in time."""
    with ExitStack() as stack:
        servers = [stack.enter_context(FaultServer(fault)) for fault, _verdict in FAULTS.values()]
        urls = [f"{server.origin}/v1" for server in servers]
        seen = in_r([Situation(url) for url in urls], tmp_path)
        environment = {"OPENAI_API_KEY": KEY}
        words = [("openai", "--json", "--timeout", "1.5", "--base-url", url) for url in urls]
        theirs = [call(*one, environment=environment, folder=tmp_path).report for one in words]
    expected = {name: verdict for name, (_fault, verdict) in FAULTS.items()}
    assert dict(zip(FAULTS, (one.verdict for one in seen), strict=True)) == expected
    assert dict(zip(FAULTS, (one["verdict"] for one in theirs), strict=True)) == expected
    assert all(KEY not in one.text for one in seen)
    assert max(one.seconds for one in seen) < 8
    assert list(tmp_path.iterdir()) == []


KEYS = [
    *(
        "keyproof...91c4",
        "keyproof****91c4",
        "YOUR_API_KEY",
        "your-openai-api-key",
        "<key>",
        "$OPENAI_API_KEY",
    ),
    *("xxx", "NA", "None", "paste-your-key-here", "two words", "first\nsecond", "keyproof\u2019canary"),
    *("keyproof\u0430canary", "k" + "ey" * 5000, "sk-no-key-required", "", "   ", '""', "test", "${KEY}"),
    *(f'"{KEY}"', f" {KEY}\n", f"Bearer {KEY}", f"'{KEY}'", f"{KEY}\r\n", "abc-xxxxxxxx"),
]


def test_keys_are_looked_at_before_they_are_sent_as_in_check_key_py(tmp_path: Path) -> None:
    """Missing, malformed, or cleaned and sent: for each accident the verdict of the other script."""
    with FaultServer(faults.only_for(KEY, LIST, {"error": {"message": "no"}})) as server:
        situations = [Situation(server.origin, env={"OPENAI_API_KEY": key}) for key in KEYS]
        verdicts = [one.verdict for one in in_r(situations, tmp_path)]
        words = ("openai", "--json", "--base-url", server.origin)
        theirs = [call(*words, environment={"OPENAI_API_KEY": key}, folder=tmp_path) for key in KEYS]
    assert dict(zip(KEYS, verdicts, strict=True)) == {
        key: one.report["verdict"] for key, one in zip(KEYS, theirs, strict=True)
    }
    assert {"missing", "malformed", "ok"} == set(verdicts)
    assert {faults.sent_key(head) for head in server.heads} & set(KEYS) == {""} & set(KEYS)


def test_the_source_of_the_key_is_named_and_a_second_one_too(tmp_path: Path) -> None:
    """HF_TOKEN is used, as in the official client, and the older name that disagrees is told."""
    whoami = {"name": "reader", "auth": {}}
    with FaultServer(faults.only_for(KEY, whoami, {"error": "Invalid"})) as hub:
        both = {"HF_TOKEN": KEY, "HUGGING_FACE_HUB_TOKEN": "keyproof-other"}
        seen = in_r([Situation(hub.origin, "huggingface", both)], tmp_path)[0]
    assert seen.verdict == "ok"
    assert "The key from HF_TOKEN works." in seen.text
    assert "HUGGING_FACE_HUB_TOKEN holds another key; this is about HF_TOKEN." in seen.text
    assert "keyproof-other" not in seen.text


def test_the_command_keeps_the_contract(tmp_path: Path) -> None:
    """Exit codes, the lines for people, and no key among the arguments."""
    facts = FACTS["openai"]
    with Emulator({"openai": facts}) as stand_in:
        good = started("openai", folder=tmp_path, **stand_in.environment, OPENAI_API_KEY=good_key(facts))
        bad = started("openai", folder=tmp_path, **stand_in.environment, OPENAI_API_KEY=bad_key(facts))
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.splitlines()[:2] == ["OpenAI: ok", "  The key from OPENAI_API_KEY works."]
    assert "  Not proved: that the account has credit" in good.stdout.splitlines()
    assert (bad.returncode, bad.stderr) == (1, "")
    starts = [line.split(":")[0].strip() for line in bad.stdout.splitlines()]
    assert starts[0] == "OpenAI"
    assert [one for one in starts if one in {"Next", "More", "Asked"}] == ["Next", "More", "Asked"]
    for words, code, said in (
        ((KEY,), 2, "this may be a key"),
        (("nobody",), 2, "unknown provider"),
        (("openai", "https://host/v1", "more"), 2, "too many arguments"),
        ((), 2, "PROVIDER is one of"),
        (("--help",), 0, "PROVIDER is one of"),
        (("baichuan",), 2, "add --yes"),
    ):
        done = started(*words, folder=tmp_path, BAICHUAN_API_KEY="keyproof-canary")
        assert (done.returncode, said in done.stdout + done.stderr) == (code, True), words
        assert KEY not in done.stdout + done.stderr


def test_sourcing_the_file_adds_one_name_and_asks_nobody(tmp_path: Path) -> None:
    """In an R session the file brings the function check_key, which gives back the verdict."""
    look = "before <- ls(); source(Sys.getenv('SCRIPT')); cat(setdiff(ls(), c('before', before)), '\\n')"
    own = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "SCRIPT": str(SCRIPT), "R_LIBS": libraries()}
    program = f"{look}; verdict <- check_key('openai'); cat('verdict:', verdict)"
    done = subprocess.run(
        ["Rscript", "-e", program],
        env=own,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.splitlines()[0].strip() == "check_key"
    assert done.stdout.endswith("verdict: missing")


def test_without_its_packages_the_script_says_what_to_install(tmp_path: Path) -> None:
    """Exit code 2 and the one line to type."""
    empty = tmp_path / "empty"
    empty.mkdir()
    hide = "requireNamespace <- function(...) FALSE; source(Sys.getenv('SCRIPT'))"
    hide += "; quit(status = environment(check_key)$main('openai'))"
    own = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "SCRIPT": str(SCRIPT)}
    done = subprocess.run(
        ["Rscript", "-e", hide],
        env=own,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert 'install.packages(c("httr2", "jsonlite"))' in done.stderr


def test_a_difference_between_the_scripts_is_a_finding(tmp_path: Path) -> None:
    """A changed row in the R script is SNP016; a key that it prints is SNP006."""
    for script in ("check_key.py", "check_key.R"):
        shutil.copy(PROJECT / "scripts" / script, tmp_path)
    text = SCRIPT.read_text(encoding="utf-8")
    broken = text.replace('row("invalid_key", "invalid"', 'row("invalid_key", "expired"')
    broken = broken.replace(
        "find_key <- function(p) {\n", 'find_key <- function(p) {\n  cat(Sys.getenv(p$env), "\\n")\n'
    )
    (tmp_path / "check_key.R").write_text(broken, encoding="utf-8")
    pair = parity.Pair(tmp_path, tools.look(PROJECT), Programs())
    outcome = pair.prove(FACTS["llama-cpp"])
    codes = {finding.code for finding in outcome.findings}
    assert codes == {"SNP016", "SNP006"}
    assert any("llama-cpp, invalid_key: expired" in finding.seen for finding in outcome.findings)

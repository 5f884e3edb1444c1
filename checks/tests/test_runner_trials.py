"""Each slip in a snippet and each wrong fact has its finding."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from runner_site import Site, codes, on_linux, with_curl

from keyproof import local_server, providers, snippets
from keyproof.report import Exit
from keyproof.runner import programs


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Give pages with the provider OpenAI; the facts alone judge, the contracts have tests of their own."""
    monkeypatch.setenv("KEYPROOF_CONTRACTS", str(tmp_path / "none"))
    return Site(tmp_path).add("openai")


@with_curl
def test_a_right_snippet_is_fine(site: Site) -> None:
    """The shell form of the check runs with both keys, and the block on the page is booked as executed."""
    one = snippets.render(providers.load(site.facts).providers["openai"], "check", "curl", site.templates)
    account = site.block(one.text, snippet=one.id).run("openai/check/curl")
    assert [finding.seen for finding in account.findings] == []
    assert account.exit == Exit.FINE
    assert [name for name, _ in account.outcomes[0].seconds] == ["good key", "bad key"]
    assert account.tally.executed == {"snippets": 1}
    assert "no contract was asked" in str(account)


ASKED = (
    'curl -s --max-time 9 -H @- https://api.openai.com/v1/models <<< "Authorization: Bearer $OPENAI_API_KEY"'
)
TELL = f"if {ASKED} | grep -q shutdown_date; then echo fine; else echo refused; fi\n"


@with_curl
@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (TELL, []),
        (f"{TELL}exit 3\n", ["SNP004"]),
        (f"{ASKED}\n", ["SNP004", "SNP005"]),
        (f"{TELL}echo $OPENAI_API_KEY\n", ["SNP006"]),
        pytest.param(
            TELL.replace("-H @-", '-H "Authorization: Bearer $OPENAI_API_KEY"'), ["SNP007"], marks=on_linux
        ),
        (f"{TELL}echo $OPENAI_API_KEY > key.txt\n", ["SNP008"]),
        (f"{TELL}echo $OPENAI_API_KEY > ~/.key\n", ["SNP008"]),
        (f"{TELL}curl -s https://evil.example/ || true\n", ["SNP010"]),
        ("echo fine; echo refused\n", ["SNP011"]),
    ],
    ids=lambda one: "-".join(one) or "fine" if isinstance(one, list) else "",
)
def test_each_slip_in_a_template_has_its_finding(site: Site, template: str, expected: list[str]) -> None:
    """A wrong exit, a silent failure, a key on show, in arguments or in a file, a stranger, no request."""
    account = site.shell(template).run("openai/check/curl")
    assert codes(account) == expected
    assert account.exit == (Exit.FINDINGS if expected else Exit.FINE)
    for finding in account.findings:
        assert finding.path == site.templates / "check" / "any.sh.jinja"
        assert "keyproof-good-openai" not in str(finding)
        assert "keyproof-bad-openai" not in str(finding)


def test_a_snippet_without_end_is_stopped(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The deadline ends it together with what it started."""
    monkeypatch.setattr(programs, "DEADLINE", 0.3)
    account = site.shell("sleep 60 & sleep 60\n").run("openai/check/curl")
    assert "SNP009" in codes(account)


def needs(*names: str) -> pytest.MarkDecorator:
    """Skip where one of the packages is missing, and say which."""
    absent = [name for name in names if importlib.util.find_spec(name) is None]
    return pytest.mark.skipif(bool(absent), reason=f"the package {', '.join(absent)} is not installed")


@pytest.mark.parametrize(
    ("snippet", "old", "new", "expected"),
    [
        pytest.param(
            *(
                "openai/check/sdk",
                'status = 401\ncode = "invalid_api_key"',
                'status = 400\ncode = "invalid_api_key"',
            ),
            ["SNP005"],
            marks=needs("openai"),
            id="the package raises another class for a wrong status",
        ),
        pytest.param(
            *("openai/check/sdk", 'path = "/models"', 'path = "/modelz"', ["SNP004", "SNP005"]),
            marks=needs("openai"),
            id="the package asks at the right path, not at a dead one",
        ),
        pytest.param(
            *("openai/check/sdk", '"OPENAI_API_KEY"', '"OPEN_AI_KEY"', ["SNP004", "SNP005", "SNP011"]),
            marks=needs("openai"),
            id="the package reads its own variable, not an invented one",
        ),
        pytest.param(
            *("openai/check/sdk", "openai.AuthenticationError", "openai.WrongKeyError", ["SNP005"]),
            marks=needs("openai"),
            id="the package has no such exception",
        ),
        pytest.param(
            *("huggingface/check/sdk", '"HF_TOKEN"', '"HF_KEY"', ["SNP004", "SNP005", "SNP011"]),
            marks=needs("huggingface_hub"),
            id="huggingface_hub reads its own variable",
        ),
        pytest.param(
            *("huggingface/check/sdk", '"/api/whoami-v2"', '"/api/whoami"', ["SNP004", "SNP005"]),
            marks=needs("huggingface_hub"),
            id="huggingface_hub asks at the right path",
        ),
        pytest.param(
            *("llama-cpp/check/curl", "status = 401", "status = 403", ["SNP005"]),
            marks=[needs(*local_server.PACKAGES), with_curl],
            id="the real server answers another status",
        ),
        pytest.param(
            *("llama-cpp/check/curl", 'path = "/models"', 'path = "/modelz"', ["SNP004"]),
            marks=[needs(*local_server.PACKAGES), with_curl],
            id="the real server has no such path",
        ),
    ],
)
def test_one_wrong_fact_turns_a_snippet_red(
    tmp_path: Path, snippet: str, old: str, new: str, expected: list[str]
) -> None:
    """Mutation: the official package or the real server disagrees with the changed fact."""
    provider = snippet.partition("/")[0]
    account = Site(tmp_path).add(provider).change(provider, old, new).run(snippet)
    assert codes(account) == expected
    assert account.exit == Exit.FINDINGS

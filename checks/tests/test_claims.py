"""`keyproof claims`: each wrong claim is found at its file and line, and a right one is left alone."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from claims_site import GLOSSARY, account, found
from conftest import PROJECT

from keyproof.claims import proof
from keyproof.report import Exit

# what is right, the slip in it, and the code under which the slip is found
CLAIMS = [
    ("The facts are in `docs/providers/<id>/<id>.toml`.", "<id>.toml", "<id>.tml", "CLM002"),
    ("The script is `scripts/check_key.py`.", "check_key.py", "check_keys.py", "CLM002"),
    ("Run `nox -s docs` now.", "-s docs", "-s dosc", "CLM003"),
    ("The script `check_key.py` has `--json`.", "--json", "--jsno", "CLM004"),
    ("Ask with `check_key.py --all --json`.", "--all", "--every", "CLM004"),
    ("Ask with `keyproof facts openai`.", "facts", "fatcs", "CLM005"),
    ("Ask with `keyproof links --json`.", "--json", "--write", "CLM004"),
    ("The key is in `OPENAI_API_KEY`.", "API_KEY", "API_KEYS", "CLM006"),
    ("The server is `https://api.openai.com/v1`.", "/v1", "/v7", "CLM007"),
    ("Open [the home page](https://platform.openai.com/).", "platform", "platforms", "CLM007"),
    ("The answer says `invalid_api_key`.", "invalid", "invalids", "CLM008"),
    ("Our code calls `show_list()`.", "show_list", "show_lists", "CLM008"),
    ("The model is `gpt-6-luna`.", "luna", "lunar", "CLM001"),
    ("A line holds one sentence.", "one sentence.", "one sentence. Then another.", "CLM011"),
    ("Open the page of the key.", "the key", "the token", "CLM013"),
    ("You need an API key.", "API key", "API Key", "CLM013"),
    ("It finds slips.", "finds", "seamlessly finds", "CLM016"),
    ("The folder is `my-own-words`{.example}.", ".example", ".examples", "CLM001"),
]
BLOCKS = [
    ("nox -s docs", "docs", "dosc", "CLM003"),
    ("uv run check_key.py openai --json", "--json", "--jsno", "CLM004"),
    ("keyproof facts", "facts", "fatcs", "CLM005"),
    ("nox -s new_provider -- acme Acme --docs https://acme.example/", "--docs", "--dosc", "CLM004"),
    ("nox -l", "nox", "nxo", "CLM005"),
    ('nox -l "$OPENAI_API_KEY"', "API_KEY", "API_KYE", "CLM006"),
    ("nox -l https://api.openai.com/v1", "api.", "apu.", "CLM007"),
]
STATEMENTS = """[[statements]]
what = "nox"
source = "its help"
seen_on = 2026-11-21
commands = [ "nox" ]
"""


def text(rows: list[str]) -> str:
    """Give a page with each row as a paragraph; the front matter and the title take five lines."""
    return "# Page\n\n" + "\n\n".join(rows) + "\n"


def block(row: str) -> str:
    """Give a code block with one command; the command is on its fourth line."""
    return f":::{{code-block}} bash\n:class: skip-changes\n\n{row}\n:::"


def test_what_is_right_is_left_alone(tmp_path: Path) -> None:
    """Paths, commands, options, variables, addresses and names that exist are no findings."""
    rows = [right for right, *_ in CLAIMS] + [block(right) for right, *_ in BLOCKS]
    made = account(tmp_path, {"page": text(rows), "reference/glossary": GLOSSARY}, statements=STATEMENTS)
    assert [str(one) for one in made.findings] == []
    assert made.exit is Exit.FINE
    assert set(made.literals) >= {"fact", "path", "command", "option", "name", "example"}


def test_each_slip_is_found_in_its_line(tmp_path: Path) -> None:
    """Every slip turns the check red, once, under its own code, at its own line."""
    for right, old, _new, _code in (*CLAIMS, *BLOCKS):
        assert old in right
    rows = [right.replace(old, new, 1) for right, old, new, _ in CLAIMS]
    blocks = [block(right.replace(old, new, 1)) for right, old, new, _ in BLOCKS]
    made = account(
        tmp_path, {"page": text(rows + blocks), "reference/glossary": GLOSSARY}, statements=STATEMENTS
    )
    first = 6
    expected = [(first + 2 * index, code) for index, (*_, code) in enumerate(CLAIMS)]
    below = first + 2 * len(CLAIMS)
    expected += [(below + 6 * index + 3, code) for index, (*_, code) in enumerate(BLOCKS)]
    assert found(made, "docs/page.md") == expected
    assert made.exit is Exit.FINDINGS


def test_lines_in_tables_tabs_and_templates(tmp_path: Path) -> None:
    """A finding names the line of the source, also in a table, in nested tabs and in a template."""
    page = """# Page

| name | what |
| --- | --- |
| one | first |
| two | `docs/lost-one` |

:::::{tabs}
::::{group-tab} macOS
Look at `docs/lost-two`.
::::
:::::

:::::{each-provider}

{% if provider.id == "openai" %}
Text.
{% endif %}
Look at {{ provider.name }} and
`docs/lost-three`.

::::{code-block} bash
:class: skip-asks

nox -s {{ provider.id }}
::::
:::::
"""
    made = account(tmp_path, {"page": page}, ids=("openai", "groq"), statements=STATEMENTS)
    codes = [(9, "CLM002"), (13, "CLM002"), (22, "CLM012"), (23, "CLM002"), (28, "CLM003")]
    assert sorted(set(found(made, "docs/page.md"))) == codes


def test_a_sentence_over_two_lines_is_found(tmp_path: Path) -> None:
    """A line that breaks off inside a sentence is a finding; a list or a colon is none."""
    page = "# Page\n\nA sentence that\ngoes on.\n\n- One\n- Two\n\nThis:\nhere.\n"
    assert found(account(tmp_path, {"page": page}), "docs/page.md") == [(6, "CLM012")]


def test_a_word_of_others_may_stand_beside_its_owner(tmp_path: Path) -> None:
    """A provider's own word may stand beside its name, in its tab, in its row and on its page."""
    page = """# Page

Hugging Face calls it a token.

Nobody else says token.

## Hugging Face

Here a token is a token.

| who | what |
| --- | --- |
| GitHub | a secret |
| OpenAI | a secret |
"""
    made = account(tmp_path, {"page": page, "reference/glossary": GLOSSARY}, ids=("huggingface",))
    assert found(made, "docs/page.md") == [(8, "CLM013"), (17, "CLM013")]


def test_facts_are_not_prose_of_the_page(tmp_path: Path) -> None:
    """What a directive or a template writes from facts is not judged as the page's own words."""
    template = ":::{each-provider}\n{{ provider.summary }}\n:::"
    directive = ":::{provider-glance}\n:provider: openai\n:::"
    made = account(tmp_path, {"page": text([template, directive])})
    assert found(made, "docs/page.md") == []
    assert made.literals["drawn"] > 0


def test_a_heading_in_title_case_is_found(tmp_path: Path) -> None:
    """A capital in a heading is a finding, except of a name that is known."""
    statements = 'proper_names = [ "Linux" ]\nstatements = []\n'
    page = "# Page\n\n## Use it on Linux\n\n## Use OpenAI\n\n## Store Your Key\n"
    made = account(tmp_path, {"page": page}, statements=statements)
    assert found(made, "docs/page.md") == [(10, "CLM015")]


def test_a_warning_says_what_to_do_instead(tmp_path: Path) -> None:
    """A warning that only forbids is a finding; one with a way out is none."""
    forbids = ":::{warning}\nDo not do this.\nIt is bad.\n:::\n"
    helps = ":::{warning}\nDo not do this; use the other one.\n:::\n"
    also = ":::{warning}\nNever do this.\nTake the other one.\n:::\n"
    made = account(tmp_path, {"page": f"# Page\n\n{forbids}\nText.\n\n{helps}\nText.\n\n{also}"})
    assert found(made, "docs/page.md") == [(7, "CLM017")]


def test_a_guide_that_is_hard_to_read_is_found(tmp_path: Path) -> None:
    """A guide above the grade is a finding with its figures; code and tables do not count."""
    long = (
        "Notwithstanding considerable organizational complexity, administrators occasionally reconsider " * 3
    )
    table = f"| a |\n| --- |\n| {long} |\n"
    pages = {
        "how-to/hard": f"# Hard\n\n{long}it.\n",
        "how-to/easy": f"# Easy\n\nPut the key in the box.\n\n{table}",
    }
    made = account(tmp_path, pages)
    assert found(made, "how-to/hard.md") == [(1, "CLM014")]
    assert found(made, "how-to/easy.md") == []
    assert [one.path.name for one in made.eases] == ["hard.md", "easy.md"]
    assert "docs/how-to/easy.md" in str(made)


def test_a_drawn_tree_is_compared_with_the_disk(tmp_path: Path) -> None:
    """Each folder and file of a drawn tree must be there, below the one above it."""
    rows = ["docs/        pages", "  index.md   the first", "  lost.md    gone", "scripts/     programs"]
    tree = "\n".join(["```", *rows, "```"])
    made = account(tmp_path, {"page": text([tree])})
    assert found(made, "docs/page.md") == [(9, "CLM002")]


def test_an_option_belongs_to_the_command_named_last(tmp_path: Path) -> None:
    """An option alone is looked for in the command of its text, else in the last one named before."""
    rows = [
        "Run `keyproof links`.",
        "Add `--json`.",
        "Add `--prompt`.",
        "With `check_key.py`, add `--prompt`.",
    ]
    made = account(tmp_path, {"page": text(rows)})
    assert found(made, "docs/page.md") == [(10, "CLM004")]
    (one,) = made.findings
    assert "keyproof" in one.expected


def test_other_markdown_of_the_repository_is_read_too(tmp_path: Path) -> None:
    """The README and its like are held to the same: their paths, links, commands and lines."""
    (tmp_path / "README.md").write_text(
        "# Project\n\nSee [the licence](LICENCE).\n\nRun `nox -s dosc`. Then `docs/`.\n", encoding="utf-8"
    )
    made = account(tmp_path, {})
    assert found(made, "README.md") == [(3, "CLM002"), (5, "CLM003"), (5, "CLM011")]


def test_statements_grow_old_and_out_of_use(tmp_path: Path) -> None:
    """A name that no page uses is a finding, and so is a statement older than 180 days; 90 are a note."""
    head = '[[statements]]\nwhat = "{}"\nsource = "s"\nseen_on = {}\n'
    old = head.format("old", "2026-05-24") + 'names = [ "old_name" ]'
    older = head.format("older", "2026-08-22") + 'names = [\n  "aged_name",\n  "lost_name",\n]'
    page = "# Page\n\nHere are `old_name` and `aged_name`.\n"
    made = account(tmp_path, {"page": page}, statements=f"{old}\n\n{older}\n")
    assert found(made, "outside-names.toml") == [(4, "CLM010"), (13, "CLM009")]
    assert [one.what for one in made.unconfirmed] == ["old", "older"]
    assert "not confirmed since 2026-08-22: older" in str(made)


def test_only_the_pages_asked_for(tmp_path: Path) -> None:
    """With a path, only the pages there are checked, and no statement is called unused."""
    pages = {"one": "# One\n\nSee `docs/lost`.\n", "two/three": "# Three\n\nSee `docs/lost`.\n"}
    made = account(tmp_path, pages, statements=STATEMENTS, only=("docs/two",))
    assert [one.path.name for one in made.findings] == ["three.md"]
    assert made.pages == 1


def test_a_path_without_a_page_is_wrong_use(tmp_path: Path) -> None:
    """A path that is no page is named, instead of checking nothing in silence."""
    with pytest.raises(proof.UnknownPathError, match=r"lost\.md is no page"):
        account(tmp_path, {}, only=("docs/lost.md",))


def test_the_account_as_json(tmp_path: Path) -> None:
    """The JSON holds the findings with all their parts, the counts and the reading ease."""
    made = account(tmp_path, {"how-to/page": "# Page\n\nSee `docs/lost` and `OPENAI_API_KEY`.\n"})
    told = json.loads(made.json())
    (finding,) = told["findings"]
    assert finding.keys() == {"path", "line", "code", "title", "seen", "expected", "fix"}
    assert (finding["line"], finding["code"], finding["seen"]) == (6, "CLM002", "`docs/lost`")
    assert told["literals"]["fact"] == 1
    assert told["reading"][0]["sentences"] == 1


def test_nothing_checked_has_not_passed() -> None:
    """An account without a single line of prose exits 3."""
    assert proof.Account().exit is Exit.NOTHING_CHECKED


def keyproof(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder."""
    command = [sys.executable, "-m", "keyproof", "claims", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def test_the_command_says_why_it_checked_nothing(tmp_path: Path) -> None:
    """When Sphinx cannot read the pages, the command repeats what it said and exits 3."""
    (tmp_path / "docs" / "providers").mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\n', encoding="utf-8")
    done = keyproof(tmp_path)
    assert done.returncode == 3
    assert "conf.py" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ('[[statements]]\nwhat = "x"\nsource = "s"\n', "outside-names.toml:1: statements.0.seen_on"),
        (
            '[[statements]]\nwhat = "x"\nsource = "s"\nseen_on = 2026-11-21\nname = []\n',
            ":5: statements.0.name",
        ),
        ("statements = \n", "outside-names.toml: "),
    ],
)
def test_a_bad_file_of_statements_is_wrong_use(tmp_path: Path, statement: str, said: str) -> None:
    """A statement without a date, with an unknown key or in bad TOML is told with its place; exit 2."""
    (tmp_path / "docs" / "providers").mkdir(parents=True)
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "outside-names.toml").write_text(statement, encoding="utf-8")
    done = keyproof(tmp_path)
    assert done.returncode == 2
    assert said in done.stderr


def test_misspellings_in_pages_facts_and_code_are_found(tmp_path: Path) -> None:
    """The spelling check of the session `lint` reads pages, facts, code and the hidden folder .github."""
    names = ["docs/page.md", "docs/providers/x/x.toml", "checks/code.py", ".github/CONTRIBUTING.md"]
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f"# A line.\n# {'te'}h line.\n", encoding="utf-8")
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    command = [sys.executable, "-m", "codespell_lib"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    said = sorted(row.removeprefix("./").split(" ")[0] for row in done.stdout.splitlines())
    assert said == sorted(f"{name}:2:" for name in names)

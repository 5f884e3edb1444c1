"""The builder `ledger`: every code block of the pages, and how each is to be proved."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from sphinx_site import Built, build, small_docs

import block_ledger

PAGE = """# Page

```python
plain = 1
```

:::{code-block} bash
:class: run-project

nox -s docs
:::

::::{tabs}
:::{group-tab} macOS
```bash
in_a_tab
```
:::
:::{code-tab} r
in_a_code_tab
:::
::::

:::{literalinclude} conf.py
:lines: 1
:class: skip-fragment
:::

- A list:

  :::{code-block} text
  :class: skip-screen

  You see this
  :::

:::{snippet} check
:provider: openai
:::
"""


def entries(built: Built) -> list[dict[str, Any]]:
    """Give the lines of the ledger."""
    return [json.loads(line) for line in (built.out / "blocks.jsonl").read_text().splitlines()]


def test_every_form_of_block_is_listed(tmp_path: Path) -> None:
    """Fences, directives, tabs, included files and snippets: none is missed, each with place and class."""
    docs = small_docs(tmp_path, {"page": PAGE}, ("openai",))
    built = build(docs, tmp_path / "ledger", "ledger")
    assert (built.code, built.said) == (0, "")
    found = [entry for entry in entries(built) if entry["page"] == "page"]
    plain, run, tab, code_tab, included, screen, *copied = found
    assert (plain["text"], plain["line"], plain["class"]) == ("plain = 1\n", 6, None)
    assert (plain["language"], run["language"]) == ("python", "bash")
    assert (run["class"], run["reason"], run["tab"]) == ("run-project", None, None)
    assert (tab["text"], tab["tab"]) == ("in_a_tab\n", "macOS")
    assert code_tab["text"] == "in_a_code_tab"
    assert included["class"] == "skip-fragment"
    assert included["text"].startswith('"""How Sphinx builds')
    assert (screen["class"], screen["reason"]) == ("skip-screen", block_ledger.SKIPS["skip-screen"])
    assert [entry["snippet"] for entry in copied] == [
        f"openai/check/{form}" for form in ("curl", "python", "sdk", "r")
    ]
    assert [entry["tab"] for entry in copied][:2] == ["curl", "Python (httpx)"]


def test_nested_tabs_are_named_from_the_outside_in(tmp_path: Path) -> None:
    """A snippet in a provider's tab names both tabs."""
    text = "# Page\n\n::::{each-provider}\n:::{snippet} check\n:provider: {{ provider.id }}\n:::\n::::\n"
    docs = small_docs(tmp_path, {"page": text}, ("openai",))
    assert entries(build(docs, tmp_path / "ledger", "ledger"))[0]["tab"] == "OpenAI / curl"


def test_a_class_that_is_not_on_the_list(tmp_path: Path) -> None:
    """A misspelt class is a warning at its line, and proves nothing."""
    docs = small_docs(tmp_path, {"page": PAGE.replace("run-project", "run-proejct")}, ("openai",))
    built = build(docs, tmp_path / "ledger", "ledger")
    assert built.code == 1
    assert re.search(
        r"page\.md:\d+: WARNING: class 'run-proejct' is not one of run-project, run-r, shows-r, skip-",
        built.said,
    )
    assert entries(built)[1]["class"] is None


def test_the_text_of_every_page_is_listed_beside(tmp_path: Path) -> None:
    """Each page has its words, and the code that stands in its lines."""
    text = "# Page\n\nCall `setKey(a)` now.\n"
    built = build(small_docs(tmp_path, {"page": text}), tmp_path / "ledger", "ledger")
    lines = (built.out / "pages.jsonl").read_text().splitlines()
    found = {entry["page"]: entry for entry in map(json.loads, lines)}
    assert set(found) == {"index", "page"}
    assert "Call setKey(a) now." in found["page"]["text"]
    assert found["page"]["inline"] == ["setKey(a)"]


def test_a_second_run_lists_the_unchanged_pages_too(tmp_path: Path) -> None:
    """The ledger is complete however little Sphinx had to read again."""
    docs = small_docs(tmp_path, {"page": PAGE, "other": "# Other\n\n```text\nhere\n```\n"}, ("openai",))
    first = entries(build(docs, tmp_path / "ledger", "ledger"))
    (docs / "other.md").write_text("# Other\n\n```text\nthere\n```\n")
    second = entries(build(docs, tmp_path / "ledger", "ledger"))
    assert len(first) == len(second)
    assert [entry for entry in first if entry["page"] == "page"] == [
        entry for entry in second if entry["page"] == "page"
    ]


def test_reasons_are_sentences() -> None:
    """Each class that skips a block says why, in one sentence."""
    for name, reason in block_ledger.SKIPS.items():
        assert name.startswith("skip-")
        assert re.fullmatch(r"It [^.]+\.", reason)


def test_a_block_from_a_file_that_proves_itself_says_so(tmp_path: Path) -> None:
    """What a page includes is proved by the tests of that file where there are some, else by nobody."""
    (file,) = block_ledger.INCLUDED
    for name in (file, "other.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("```yaml\na: 1\n```\n")
    page = f"# Page\n\n:::{{include}} ../{file}\n:::\n\n:::{{include}} ../other.md\n:::\n"
    built = build(small_docs(tmp_path, {"page": page}, ()), tmp_path / "ledger", "ledger")
    assert (built.code, built.said) == (0, "")
    known, unknown = (entry for entry in entries(built) if entry["page"] == "page")
    assert (known["class"], known["reason"]) == (file, block_ledger.INCLUDED[file])
    assert (unknown["class"], unknown["reason"]) == (None, None)

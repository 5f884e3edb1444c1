"""A page follows the facts that it shows, and a provider is a folder and nothing else."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from conftest import PROJECT
from sphinx_site import build, build_apart, small_docs, whole_docs

from keyproof import providers

GLANCE = "# Page\n\n:::{provider-glance}\n:provider: openai\n:::\n"
LIST = "# List\n\n:::{provider-list}\n:::\n"


def test_editing_a_fact_builds_its_pages_again_and_no_other(tmp_path: Path) -> None:
    """A page is read again when a fact that it shows has changed."""
    docs = small_docs(tmp_path, {"shows": GLANCE, "other": "# Other\n\nText.\n"}, ("openai",))
    out = tmp_path / "html"
    assert build(docs, out).code == 0
    other = (out / "other.html").stat().st_mtime_ns
    facts = docs / "providers/openai/openai.toml"
    facts.write_text(facts.read_text().replace("A paid API", "A costly API", 1))
    built = build(docs, out)
    assert (built.code, built.said) == (0, "")
    assert "A costly API" in built.text("shows")
    assert (out / "other.html").stat().st_mtime_ns == other


def test_touching_a_file_builds_nothing_again(tmp_path: Path) -> None:
    """Only what a fact says counts, not when its file was written."""
    docs = small_docs(tmp_path, {"shows": GLANCE}, ("openai",))
    out = tmp_path / "html"
    build(docs, out)
    before = (out / "shows.html").stat().st_mtime_ns
    os.utime(docs / "providers/openai/openai.toml")
    assert build(docs, out).code == 0
    assert (out / "shows.html").stat().st_mtime_ns == before


def test_a_date_that_grows_old_builds_its_pages_again(tmp_path: Path) -> None:
    """The mark of an old fact appears although no file has changed."""
    docs = small_docs(tmp_path, {"shows": GLANCE}, ("openai",))
    out = tmp_path / "html"
    build(docs, out, SOURCE_DATE_EPOCH="1795300000")  # 2026-11-22
    built = build(docs, out, SOURCE_DATE_EPOCH="1805000000")  # 2027-03-14
    assert "not confirmed since" in built.text("shows")


def test_lists_follow_the_folders(tmp_path: Path) -> None:
    """A provider that comes or goes changes every page that lists providers."""
    docs = small_docs(tmp_path, {"list": LIST}, ("openai",))
    out = tmp_path / "html"
    assert "llama.cpp" not in build(docs, out).text("list")
    extra = small_docs(tmp_path / "extra", {}, ("llama-cpp",)) / "providers" / "llama-cpp"
    shutil.copytree(extra, docs / "providers" / "llama-cpp")
    assert "llama.cpp" in build(docs, out).text("list")
    shutil.rmtree(docs / "providers" / "llama-cpp")
    built = build(docs, out)
    assert (built.code, built.said) == (0, "")
    assert "llama.cpp" not in built.text("list")


def test_providers_come_and_go_without_another_edit(tmp_path: Path) -> None:
    """The whole site builds without a warning after one provider of every sort is gone and one has come.

    The new one's folder is made by the script; it is a page, a row in every list, and a tab where all
    providers have one.
    """
    known = providers.load(PROJECT / "docs" / "providers").providers.values()
    gone = {(one.kind, one.tutorial, one.macbehaviour is None): one.id for one in known}.values()
    assert len(gone) > len({one.kind for one in known})
    docs = whole_docs(tmp_path)
    for name in gone:
        shutil.rmtree(docs / "providers" / name)
    _add_acme(docs)
    built = build_apart(docs, tmp_path / "html")
    assert (built.code, built.said) == (0, "")
    assert [name for name in gone if (built.out / "providers" / name).exists()] == []
    assert "Acme" in built.text("index")
    assert built.page("how-to/after-a-leak").css_first('[data-key="acme"]') is not None
    assert "Acme" in built.text("reference/comparison")
    assert (built.out / "snippets/acme/check.sh").is_file()


def _add_acme(docs: Path) -> None:
    rest = ("--base-url", "https://api.acme.example/v1", "--docs", "https://docs.acme.example/")
    script = [sys.executable, str(PROJECT / "scripts" / "new_provider.py"), "acme", "Acme", *rest]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "checks")}
    subprocess.run(
        [*script, "--folder", str(docs / "providers")], check=True, capture_output=True, env=environment
    )


def test_labels_are_what_the_screen_says() -> None:
    """A step's label holds nothing but words on the screen; remarks about them belong to the step's text."""
    known = providers.load(PROJECT / "docs" / "providers").providers.values()
    labels = [step.label for one in known for step in one.steps if step.label]
    assert len(labels) > 20
    assert [label for label in labels if re.search(r"[(;:]", label)] == []


def test_every_provider_fits_on_a_tab() -> None:
    """What tabs and tables show is short and belongs to one provider; a short name is the shorter one."""
    known = providers.load(PROJECT / "docs" / "providers").providers.values()
    assert [one.label for one in known if len(one.label) > 17] == []
    assert len({one.label for one in known}) == len(known)
    assert [one.id for one in known if one.short_name and len(one.short_name) >= len(one.name)] == []

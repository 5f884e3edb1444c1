"""What can be wrong with versions and the changelog: a code, a title and a mend for each."""

from __future__ import annotations

from keyproof.report import Rule

BUILD = Rule(
    "VER001",
    "version does not build",
    "build it with `nox -s docs`; a tag that never built is deleted, and a new release takes its place",
)
ENVIRONMENT = Rule(
    "VER002",
    "packages of a version cannot be installed",
    "look at what uv says; a version that is in the cache needs no packages",
)
LOST = Rule(
    "VER003",
    "page is gone, and nothing leads on from its address",
    'add `"old.html" = "new.html"` to docs/moved.toml, or bring the page back',
)
TAG = Rule(
    "VER004",
    "tag is no version's name",
    "make a tag of the right name at the same commit, and delete this one",
)
CLASH = Rule("VER005", "page lies where a version is published", "give the page's folder another name")
HEADING = Rule(
    "VER006",
    "heading of the changelog is not of its form",
    "write `## Unreleased`, or `## 2026.11.0 (2026-11-30)`",
)
ORDER = Rule("VER007", "changelog is not newest first", "put the section where its version and date belong")
EMPTY = Rule(
    "VER008",
    "section of the changelog says nothing",
    "write one list item for each change that a reader notices",
)
WORKSHOP = Rule(
    "VER009",
    "changelog speaks to the workshop",
    "say what is different for a reader, without prefixes and commit numbers of the workshop",
)
RULES = (BUILD, ENVIRONMENT, LOST, TAG, CLASH, HEADING, ORDER, EMPTY, WORKSHOP)

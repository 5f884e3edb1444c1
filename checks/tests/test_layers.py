"""Who imports whom: downwards only, and one door to each outside thing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKS = Path(__file__).parents[1]
PROJECT = CHECKS.parent
LAYERS = (
    {"audit", "literals", "macbehaviour", "model", "positions", "processes", "rcode", "report"},
    {"amendments", "audit_shape", "bodies", "connection", "setkey", "shape", "providers", "client"},
    {"publication"},
    {"facts", "links", "claims", "snippets", "keytable", "rtable", "runs"},
    {"emulator", "contracts", "local_server", "versions"},
    {"confirm", "runner", "keys", "live", "guides", "sdks"},
    {"refresh", "rehearsal"},
    {"commands"},
    {"__main__"},
)
MODULES = sorted((CHECKS / "keyproof").rglob("*.py"))


def imports(file: Path) -> Iterator[str]:
    """Give the full name of each module that the file imports, also inside functions."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def layer(part: str) -> int:
    """Give the layer of a module or package of keyproof."""
    return next(index for index, names in enumerate(LAYERS) if part in names)


def part(file: Path) -> str:
    """Give the name under which the map of layers knows this file."""
    return file.relative_to(CHECKS / "keyproof").with_suffix("").parts[0]


@pytest.mark.parametrize("file", MODULES, ids=lambda file: file.relative_to(CHECKS).as_posix())
def test_imports_point_downwards(file: Path) -> None:
    """No module imports from a layer above its own."""
    if part(file) == "__init__":
        return
    for name in imports(file):
        parts = name.split(".")
        if parts[0] == "keyproof" and len(parts) > 1:
            assert layer(parts[1]) <= layer(part(file)), f"{file.name} imports {name}"


def test_every_module_has_a_layer_and_a_line_in_the_map() -> None:
    """A new module is put into the layers here and described in the package's docstring."""
    described = ast.get_docstring(
        ast.parse((CHECKS / "keyproof" / "__init__.py").read_text(encoding="utf-8"))
    )
    for file in MODULES:
        if part(file) != "__init__":
            assert layer(part(file)) >= 0
            assert f"\n{part(file)} " in (described or ""), f"{part(file)} is missing in keyproof/__init__.py"


@pytest.mark.parametrize(
    ("package", "door", "outside"),
    [
        ("keyproof", {"client.py"}, {"httpx"}),
        ("keyproof", {"providers.py"}, {"tomllib"}),
        ("keyproof", {"positions.py"}, {"tree_sitter_toml"}),
        ("linkcheck_plus", {"web.py"}, {"httpx"}),
    ],
)
def test_one_door_to_each_outside_thing(package: str, door: set[str], outside: set[str]) -> None:
    """At most one module of a package imports httpx, and one reads TOML."""
    users = {
        file.name
        for file in (CHECKS / package).rglob("*.py")
        if outside & {name.split(".")[0] for name in imports(file)}
    }
    assert len(users) <= 1
    assert users <= door


def test_linkcheck_plus_could_leave_for_its_own_repository() -> None:
    """The link checker imports nothing of keyproof, and the key check nothing of either."""
    alone = [*(CHECKS / "linkcheck_plus").rglob("*.py"), *(PROJECT / "scripts").glob("check_key.py")]
    assert alone
    for file in alone:
        parts = {name.split(".")[0] for name in imports(file)}
        assert "keyproof" not in parts, file
        assert file.name != "check_key.py" or "linkcheck_plus" not in parts

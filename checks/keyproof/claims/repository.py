"""What the repository holds: its files, its sessions, and the names that its code defines."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

# tests name wrong things on purpose, and this package names what pages may say
_NOT_CODE = ("checks/tests/", "checks/keyproof/claims/")
_GAP = re.compile(r"<\w+>")
_SHORT = 4


@dataclass(frozen=True, slots=True)
class Repository:
    """The files of one checkout, and what its Python files define and say."""

    root: Path
    files: frozenset[str]
    folders: frozenset[str]
    ignored: tuple[str, ...]
    sessions: frozenset[str]
    names: frozenset[str]
    words: frozenset[str]
    said: str

    def has(self, path: str, beside: Path | None = None) -> bool:
        """Say whether a path is in the repository, from its top or beside the page that names it.

        `<id>` stands for one name, the same one wherever it stands, and `*` for any part of a name.
        """
        plain = path.strip("/")
        if not re.sub(r"[*/.]", "", _GAP.sub("", plain)):
            return False
        if not plain.startswith(".."):
            plain = plain.removeprefix("./")
        places = [PurePosixPath(plain)]
        if beside is not None:
            folder = PurePosixPath(beside.resolve().parent.relative_to(self.root).as_posix())
            places += [_joined(folder, plain), PurePosixPath("docs", plain)]
        return any(self._matches(place.as_posix()) for place in places)

    def has_file_called(self, name: str) -> bool:
        """Say whether some file has this name, in whichever folder."""
        return any(file.rpartition("/")[2] == name for file in self.files)

    def is_ignored(self, name: str) -> bool:
        """Say whether .gitignore names this file: it is made, and never committed."""
        return name.strip("/") in self.ignored or name.partition("/")[0] in self.ignored

    @property
    def tops(self) -> frozenset[str]:
        """Give the folders at the top."""
        return frozenset(folder for folder in self.folders if "/" not in folder)

    def uses(self, name: str) -> bool:
        """Say whether our code has this name, or makes it of two: `linkcheck_plus_` and `cache`."""
        if name in self.names or name in self.words:
            return True
        cuts = (match.end() for match in re.finditer("_", name))
        return any(name[:cut] in self.words and name[cut:] in self.words | self.names for cut in cuts)

    def says(self, text: str) -> bool:
        """Say whether a program of ours prints this text, in whole words."""
        return len(text) >= _SHORT and re.search(rf"(?<!\w){re.escape(text)}(?!\w)", self.said) is not None

    def _matches(self, path: str) -> bool:
        if not _GAP.search(path) and "*" not in path:
            return path in self.files or path in self.folders
        form, seen = "", set[str]()
        for part in re.split(r"(<\w+>|\*)", path):
            form += _form(part, seen)
        pattern = re.compile(form)
        return any(pattern.fullmatch(one) for one in (*self.files, *self.folders))


def _joined(folder: PurePosixPath, plain: str) -> PurePosixPath:
    parts = list(folder.parts)
    for part in PurePosixPath(plain).parts:
        if part == "..":
            parts = parts[:-1]
        else:
            parts.append(part)
    return PurePosixPath(*parts)


def _form(part: str, seen: set[str]) -> str:
    """Give a regular expression for a part of a path; a gap that stood before must hold the same again."""
    if part == "*":
        return "[^/]*"
    if not _GAP.fullmatch(part):
        return re.escape(part)
    name = part.strip("<>")
    if name in seen:
        return f"(?P={name})"
    seen.add(name)
    return f"(?P<{name}>[^/]+)"


def load(root: Path) -> Repository:
    """Read the checkout below this folder."""
    root = root.resolve()
    files = frozenset(_files(root))
    folders = frozenset(parent.as_posix() for file in files for parent in PurePosixPath(file).parents[:-1])
    own = sorted(name for name in files if not name.startswith(_NOT_CODE))
    trees = {name: tree for name in own for tree in _tree(root, name)}
    code = trees.values()
    ignore = root / ".gitignore"
    lines = ignore.read_text(encoding="utf-8").splitlines() if ignore.is_file() else []
    return Repository(
        root=root,
        files=files,
        folders=folders,
        ignored=tuple(line.strip("/") for line in lines if line and not line.startswith("#")),
        sessions=frozenset(_sessions(trees.get("noxfile.py"))),
        names=frozenset(name for tree in code for name in _names(tree)),
        words=frozenset(text for tree in code for text in _texts(tree) if " " not in text and text),
        said="\n".join(text for name, tree in trees.items() if _speaks(name) for text in _texts(tree)),
    )


def _speaks(name: str) -> bool:
    return name.startswith("scripts/") and name.endswith(".py")


def _files(root: Path) -> Iterator[str]:
    """Give the files that git holds or would take; without git, all that are there."""
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - fixed words
    except (OSError, subprocess.CalledProcessError):
        yield from (path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())
        return
    yield from (name for name in done.stdout.split("\0") if name and (root / name).is_file())


def _tree(root: Path, name: str) -> Iterator[ast.Module]:
    if name.endswith(".py"):
        try:
            yield ast.parse((root / name).read_text(encoding="utf-8"))
        except (SyntaxError, UnicodeDecodeError):
            return  # ruff says what is wrong with it


def _sessions(tree: ast.Module | None) -> Iterator[str]:
    """Give the names under which nox knows the functions that it runs."""
    for node in tree.body if tree is not None else ():
        if not isinstance(node, ast.FunctionDef):
            continue
        for mark in node.decorator_list:
            call = mark if isinstance(mark, ast.Call) else None
            if ast.unparse(call.func if call else mark) in {"nox.session", "session"}:
                given = {word.arg: word.value for word in call.keywords} if call else {}
                named = given.get("name")
                yield str(named.value) if isinstance(named, ast.Constant) else node.name


def _names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from (name.name for name in node.names)


def _texts(tree: ast.Module) -> Iterator[str]:
    """Give the texts of the code, without its docstrings."""
    notes = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
            yield node.value

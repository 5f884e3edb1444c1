"""Which lines git says were changed since a revision, and the links on them."""

from __future__ import annotations

import re
import subprocess
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from linkcheck_plus.model import LinkcheckError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from linkcheck_plus.model import Link

HUNK = re.compile(r"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
ESCAPE = re.compile(r"\\([0-7]{3}|.)")
ESCAPED = {"n": 10, "t": 9, "r": 13, "a": 7, "b": 8, "f": 12, "v": 11}
EVERY_LINE = range(1, 2**31)


def only_since(links: Sequence[Link], revision: str) -> list[Link]:
    """Give the links on lines changed since a revision branched off, with those places only.

    What is not committed yet counts as changed, and so does a file git does not know. Raises LinkcheckError
    when there is no git, no repository here or no such revision.
    """
    changed = changed_lines(revision)
    kept = []
    for link in links:
        places = tuple(at for at in link.locations if any(at.line in some for some in _of(changed, at.path)))
        if places:
            kept.append(link._replace(locations=places))
    return kept


def _of(changed: dict[Path, list[range]], path: str) -> list[range]:
    return changed.get(Path(path).resolve(), [])


def changed_lines(revision: str) -> dict[Path, list[range]]:
    """Give the changed lines of each file; raise LinkcheckError."""
    if revision.startswith("-"):
        msg = f"--since is {revision!r}; expected a revision such as origin/main or HEAD~1."
        raise LinkcheckError(msg)
    top = Path(_git("rev-parse", "--show-toplevel").rstrip("\n"))
    base = _base(revision)
    diff = _git("diff", "--unified=0", "--no-color", "--no-ext-diff", "--no-renames", "--src-prefix=a/",
                "--dst-prefix=b/", base, "--", cwd=top)  # fmt: skip
    changed: defaultdict[Path, list[range]] = defaultdict(list)
    for name, lines in _hunks(diff.split("\n")):
        changed[(top / name).resolve()].append(lines)
    for name in _git("ls-files", "--others", "--exclude-standard", "-z", cwd=top).split("\0"):
        if name:
            changed[(top / name).resolve()] = [EVERY_LINE]
    return dict(changed)


def _base(revision: str) -> str:
    """Give the commit that this branch and the revision have in common: what came after is others' work."""
    commit = _git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}", says=_no_revision(revision))
    try:
        return _git("merge-base", commit.strip(), "HEAD").strip()
    except LinkcheckError:
        return commit.strip()  # a shallow clone does not hold what they have in common


def _no_revision(revision: str) -> str:
    return (
        f"--since {revision}: git knows no such revision here. Correct it, or fetch it: a shallow clone "
        "holds only one commit (actions/checkout: fetch-depth: 0)."
    )


def _hunks(lines: Iterable[str]) -> Iterator[tuple[str, range]]:
    """Give (path, lines of the new file) of every hunk; the text of a change is stepped over, not read."""
    name, skip = "", 0
    for line in lines:
        if skip:
            skip -= not line.startswith("\\")
        elif line.startswith("+++ "):
            name = _name(line[4:])
        elif match := HUNK.match(line):
            old, start, new = (1 if group is None else int(group) for group in match.groups())
            skip = old + new
            if name and new:
                yield name, range(start, start + new)


def _name(text: str) -> str:
    """Give the path of a '+++' line, '' for a file that was deleted; git quotes odd names as C does."""
    if text.startswith('"'):
        raw = ESCAPE.sub(lambda match: _character(match.group(1)), text.strip()[1:-1])
        text = raw.encode("latin-1", errors="surrogateescape").decode("utf-8", errors="surrogateescape")
    text = text.removesuffix("\t")
    return text.removeprefix("b/") if text != "/dev/null" else ""


def _character(escape: str) -> str:
    return chr(int(escape, 8) if escape.isdigit() else ESCAPED.get(escape, ord(escape)))


def _git(*arguments: str, cwd: Path | None = None, says: str = "") -> str:
    command = ["git", "-c", "core.quotePath=true", *arguments]
    try:
        done = subprocess.run(command, cwd=cwd, capture_output=True, check=False)  # noqa: S603
    except OSError as error:
        msg = f"--since needs git, which cannot be run: {error.strerror}. Install it, or leave --since out."
        raise LinkcheckError(msg) from error
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().splitlines()
        msg = says or f"--since: git says: {words[-1] if words else 'it failed'}. Run it inside a repository."
        raise LinkcheckError(msg)
    return done.stdout.decode("utf-8", errors="surrogateescape")

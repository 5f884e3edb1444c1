"""The code on the pages that hands a key to MacBehaviour, held to the rules of `keyproof.setkey`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from keyproof import setkey
from keyproof.model import Provider
from keyproof.report import Finding
from keyproof.runner.blocks import Block, Ledger, Page

_SCREENS = {"skip-screen", "shows-r"}
TASK = "macbehaviour"


def findings(
    ledger: Ledger, known: Mapping[str, Provider], page_file: Callable[[str], Path]
) -> Iterator[Finding]:
    """Give what is wrong with the code in the blocks and lines of the pages, and what a page leaves out.

    A snippet is looked at once, on the first page that shows it.
    """
    dead = setkey.dead_ends(known.values())
    looked_at: set[str] = set()
    for name, blocks in _by_page(ledger).items():
        file, page = page_file(name), ledger.pages.get(name, Page())
        for block in blocks:
            if block.snippet is None or block.snippet not in looked_at:
                looked_at |= {block.snippet or ""}
                yield from (_finding(fault, file, block.line) for fault in setkey.of_code(block.text, dead))
        for piece in page.inline:
            yield from (_finding(fault, file, 1) for fault in setkey.of_code(piece, dead))
        yield from (_finding(fault, file, 1) for fault in _left_out(blocks, page, known))


def _by_page(ledger: Ledger) -> dict[str, list[Block]]:
    names = dict.fromkeys((*ledger.pages, *(block.page for block in ledger.blocks)))
    code = [block for block in ledger.blocks if block.mark not in _SCREENS]
    return {name: [block for block in code if block.page == name] for name in names}


def _left_out(blocks: Iterable[Block], page: Page, known: Mapping[str, Provider]) -> Iterator[setkey.Fault]:
    code = "\n".join([*(block.text for block in blocks), *page.inline])
    shown = {block.snippet.partition("/") for block in blocks if block.snippet is not None}
    tables = (known[name].macbehaviour for name, _, rest in shown if rest.startswith(TASK) and name in known)
    warned = any(table is not None and setkey.unverified(table) for table in tables)
    yield from setkey.of_page(code, page.text, warned=warned)


def _finding(fault: setkey.Fault, file: Path, line: int) -> Finding:
    rule = fault.rule
    return Finding(
        path=file,
        line=line,
        code=rule.code,
        title=rule.title,
        seen=fault.seen,
        expected=fault.expected,
        fix=rule.fix,
    )

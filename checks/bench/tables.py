"""The figures as tables: for a terminal, and for the README of linkcheck-plus."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.figures import FINISHED, Figures, Judged, Raced, Situations, Speed

README = Path(__file__).parents[1] / "linkcheck_plus" / "README.md"
BEGIN, END = "<!-- measured: begin -->\n", "<!-- measured: end -->\n"
NONE = "-"
HEAD_WIDTH = 12
Grid = list[list[str]]


def renewed(text: str, figures: Figures) -> str:
    """Give the README's text with these figures between its two marks."""
    head, _, rest = text.partition(BEGIN)
    return f"{head}{BEGIN}\n{markdown(figures)}\n{END}{rest.partition(END)[2]}"


def by_checker(figures: Figures) -> Grid:
    """Give the grid of the main table: a row a checker."""
    rows = {row.name: row for row in figures.situations.rows} if figures.situations else {}
    laps = {row.name: row for row in figures.speed.rows} if figures.speed else {}
    grid = [["", *_heads(figures)]]
    for name in rows | laps:
        judged = _judged(rows.get(name)) if rows else []
        raced = _raced(laps.get(name), figures) if laps else []
        grid += [[name, *judged, *raced]]
    return grid


def _heads(figures: Figures) -> Iterator[str]:
    if figures.situations:
        yield from (f"right of {figures.situations.total}, each alone", "right, all in one run")
        yield from ("that run", "its memory", "shows a URL's password")
    if figures.speed:
        yield from (
            f"{figures.speed.links:,} links",
            "to the bound",
            "processor",
            "memory",
            "requests a link",
        )


def _judged(row: Judged | None) -> list[str]:
    if row is None:
        return [NONE] * 5
    run = f"{row.seconds:.0f} s" if row.end == FINISHED else row.end
    return [str(row.alone), str(row.together), run, f"{row.megabytes:.0f} MB", "yes" if row.shown else "no"]


def _raced(row: Raced | None, figures: Figures) -> list[str]:
    if row is None or figures.speed is None:
        return [NONE] * 5
    ratio = f"{row.seconds / figures.speed.bound:.2f}" if row.end == FINISHED else NONE
    wall = f"{row.seconds:.1f} s" if row.end == FINISHED else row.end
    requests = f"{row.requests:.2f}" + (f", up to {row.most}" if row.most > 1 else "")
    return [wall, ratio, f"{row.cpu:.1f} s", f"{row.megabytes:.0f} MB", requests]


def by_kind(situations: Situations) -> Grid:
    """Give the grid of the second table: right verdicts a kind of situation."""
    grid = [["right, each alone", "of", *(row.name for row in situations.rows)]]
    for kind, count in situations.kinds.items():
        grid.append([kind, str(count), *(str(row.kinds.get(kind, 0)) for row in situations.rows)])
    return grid


def notes(figures: Figures) -> Iterator[str]:
    """Give the sentences below the tables."""
    if figures.situations:
        yield f"Situations tried on {figures.situations.date}."
    if figures.speed:
        yield from _on_speed(figures.speed)
    if kills := figures.kills:
        yield f"linkcheck-plus, killed {kills['kills']} times, {kills['midway']} of them midway:"
        yield f"- answers lost beyond those in flight: {kills['lost'] + kills['forgotten']}."
        yield f"- known answers asked for again: {kills['again']}."
        yield f"- lines that cannot be read, beyond one a kill: {kills['torn']}."
    yield from (f"{name} is missing: {why}" for name, why in figures.skipped.items())


def _on_speed(speed: Speed) -> Iterator[str]:
    yield f"Speed tried on {speed.date}, {speed.machine}; {speed.hosts} hosts take 30 to 70 ms an answer."
    yield f"At 2 requests in flight a host nobody can be quicker than {speed.bound:.2f} s, the bound."
    yield "How many requests each had in flight:"
    yield from (f"- {row.name}: {row.trial}." for row in speed.rows)
    beyond, requests = speed.warm
    links, megabytes, seconds = speed.many
    yield "linkcheck-plus besides:"
    yield f"- again with a warm cache: {beyond:.2f} s beyond Python's start, {requests} requests."
    yield f"- {links:,} links: {megabytes:.0f} MB, {seconds:.0f} s."


def terminal(figures: Figures) -> str:
    """Give all tables for a terminal."""
    tables = [by_checker(figures)] if figures.situations or figures.speed else []
    tables += [by_kind(figures.situations)] if figures.situations else []
    return "\n\n".join([*("\n".join(_aligned(table)) for table in tables), "\n".join(notes(figures))]) + "\n"


def _aligned(grid: Grid) -> Iterator[str]:
    rows = _stacked(grid)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        first, *rest = zip(row, widths, strict=True)
        yield "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in rest)]).rstrip()


def _stacked(grid: Grid) -> Grid:
    """Give the grid with its heads in short lines."""
    heads = [textwrap.wrap(head, HEAD_WIDTH) or [""] for head in grid[0][1:]]
    depth = max(map(len, heads))
    columns = [[""] * (depth - len(words)) + words for words in heads]
    corner = [""] * (depth - 1) + grid[0][:1]
    return [[corner[n], *(words[n] for words in columns)] for n in range(depth)] + grid[1:]


def markdown(figures: Figures) -> str:
    """Give all tables as Markdown, checkers side by side as in the README's other table."""
    sides = [list(column) for column in zip(*by_checker(figures), strict=True)]
    tables = ["\n".join(_piped(sides))] if figures.situations or figures.speed else []
    tables += ["\n".join(_piped(by_kind(figures.situations)))] if figures.situations else []
    return "\n\n".join([*tables, "\n".join(notes(figures))]) + "\n"


def _piped(grid: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(grid[0])} |"
    yield f"| --- |{' ---: |' * (len(grid[0]) - 1)}"
    yield from (f"| {' | '.join(row)} |" for row in grid[1:])

"""The link checkers of the benchmark, ours first; a new peer is a module and a line here.

Each module says how its checker is installed, run and read.
"""

from __future__ import annotations

from bench.checkers import linkchecker, linkinator, lychee, plus, sphinx
from bench.checkers.job import Checker

OURS: Checker = plus.CHECKER
PEERS: tuple[Checker, ...] = (lychee.CHECKER, linkinator.CHECKER, sphinx.CHECKER, linkchecker.CHECKER)

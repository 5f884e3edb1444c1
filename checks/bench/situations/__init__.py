"""The situations: what links meet, and which verdict is right."""

from __future__ import annotations

from bench.fault_server import Situation
from bench.situations.absences import ABSENCES
from bench.situations.addresses import ADDRESSES, TLS
from bench.situations.bodies import BODIES, HEAD_LIES
from bench.situations.fragments import FRAGMENTS
from bench.situations.limits import LIMITS
from bench.situations.moves import MOVES
from bench.situations.pages import PAGES
from bench.situations.refusals import CODES, WALLS
from bench.situations.sign_ins import SIGN_INS
from bench.situations.wire import WIRE

#: Kind -> situations, in the order of the report.
KINDS: dict[str, tuple[Situation, ...]] = {
    "pages that are there": PAGES,
    "HEAD lies": HEAD_LIES,
    "bodies": BODIES,
    "plain codes": CODES,
    "bot walls": WALLS,
    "limits and passing faults": LIMITS,
    "moves": MOVES,
    "sign-ins": SIGN_INS,
    "200, but not there": ABSENCES,
    "fragments": FRAGMENTS,
    "HTTP by the letter": WIRE,
    "TLS": TLS,
    "addresses": ADDRESSES,
}
ALL: tuple[Situation, ...] = tuple(situation for kind in KINDS.values() for situation in kind)

"""What can be wrong with what the packages raise: a code, a title and a mend for each."""

from __future__ import annotations

from keyproof.report import Rule

_AGAIN = "read what changed, then `nox -s sdks -- --write` records it; the pages follow"
OTHER_CLASS = Rule("SDK001", "package raises another class than the recorded one", _AGAIN)
NOT_RECORDED = Rule("SDK002", "situation without a record", "`nox -s sdks -- --write` records it")
NO_LONGER = Rule(
    "SDK003", "record of a situation that nobody can meet", "`nox -s sdks -- --write` takes it out"
)
OTHERWISE = Rule("SDK004", "package behaves otherwise than recorded", _AGAIN)
GOOD_FAILS = Rule(
    "SDK005",
    "program fails with a working key",
    "correct the program in checks/keyproof/sdks/programs, the stand-in, or the facts that they use",
)
NO_REMEDY = Rule(
    "SDK006",
    "remedy of our pages does not help",
    "correct the snippet in docs/_snippets, then the page that promises the remedy",
)
NO_END = Rule(
    "SDK007",
    "package does not end, or crashes",
    "try the program by hand; then tell its makers, and the readers",
)
UNREADABLE = Rule(
    "SDK008", "record cannot be read", "delete the file; `nox -s sdks -- --write` makes it anew"
)
OTHER_FACT = Rule(
    "SDK009",
    "fact names another exception than the package raises",
    "correct the fact: the pages and the snippets show it",
)
RULES = (
    *(OTHER_CLASS, NOT_RECORDED, NO_LONGER, OTHERWISE, GOOD_FAILS),
    *(NO_REMEDY, NO_END, UNREADABLE, OTHER_FACT),
)

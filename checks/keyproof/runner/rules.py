"""What can be wrong with the code blocks of the pages: a code, a title and a mend for each."""

from __future__ import annotations

from keyproof.report import Rule

UNPROVED = Rule(
    "SNP001",
    "code block that nobody proves",
    "render it with {snippet}, or give it the class run-project, or the skip class that says why not",
)
UNKNOWN = Rule(
    "SNP002", "page shows a snippet that no template makes", "correct the name, or write the template"
)
CHANGED = Rule(
    "SNP003", "page shows other text than the template gives", "build the pages again; never edit a snippet"
)
FAILS = Rule(
    "SNP004",
    "snippet fails with a working key",
    "correct the template, or the fact that it shows (address, variable, model, path to the text)",
)
SILENT = Rule(
    "SNP005",
    "snippet does not show the documented failure",
    "correct the error row that check.invalid_error names, the SDK's exception, or the template's `bad`",
)
PRINTS_KEY = Rule(
    "SNP006", "snippet prints the key", "print the status and the provider's words, not the key"
)
ARGUMENT = Rule(
    "SNP007",
    "key in the arguments of a process",
    "hand it over on standard input or in the environment: everyone on the machine can list arguments",
)
LEAVES_KEY = Rule(
    "SNP008",
    "snippet leaves the key in a file",
    "write it to no file, or delete the file in the same snippet",
)
SLOW = Rule("SNP009", "no end within the deadline", "give the request a timeout and switch retries off")
STRANGER = Rule(
    "SNP010",
    "request to a host that the facts do not name",
    "correct the address, or put it into the provider's facts",
)
ASKS_NOBODY = Rule(
    "SNP011", "snippet sends no request", "a snippet that asks nobody proves nothing: correct the template"
)
PROJECT = Rule("SNP012", "command of this project fails", "correct the command on the page, or what it calls")
BREACH = Rule(
    "SNP013",
    "request or answer against the provider's own contract",
    "correct the template, or the example in the facts, by the provider's OpenAPI document",
)
R_FAILS = Rule("SNP014", "R code of a page fails", "correct the code on the page, or what it calls")
SHOWS_OTHER = Rule(
    "SNP015",
    "page shows another output than its R code prints",
    "copy what the code prints; leave out what differs from run to run",
)
OTHERWISE = Rule(
    "SNP016",
    "check_key.R judges otherwise than check_key.py",
    "correct scripts/check_key.R; its table is drawn by `keyproof keytable --write`",
)
RULES = (
    *(UNPROVED, UNKNOWN, CHANGED, FAILS, SILENT, PRINTS_KEY, ARGUMENT),
    *(LEAVES_KEY, SLOW, STRANGER, ASKS_NOBODY, PROJECT, BREACH, R_FAILS, SHOWS_OTHER, OTHERWISE),
)

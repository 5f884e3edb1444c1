"""What can be wrong with what the pages say: a code, a title and a mend for each."""

from __future__ import annotations

from keyproof.report import Rule

UNKNOWN = Rule(
    "CLM001",
    "nobody knows what this is",
    "correct its spelling; or state it in checks/outside-names.toml with source and date; "
    "or mark it {.example} when the page made it up",
)
PATH = Rule("CLM002", "path that is not in the repository", "correct the path, or add the file")
SESSION = Rule(
    "CLM003", "session that noxfile.py does not have", "correct the name; `nox -l` lists the sessions"
)
OPTION = Rule("CLM004", "option that the command does not take", "correct the option, or name its command")
COMMAND = Rule(
    "CLM005",
    "command that nobody knows",
    "correct its name, or state it in checks/outside-names.toml with source and date",
)
VARIABLE = Rule(
    "CLM006",
    "environment variable that nobody reads",
    "correct the name, put it into the provider's facts, or state it in checks/outside-names.toml",
)
ADDRESS = Rule(
    "CLM007",
    "address without a source",
    "correct the address, put it into the provider's facts, or state it in checks/outside-names.toml",
)
NAME = Rule(
    "CLM008",
    "name of code that nothing defines",
    "correct the name, or state it in checks/outside-names.toml with source and date",
)
UNUSED = Rule("CLM009", "statement that no page needs", "delete the name from the statement")
OLD = Rule(
    "CLM010", "statement that nobody has confirmed for long", "look at its source again, and write the day"
)
CROWDED = Rule("CLM011", "two sentences in a line", "break the line after the first sentence")
BROKEN = Rule("CLM012", "sentence over two lines", "write the whole sentence on one line")
TERM = Rule("CLM013", "other word for a term of the glossary", "write the glossary's word")
HARD = Rule("CLM014", "page that is hard to read", "write shorter sentences, and shorter words")
HEADING = Rule(
    "CLM015",
    "heading not in sentence case",
    "write small what is no name; add a name to `proper_names` in checks/outside-names.toml",
)
PRAISE = Rule("CLM016", "word that praises", "leave it out, or say what the thing does")
WARNING = Rule(
    "CLM017",
    "warning that does not say what to do instead",
    "add a sentence that begins with what to do",
)
RULES = (
    *(UNKNOWN, PATH, SESSION, OPTION, COMMAND, VARIABLE, ADDRESS, NAME, UNUSED, OLD),
    *(CROWDED, BROKEN, TERM, HARD, HEADING, PRAISE, WARNING),
)

"""What a piece of inline code can be by its form alone: a value, or what stands for one."""

from __future__ import annotations

import ipaddress
import json
import re

KINDS = {
    "drawn": "A directive wrote it from facts or code, so it is no claim of the page.",
    "example": "The page made it up, and says so with the mark `{.example}`.",
    "quoted-as-wrong": "An older guide's name, quoted because it is wrong, with the mark of that name.",
    "fact": "The facts hold just this text: a variable, a model, an error code, a recorded exception.",
    "statement": "A dated statement in `checks/outside-names.toml` vouches for it.",
    "value": "A number, a date, `true`, a status such as `HTTP 401`, your own computer's address, a sign.",
    "command": "A command of this project with a session, a subcommand and options that it takes.",
    "option": "An option of the command that the text names, or of the last one that the page named.",
    "address": "An address that the facts or a statement name, on our own site, or made up for examples.",
    "path": "A file or folder of this repository, or one that it ignores because it is made.",
    "variable": "An environment variable that our programs read.",
    "name": "A name that our code defines, or a word that it uses whole.",
    "placeholder": "What stands for a value: `NAME` of an option, `<id>`, `the-key`, `your-name`.",
    "screen": "What a program of ours prints.",
    "shown": "It stands in a code block of the same page.",
    "code": "An expression whose every word is of one of these kinds.",
}
"""Every kind that a piece of inline code can have, in the order in which they are tried."""
GAP = re.compile(r"<[\w -]+>|\{\w+\}|[A-Z]|(?:the|your|my)-[a-z-]+|paste-[a-z-]+-here|\.\.\.")
"""What stands for a value: `<id>`, `{name}`, a single capital, `the-key`, `your-name`, `...`."""
SCHEME = re.compile(r"https?://")
_STATUS = re.compile(r"HTTP \d{3}")
_SHARE = re.compile(r"\d+(?:\.\d+)? ?%")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def is_value(text: str) -> bool:
    """Say whether a text stands for itself: a number, a date, a status, this computer's address, a sign."""
    if not any(character.isalnum() for character in text):
        return bool(text)
    if any(form.fullmatch(text) for form in (_STATUS, _SHARE, _DAY, SCHEME)):
        return True
    try:
        return not isinstance(json.loads(text), (dict, list, str))
    except ValueError:
        pass
    try:
        return not ipaddress.ip_address(text).is_global
    except ValueError:
        return text == "localhost"


def stands_in(text: str, code: str) -> bool:
    """Say whether a text stands in some code as whole words."""
    return bool(text.strip()) and re.search(rf"(?<![\w-]){re.escape(text)}(?![\w-])", code) is not None

"""What a piece of inline code can be by its form alone: a value, or what stands for one."""

from __future__ import annotations

import ipaddress
import json
import re

GAP = re.compile(r"<[\w -]+>|\{\w+\}|[A-Z]|(?:the|your|my)-[a-z-]+|paste-[a-z-]+-here|\.\.\.")
"""What stands for a value: `<id>`, `{name}`, a single capital, `the-key`, `your-name`, `...`."""
SCHEME = re.compile(r"https?://")
_STATUS = re.compile(r"HTTP \d{3}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def is_value(text: str) -> bool:
    """Say whether a text stands for itself: a number, a date, a status, this computer's address, a sign."""
    if not any(character.isalnum() for character in text) or _STATUS.fullmatch(text) or _DAY.fullmatch(text):
        return True
    if SCHEME.fullmatch(text):
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

"""What can be wrong with the claims of older guides beyond the form of their file."""

from __future__ import annotations

from keyproof.report import Rule

OTHER_TEXT = Rule(
    "OLD010",
    "not the text that was judged",
    "judge the text anew and write its SHA-256, or fetch the one that is named",
)
LOST_QUOTE = Rule("OLD011", "quotation that the guide does not have", "quote the guide letter by letter")
MISJUDGED = Rule(
    "OLD012",
    "stale text is not in the guide as marked",
    "correct the pattern, or write what is true into `in_guide`",
)
STALE = Rule(
    "OLD013",
    "page shows a stale text",
    "say what holds now; where the page quotes it as wrong, give the words the class quoted-as-wrong",
)
NOWHERE = Rule(
    "OLD014", "claim leads nowhere", "correct `page` here or in the topic, or bring the heading back"
)
OTHERWISE = Rule(
    "OLD015",
    "execution shows something else",
    "correct the claim, its verdict or what is run: the world is right",
)
ADVERTISED = Rule("OLD016", "advertised name", "delete it: say what it is, without the name")
RULES = (OTHER_TEXT, LOST_QUOTE, MISJUDGED, STALE, NOWHERE, OTHERWISE, ADVERTISED)

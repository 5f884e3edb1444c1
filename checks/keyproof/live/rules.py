"""What the live world can show to be wrong: a code, a title and a mend for each kind."""

from __future__ import annotations

from collections.abc import Mapping

from keyproof.live.observations import Kind
from keyproof.report import Rule

BROKEN = Rule("LIVE001", "link is broken", "find the page's new address, or take the link out")
MOVED = Rule("LIVE002", "link has moved for good", "write the new address; `nox -s refresh` proposes it")
REFUSAL = Rule(
    "LIVE003",
    "provider refuses an unknown key otherwise",
    "correct the error row as the provider answers now, then run `keyproof keytable --write`",
)
KEY = Rule("LIVE004", "key check with a real key fails", "mend the secret, or the facts under [check]")
MODEL = Rule("LIVE005", "model is gone or going", "name another model there")
OF_KIND: Mapping[Kind, Rule] = {
    "links": BROKEN,
    "moved-links": MOVED,
    "refusals": REFUSAL,
    "keys": KEY,
    "models": MODEL,
}
RULES = tuple(OF_KIND.values())

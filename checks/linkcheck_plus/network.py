"""Whether there is a network here: what all hosts of a run gave together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linkcheck_plus.address import host_of

if TYPE_CHECKING:
    from linkcheck_plus.evidence import Evidence

#: So many hosts may be silent by their own fault, or so many for each that is heard.
FEW, FOR_EACH = 10, 4


class Network:
    """Counts the hosts that were heard and those that stayed silent."""

    def __init__(self) -> None:
        """Know of no host yet."""
        self._heard: set[str] = set()
        self._silent: set[str] = set()

    def note(self, seen: Evidence) -> None:
        """Learn from what one page gave."""
        (self._heard if seen.answered else self._silent).add(host_of(seen.final_uri))

    @property
    def there(self) -> bool:
        """Whether a host's silence is its own: networks that let few hosts through make the others silent."""
        silent = len(self._silent - self._heard)
        return bool(self._heard) and silent <= max(FEW, FOR_EACH * len(self._heard))

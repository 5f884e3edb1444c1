"""Answers that llhttp refuses and browsers read, such as a folded header: h11 reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import h11

from linkcheck_plus.exchange import Malformed

if TYPE_CHECKING:
    from linkcheck_plus.parsing import Answers

#: Bytes that a head may have.
HEAD = 100 * 1024
ASKED = h11.Request(method="GET", target="/", headers=[("Host", "asked")])


class OddAnswer:
    """One answer, read into `Answers`; its connection is not used again."""

    def __init__(self, answers: Answers) -> None:
        """Wait for the answer to a GET."""
        self._answers = answers
        self._messages = h11.Connection(h11.CLIENT, max_incomplete_event_size=HEAD)
        for event in (ASKED, h11.EndOfMessage()):
            self._messages.send(event)

    def feed(self, data: bytes) -> None:
        """Read what came, b'' for the connection's end; raise Malformed."""
        try:
            self._messages.receive_data(data)
            while (event := self._messages.next_event()) not in (h11.NEED_DATA, h11.PAUSED):
                self._take(event)
                if self._answers.ended:
                    return
        except h11.RemoteProtocolError as error:
            raise Malformed(str(error)) from error

    def _take(self, event: object) -> None:
        if isinstance(event, h11.Response | h11.InformationalResponse):
            version = f"HTTP/{event.http_version.decode()}"
            self._answers.begin(event.status_code, event.headers.raw_items(), version)
        elif isinstance(event, h11.Data):
            self._answers.pieces.append(bytes(event.data))
        elif isinstance(event, h11.EndOfMessage):
            self._answers.ended = True

"""Why a request gave no answer: an exception of the wire -> the kind of failure and a sentence."""

from __future__ import annotations

import re
import socket
import ssl
from typing import TYPE_CHECKING

from linkcheck_plus.evidence import Failure
from linkcheck_plus.exchange import Interrupted, Malformed, NoAnswer, NotInTime, ProxyFailed, Unreached

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS: tuple[tuple[type[BaseException], Failure], ...] = (
    (ssl.SSLCertVerificationError, Failure.CERTIFICATE),
    (ssl.SSLError, Failure.TLS),
    (socket.gaierror, Failure.DNS),
    (ProxyFailed, Failure.PROXY),
    (ConnectionRefusedError, Failure.REFUSED),
    (NotInTime, Failure.CONNECT_TIMEOUT),
    (ConnectionResetError, Failure.RESET),
    (BrokenPipeError, Failure.RESET),
    (UnicodeError, Failure.ADDRESS),
    (Unreached, Failure.UNREACHABLE),
    (Interrupted, Failure.RESET),
    (Malformed, Failure.PROTOCOL),
)
BROKEN_OFF = re.compile(r"disconnected|peer closed")
OPENSSL_PLACE = re.compile(r"^\[\w+(?:: \w+)?\] | \(_ssl\.c:\d+\)$")
# OpenSSL's codes: 19 an unknown root, 20 and 21 no issuer at hand (18 is self-signed: the host's own fault)
UNKNOWN_ISSUER = {19, 20, 21}


def no_answer(error: Exception) -> NoAnswer:
    """Sort a failure by its innermost known cause."""
    causes = list(_causes(error))
    for kind, failure in KINDS:
        for cause in causes:
            if isinstance(cause, kind):
                return NoAnswer(_refined(failure, cause), _sentence(cause))
    return NoAnswer(Failure.UNREACHABLE, _sentence(error))


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Give the error and everything it came from, groups included."""
    stack, seen = [error], set()
    while stack:
        current = stack.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        stack.extend(cause for cause in (current.__cause__, current.__context__) if cause is not None)
        stack.extend(getattr(current, "exceptions", ()))


def _refined(failure: Failure, cause: BaseException) -> Failure:
    """Tell the kinds apart that share an exception."""
    if isinstance(cause, ssl.SSLCertVerificationError) and cause.verify_code in UNKNOWN_ISSUER:
        return Failure.ISSUER
    if isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_AGAIN:
        return Failure.DNS_TEMPORARY
    if isinstance(cause, Malformed) and BROKEN_OFF.search(str(cause)):
        return Failure.RESET
    return failure


def _sentence(error: BaseException) -> str:
    """Give the error's words, without the library's places and numbers."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return str(error.verify_message)
    if isinstance(error, OSError) and error.strerror:
        return OPENSSL_PLACE.sub("", error.strerror)
    return str(error)[:200] or type(error).__name__

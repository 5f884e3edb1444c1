"""A stand-in for the providers on loopback, driven by the facts, under the real host names.

exchange     a request, an answer, and the note of both
keys         the keys it knows
envelopes    the bodies of errors
layer        OpenAI's form at a provider that has its own
answers      what a provider answers; pure
application  the same as an ASGI application
door         the proxy that leads the real host names here
trust        the throw-away certificates, and the variables that name them
service      all of it in a thread: `Emulator`
"""

from keyproof.emulator.exchange import Answer, Request, Seen
from keyproof.emulator.keys import bad_key, good_key, masked, row_key
from keyproof.emulator.service import Emulator

__all__ = ["Answer", "Emulator", "Request", "Seen", "bad_key", "good_key", "masked", "row_key"]

"""The words of judgement: tables of failures, codes and known oddities, so that a new one is a line."""

from __future__ import annotations

import re

from linkcheck_plus.evidence import Failure
from linkcheck_plus.model import Status

LOOK = "Look at it in a browser."
LATER = "Run again later."
CORRECT = "Correct the address, or take the link out."
NO_NETWORK = "But hardly any host answered in this run, so the reason may be this network."
NO_TRUST = "But no certificate was accepted in this run, so the fault may be here."
WHY_FAILED = {
    Failure.ADDRESS: "It is not a legal URL",
    Failure.DNS: "The host's name does not exist",
    Failure.DNS_TEMPORARY: "The name server could not say where the host is",
    Failure.REFUSED: "The host refuses the connection",
    Failure.UNREACHABLE: "The host cannot be reached",
    Failure.CONNECT_TIMEOUT: "The host did not accept a connection in time",
    Failure.TIMEOUT: "The host was reached but gave no complete answer in time",
    Failure.RESET: "The host broke off the connection",
    Failure.CERTIFICATE: "The host's certificate is not valid",
    Failure.ISSUER: "The issuer of the host's certificate is not known here",
    Failure.TLS: "No secure connection can be agreed on with the host",
    Failure.PROTOCOL: "The answer is not HTTP that a browser would accept",
    Failure.ENCODING: "The answer cannot be decoded",
    Failure.LOOP: "The redirects never end",
    Failure.HOPS: "The redirects never end",
    Failure.SCHEME: "The redirect leads out of the web",
    Failure.PROXY: "The proxy of this network refused or failed",
    Failure.NOT_ASKED: "It was not asked",
}
#: Failures that say nothing about the page, only about the moment or this network.
PASSING = {
    Failure.CONNECT_TIMEOUT: Status.TIMEOUT,
    Failure.TIMEOUT: Status.TIMEOUT,
    Failure.DNS_TEMPORARY: Status.UNVERIFIED,
    Failure.PROXY: Status.UNVERIFIED,
    Failure.NOT_ASKED: Status.UNVERIFIED,
}
#: Oddities: a failure whose detail says that a browser may fare otherwise -> status, why.
ODDITIES = (
    (
        Failure.TLS,
        re.compile(r"certificate required"),
        Status.LOGIN_WALL,
        "The host wants a client's certificate",
    ),
    (
        Failure.TLS,
        re.compile(r"legacy renegotiation|handshake failure|dh key too small"),
        Status.UNVERIFIED,
        "The host's TLS is not accepted here, but browsers may accept it",
    ),
    (
        Failure.PROTOCOL,
        re.compile(r"header|too much data|content-length|transfer-encoding|chunk", re.IGNORECASE),
        Status.UNVERIFIED,
        "The answer breaks a rule of HTTP that browsers do not insist on",
    ),
    (
        Failure.ENCODING,
        re.compile(r"not asked for"),
        Status.UNVERIFIED,
        "The page comes in an encoding that browsers may know, but this checker does not",
    ),
)  # fmt: skip
ADVICE = {
    Failure.ISSUER: "If a proxy opens TLS here, name its authority: --ca-file, linkcheck_plus_ca_file.",
    Failure.CERTIFICATE: "Tell the host's owner, or link elsewhere: browsers warn their readers off.",
    Failure.LOOP: "Open the link in a browser, and link to where it ends.",
    Failure.PROXY: "Set HTTPS_PROXY to a proxy that lets this host through, or unset it, and run again.",
    Failure.HOPS: "Open the link in a browser, and link to where it ends.",
}
CODES = {
    300: (Status.WORKING, "The address answers with a choice of pages (300).", ""),
    304: (Status.WORKING, "The host says that the page has not changed (304).", ""),
    401: (Status.LOGIN_WALL, "The page asks for credentials (401).", ""),
    402: (Status.LOGIN_WALL, "The page is for paying users (402).", ""),
    403: (Status.BOT_WALL, "The host refuses this checker (403); a browser may be let in.", LOOK),
    404: (
        Status.BROKEN,
        "There is no such page (404).",
        "Find the page's new address, or take the link out.",
    ),
    405: (Status.WORKING, "The address exists, but does not answer GET (405).", ""),
    406: (Status.UNVERIFIED, "The host has no form of the page that this checker accepts (406).", LOOK),
    407: (
        Status.UNVERIFIED,
        "The proxy of this network asks for credentials (407).",
        "Set HTTPS_PROXY with them.",
    ),
    408: (Status.TIMEOUT, "The host gave up waiting (408).", LATER),
    410: (
        Status.BROKEN,
        "The page is gone for good (410).",
        "Take the link out, or link to an archived copy.",
    ),
    418: (Status.BOT_WALL, "The host refuses programs (418).", LOOK),
    426: (Status.UNVERIFIED, "The host wants another protocol than this checker speaks (426).", LOOK),
    429: (Status.RATE_LIMITED, "The host asks us to come back later (429).", ""),
    440: (Status.LOGIN_WALL, "The session has ended, as after a sign-in (440).", ""),
    451: (Status.UNVERIFIED, "The page is withheld here for legal reasons (451).", ""),
    511: (Status.UNVERIFIED, "This network wants a sign-in first (511).", "Sign in to the network."),
    999: (Status.BOT_WALL, "The host refuses programs (999).", LOOK),
}  # fmt: skip
#: Fragments that scripts of known sites understand, whatever the page's HTML holds.
SCRIPT_FRAGMENTS = re.compile(
    r"[/!?]|L\d+(C\d+)?(-L?\d+(C\d+)?)?$|lines?-\d+|issuecomment-\d+|discussion(comment-|_r)\d+|note_\d+$"
    r"|pullrequestreview-\d+|diff-[0-9a-f]{8}|heading=h\.|gid=\d+|slide=id|comment-?\d+$|file-[\w-]+$|t=\d|page=\d"
    r"|\w+=[^=]+&"
)

# /// script
# requires-python = ">=3.11"
# dependencies = ["httpx>=0.28"]
# ///
"""Say whether an API key of an LLM provider works, and if not, what to do next.

    uv run check_key.py openai        (or `pip install httpx`, then `python check_key.py openai`)

What happens to your key, so that you can see for yourself before you run this:
- it is read from the environment, from standard input (--stdin) or at a hidden prompt (--prompt);
- it goes in one header to the one address that is printed, and no redirect is followed;
- it is written to no file, and `hide` takes it out of everything that is printed.

Exit code: 0 it works, 1 the key or the account must be mended, 2 wrong use, 3 could not tell.
The file reads from the top: the command, the key, the address, the request, the verdict, the output.
At the end stands a table, drawn from the facts of the site, of what each provider is known to answer.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import difflib
import email.utils
import getpass
import ipaddress
import json
import math
import os
import queue
import re
import secrets
import ssl
import sys
import threading
import time
import urllib.parse
import urllib.request
import warnings
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NoReturn

try:
    import httpx
except ImportError:
    print("check_key: httpx is missing: use `uv run check_key.py`, or `pip install httpx`", file=sys.stderr)
    raise SystemExit(2) from None

DEADLINE = 20.0  # seconds for all that is asked about one key
BODY_CAP = 1024 * 1024  # bytes of an answer, unpacked; a list of models is far smaller
LONGEST_NAME = 15  # an argument that is longer, and nothing we know, may be a key
LONGEST_KEY = 8192  # the longest known have 2000 letters

# Each verdict, the exit code that goes with it, and with whom the matter lies.
VERDICTS = {
    "ok": (0, "nobody"),
    **dict.fromkeys(("missing", "malformed", "invalid", "expired", "leaked", "no_scope"), (1, "key")),
    **dict.fromkeys(("no_credit", "restricted", "region", "account", "model"), (1, "account")),
    **dict.fromkeys(("rate_limited", "provider_down"), (3, "provider")),
    **dict.fromkeys(("network", "tls", "proxy", "redirected"), (3, "network")),
    "unexpected": (3, "unknown"),
}
LATER = "Try again later. Nothing was learnt about your key, so do not replace it."
NETWORK = "Sign in to the network in your browser, or use another network."


@dataclass(frozen=True)
class Row:
    """An answer that a provider is known to give: what it means, what to do, how it is recognised."""

    id: str
    verdict: str
    status: int
    says: str
    do: str
    code: str = ""
    type: str = ""
    message: str = ""
    field: str = ""  # a place in the JSON that holds `equals`, or a number not above `at_most`
    equals: str | int | bool = ""
    at_most: float = -math.inf
    at: str = "check probe"  # which of our requests can meet it


@dataclass(frozen=True, kw_only=True)
class Provider:
    """How a provider is asked about a key, and how it answers."""

    id: str
    name: str
    env: str
    base: str
    path: str
    expect: tuple[str, ...]  # the places that the JSON of a good answer fills ...
    proves: str
    not_proved: tuple[str, ...]
    rows: tuple[Row, ...]
    answers: type = dict  # ... its outermost form ...
    refusal: tuple[str, ...] = ("error", "message", "detail")  # ... and places of which a refusal fills one
    plain_errors: bool = False  # its refusals are no JSON at all
    method: str = "GET"
    body: Mapping[str, object] | None = None
    price: str = ""  # of the check; empty: it is free
    status: int = 200
    header: str = "Authorization"
    scheme: str = "Bearer"
    extra_headers: Mapping[str, str] = field(default_factory=dict)
    id_header: str = "x-request-id"  # holds the number under which the provider finds the request again
    base_env: str = ""  # the variable that sends the official client to another address
    regions: Mapping[str, str] = field(default_factory=dict)  # other addresses, which may know other keys
    env_aliases: tuple[str, ...] = ()
    env_ignored: tuple[str, ...] = ()  # names from old guides that no official client reads
    prefixes: tuple[str, ...] = ()
    keys_page: str = ""
    own_server: bool = False  # runs on a reader's computer and may ask for no key
    control: bool = False  # may ignore keys, so it is also asked without one
    permission: tuple[str, str, str] | None = None  # id, name and mend of a right that the answer spells out
    probe_path: str = ""  # the smallest request that brings back text, and so proves credit
    probe_base: str = ""  # where it does not go to the address of the check
    probe_body: Mapping[str, object] = field(default_factory=dict)
    probe_expect: str = ""
    probe_price: str = ""


@dataclass
class Check:
    """One key, where it goes, and what has been learnt on the way."""

    provider: Provider
    key: str
    key_from: str
    base: str
    base_from: str  # empty: the provider's own address
    probe: bool
    seconds: float
    notes: list[str]
    proved: list[str] = field(default_factory=list)
    not_proved: list[str] = field(default_factory=list)
    url: str = ""  # of the last request; empty as long as nothing was sent
    proxy: str = ""
    status: int | None = None
    started: float = field(default_factory=time.monotonic)


@dataclass(frozen=True)
class Finding:
    """A verdict in words; `passing` means a fault that one more try may get past."""

    verdict: str
    says: str
    do: str
    row: str = ""
    passing: bool = False


@dataclass(frozen=True)
class Answer:
    """What came back over the network; `data` is the body as JSON, or None."""

    status: int
    headers: Mapping[str, str]
    data: object
    is_page: bool  # made for people: HTML, where JSON belongs


# --- The command -------------------------------------------------------------------------------------


def main(words: Sequence[str]) -> int:
    """Do what the command line asks for and give the exit code."""
    warnings.simplefilter("error", getpass.GetPassWarning)  # rather fail than show a key while it is typed
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr] # old consoles lack letters
    try:
        return run(parse(words))
    except KeyboardInterrupt:
        print("check_key: stopped", file=sys.stderr)
        return 130
    except Exception as error:  # noqa: BLE001 - a traceback could show the key
        print(f"check_key: failed by itself: {type(error).__name__}. No word on your key.", file=sys.stderr)
        return 3


def run(wanted: argparse.Namespace) -> int:
    """Print the list, or check and print the verdicts."""
    if wanted.list:
        return show_list(as_json=wanted.json)
    chosen = list(choose_all()) if wanted.all else [choose(wanted)]
    if not chosen:
        names = ", ".join(one.env for one in PROVIDERS.values())
        print(f"check_key: nothing to check. Looked for {names}.", file=sys.stderr)
        return 3
    reports = list(check_all([prepare(one, wanted) for one in chosen]))
    for report in reports:
        print(json.dumps(report) if wanted.json else "\n".join(lines(report, brief=wanted.all)))
    codes = {VERDICTS[report["verdict"]][0] for report in reports}
    return 1 if 1 in codes else max(codes)


def is_set(provider: Provider) -> bool:
    """Say whether a variable of this provider holds something."""
    return any(os.environ.get(name, "").strip() for name in (provider.env, *provider.env_aliases))


def parse(words: Sequence[str]) -> argparse.Namespace:
    """Read the command line, unless it holds a key or makes no sense."""
    if any(map(looks_like_key, words)):
        refuse(
            "an argument looks like a key. Other programs can see arguments, and your shell keeps them.\n"
            "Delete this key at the provider and make a new one; then use its variable, --prompt or --stdin."
        )
    parser = Parser(
        description="Say whether an API key works, and if not, what to do next.",
        epilog="Exit code: 0 it works, 1 mend the key or the account, 2 wrong use, 3 could not tell. Without "
        "a key the verdict is `missing`, exit code 1; you are asked for it only with --prompt.",
        allow_abbrev=False,
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("provider", nargs="?", metavar="PROVIDER", help="its name, as --list shows it")
    what.add_argument("--all", action="store_true", help="check every provider whose variable is set")
    what.add_argument("--list", action="store_true", help="show providers, their variables and key pages")
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--env", metavar="NAME", help="read the key from this variable")
    source.add_argument("--stdin", action="store_true", help="read the key from standard input")
    source.add_argument("--prompt", action="store_true", help="type or paste the key; it is not shown")
    parser.add_argument("--base-url", metavar="URL", help="the address that you give the official client")
    parser.add_argument("--probe", action="store_true", help="prove credit too, by one short paid request")
    parser.add_argument("--yes", action="store_true", help="agree to the price beforehand")
    parser.add_argument("--json", action="store_true", help="print one JSON object a check")
    parser.add_argument("--timeout", metavar="S", type=seconds, default=DEADLINE, help="default: %(default)g")
    wanted = parser.parse_args(words)
    for_one = (wanted.env, wanted.stdin, wanted.prompt, wanted.base_url, wanted.probe)
    if any(for_one) and not wanted.provider:
        refuse("--env, --stdin, --prompt, --base-url and --probe need a PROVIDER")
    return wanted


class Parser(argparse.ArgumentParser):
    """Reads the command line and never repeats what stands there: it might be a key."""

    def error(self, message: str) -> NoReturn:
        """Refuse, in argparse's words up to where it would quote an argument."""
        refuse(f"{message.partition(':')[0]}: not understood; see --help")


def refuse(text: str) -> NoReturn:
    """End the program because of wrong use. The text must not repeat an argument."""
    print(f"check_key: {text}", file=sys.stderr)
    raise SystemExit(2)


def seconds(text: str) -> float:
    """Read the number after --timeout."""
    value = float(text)
    if not 0 < value <= 30 * DEADLINE:  # refuses nan too
        raise ValueError
    return value


def looks_like_key(word: str) -> bool:
    """Say whether an argument is more likely a key than anything that belongs there."""
    value = word.rpartition("=")[2] if word.startswith("-") else word
    is_variable = re.fullmatch(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+", value)
    if value.startswith("-") or value in PROVIDERS or is_variable or set(":/") & set(value):
        return False
    return bool(owners(value)) or len(value) > LONGEST_NAME


def owners(text: str) -> list[Provider]:
    """Give the providers whose keys begin like this text, by the longest beginning that fits."""
    marks = [mark for one in PROVIDERS.values() for mark in one.prefixes if text.startswith(mark)]
    longest = max(marks, key=len, default="")
    return [one for one in PROVIDERS.values() if longest and longest in one.prefixes]


def choose(wanted: argparse.Namespace) -> Provider:
    """Give the provider that the command line names."""
    provider = PROVIDERS.get(wanted.provider)
    if provider is None:
        close = difflib.get_close_matches(wanted.provider.lower(), PROVIDERS, n=1)
        hint = f" Did you mean {close[0]}?" if close else ""
        refuse(f"unknown provider.{hint} Known are {', '.join(PROVIDERS)}.")
    return provider


def choose_all() -> Iterator[Provider]:
    """Give the providers whose variable is set, except those that must be asked by name; say why."""
    for one in filter(is_set, PROVIDERS.values()):
        reason = f"its check is not free ({one.price})" if one.price else ""
        if "{" in find_base(one, None)[0]:
            reason = "it needs --base-url"
        if reason:
            print(f"check_key: {one.id} is left out: {reason}; check it by its name", file=sys.stderr)
        else:
            yield one


def prepare(provider: Provider, wanted: argparse.Namespace) -> Check:
    """Find the address, the key and the consent."""
    base, base_from = find_base(provider, wanted.base_url)
    if "{" in base:
        variable = f" or {provider.base_env}" * bool(provider.base_env)
        refuse(f"{provider.id} needs --base-url{variable}: {base} with your own name for the part in braces")
    key, key_from, notes = find_key(provider, wanted)
    if os.environ.get(provider.base_env, "?").strip() == "":
        notes.append(f"{provider.base_env} is set but empty, which breaks the official client: unset it.")
    probe = bool(key.strip() or provider.own_server) and consent(provider, base_from, wanted)
    return Check(provider, key, key_from, base, base_from, probe, wanted.timeout, notes)


def consent(provider: Provider, base_from: str, wanted: argparse.Namespace) -> bool:
    """Say what is not free, ask the reader to agree, and give whether to send the probe."""
    if not (wanted.probe or provider.price):
        return False
    if wanted.probe and not provider.probe_path:
        reason = "its check is one already" if provider.price else "no model is known that every key may use"
        refuse(f"--probe has no request for {provider.name}: {reason}")
    if wanted.probe and base_from and provider.probe_base:
        refuse(f"--probe has no request for {provider.name} at this address")
    what, price = ("--probe", provider.probe_price) if wanted.probe else ("The check", provider.price)
    print(f"{what} sends {provider.name} one short request. Price: {price}", file=sys.stderr)
    if not wanted.yes and (wanted.stdin or not sys.stdin.isatty()):
        refuse("nobody is here to agree to that: add --yes")
    if not wanted.yes:
        print("Send it? [y/N] ", end="", file=sys.stderr, flush=True)
    agreed = wanted.yes or sys.stdin.readline().strip().lower() in {"y", "yes"}
    if not agreed and provider.price:
        refuse("without your consent nothing was sent")
    return agreed and bool(wanted.probe)


# --- The key -----------------------------------------------------------------------------------------

# What copying leaves around a key. It is taken away and reported, because other programs trip over it.
ACCIDENTS = {
    "invisible characters": "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]",
    "a line break": r"^[\r\n]+|(?:[\r\n]|\\[rn])+\Z",
    "spaces": r"^\s+|\s+\Z",
    "quotes": "^[\"'`\u00ab\u00bb\u2018-\u201f]+|[\"'`\u00ab\u00bb\u2018-\u201f]+\\Z",
    "the name before it": r"^(?:export\s+|set\s+|\$env:)?[A-Z][A-Z0-9_]+\s*=(?!=)\s*",
    "the word Bearer": r"^(?i:Authorization:\s*)?(?i:Bearer)\s+",
}
SHORTENED = re.compile(r"\.\.\.|\u2026|\*\*|\u2022|\u00b7\u00b7|(?i:redacted|masked)")
PLACEHOLDER = re.compile(
    r"<.*>|\$.*|%.*%|\{.*\}|\[.*\]|.*(.)\1{7,}.*|(?:.*[-_])?x{3,}|.*your[-_ ]?.*(?:key|token|secret).*"
    r"|.*(?:key|token)[-_ ]here|replace[-_ ]?me.*|change[-_ ]?me|insert.*|.*no[-_]key.*"
    r"|none|null|undefined|n/?a|todo|test|dummy|(?:api[-_]?)?key|token",
    re.IGNORECASE,
)


def find_key(provider: Provider, wanted: argparse.Namespace) -> tuple[str, str, list[str]]:
    """Give the key as it was found, the name of the place, and what is odd about it."""
    if wanted.stdin:
        text = sys.stdin.buffer.read(BODY_CAP).decode("utf-8", "replace")
        return text.removesuffix("\n").removesuffix("\r"), "standard input", []
    if wanted.prompt:
        if not sys.stdin.isatty():
            refuse("--prompt needs a terminal; use --stdin")
        return getpass.getpass(f"Key of {provider.name} (not shown): "), "the prompt", []
    names = [wanted.env] if wanted.env else [provider.env, *provider.env_aliases]
    filled = {name: os.environ[name] for name in names if os.environ.get(name, "").strip()}
    first = next(iter(filled), names[0])
    others = [name for name, key in filled.items() if key.strip() != filled[first].strip()]
    notes = [f"{name} holds another key; this is about {first}." for name in others]
    return filled.get(first, ""), first, notes


def unsent(check: Check) -> Finding | None:
    """Clean the key; give a finding when there is nothing worth sending."""
    provider, place = check.provider, check.key_from
    check.key, taken = clean(check.key)
    if taken:
        what = ", ".join(taken)
        check.notes.append(f"Taken away first: {what}. Mend {place}: other programs fail on that.")
    if provider.own_server and check.key.upper() in {"", "NA"}:
        check.key = ""
        return None
    if not check.key:
        unread = [f" {name} is set, but is not read." for name in provider.env_ignored if name in os.environ]
        says = f"There is no key: {place} is not set in this window, or is empty.{''.join(unread)}"
        return Finding("missing", says, f"Set {place} in the window where you run this, or add --prompt.")
    wrong = fault(check.key, provider)
    if wrong:
        do = f"Copy the key again, whole, from {provider.keys_page or 'where it was made'}."
        return Finding("malformed", f"The text from {place} {wrong}. Nothing was sent.", do)
    if len(check.key) > len("/api/v1") and check.key in urllib.parse.unquote(check.base):
        return Finding("malformed", f"{check.base_from} holds the key. Nothing was sent.", "Take it out.")
    return None


def clean(text: str) -> tuple[str, list[str]]:
    """Give the key without the accidents of copying, and the names of those."""
    taken: dict[str, None] = {}
    before = None
    while text != before:
        before = text
        for name, pattern in ACCIDENTS.items():
            text, count = re.subn(pattern, "", text)
            taken |= {name: None} if count else {}
    return text, list(taken)


def fault(key: str, provider: Provider) -> str:
    """Say why this cannot be a key. What a key looks like decides nothing else: forms change."""
    if SHORTENED.search(key) and not provider.own_server:
        return "is a shortened or masked form of a key"
    if PLACEHOLDER.fullmatch(key) and not provider.own_server:
        return "is a placeholder"
    if len(key.split()) > 1:
        return "has a space or a line break inside"
    odd = re.search(r"[^!-~]", key)
    if odd:
        return f"has a letter that no key has, at place {odd.start() + 1}: a curly quote or a look-alike?"
    return "is far too long" if len(key) > LONGEST_KEY else ""


# --- The address -------------------------------------------------------------------------------------


def find_base(provider: Provider, given: str | None) -> tuple[str, str]:
    """Give the base address and what chose it; empty for the provider's own."""
    source = "--base-url" if given else provider.base_env
    address = given or os.environ.get(provider.base_env, "").strip()
    base = checked(address, source) if address else provider.base
    return base, "" if base == provider.base else source


def checked(address: str, source: str) -> str:
    """Give the address without its last slash, unless it is one where a key must not go."""
    parts = urllib.parse.SplitResult("", "", "", "", "")
    with contextlib.suppress(ValueError):
        split = urllib.parse.urlsplit(address)
        is_sound = split.port != 0 and (split.hostname or "").encode("idna")  # a wrong port or name raises
        parts = split if is_sound else parts
    if not (parts.hostname and re.fullmatch(r"https?://[!-~]+", address)):
        refuse(f"{source} is no address such as https://host/v1")
    if parts.username or parts.password or set(address) & set("?#\\"):
        refuse(f"{source} must be a plain address: no name, no password, no ? and no #")
    if any(map(owners, parts.path.split("/"))):
        refuse(f"a part of {source} looks like a key: addresses end up in logs")
    if parts.scheme == "http" and not is_loopback(address):
        refuse(f"{source} is plain http and would show your key to the network: use https or an ssh tunnel")
    return address.rstrip("/")


def is_loopback(address: str) -> bool:
    """Say whether the address is on this computer."""
    host = urllib.parse.urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def find_proxy(url: str) -> str:
    """Give the proxy that the system names for this address; never one that could read the key."""
    parts = urllib.parse.urlsplit(url)
    known = urllib.request.getproxies()
    proxy = known.get(parts.scheme) or known.get("all") or ""
    if not proxy or urllib.request.proxy_bypass(parts.netloc):
        return ""
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    return proxy if parts.scheme == "https" or is_loopback(proxy) else ""


# --- The request -------------------------------------------------------------------------------------


def check_all(checks: Sequence[Check]) -> Iterator[dict[str, Any]]:
    """Give the report of each check. They run side by side and end at the deadline, come what may."""
    done: queue.SimpleQueue[tuple[int, Finding]] = queue.SimpleQueue()
    found = {place: finding for place, check in enumerate(checks) if (finding := unsent(check))}
    for place, check in enumerate(checks):
        if place not in found:
            threading.Thread(target=ask_all, args=(check, place, done), daemon=True).start()
    end = time.monotonic() + checks[0].seconds
    while len(found) < len(checks) and (left := end - time.monotonic()) > 0:
        with contextlib.suppress(queue.Empty):
            place, finding = done.get(timeout=min(left, 0.2))  # a short wait: Windows hears Ctrl-C after it
            found[place] = finding
    for place, check in enumerate(checks):
        late = Finding("network", f"No complete answer came within {check.seconds:g} seconds.", LATER)
        yield reported(check, found.get(place, late))


def ask_all(check: Check, place: int, done: queue.SimpleQueue[tuple[int, Finding]]) -> None:
    """Put the finding into the queue, whatever happens: an exception would print a traceback."""
    check.url = check.base + check.provider.path
    try:
        check.proxy = find_proxy(check.url)
        # Without trust_env only `find_proxy` picks the proxy, and no .netrc can replace the key.
        with httpx.Client(
            verify=httpx.create_ssl_context(),  # honours SSL_CERT_FILE
            trust_env=False,
            proxy=check.proxy or None,
            follow_redirects=False,
            timeout=check.seconds,
        ) as client:
            done.put((place, find(check, client, check.url)))
    except Exception as error:  # noqa: BLE001 - also a bad address of a proxy, or a lost certificate file
        done.put((place, failed(error, check.proxy)))


def find(check: Check, client: httpx.Client, url: str) -> Finding:
    """Ask what there is to ask about this key: the check itself, the control, the probe."""
    provider = check.provider
    answer = ask(check, client, url, check.key)
    finding = judge(check, answer, check.key)
    if finding.verdict == "ok" and isinstance(answer, Answer):
        check.proved, check.not_proved = [provider.proves], list(provider.not_proved)
        if provider.permission:
            finding = permitted(check, finding, answer.data)
    if finding.verdict == "ok" and (provider.control or check.base_from) and not provider.price:
        finding = controlled(check, client, url, finding)
    if check.probe and finding.verdict in {"ok", "no_scope"}:
        url = (provider.probe_base or check.base) + provider.probe_path
        answer = ask(check, client, url, check.key, "probe")
        finding = judge(check, answer, check.key, "probe")
        if finding.verdict == "ok":
            check.proved.append("A request for text was answered and, where it costs, paid.")
            check.not_proved = ["that other models are open to this key"]
    return finding


def ask(check: Check, client: httpx.Client, url: str, key: str, at: str = "check") -> Answer | Finding:
    """Ask, and once more after a passing fault; what costs is asked only once."""
    answer = ask_once(check, client, url, key, at)
    is_down = isinstance(answer, Answer) and answer.status in range(500, 600) and wait(answer) <= 1
    is_free = at == "check" and not check.provider.price
    if is_free and (is_down or (isinstance(answer, Finding) and answer.passing)):
        check.notes.append("The first try failed; this is about the second.")
        time.sleep(0.5)
        answer = ask_once(check, client, url, key, at)
    if isinstance(answer, Answer) and wait(answer):
        check.notes.append(f"The server asks to wait {wait(answer):.0f} s.")
    if isinstance(answer, Answer) and key == check.key and answer.status in range(400, 600):
        number = scrub(answer.headers.get(check.provider.id_header, ""), key, longest=80)
        check.notes += [f"Request id: {number}."] * bool(number)
    return answer


def ask_once(check: Check, client: httpx.Client, url: str, key: str, at: str) -> Answer | Finding:
    """Send one request; the key stands in one header and nowhere else."""
    provider = check.provider
    check.url, check.status = url, None
    headers = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "check_key"}
    headers |= provider.extra_headers
    if key:
        headers[provider.header] = f"{provider.scheme} {key}".strip()
    method, body = (provider.method, provider.body) if at == "check" else ("POST", provider.probe_body)
    try:
        with client.stream(method, url, headers=headers, json=body) as reply:
            check.status = reply.status_code
            return read(reply)
    except Exception as error:  # noqa: BLE001 - `failed` has words for each kind
        return failed(error, check.proxy)


def read(reply: httpx.Response) -> Answer:
    """Read the body up to the cap, also when it comes packed although we asked for it plain."""
    body: bytes | bytearray = bytearray()
    for piece in reply.iter_raw():
        body += piece
        if len(body) > BODY_CAP:
            break
    if "content-encoding" in reply.headers:
        with contextlib.suppress(zlib.error):
            body = zlib.decompressobj(wbits=47).decompress(body, BODY_CAP + 1)  # 47: gzip or zlib
    data = None
    with contextlib.suppress(ValueError, RecursionError):
        data = json.loads(body) if len(body) <= BODY_CAP else None
    is_page = "html" in reply.headers.get("content-type", "") or body.lstrip().startswith(b"<")
    return Answer(reply.status_code, reply.headers, data, is_page)


def wait(answer: Answer) -> float:
    """Give the seconds that the server asks us to wait: we report them and never sleep them."""
    if answer.status not in range(429, 600):
        return 0.0
    after, limits = answer.headers.get("retry-after", ""), answer.headers.get("ratelimit", "")
    with contextlib.suppress(ValueError):
        return max(0.0, email.utils.parsedate_to_datetime(after).timestamp() - time.time())
    left = re.fullmatch(r"(\d{1,9})", after) or re.search(r"\bt=(\d{1,9})\b", limits)
    return float(left[1]) if left else 0.0


def failed(error: BaseException, proxy: str) -> Finding:
    """Say why no answer came. The error's own text is never shown: it may hold the key."""
    chain = [error]
    while cause := chain[-1].__cause__ or chain[-1].__context__:
        chain.append(cause)
    kinds = {kind.__name__ for one in chain for kind in type(one).__mro__}
    if isinstance(error, OSError) and "SSL_CERT_FILE" in os.environ:
        return Finding("tls", "The file in SSL_CERT_FILE cannot be used.", "Correct or unset SSL_CERT_FILE.")
    if isinstance(error, httpx.ConnectError) and "SSLError" in kinds:
        numbers = [one.verify_code for one in chain if isinstance(one, ssl.SSLCertVerificationError)]
        return Finding("tls", *CERTIFICATES.get(numbers[0], UNTRUSTED) if numbers else NO_TLS)
    if proxy and kinds & OF_PROXY:
        says = f"The proxy {without_password(proxy)} could not be used ({type(error).__name__})."
        return Finding("proxy", says, "Correct HTTPS_PROXY or ALL_PROXY, or ask whoever runs the proxy.")
    for kind, (says, do) in BREAKDOWNS.items():
        if kind in kinds:
            return Finding("network", says, do, passing=kind == "TransportError")
    return Finding("unexpected", f"The request failed in an unknown way ({type(error).__name__}).", LATER)


OF_PROXY = {"ProxyError", "ConnectError", "ConnectTimeout", "ImportError", "ValueError", "InvalidURL"}
BREAKDOWNS = {
    "gaierror": ("The server's name could not be found.", f"Check your connection. {LATER}"),
    "ConnectionRefusedError": ("Nothing listens at the address.", "If the server is yours, start it."),
    "TimeoutException": ("The server took too long.", LATER),
    "TransportError": ("The connection broke before the answer was complete.", LATER),
}
CERTIFICATES = {  # by OpenSSL's number of the fault
    10: ("The server's certificate has expired.", "Look at the date of your computer first."),
    **dict.fromkeys((62, 64), ("Another server answers in place of the one we asked.", NETWORK)),
}
NO_TLS = ("No encrypted connection could be made.", f"Check that the address speaks https. {NETWORK}")
UNTRUSTED = (
    "Your computer was not told to trust the authority that signed the server's certificate.",
    "At work, ask for the company's CA file and set SSL_CERT_FILE to it. Never switch verification off.",
)

# --- The verdict -------------------------------------------------------------------------------------


def judge(check: Check, answer: Answer | Finding, key: str, at: str = "check") -> Finding:
    """Say what an answer means. Only an answer that stands in the table says something bad about a key."""
    if isinstance(answer, Finding):
        return answer
    provider = check.provider
    row = next((row for row in provider.rows if at in row.at and fits(row, answer, provider)), None)
    if row is None and is_good(answer, provider, at):
        says = f"The key from {check.key_from} works." if key else "The server answers without a key."
        return Finding("ok", says, "Nothing to mend: go on to your first request.")
    if row is None:
        return unlisted(answer, provider, check.key)
    if not key and row.verdict == "invalid":
        do = f"Set {check.key_from}, or add --prompt."
        return Finding("missing", "The server asks for a key, and you gave none.", do, row.id)
    return Finding(row.verdict, row.says, row.do, row.id)


def is_good(answer: Answer, provider: Provider, at: str) -> bool:
    """Say whether this is the answer that only a good key gets."""
    of_check = (provider.status, provider.answers, provider.expect)
    status, form, expect = of_check if at == "check" else (200, dict, (provider.probe_expect,))
    if answer.status != status or not isinstance(answer.data, form):
        return False
    return all(reach(answer.data, place) for place in expect) if expect else not marks(answer)[2]


def reach(data: object, place: str) -> list[object]:
    """Give what stands at a place in the JSON: names and positions with dots between, `*` for each one."""
    found = [data]
    for part in place.split("."):
        lists = [one for one in found if isinstance(one, list)]
        tables = [one for one in found if isinstance(one, dict)]
        found = [one[part] for one in tables if part in one]
        found += [inner for one in lists for at, inner in enumerate(one) if part in {"*", str(at)}]
    return found


def fits(row: Row, answer: Answer, provider: Provider) -> bool:
    """Say whether an answer is the one of this row."""
    if answer.status != row.status or is_from_others(answer, provider):
        return False
    codes, types, words = marks(answer)
    is_named = row.code in codes | {""} and row.type in types | {""} and row.message in words
    return is_named and (not row.field or any(holds(row, one) for one in reach(answer.data, row.field)))


def holds(row: Row, value: object) -> bool:
    """Say whether the value at the place of this row is the one that the row tells of."""
    if isinstance(value, int | float) and not isinstance(value, bool) and value <= row.at_most:
        return True
    return value == row.equals or str(value) == str(row.equals)


def is_from_others(answer: Answer, provider: Provider) -> bool:
    """Say whether a refusal lacks this provider's form: proxies, firewalls and portals refuse too."""
    if provider.plain_errors and not answer.is_page:
        return False
    filled = any(value for place in provider.refusal for value in reach(answer.data, place))
    return answer.status in {401, 403} and not filled


def marks(answer: Answer) -> tuple[set[str], set[str], str]:
    """Give the codes, the types and the words of an error, wherever a provider puts them."""
    paths = ("error", "detail", "detail.error", "errors", "errors.*")
    places = [answer.data, *(one for path in paths for one in reach(answer.data, path))]
    tables = [place for place in places if isinstance(place, dict)]
    codes = {str(table.get(name)) for table in tables for name in ("code", "status", "reason")}
    types = {str(table.get("type")) for table in tables}
    words = [place for place in (*places, *(table.get("message") for table in tables)) if isinstance(place, str)]
    headers = [answer.headers.get(name, "") for name in ("x-error-code", "x-error-message")]
    return codes | {headers[0]}, types, " ".join([*words, headers[1]])


def unlisted(answer: Answer, provider: Provider, key: str) -> Finding:
    """Say what an answer means that the provider is not known to give: never that the key is bad."""
    status = answer.status
    if status in range(300, 400):
        host = urllib.parse.urlsplit(answer.headers.get("location", "")).hostname or "another address there"
        says = f"The server sends us on to {scrub(host, key, longest=80)}. Your key was not sent there."
        return Finding("redirected", says, f"Correct the base address. {NETWORK}")
    is_down = status in range(500, 600)
    if status in {407, 511} or is_from_others(answer, provider) or (answer.is_page and not is_down):
        says = f"HTTP {status}, but not in the provider's form: a proxy, a firewall or a sign-in answered"
        return Finding("proxy", f"{says}, or the base address is wrong.", f"{NETWORK} {LATER}")
    if is_down:
        says = f"The provider, or something before it, failed (HTTP {status})."
        return Finding("provider_down", says, LATER)
    words = scrub(marks(answer)[2], key)
    says = f"No answer that we know: HTTP {status}{', ' * bool(words)}{words}"
    return Finding("unexpected", says, f"Look at the provider's status page. {LATER}")


def permitted(check: Check, finding: Finding, data: object) -> Finding:
    """Read from Hugging Face's answer whether the token may do what it is for."""
    right, name, fix = check.provider.permission or ("", "", "")
    roles = reach(data, "auth.accessToken.role")
    fine = "auth.accessToken.fineGrained"
    lists = reach(data, f"{fine}.global") + reach(data, f"{fine}.scoped.*.permissions")
    check.notes += [f"Its role is {role}." for role in ("fineGrained", "read", "write") if role in roles]
    if "fineGrained" not in roles:
        check.not_proved.append(f"the permission: {name} (only a fine-grained token shows it)")
    elif any(isinstance(one, list) and right in one for one in lists):
        check.proved.append(f"It has the permission: {name}.")
    else:
        check.proved = ["The token is genuine."]
        return Finding("no_scope", f"The token is genuine, but lacks the permission: {name}.", fix)
    return finding


def controlled(check: Check, client: httpx.Client, url: str, finding: Finding) -> Finding:
    """Ask again without a key and with an invented one: some servers let everybody in."""
    opened = []
    invented = f"keyproof-{secrets.token_hex(16)}"
    for how, key in {"without a key": "", "with an invented key": invented}.items():
        control = finding if key == check.key else judge(check, ask(check, client, url, key), key)
        if control.verdict == "ok":
            opened.append(how)
        elif VERDICTS[control.verdict][0] != 1 and check.status not in {401, 403}:
            says = f"Your key was let in, but whether others are too could not be seen. {control.says}"
            return Finding(control.verdict, says, control.do)
    check.status = check.provider.status
    if "with an invented key" in opened:
        check.proved, check.not_proved = ["The server answers."], ["anything about your key"]
        says = f"This server ignores keys: it answers {' and '.join(opened)} just the same."
        return Finding("ok", says, "Nothing to mend. If others can reach the server, make it ask for a key.")
    if opened and check.key:
        check.notes.append("The server also answers without a key.")
    return finding


# --- The output --------------------------------------------------------------------------------------


def reported(check: Check, finding: Finding) -> dict[str, Any]:
    """Give what is printed; with --json these keys are always there."""
    provider, (code, blame), alike = check.provider, VERDICTS[finding.verdict], owners(check.key)
    notes = [finding.says, *dict.fromkeys(check.notes)]
    if check.url and check.base_from:
        notes.append(f"The key went to {check.base}, as {check.base_from} says.")
    if check.proxy and finding.verdict != "proxy":
        notes.append(f"The proxy {without_password(check.proxy)} was used.")
    if code and alike and provider not in alike:
        notes.append(f"The key begins like one of {' or '.join(one.name for one in alike)}.")
    addresses = {provider.base, *provider.regions.values()}
    elsewhere = ", ".join(sorted(addresses - {check.base})) if check.base in addresses else ""
    hint = f" A key of another region is refused here: if yours is one, try --base-url with {elsewhere}."
    row = f"providers/{provider.id}/index.html#error-{finding.row}"
    page = row if finding.row else f"reference/errors.html#verdict-{finding.verdict}"
    is_dark = code > 1 and finding.verdict != "rate_limited"
    return {
        "provider": provider.id,
        "verdict": finding.verdict,
        "blame": blame,
        "http_status": check.status,
        "endpoint": check.url or check.base + provider.path,
        "checked_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "message": hide(" ".join(notes), check.key),
        "advice": hide(finding.do + hint * bool(elsewhere and finding.verdict == "invalid"), check.key),
        "docs_url": SITE + page.replace("_", "-"),
        "proved": [] if is_dark else check.proved,
        "not_proved": ["whether the key works"] if is_dark else check.not_proved,
        "elapsed_ms": round((time.monotonic() - check.started) * 1000),
    }


def without_password(proxy: str) -> str:
    """Give the address of a proxy as it may be shown."""
    return f"{proxy.partition('://')[0]}://{proxy.partition('://')[2].rpartition('@')[2]}"


def forms(key: str) -> set[str]:
    """Give the ways in which a text may hold the key."""
    plain = key.encode()
    coded = [plain.hex(), base64.b64encode(plain).decode(), base64.urlsafe_b64encode(plain).decode()]
    coded += [base64.b64encode(b"\0" * shift + plain)[4:-4].decode() for shift in (1, 2)]
    return {key, key[::-1], urllib.parse.quote(key, safe=""), json.dumps(key)[1:-1], *coded} - {""}


def hide(text: str, key: str) -> str:
    """Take the key out of a text, also where it is quoted, escaped or encoded."""
    for form in sorted(forms(key), key=len, reverse=True):
        whole = re.escape(form)
        # A short key of one's own server may be part of a word of ours.
        text = re.sub(whole if len(form) > len("a word") else rf"(?<!\w){whole}(?!\w)", "[key]", text)
    return text


def scrub(text: str, key: str, longest: int = 24) -> str:
    """Give a server's own words, short, without each word that is long, masked or like a part of the key."""
    parts = {form[at : at + 5].casefold() for form in forms(key) for at in range(max(1, len(form) - 4))}
    words = "".join(letter if letter.isprintable() else " " for letter in text[:2000]).split()
    for at, word in enumerate(words):
        plain = urllib.parse.unquote(word).casefold()
        if word[longest:] or "*" in word or ".." in word or any(part in plain for part in parts):
            words[at] = "[...]"
    return " ".join(words)[:200]


def lines(report: Mapping[str, Any], *, brief: bool) -> Iterator[str]:
    """Give the lines for people: the verdict, why, what to do, where to read on, what was proved."""
    head = f"{PROVIDERS[report['provider']].name}: {report['verdict']}"
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.name != "nt":
        sign, colour = {0: ("+", 32), 1: ("x", 31), 3: ("?", 33)}[VERDICTS[report["verdict"]][0]]
        head = f"\x1b[{colour}m{sign} {head}\x1b[0m"
    yield head
    yield from (f"  {sentence}" for sentence in re.split(r"(?<=\.) (?=[A-Z])", report["message"]))
    if report["verdict"] != "ok" or not brief:
        yield f"  Next: {report['advice']}"
        yield f"  More: {report['docs_url']}"
    if not brief and report["verdict"] not in {"missing", "malformed"}:
        status = f"HTTP {report['http_status']}" if report["http_status"] else "no answer"
        yield f"  Asked: {report['endpoint']} ({status}, {report['elapsed_ms'] / 1000:.1f} s)"
        yield from (f"  Proved: {text}" for text in report["proved"])
        yield from (f"  Not proved: {text}" for text in report["not_proved"])


def show_list(*, as_json: bool) -> int:
    """Print the providers, their variables, whether these are set, and where keys are made."""
    for one in PROVIDERS.values():
        row = {"provider": one.id, "variable": one.env, "set": is_set(one), "keys_page": one.keys_page}
        page = one.keys_page or (f"{SITE}providers/{one.id}/" if one in TABLE else "")
        text = f"{one.id:<19} {one.env:<27} {'set' if row['set'] else 'not set':<9} {page}"
        print(json.dumps(row) if as_json else text.rstrip())
    return 0


# --- What each provider is known to answer -----------------------------------------------------------

COMPATIBLE = Provider(
    id="openai-compatible",
    name="OpenAI-compatible server",
    env="OPENAI_COMPATIBLE_API_KEY",
    base="https://{server}/v1",
    path="/models",
    expect=("data",),
    own_server=True,
    control=True,
    proves="The server knows this key: it refuses an invented one.",
    not_proved=("that a model answers",),
    rows=(Row("", "invalid", 401, "The server does not know this key.", "Compare it with the server's."),),
)

# Table of providers: begin (drawn from docs/providers by `keyproof keytable --write`; do not edit)
# fmt: off
# ruff: noqa: E501 - one line an answer
SITE = "https://keyproof.github.io/keyproof/"
TABLE: tuple[Provider, ...] = (
    Provider(
        id="huggingface",
        name="Hugging Face",
        env="HF_TOKEN",
        env_aliases=("HUGGING_FACE_HUB_TOKEN",),
        env_ignored=("HF_API_TOKEN", "HF_API_KEY", "HUGGINGFACEHUB_API_TOKEN", "HUGGINGFACE_API_KEY"),
        prefixes=("hf_", "api_org_"),
        keys_page="https://huggingface.co/settings/tokens",
        base="https://huggingface.co",
        base_env="HF_ENDPOINT",
        path="/api/whoami-v2",
        expect=("name", "auth"),
        refusal="error",
        proves="Hugging Face knows this token. The answer also says what the token may do, so the permission to call models is read without spending anything.",
        not_proved=("that the account has credit", "that somebody serves the model you want", "that an organization accepts the token"),
        permission=("inference.serverless.write", "Make calls to Inference Providers", "Edit the token and tick Make calls to Inference Providers, or make a new one from the Inference preset."),
        probe_base="https://router.huggingface.co/v1",
        probe_path="/chat/completions",
        probe_body={"model": "openai/gpt-oss-120b:cheapest", "messages": [{"role": "user", "content": "Reply with the word ok."}]},
        probe_expect="choices.0.message",
        probe_price="the price of the company that serves the model, without a markup; a few requests fit into the free credit (model openai/gpt-oss-120b:cheapest)",
        rows=(
            Row("invalid_token", "invalid", 401, "Hugging Face does not know this token.", "Copy the token again or make a new one. Check that no old `HF_TOKEN` hides the one you mean.", message="Invalid credentials in Authorization header"),
            Row("anonymous", "missing", 401, "The token never reached Hugging Face.", "Set `HF_TOKEN` in the same window that runs the program.", message="Invalid username or password."),
            Row("no_inference_permission", "no_scope", 403, "The token lives, but lacks the permission. The plain who-am-I request still says 200.", "Edit the token and tick Make calls to Inference Providers, or make a new one from the Inference preset.", message="does not have sufficient permissions to call Inference Providers", at="probe"),
            Row("revoked_by_organization", "restricted", 403, "Only this organization refuses the token; it works elsewhere.", "Ask the organization's administrator. After a revocation, make a new token.", message="Your token has been revoked by the organization administrator", at="probe"),
            Row("no_credit", "no_credit", 402, "The token is fine; the account is empty. A PRO subscription is not unlimited either.", "Buy credit on the billing page, or wait for the next month.", message="depleted your monthly included credits", at="probe"),
            Row("model_not_supported", "model", 400, "Here a wrong model is a 400, not a 404.", "Take a model from the list of served models, or switch on more companies in the Inference Providers settings.", message="is not supported by any provider you have enabled", at="probe"),
            Row("model_not_at_provider", "model", 400, "Right model, wrong company.", "Drop the ending after the colon, or name another company.", message="Model not supported by provider", at="probe"),
            Row("rate_limited", "rate_limited", 429, "The token works; you are too fast.", "Wait as many seconds as `t` in the RateLimit header says."),
        ),
    ),
    Provider(
        id="llama-cpp",
        name="llama.cpp",
        env="LLAMA_API_KEY",
        base="http://127.0.0.1:8080/v1",
        base_env="OPENAI_BASE_URL",
        path="/models",
        expect=("object", "data"),
        refusal="error.message",
        proves="The server knows this key, provided that it was started with a key and is newer than August 2026. The check also asks without a key, and says so when the server ignores keys.",
        not_proved=("that an older server guards this address",),
        own_server=True,
        control=True,
        probe_base="http://127.0.0.1:8080/v1",
        probe_path="/chat/completions",
        probe_body={"model": "my-model", "messages": [{"role": "user", "content": "Reply with the word ok."}], "max_tokens": 1},
        probe_expect="choices.0.message",
        probe_price="nothing but your own electricity (model my-model)",
        rows=(
            Row("invalid_key", "invalid", 401, "The text after `Bearer ` is not in the server's list.", "Compare the key with the server's key file, character by character.", type="authentication_error", message="Invalid API Key"),
            Row("loading", "provider_down", 503, "It is still loading the model.", "Wait until `/health` answers 200, then try again.", type="unavailable_error"),
            Row("not_found", "unexpected", 404, "The base address is wrong.", "Check that the base address ends in `/v1`, exactly once.", type="not_found_error"),
        ),
    ),
    Provider(
        id="openai",
        name="OpenAI",
        env="OPENAI_API_KEY",
        prefixes=("sk-proj-", "sk-svcacct-", "sk-service-", "sk-admin-", "sk-"),
        keys_page="https://platform.openai.com/settings/organization/api-keys",
        base="https://api.openai.com/v1",
        base_env="OPENAI_BASE_URL",
        path="/models",
        expect=("object", "data"),
        refusal="error.message",
        proves="OpenAI knows this key, from this network, and lets it read the list of models.",
        not_proved=("that the account has credit", "that a spending limit leaves room", "that the key may generate text", "that it may use a certain model"),
        probe_base="https://api.openai.com/v1",
        probe_path="/chat/completions",
        probe_body={"model": "gpt-6-luna", "messages": [{"role": "user", "content": "Reply with the word ok."}]},
        probe_expect="choices.0.message",
        probe_price="0.10 USD a million tokens in, 0.50 USD out (seen 2026-09-22) (model gpt-6-luna)",
        rows=(
            Row("invalid_api_key", "invalid", 401, "OpenAI does not know this key.", "Copy the key again without spaces or quotes. If it was deleted, make a new one. Check that `OPENAI_BASE_URL` is not set to another address.", code="invalid_api_key", type="invalid_request_error", message="Incorrect API key provided"),
            Row("missing_api_key", "missing", 401, "The key never reached OpenAI: the variable is empty, or the program did not send it.", "Set `OPENAI_API_KEY` in the same window that runs the program; after `setx` open a new window.", type="invalid_request_error", message="You didn't provide an API key"),
            Row("missing_scopes", "no_scope", 401, "The key is genuine, but it lacks a permission.", "Edit the key on the API keys page: write on Responses, request on Chat completions, read on Models. Or make a key with All.", type="invalid_request_error", message="insufficient permissions for this operation. Missing scopes:"),
            Row("ip_not_authorized", "restricted", 401, "Right key, wrong network.", "Call from a listed network, or ask the owner of the project to add your address to the list.", message="IP not authorized"),
            Row("no_organization", "account", 401, "The key's owner has left, or was removed.", "Ask to be invited again, or use a key of another account.", message="You must be a member of an organization"),
            Row("unsupported_country_region_territory", "region", 403, "The place is refused, not the key.", "Look at OpenAI's list of supported countries. Do not try to get around it: that can cost you the account.", code="unsupported_country_region_territory", type="request_forbidden"),
            Row("model_forbidden", "model", 403, "The key is good; this model is closed to the project.", "Allow the model on the project's limits page, add credit, or take a model from the list that the check brings.", code="model_not_found", type="invalid_request_error", message="does not have access to model", at="probe"),
            Row("organization_not_verified", "account", 403, "The key is good; the organization has not been verified.", "Open the organization's general settings and choose Verify Organization, then wait up to 15 minutes. Or take another model.", message="Your organization must be verified", at="probe"),
            Row("models_not_readable", "no_scope", 403, "The key is genuine but may not list models; it may still be able to generate text.", "Edit the key and add read on Models, or send the first request instead of this check.", at="check"),
            Row("credit_balance_exhausted", "no_credit", 429, "The key is fine; the account is empty.", "Buy credit on the billing page, for the organization that owns the key. Do not retry before: it cannot help. A payment can take some minutes to count.", code="credit_balance_exhausted", type="insufficient_quota", at="probe"),
            Row("organization_spend_limit_exceeded", "no_credit", 429, "Your own brake has worked.", "Raise or remove the limit on the limits page, or wait for the next month.", code="organization_spend_limit_exceeded", type="insufficient_quota", at="probe"),
            Row("project_spend_limit_exceeded", "no_credit", 429, "The project's own brake has worked.", "Raise or remove the project's limit, or wait for the next month.", code="project_spend_limit_exceeded", type="insufficient_quota", at="probe"),
            Row("organization_usage_limit_exceeded", "no_credit", 429, "OpenAI's own limit for the account, not yours.", "Ask for a higher limit on the limits page.", code="organization_usage_limit_exceeded", type="insufficient_quota", at="probe"),
            Row("insufficient_quota", "no_credit", 429, "No credit is left, or a limit is reached.", "Look at the billing page first, then at the limits page. Do not retry before.", code="insufficient_quota", type="insufficient_quota", at="probe"),
            Row("rate_limit_exceeded", "rate_limited", 429, "The key works; you are too fast.", "Wait as long as the Retry-After header says (it can be absent), then go on more slowly.", code="rate_limit_exceeded", type="rate_limit_error"),
            Row("slow_down", "rate_limited", 429, "The key works; start more gently.", "Wait, then raise the rate step by step.", code="slow_down", type="rate_limit_error", at="probe"),
            Row("model_not_found", "model", 404, "There is no such model for you.", "Take a name from the list that the check brings, one without a `shutdown_date` in the past.", code="model_not_found", type="invalid_request_error", at="probe"),
            Row("server_error", "provider_down", 500, "Not your fault, and no word about your key.", "Wait a minute and try again; look at the status page."),
            Row("server_is_overloaded", "provider_down", 503, "Not your fault, and no word about your key.", "Wait a minute and try again.", code="server_is_overloaded", type="service_unavailable_error"),
        ),
    ),
)
# fmt: on
# Table of providers: end

PROVIDERS = {one.id: one for one in (*TABLE, COMPATIBLE)}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

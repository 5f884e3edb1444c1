# /// script
# requires-python = ">=3.11"
# dependencies = ["httpx>=0.28"]
# ///
"""Say whether an API key of an LLM provider works, and if not, what to do next.

    uv run check_key.py openai        (or `pip install httpx`, then `python check_key.py openai`)

What happens to your key, so that you can see for yourself before you run this:
- it is read from the environment, from standard input (--stdin) or at a hidden prompt (--prompt);
- it goes in one header to the one address that is printed, and no redirect is followed;
- it is written to no file, and `hide` takes it out of everything that is printed;
- files in which a key is often kept are only compared with it: what stands there is never sent or shown.

Exit code: 0 it works, 1 the key or the account must be mended, 2 wrong use, 3 could not tell.
The file reads from the top: the command, the key, the address, the request, the verdict, the output.
At the end stands a table, drawn from the facts of the site, of what each provider is known to answer.
"""

from __future__ import annotations

import argparse
import base64
import codecs
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
from pathlib import Path
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
LONGEST_FILE = 65536  # bytes of a file in which keys are kept
IS_WINDOWS = os.name == "nt"

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
    page: str = ""  # marks the provider's own web page, where it refuses with one in place of JSON
    at: str = "check probe"  # which of our requests can meet it


@dataclass(frozen=True, kw_only=True)
class Provider:
    """How a provider is asked about a key, and how it answers."""

    id: str
    name: str
    env: str
    base: str
    path: str
    proves: str
    not_proved: tuple[str, ...]
    rows: tuple[Row, ...]
    answers: type = dict  # the form of a good answer's JSON, and the places that it fills
    expect: tuple[str, ...] = ()
    refusal: tuple[str, ...] = ("error", "message", "detail")  # a refusal fills one of these
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
    token_files: tuple[str, ...] = ()  # where its own login keeps a key: the first whose $NAME is set
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


@dataclass(frozen=True)
class KeyFile:
    """A file in which a key is often kept, and what to do when the key stands only there."""

    path: Path
    shown: str  # as a command may name it
    use: str
    is_list: bool = True  # lines of NAME=value; else the whole file is the key


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
    waiting: KeyFile | None = None  # holds a key, where none was given
    trace: list[str] = field(default_factory=list)  # what went over the network, for --verbose
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
    start: str  # of the body, as text


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
    checks = [prepare(one, wanted) for one in chosen]
    reports = list(check_all(checks))
    for check in checks if wanted.verbose else []:
        print(hide("\n".join(check.trace), check.key), file=sys.stderr)
    if wanted.all and not wanted.json:
        print("\n".join(map(row_of, reports)), end="\n\n")
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
    wanted = command_line().parse_args(words)
    for_one = (wanted.env, wanted.stdin, wanted.prompt, wanted.base_url, wanted.probe)
    if any(for_one) and not wanted.provider:
        refuse("--env, --stdin, --prompt, --base-url and --probe need a PROVIDER")
    return wanted


def command_line() -> argparse.ArgumentParser:
    """Give the options that the script knows."""
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
    parser.add_argument(
        "--verbose", action="store_true", help="show each request and answer, without the key"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object a check")
    parser.add_argument(
        "--timeout",
        metavar="S",
        type=seconds,
        default=DEADLINE,
        help="stop after so many seconds in all (default: %(default)g)",
    )
    return parser


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
    chosen = list(filter(is_set, PROVIDERS.values()))
    for one in PROVIDERS.values():
        holding = (file.shown for file in key_files(one) if key_in(file, [one.env], []))
        if one not in chosen and (file := next(holding, "")):
            reason = f"{one.env} is not set, but the file {file} holds a key"
            print(f"check_key: {one.id} is left out: {reason}; check it by its name", file=sys.stderr)
    for one in chosen:
        reason = f"its check is not free ({one.price})" if one.price else ""
        if "{" in find_base(one, None)[0]:
            reason = "it needs --base-url"
        elif os.environ.get(one.base_env) and [other.base_env for other in chosen].count(one.base_env) > 1:
            reason = f"{one.base_env} may be meant for another provider"
        if reason:
            print(f"check_key: {one.id} is left out: {reason}; check it by its name", file=sys.stderr)
        else:
            yield one


def prepare(provider: Provider, wanted: argparse.Namespace) -> Check:
    """Find the address, the key and the consent."""
    base, base_from = find_base(provider, wanted.base_url)
    if "{" in base:
        variable = f" or {provider.base_env}" * bool(provider.base_env)
        refuse(f"{provider.id} needs --base-url{variable}: {base}, with your own name in place of the braces")
    names = [wanted.env] if wanted.env else [provider.env, *provider.env_aliases]
    key, key_from = find_key(provider, names, wanted)
    probe = bool(key.strip() or provider.own_server) and consent(provider, base_from, wanted)
    check = Check(provider, key, key_from, base, base_from, probe, wanted.timeout, [])
    if os.environ.get(provider.base_env, "?").strip() == "":
        check.notes.append(
            f"{provider.base_env} is set but empty: unset it, for it breaks the official client."
        )
    compare(check, names)
    return check


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
    r"|.*(?:key|token)[-_ ]here|replace[-_ ]?me.*|change[-_ ]?me|insert.*"
    r"|.*no[-_]key[-_](?:required|needed).*|none|null|undefined|n/?a|todo|test|dummy|(?:api[-_]?)?key|token",
    re.IGNORECASE,
)


def find_key(provider: Provider, names: Sequence[str], wanted: argparse.Namespace) -> tuple[str, str]:
    """Give the key as it was found, and the name of the place: the first of the variables that is set."""
    if wanted.stdin:
        raw = sys.stdin.buffer.read(BODY_CAP)
        is_wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # as PowerShell writes files
        text = raw.decode("utf-16" if is_wide else "utf-8", "replace")
        return text.removesuffix("\n").removesuffix("\r"), "standard input"
    if wanted.prompt:
        if not sys.stdin.isatty():
            refuse("--prompt needs a terminal; use --stdin")
        return getpass.getpass(f"Key of {provider.name} (not shown): "), "the prompt"
    first = next((name for name in names if os.environ.get(name, "").strip()), names[0])
    return os.environ.get(first, ""), first


def compare(check: Check, names: Sequence[str]) -> None:
    """Note which other places hold another key; without a key, remember the file that holds one."""
    own, _ = clean(check.key)
    for name in names:
        other, _ = clean(os.environ.get(name, ""))
        if own and other not in {own, ""}:
            check.notes.append(f"{name} holds another key; this is about {check.key_from}.")
    for file in key_files(check.provider):
        other = key_in(file, names, check.notes)
        if own and other not in {own, ""}:
            says = f"The file {file.shown} holds another key; this is about {check.key_from}."
            check.notes.append(f"{says} Keep one of them: a program may take either.")
        elif other and not own:
            check.waiting = check.waiting or file


def key_files(provider: Provider) -> Iterator[KeyFile]:
    """Give the files that programs take keys from: the nearest .env, R's own, and the provider's."""
    env = [".env"]
    with contextlib.suppress(OSError):  # the folder where we are may have been deleted
        env += ["../" * depth + ".env" for depth in range(1, len(Path.cwd().parents) + 1)]
    for place, path in first(env):
        use = f"Begin the command with `uv run --env-file {place} check_key.py`."
        yield KeyFile(path, place, f"{use} Your own program must load that file too.")
    own = os.environ.get("R_ENVIRON_USER")
    for place, path in first([own] if own else [".Renviron", "~/.Renviron", "~/Documents/.Renviron"]):
        use = f"Only R reads that file: check the key in R, or add --prompt, or set {provider.env} here."
        yield KeyFile(path, place, use)
    named = [(place, re.match(r"\$(\w+)", place)) for place in provider.token_files]
    for place, path in first([place for place, name in named if not name or os.environ.get(name[1])][:1]):
        shown = f'"{path}"' if place.startswith("$") else place
        pipe = f"Put `Get-Content {shown} |` before the command and `--stdin` behind it."
        use = pipe if IS_WINDOWS else f"Add `--stdin < {shown}` to the command."
        yield KeyFile(path, shown, use, is_list=False)


def first(places: Sequence[str]) -> Iterator[tuple[str, Path]]:
    """Give the first of these places where a file is: no folder, no pipe, no link that leads nowhere."""
    for place in places:
        with contextlib.suppress(OSError, RuntimeError):  # a folder that is not ours, or no home
            path = Path(os.path.expandvars(place)).expanduser()
            if path.is_file():
                yield place, path
                return


def key_in(file: KeyFile, names: Sequence[str], notes: list[str]) -> str:
    """Give the key that a file holds, if any; note why a file that is there cannot be read."""
    try:
        with file.path.open("rb") as opened:
            raw = opened.read(LONGEST_FILE + 1)
        text = raw.decode("utf-8-sig")
    except (OSError, UnicodeError) as error:
        reason = "is not UTF-8 text" if isinstance(error, UnicodeError) else "cannot be read"
        notes.append(f"The file {file.shown} {reason}: other programs fail on that too.")
        return ""
    if len(raw) > LONGEST_FILE:
        notes.append(f"The file {file.shown} is too large to be compared with the key.")
        return ""
    found = (value_in(text, name) for name in names) if file.is_list else [text]
    keys = (clean(value)[0] for value in found)
    return next((key for key in keys if key and "${" not in key and not PLACEHOLDER.fullmatch(key)), "")


def value_in(text: str, name: str) -> str:
    """Give what lines of NAME=value say about a name; the last of them counts."""
    line = rf"^[ \t]*(?:export[ \t]+)?{re.escape(name)}[ \t]*=[ \t]*(.*)$"
    value = next(reversed(re.findall(line, text, re.MULTILINE)), "")[:LONGEST_KEY]
    quoted = re.match(r"([\"'`])(.*?)\1", value)
    return quoted[2] if quoted else re.split(r"(?:^|\s)#", value)[0]


def unsent(check: Check) -> Finding | None:
    """Clean the key; give a finding when there is nothing worth sending."""
    provider, place = check.provider, check.key_from
    if len(check.key) > 2 * LONGEST_KEY:  # before patterns take their time with it
        return malformed(check, "is far too long")
    check.key, taken = clean(check.key)
    if taken:
        what = ", ".join(taken)
        check.notes.append(f"Taken away first: {what}. Mend {place}: other programs fail on that.")
    if provider.own_server and check.key.upper() in {"", "NA"}:
        check.key = ""
        return None
    if not check.key:
        is_typed = place in {"the prompt", "standard input"}
        why = (
            f"nothing came from {place}." if is_typed else f"{place} is not set in this window, or is empty."
        )
        unread = [f" {name} is set, but is not read." for name in provider.env_ignored if name in os.environ]
        return missing(check, f"There is no key: {why}{''.join(unread)}")
    if wrong := fault(check.key, provider):
        return malformed(check, wrong)
    if len(check.key) > len("/api/v1") and check.key in urllib.parse.unquote(check.base):
        return Finding("malformed", f"{check.base_from} holds the key. Nothing was sent.", "Take it out.")
    return None


def missing(check: Check, says: str, row: str = "") -> Finding:
    """Say that there is no key; a file that holds one is named, and not used."""
    do = f"Add --prompt to paste the key, or set {check.provider.env} in the window where you run this."
    if check.waiting:
        says += f" The file {check.waiting.shown} holds one, but a file is used only when you say so."
        do = check.waiting.use
    return Finding("missing", says, do, row)


def malformed(check: Check, wrong: str) -> Finding:
    """Say what is wrong with the text that was given as a key."""
    do = f"Copy the key again, whole, from {check.provider.keys_page or 'where it was made'}."
    return Finding("malformed", f"The text from {check.key_from} {wrong}. Nothing was sent.", do)


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
        check.not_proved = ["that other models are open to this key"] if finding.verdict == "ok" else []
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
    check.trace += [f"> {method} {url}", *(f"> {name}: {value}" for name, value in headers.items())]
    try:
        with client.stream(method, url, headers=headers, json=body) as reply:
            check.status = reply.status_code
            answer = read(reply)
    except Exception as error:  # noqa: BLE001 - `failed` has words for each kind
        check.trace.append(f"< no answer: {type(error).__name__}")
        return failed(error, check.proxy)
    came = {"HTTP": str(answer.status), **answer.headers}
    came["body"] = re.sub(r"([{}\[\],])", r"\1 ", answer.start)  # into words, of which `scrub` hides some
    check.trace += [f"< {name}: {scrub(text, key, longest=80)}" for name, text in came.items()]
    return answer


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
    return Answer(reply.status_code, reply.headers, data, is_page, body[:4096].decode("utf-8", "replace"))


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
    "ConnectionRefusedError": (
        "Nothing listens at the address.",
        "If the server is yours, start it, or give the address that it names, with --base-url.",
    ),
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
    is_own = not check.base_from  # elsewhere such a web page would be somebody else's
    rows = [row for row in provider.rows if at in row.at and (is_own or not row.page)]
    row = next((row for row in rows if fits(row, answer, provider)), None)
    if row is None and is_good(answer, provider, at):
        says = f"The key from {check.key_from} works." if key else "The server answers without a key."
        return Finding("ok", says, "Nothing to mend: go on to your first request.")
    if row is None:
        return unlisted(answer, provider, check.key)
    if not key and row.verdict == "invalid":
        return missing(check, "The server asks for a key, and you gave none.", row.id)
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
    if row.page:
        is_theirs = answer.is_page and row.page in answer.start and row.message in answer.start
        return answer.status == row.status and is_theirs
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
    said = [*places, *(table.get("message") for table in tables)]
    words = [one for one in said if isinstance(one, str)]
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
    words = scrub(marks(answer)[2], key).rstrip(".")
    says = f"No answer that we know: HTTP {status}." + f" The server says: {words}." * bool(words)
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
        return Finding("ok", says, "Nothing to mend. If others reach the server, let a proxy ask for a key.")
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
        names = " or ".join(one.name for one in alike)
        notes.append(f"The key begins like one of {names}. Is it in the right variable?")
    places = {provider.base: "", **{address: f" ({name})" for name, address in provider.regions.items()}}
    others = [f"{address}{name}" for address, name in places.items() if address != check.base]
    is_elsewhere = finding.verdict == "invalid" and check.base in places and bool(others)
    hint = f" A key of another region is refused here: if yours is one, try --base-url {' or '.join(others)}."
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
        "advice": hide(finding.do + hint * is_elsewhere, check.key),
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
        read = word.casefold() + "\n" + urllib.parse.unquote(word).casefold()
        if word[longest:] or "*" in word or ".." in word or any(part in read for part in parts):
            words[at] = "[...]"
    return " ".join(words)[:200]


def row_of(report: Mapping[str, Any]) -> str:
    """Give the line of the table that --all begins with."""
    provider, seconds = PROVIDERS[report["provider"]], report["elapsed_ms"] / 1000
    text = f"{provider.id:<19} {report['verdict']:<14} {provider.env:<27} {seconds:5.1f} s"
    return painted(text, report["verdict"])


def painted(text: str, verdict: str) -> str:
    """Give the text with a sign and a colour, at a terminal that wants them."""
    if not sys.stdout.isatty() or "NO_COLOR" in os.environ or IS_WINDOWS:
        return text
    sign, colour = {0: ("+", 32), 1: ("x", 31), 3: ("?", 33)}[VERDICTS[verdict][0]]
    return f"\x1b[{colour}m{sign} {text}\x1b[0m"


def lines(report: Mapping[str, Any], *, brief: bool) -> Iterator[str]:
    """Give the lines for people: the verdict, why, what to do, where to read on, what was proved."""
    yield painted(f"{PROVIDERS[report['provider']].name}: {report['verdict']}", report["verdict"])
    yield from (f"  {sentence}" for sentence in sentences(report["message"]))
    if report["verdict"] != "ok" or not brief:
        yield "  Next: " + "\n        ".join(sentences(report["advice"]))
        yield f"  More: {report['docs_url']}"
    if not brief and report["verdict"] not in {"missing", "malformed"}:
        status = f"HTTP {report['http_status']}" if report["http_status"] else "no answer"
        yield f"  Asked: {report['endpoint']} ({status}, {report['elapsed_ms'] / 1000:.1f} s)"
        yield from (f"  Proved: {text}" for text in report["proved"])
        yield from (f"  Not proved: {text}" for text in report["not_proved"])


def sentences(text: str) -> list[str]:
    """Give the sentences of a text, each for a line of its own."""
    return re.split(r"(?<=[.?]) (?=[A-Z])", text)


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
# ruff: noqa: E501, Q003 - one line an answer
SITE = "https://keyproof.github.io/keyproof/"
TABLE: tuple[Provider, ...] = (
    Provider(
        id="aimlapi",
        name="AI/ML API",
        env="AIML_API_KEY",
        env_aliases=("AIMLAPI_API_KEY",),
        keys_page="https://aimlapi.com/app/keys",
        base="https://api.aimlapi.com/v1",
        path="/key",
        expect=("data.prefix",),
        proves="AI/ML API knows this key. The answer shows its name, its rights and its spending limit.",
        not_proved=("that the account has credit", "that the key may use the endpoint you want"),
        probe_path="/chat/completions",
        probe_body={"model": "google/gemma-3-27b-it", "messages": [{"role": "user", "content": "Reply with the word ok."}], "max_tokens": 1},
        probe_expect="choices.0.message",
        probe_price="not known to us (model google/gemma-3-27b-it)",
        rows=(
            Row("invalid_key", "invalid", 401, "AI/ML API does not know this key, or got none.", "Check that `AIML_API_KEY` is set in the window that runs the program. If it is, make a new key: the old one cannot be shown again."),
            Row("check_not_allowed", "no_scope", 403, "The key lives; this answer does not say whether it may use models.", "Send the first request instead of this check.", at="check"),
            Row("no_credit", "no_credit", 403, "The key is fine; the account is empty, or a limit of the key forbids the request.", "Add credit on the billing page. If there is some, look at the limits and endpoints of the key on the keys page.", at="probe"),
            Row("body_validation_error", "unexpected", 400, "AI/ML API does not understand the request.", "Compare your request with the page of the model: models differ.", message="Body validation error!", at="probe"),
            Row("not_found", "model", 404, "There is no such model, or no such address.", "Check that the address ends in `/v1`, exactly once, and take a model from the public list."),
            Row("rate_limited", "rate_limited", 429, "The key works; you are too fast, or the free allowance has ended for now.", "Wait, or add credit on the billing page."),
        ),
    ),
    Provider(
        id="anthropic",
        name="Anthropic (Claude API)",
        env="ANTHROPIC_API_KEY",
        prefixes=("sk-ant-api03-", "sk-ant-admin01-", "sk-ant-oat01-"),
        keys_page="https://platform.claude.com/settings/keys",
        header="x-api-key",
        extra_headers={"anthropic-version": "2026-10-21"},
        id_header="request-id",
        base="https://api.anthropic.com",
        base_env="ANTHROPIC_BASE_URL",
        path="/v1/models",
        expect=("data", "has_more"),
        refusal=("error.message",),
        proves="Anthropic knows this key, from this network. The list also says which models are alive: look at `lifecycle`, not at the date.",
        not_proved=("that the organization has credit", "that a spend limit leaves room"),
        probe_path="/v1/messages",
        probe_body={"model": "claude-haiku-5-5", "messages": [{"role": "user", "content": "Reply with the word ok."}], "max_tokens": 1},
        probe_expect="content",
        probe_price="0.10 USD a million tokens in, 0.50 USD out, for prompts of up to 100,000 tokens (seen 2026-10-24) (model claude-haiku-5-5)",
        scheme="",
        rows=(
            Row("invalid_x_api_key", "invalid", 401, "Anthropic does not know this key, or not any more.", "Copy the key again and look at its status on the API keys page. Check that `ANTHROPIC_BASE_URL` is not set to another address.", type="authentication_error", message="invalid x-api-key"),
            Row("authentication_error", "invalid", 401, "Anthropic does not accept what the request carried.", "Set `ANTHROPIC_API_KEY` in the same window that runs the program. If it is set, copy the key again.", type="authentication_error"),
            Row("credit_balance_too_low", "no_credit", 400, "The key is fine; the account is empty. Anthropic calls this a bad request.", "Buy credit on the billing page, for the organization that owns the key. Do not retry before.", type="invalid_request_error", message="Your credit balance is too low to access the Anthropic API", at="probe"),
            Row("organization_on_hold", "account", 400, "The account is refused, not the key.", "Appeal. The answer may name the address for it in `error.details.appeal_url`.", type="invalid_request_error", field="error.details.error_code", equals="organization_on_hold"),
            Row("bad_request", "unexpected", 400, "The key is fine. Only the words of the message tell the two causes apart.", "If the message speaks of a limit, raise it on the billing page or wait for the next month. Otherwise leave `temperature`, `top_p` and `top_k` out, or send `anthropic-version: 2023-06-01` with a model that still takes them.", type="invalid_request_error", at="probe"),
            Row("billing_error", "no_credit", 402, "The key is fine; the payment is not.", "Look at the payment details and the credit on the billing page.", type="billing_error", at="probe"),
            Row("request_not_allowed", "region", 403, "The place is refused, and nothing is said about the key.", "Look at Anthropic's list of supported regions. Do not try to get around it: ask your institution for a service that is allowed where you are.", type="forbidden", message="Request not allowed"),
            Row("permission_error", "no_scope", 403, "The key is genuine, but it may not do this.", "Look on the API keys page which workspace the key belongs to, and ask an administrator for access.", type="permission_error"),
            Row("model_not_found", "model", 404, "There is no such model any more; the key is fine.", "Take an id whose `lifecycle` is active from the list that the check brings.", type="not_found_error", message="model: ", at="probe"),
            Row("enforced_spend_limit_reached", "no_credit", 429, "It is Anthropic's own limit for the account, not yours.", "Ask for a higher tier in the Console. Waiting some minutes does not help.", type="rate_limit_error", field="error.details.error_code", equals="enforced_spend_limit_reached", at="probe"),
            Row("ramp_limit_exceeded", "rate_limited", 429, "The key works; start more gently.", "Wait as long as the Retry-After header says, then raise the rate step by step.", type="rate_limit_error", field="error.details.error_code", equals="ramp_limit_exceeded", at="probe"),
            Row("rate_limit_error", "rate_limited", 429, "The key works; you are too fast.", "Wait as long as the Retry-After header says, then go on more slowly.", type="rate_limit_error"),
            Row("overloaded_error", "provider_down", 529, "Not your fault, and no word about your key.", "Wait a minute and try again.", type="overloaded_error"),
            Row("api_error", "provider_down", 500, "Not your fault, and no word about your key.", "Wait a minute and try again.", type="api_error"),
        ),
    ),
    Provider(
        id="azure-openai",
        name="Azure OpenAI (Microsoft Foundry)",
        env="AZURE_OPENAI_API_KEY",
        keys_page="https://portal.azure.com",
        header="api-key",
        base="https://{resource}.openai.azure.com/openai/v1",
        base_env="OPENAI_BASE_URL",
        path="/models",
        expect=("data",),
        refusal=("error.message",),
        proves="This key and this resource belong together, and your network may reach it. A wrong name of the resource fails before any answer, because there is no such address.",
        not_proved=("that a deployment exists: the list shows models that the resource could use", "that a deployment has quota left"),
        scheme="",
        rows=(
            Row("access_denied", "invalid", 401, "The key and the address do not belong together.", "Copy both from the same Keys and Endpoint page.", code="401", message="Access denied due to invalid subscription key or wrong API endpoint"),
            Row("key_authentication_disabled", "restricted", 403, "No key can work here.", "Use Entra ID, or ask the owner of the resource to allow keys.", code="AuthenticationTypeDisabled", message="Key based authentication is disabled for this resource."),
            Row("network_refused", "restricted", 403, "The key may be right, but not from this network, or the resource is suspended.", "Ask the owner of the resource which networks may call it, and whether it is suspended."),
            Row("resource_not_found", "unexpected", 404, "The address is wrong; nothing is said about the key.", "Let the address end in `/openai/v1/`, without an `api-version`.", code="404", message="Resource not found"),
        ),
    ),
    Provider(
        id="baichuan",
        name="Baichuan",
        env="BAICHUAN_API_KEY",
        id_header="X-BC-Request-Id",
        method="POST",
        base="https://api.baichuan-ai.com/v1",
        path="/chat/completions",
        body={"model": "Baichuan4-Air", "messages": [{"role": "user", "content": "Hi"}], "max_tokens": 1},
        price="one answer of one token from Baichuan4-Air; its price was not seen",
        expect=("id", "object", "choices", "usage"),
        proves="Baichuan knows this key, and the account can pay for an answer.",
        not_proved=("that the balance is enough for a long experiment",),
        rows=(
            Row("incorrect_api_key", "invalid", 401, "Baichuan does not know this key.", "Copy the key again without spaces or quotes, or make a new one.", message="Incorrect API key provided"),
            Row("invalid_key", "invalid", 401, "Baichuan does not accept this key, or got none.", "Check that `BAICHUAN_API_KEY` is set in the window that runs the program. If it is, make a new key."),
            Row("insufficient_balance", "no_credit", 429, "The key is fine; the account is empty.", "Top up on the platform. Do not retry before: it cannot help.", message="Insufficient account balance"),
            Row("rate_limited", "rate_limited", 429, "The key works; you are too fast.", "Wait a minute, then go on more slowly."),
            Row("server_error", "provider_down", 500, "Not your fault, and no word about your key.", "Try again later."),
        ),
    ),
    Provider(
        id="chutes",
        name="Chutes",
        env="CHUTES_API_KEY",
        env_aliases=("CHUTES_API_TOKEN",),
        prefixes=("cpk_",),
        base="https://api.chutes.ai",
        path="/users/me/quotas",
        refusal=("detail",),
        proves="Chutes knows this key, and it may read your quotas.",
        not_proved=("that the quota or the balance leaves room", "that the model's name is right"),
        probe_base="https://llm.chutes.ai/v1",
        probe_path="/chat/completions",
        probe_body={"model": "Qwen/Qwen3-32B-TEE", "messages": [{"role": "user", "content": "Reply with the word ok."}]},
        probe_expect="choices.0.message",
        probe_price="not known to us (model Qwen/Qwen3-32B-TEE)",
        rows=(
            Row("malformed_key", "invalid", 401, "This cannot be a whole Chutes key.", "Copy all 102 characters again, with both dots and without spaces or quotes.", message="Missing or invalid authorization header(s)"),
            Row("invalid_key", "invalid", 401, "Chutes does not know this key, or it lacks the right to ask.", "If you made a scoped key, send the first request instead of this check. Otherwise make a new key.", message="Invalid token or user not found"),
            Row("not_a_chutes_key", "invalid", 401, "This is no Chutes key: it belongs to another provider, or its beginning is missing.", "Copy the whole key again; it starts with `cpk_`.", message="Invalid token."),
            Row("missing_key", "missing", 401, "The key never reached Chutes: the variable is empty, or the program did not send it.", "Set `CHUTES_API_KEY` in the same window that runs the program, and send it as `Authorization: Bearer`.", message="Can't find a user with that api key", at="check"),
            Row("authentication_required", "missing", 401, "The key never reached Chutes.", "Set `CHUTES_API_KEY` in the same window that runs the program, and send it as `Authorization: Bearer`.", message="Authentication required.", at="probe"),
            Row("quota_exceeded", "no_credit", 402, "The key is fine; nothing is left to pay the request with.", "Add funds, or wait until the moment in `quota_reset_timestamp`, where the answer names one.", at="probe"),
            Row("model_not_found", "model", 404, "There is no such model for you. Many names end in -TEE.", "Take a name from `https://llm.chutes.ai/v1/models`.", message="model not found", at="probe"),
            Row("busy", "rate_limited", 429, "The key works; you are too fast, or the model is not free.", "Wait, or take another model."),
            Row("no_instances", "provider_down", 503, "Not your fault, and no word about your key.", "Take another model, or try again later.", message="No instances available", at="probe"),
        ),
    ),
    Provider(
        id="cohere",
        name="Cohere",
        env="CO_API_KEY",
        env_aliases=("COHERE_API_KEY",),
        keys_page="https://dashboard.cohere.com/api-keys",
        base="https://api.cohere.com",
        base_env="CO_API_URL",
        path="/v1/models?page_size=1",
        expect=("models",),
        refusal=("message",),
        proves="Cohere knows this key.",
        not_proved=("that calls are left: a trial key past its 1,000 calls is still a good key", "that a production key is within its monthly maximum"),
        probe_path="/v2/chat",
        probe_body={"model": "command-r7b-12-2024", "messages": [{"role": "user", "content": "Reply with the word ok."}]},
        probe_expect="message",
        probe_price="nothing with a trial key, within its 1,000 calls a month (model command-r7b-12-2024)",
        rows=(
            Row("no_api_key", "missing", 401, "The key never reached Cohere.", "Set `CO_API_KEY` in the same window that runs the program.", message="no api key supplied"),
            Row("invalid_api_token", "invalid", 401, "Cohere does not know this key.", "Copy the key again, or make a new one. Check that `CO_API_URL` is not set to another address.", message="invalid api token"),
            Row("api_key_expired", "expired", 401, "Cohere knew this key, but it is over.", "Make a new key on the API keys page.", message="Your API key has expired"),
            Row("maximum_billing_reached", "no_credit", 402, "Your own brake has worked.", "Raise the maximum in the dashboard, or wait for the start of the next month.", message="Maximum billing reached for this API key", at="probe"),
            Row("payment_required", "no_credit", 402, "The key is fine; the payment is not.", "Correct the payment method on the billing page. Do not retry before.", at="probe"),
            Row("forbidden", "no_scope", 403, "The key may be fine.", "With an HTML page, try from another network that you may use. Otherwise ask the owner of the account for access."),
            Row("model_not_found", "model", 404, "There is no such model for you; the key is fine.", "Take a name from the list at `/v1/models`, without `page_size=1`.", message="not found, make sure the correct model ID was used", at="probe"),
            Row("bad_request", "unexpected", 400, "The key is fine; the message says what is wrong.", "Correct the request.", at="probe"),
            Row("unprocessable", "unexpected", 422, "The key is fine; the message says what is wrong.", "Correct the request.", at="probe"),
            Row("trial_month_used_up", "no_credit", 429, "The key is good, but waiting some minutes does not help.", "Wait for the next month, or use a production key.", message="API calls / month", at="probe"),
            Row("rate_limited", "rate_limited", 429, "The key works; you are too fast.", "Wait a minute, then go on more slowly."),
            Row("server_error", "provider_down", 500, "Not your fault, and no word about your key.", "Wait a minute and try again. If it lasts, write to Cohere's support."),
        ),
    ),
    Provider(
        id="dashscope",
        name="Alibaba Cloud Model Studio (DashScope, Qwen)",
        env="DASHSCOPE_API_KEY",
        prefixes=("sk-",),
        base="https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
        regions={"beijing": "https://dashscope.aliyuncs.com/compatible-mode/v1", "virginia": "https://dashscope-us.aliyuncs.com/compatible-mode/v1", "hong-kong": "https://cn-hongkong.dashscope.aliyuncs.com/compatible-mode/v1"},
        path="/models",
        expect=("object", "data"),
        refusal=("error.message", "message"),
        proves="Model Studio knows this key in this region and plan.",
        not_proved=("that the account is paid up", "that the free quota leaves room", "that the workspace may use a certain model"),
        probe_path="/chat/completions",
        probe_body={"model": "qwen-plus", "messages": [{"role": "user", "content": "Reply with the word ok."}]},
        probe_expect="choices.0.message",
        probe_price="not known to us (model qwen-plus)",
        rows=(
            Row("invalid_api_key", "invalid", 401, "This address does not know this key.", "Use the base address of the region and plan in which you made the key. If it fits, copy the key again or make a new one.", code="invalid_api_key", type="invalid_request_error", message="Incorrect API key provided"),
            Row("arrearage", "no_credit", 400, "The key is fine; the account is overdue. The list of models, and so the check, still answers.", "Pay in the console of Alibaba Cloud under expenses and costs, then wait a few minutes.", code="Arrearage", type="Arrearage", message="Access denied, please make sure your account is in good standing.", at="probe"),
            Row("access_denied", "account", 403, "The key is genuine, but the account may not do this.", "Activate Model Studio in the region of the key, look at the permissions of the workspace, and pay what is open.", code="access_denied"),
            Row("model_not_found", "model", 404, "There is no such model in this region.", "Take a name from the list that the check brings, or the base address of another region with a key of that region.", at="probe"),
            Row("quota_used_up", "no_credit", 429, "The key is fine; the message says which quota it was.", "If the message speaks of the free quota, leave the mode that uses only the free quota. Otherwise wait a minute and go on more slowly.", code="insufficient_quota", at="probe"),
            Row("rate_limited", "rate_limited", 429, "The key works; you are too fast.", "Wait a minute, then go on more slowly."),
        ),
    ),
    Provider(
        id="deepseek",
        name="DeepSeek",
        env="DEEPSEEK_API_KEY",
        prefixes=("sk-",),
        keys_page="https://platform.deepseek.com/api_keys",
        base="https://api.deepseek.com",
        path="/user/balance",
        expect=("is_available", "balance_infos"),
        refusal=("error.message",),
        proves="DeepSeek knows this key, and `is_available` says whether the balance allows calls. The amounts are texts, and several currencies can appear.",
        not_proved=("that the balance is enough for a long experiment", "that the model's name is right"),
        probe_path="/chat/completions",
        probe_body={"model": "deepseek-flash", "messages": [{"role": "user", "content": "Reply with the word ok."}], "max_tokens": 1, "thinking": {"type": "disabled"}},
        probe_expect="choices.0.message",
        probe_price="0.15 USD a million tokens in and 0.60 USD out, off-peak; twice that at peak hours (seen 2026-11-15) (model deepseek-flash)",
        rows=(
            Row("null_key", "missing", 401, "The key never reached DeepSeek.", "Set `DEEPSEEK_API_KEY` in the same window that runs the program, and check how the program reads it.", type="authentication_error", message="****null"),
            Row("invalid_key", "invalid", 401, "DeepSeek does not know this key.", "Compare the last four characters in the message with your key. If they fit, make a new key.", code="invalid_request_error", type="authentication_error", message="Authentication Fails, Your api key"),
            Row("no_such_user", "invalid", 401, "DeepSeek does not know this key.", "Copy the key again without spaces or quotes, or make a new one.", message="Authentication Fails (no such user)"),
            Row("missing_key", "missing", 401, "No usable key reached DeepSeek.", "Set `DEEPSEEK_API_KEY` in the same window that runs the program, and send it as `Authorization: Bearer`.", message="auth header format should be Bearer sk-..."),
            Row("insufficient_balance", "no_credit", 402, "The key is fine; the account is empty. The free chat app brings no balance for the API.", "Top up on the billing page, then run the check again.", code="invalid_request_error", type="unknown_error", message="Insufficient Balance", at="probe"),
            Row("model_retired", "model", 400, "Here a wrong model is a 400, not a 404; the message lists the names that work.", "Use `deepseek-flash`, or another name from the message.", code="invalid_request_error", message="The supported API model names are", at="probe"),
            Row("model_not_exist", "model", 400, "There is no such model.", "Use `deepseek-flash`.", code="invalid_request_error", type="invalid_request_error", message="Model Not Exist", at="probe"),
            Row("invalid_format", "unexpected", 400, "DeepSeek does not understand the request; the message says why.", "Correct the body as the message says.", at="probe"),
            Row("invalid_parameters", "unexpected", 422, "The request is wrong, not the key; the message says which parameter.", "Correct that parameter, or leave it out.", at="probe"),
            Row("rate_limit_reached", "rate_limited", 429, "The key works. The limit counts open requests of the whole account, not requests a minute and not keys.", "Send fewer requests at the same time. You can ask DeepSeek for a higher limit, at no cost."),
            Row("server_error", "provider_down", 500, "Not your fault, and no word about your key.", "Wait a moment and try again; look at the status page."),
            Row("server_overloaded", "provider_down", 503, "Not your fault, and no word about your key.", "Wait, and try again with growing pauses."),
            Row("balance_not_available", "no_credit", 200, "The key is good; the account is empty, and a chat request would get a 402.", "Top up on the billing page, then run the check again.", field="is_available", equals=False, at="check"),
        ),
    ),
    Provider(
        id="fastchat",
        name="FastChat",
        env="FASTCHAT_API_KEY",
        base="http://localhost:8000/v1",
        base_env="OPENAI_BASE_URL",
        path="/models",
        expect=("object", "data"),
        refusal=("detail", "message"),
        proves="The API server knows this key, provided that it was started with a key. The check also asks without a key, and says so when the server asks for none.",
        not_proved=("that a model is there: while no worker runs, the answer is an empty list and still 200", "that nobody gets in without a key: some addresses, the controller and the worker have none"),
        own_server=True,
        control=True,
        probe_path="/chat/completions",
        probe_body={"model": "vicuna-7b-v1.5", "messages": [{"role": "user", "content": "Reply with the word ok."}]},
        probe_expect="choices.0.message",
        probe_price="nothing but your own electricity (model vicuna-7b-v1.5)",
        rows=(
            Row("invalid_api_key", "invalid", 401, "The text after `Bearer ` is not in the list that the API server got.", "Compare the key with the list behind `--api-keys`, and check the word Bearer.", field="detail.error.code", equals="invalid_api_key"),
            Row("model_not_found", "model", 400, "The server does not have this model; the message lists those that it has, which may be none.", "Start the model worker, and take an `id` from the list that the check brings.", field="code", equals=40301, at="probe"),
        ),
    ),
    Provider(
        id="fireworks",
        name="Fireworks AI",
        env="FIREWORKS_API_KEY",
        prefixes=("fw_", "fpk_"),
        keys_page="https://app.fireworks.ai/settings/users/api-keys",
        base="https://api.fireworks.ai",
        base_env="FIREWORKS_BASE_URL",
        path="/v1/accounts/fireworks/models",
        expect=("models",),
        refusal=("error.message",),
        proves="Fireworks AI knows this key and lets it read the catalogue of models.",
        not_proved=("that the account has credit", "that the key may generate text"),
        probe_path="/inference/v1/chat/completions",
        probe_body={"model": "accounts/fireworks/models/gpt-oss-120b", "messages": [{"role": "user", "content": "Reply with the word ok."}]},
        probe_expect="choices.0.message",
        probe_price="not known to us (model accounts/fireworks/models/gpt-oss-120b)",
        rows=(
            Row("unauthorized", "invalid", 401, "Fireworks AI does not accept this key.", "Copy the key again from the API keys page, or make a new one. If it belongs to a service account, look at its permissions."),
            Row("fire_pass_key", "no_scope", 403, "The key is genuine; it is for chat requests only.", "Send the first request instead of this check, or use a key that starts with `fw_`.", code="FORBIDDEN", message="Fire Pass API keys are not authorized for this route", at="check"),
            Row("forbidden", "no_scope", 403, "The key may not do this, or the model's name is wrong.", "Check the key on the API keys page first, then the model's name."),
            Row("payment_required", "no_credit", 402, "The key is fine; the account is empty or has reached its limit.", "Look at the billing page of your account, and add credit or a way to pay.", at="probe"),
            Row("model_not_found", "model", 404, "There is no such model for you.", "Write the name as `accounts/fireworks/models/NAME`, with a name from the list that the check brings.", at="probe"),
            Row("account_suspended", "account", 412, "The key is genuine, but the account is on hold.", "Look at the billing page of your account, and add credit. If you use a LoRA model, try a model of the catalogue."),
            Row("rate_limited", "rate_limited", 429, "The key works; you are too fast.", "Wait, then go on more slowly."),
        ),
    ),
    Provider(
        id="gemini",
        name="Google Gemini",
        env="GEMINI_API_KEY",
        env_aliases=("GOOGLE_API_KEY",),
        prefixes=("AQ.", "AIza"),
        keys_page="https://aistudio.google.com/apikey",
        header="x-goog-api-key",
        base="https://generativelanguage.googleapis.com",
        base_env="GOOGLE_GEMINI_BASE_URL",
        path="/v1beta/models?pageSize=1",
        expect=("models",),
        proves="Google knows this key, and it may call the Gemini API from here. A wrong key gets 400 here, not 401.",
        not_proved=("that the account has credit", "that the free tier is open to you", "that the key may generate text"),
        probe_path="/v1beta/models/gemini-3.5-flash-lite:generateContent",
        probe_body={"contents": [{"parts": [{"text": "Reply with the word ok."}]}]},
        probe_expect="candidates.0",
        probe_price="not known to us (model gemini-3.5-flash-lite)",
        scheme="",
        rows=(
            Row("api_key_expired", "expired", 400, "Google knew this key, but it is over.", "Make a new key in AI Studio and delete the old one.", message="API key expired", field="error.details.*.reason", equals="API_KEY_INVALID"),
            Row("api_key_not_found", "invalid", 400, "Google does not find this key.", "If you have just made the key, wait a minute and try again. Otherwise make a new one.", message="API Key not found", field="error.details.*.reason", equals="API_KEY_INVALID"),
            Row("api_key_invalid", "invalid", 400, "Google does not accept this key. The status is the same as for a malformed request, so look at `reason`.", "Make a new key in AI Studio. Check that no old `GOOGLE_API_KEY` hides the one you mean.", field="error.details.*.reason", equals="API_KEY_INVALID"),
            Row("region", "region", 400, "The place is refused, not the key.", "Look at Google's list of available regions, and at the place where a proxy or cloud computer of yours meets the internet. Where only the free tier is missing, set up billing.", code="FAILED_PRECONDITION"),
            Row("key_type_unsupported", "invalid", 401, "The text asks for an OAuth 2 access token, but that is not what you need.", "Make a new key in AI Studio and send it in the x-goog-api-key header.", field="error.details.*.reason", equals="ACCESS_TOKEN_TYPE_UNSUPPORTED"),
            Row("no_key", "missing", 403, "The key never reached Google.", "Set `GEMINI_API_KEY` in the same window that runs the program, and send it as x-goog-api-key.", code="PERMISSION_DENIED", message="Method doesn't allow unregistered callers"),
            Row("key_leaked", "leaked", 403, "Strangers may have used the key.", "Delete the key, make a new one, and look at your bill for use that was not yours.", code="PERMISSION_DENIED", message="reported as leaked"),
            Row("key_restricted", "restricted", 403, "The key is genuine, but it may not call Gemini.", "Limit the key to the Generative Language API, or make one in AI Studio.", code="PERMISSION_DENIED"),
            Row("prepay_credits_depleted", "no_credit", 402, "Every key of the billing account stops; the key itself is fine.", "Add credit in AI Studio. In one report a top-up in the Cloud console did not count. Do not retry before.", code="RESOURCE_EXHAUSTED", at="probe"),
            Row("rate_limited", "rate_limited", 429, "The key works. The answer names the limit (`quotaId`) and the time to wait (`retryDelay`).", "For a limit by the minute, wait as long as `retryDelay` says. A daily limit starts anew at midnight Pacific time.", code="RESOURCE_EXHAUSTED"),
            Row("model_not_found", "model", 404, "There is no such model for you; the key is fine.", "Take a name from the list at `/v1beta/models`, without `pageSize=1`.", code="NOT_FOUND", at="probe"),
            Row("unavailable", "provider_down", 503, "Not your fault, and no word about your key.", "Wait a minute and try again; look at the status page.", code="UNAVAILABLE"),
        ),
    ),
    Provider(
        id="groq",
        name="Groq (GroqCloud)",
        env="GROQ_API_KEY",
        prefixes=("gsk_",),
        keys_page="https://console.groq.com/keys",
        base="https://api.groq.com",
        base_env="GROQ_BASE_URL",
        path="/openai/v1/models",
        expect=("object", "data"),
        refusal=("error.message",),
        proves="Groq knows this key, from this network.",
        not_proved=("that the organization's spend limit leaves room", "that a certain model is open to the organization"),
        probe_path="/openai/v1/chat/completions",
        probe_body={"model": "openai/gpt-oss-20b", "messages": [{"role": "user", "content": "Reply with the word ok."}]},
        probe_expect="choices.0.message",
        probe_price="nothing on the free plan, within its limits (model openai/gpt-oss-20b)",
        rows=(
            Row("invalid_api_key", "invalid", 401, "Groq does not know this key.", "Check that the key starts with `gsk_` and has no spaces around it. With a new account wait a minute, otherwise make a new key.", code="invalid_api_key", type="invalid_request_error", message="Invalid API Key"),
            Row("blocked_api_access", "no_credit", 400, "All keys of the organization stop; the key itself is fine. Here this is a 400, not a 402.", "Raise the limit on the limits page, or wait for the first of the month. What you spend is counted 10 to 15 minutes late.", code="blocked_api_access", at="probe"),
            Row("model_decommissioned", "model", 400, "There is no such model any more; the key is fine.", "Take a model from the list that the check brings.", code="model_decommissioned", type="invalid_request_error", message="has been decommissioned and is no longer supported", at="probe"),
            Row("model_not_found", "model", 404, "There is no such model for you; the key is fine.", "Take a model from the list that the check brings.", code="model_not_found", type="invalid_request_error", message="does not exist or you do not have access to it", at="probe"),
            Row("network_refused", "region", 403, "The key was not even looked at.", "Try from another network that you may use, such as the one of your institution. Do not read the body as JSON.", at="check"),
            Row("forbidden", "no_scope", 403, "The key is good, but it may not do this.", "Take another model, or ask an administrator to open this one in the console.", at="probe"),
            Row("unprocessable", "unexpected", 422, "The key is fine.", "Correct the request, or send it again.", at="probe"),
            Row("rate_limit_exceeded", "rate_limited", 429, "The key works; you are too fast, and another key of the same organization does not help.", "Wait as long as the Retry-After header says, then go on more slowly.", code="rate_limit_exceeded", message="Rate limit reached for model"),
            Row("service_unavailable", "provider_down", 503, "Not your fault, and no word about your key.", "Wait a minute and try again."),
        ),
    ),
    Provider(
        id="huggingface",
        name="Hugging Face",
        env="HF_TOKEN",
        env_aliases=("HUGGING_FACE_HUB_TOKEN",),
        env_ignored=("HF_API_TOKEN", "HF_API_KEY", "HUGGINGFACEHUB_API_TOKEN", "HUGGINGFACE_API_KEY"),
        token_files=("$HF_TOKEN_PATH", "$HF_HOME/token", "$XDG_CACHE_HOME/huggingface/token", "~/.cache/huggingface/token"),
        prefixes=("hf_", "api_org_"),
        keys_page="https://huggingface.co/settings/tokens",
        base="https://huggingface.co",
        base_env="HF_ENDPOINT",
        path="/api/whoami-v2",
        expect=("name", "auth"),
        refusal=("error",),
        proves="Hugging Face knows this token. The answer also says what the token may do, so the permission to call models is read without spending anything. It holds your name, e-mail address and organizations too: do not paste it anywhere.",
        not_proved=("that the account has credit", "that somebody serves the model you want", "that an organization accepts the token"),
        permission=("inference.serverless.write", "Make calls to Inference Providers", "Edit the token and tick Make calls to Inference Providers, or make a new one from the Inference preset."),
        probe_base="https://router.huggingface.co/v1",
        probe_path="/chat/completions",
        probe_body={"model": "openai/gpt-oss-120b:cheapest", "messages": [{"role": "user", "content": "Reply with the word ok."}], "max_tokens": 1},
        probe_expect="choices.0.message",
        probe_price="the price of the company that serves the model, without a markup; a few requests fit into the free credit (model openai/gpt-oss-120b:cheapest)",
        rows=(
            Row("invalid_token", "invalid", 401, "Hugging Face does not know this token.", "Copy the token again or make a new one. Check that no old `HF_TOKEN` hides the one you mean.", message="Invalid credentials in Authorization header"),
            Row("anonymous", "missing", 401, "The token never reached Hugging Face.", "Set `HF_TOKEN` in the same window that runs the program.", message="Invalid username or password."),
            Row("no_inference_permission", "no_scope", 403, "The token lives, but lacks the permission. The plain who-am-I request still says 200.", "Edit the token and tick Make calls to Inference Providers, or make a new one from the Inference preset.", message="does not have sufficient permissions to call Inference Providers", at="probe"),
            Row("revoked_by_organization", "restricted", 403, "Only this organization refuses the token; it works elsewhere.", "Ask the organization's administrator. After a revocation, make a new token.", message="Your token has been revoked by the organization administrator", at="probe"),
            Row("no_credit", "no_credit", 402, "The token is fine; the account is empty. A PRO subscription is not unlimited either.", "Buy credit on the billing page, or wait for the next month.", at="probe"),
            Row("model_not_supported", "model", 400, "Here a wrong model is a 400, not a 404.", "Take a model from the list of served models, or switch on more companies in the Inference Providers settings.", message="is not supported by any provider you have enabled", at="probe"),
            Row("model_not_at_provider", "model", 400, "Right model, wrong company.", "Drop the ending after the colon, or name another company.", message="Model not supported by provider", at="probe"),
            Row("rate_limited", "rate_limited", 429, "The token works; you are too fast.", "Wait as many seconds as `t` in the RateLimit header says. Send your token also for public files: without one the limit is lower."),
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
        refusal=("error.message",),
        proves="The server knows this key, provided that it was started with a key and is newer than August 2026. The check also asks without a key, and says so when the server ignores keys.",
        not_proved=("that an older server guards this address",),
        own_server=True,
        control=True,
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
        id="lm-studio",
        name="LM Studio",
        env="LM_API_TOKEN",
        prefixes=("sk-lm-",),
        base="http://localhost:1234/v1",
        base_env="OPENAI_BASE_URL",
        path="/models",
        expect=("object", "data"),
        refusal=("error.message",),
        proves="The server knows this token, provided that Require Authentication is on. The check also asks without a token, and says so when the server asks for none.",
        not_proved=("that the token has the permission to chat", "that a model of the list is loaded: it can show every model that you have downloaded"),
        own_server=True,
        control=True,
        rows=(
            Row("missing_token", "missing", 401, "The token never reached the server: the variable is empty, or the program did not send it.", "Set `LM_API_TOKEN` in the same window that runs the program.", code="invalid_api_key", type="invalid_request", message="An LM Studio API token is required to make requests to this server, but none was provided"),
            Row("invalid_token", "invalid", 401, "The server wants a token that was made in its own settings.", "Make a token under Manage Tokens in the Server Settings, and send it behind `Bearer`.", code="invalid_api_key", type="invalid_request"),
            Row("wrong_address", "unexpected", 200, "The server does not know this address and says so, yet with status 200.", "Set the base address to `http://localhost:1234/v1`.", message="Unexpected endpoint or method"),
        ),
    ),
    Provider(
        id="mistral",
        name="Mistral AI",
        env="MISTRAL_API_KEY",
        keys_page="https://console.mistral.ai/api-keys",
        base="https://api.mistral.ai",
        regions={"eu": "https://api.eu.mistral.ai", "us": "https://api.us.mistral.ai"},
        path="/v1/models",
        expect=("data",),
        refusal=("detail", "message"),
        proves="Mistral knows this key, and it has not expired.",
        not_proved=("that your plan covers text: chat can still answer 402, 403 or 429", "that a spending limit leaves room"),
        probe_path="/v1/chat/completions",
        probe_body={"model": "mistral-small-latest", "messages": [{"role": "user", "content": "Reply with the word ok."}], "max_tokens": 1},
        probe_expect="choices.0.message",
        probe_price="not known to us (model mistral-small-latest)",
        rows=(
            Row("invalid_api_key", "invalid", 401, "Mistral does not accept this key.", "Copy the key again, and look at its expiry date and kind on the API keys page. If in doubt, make a new Studio key.", message="Invalid API Key"),
            Row("unauthorized", "invalid", 401, "Mistral does not accept what the request carried.", "Set `MISTRAL_API_KEY` in the same window that runs the program. If it is set, copy the key again."),
            Row("payment_required", "no_credit", 402, "The key is fine; the plan is not enough.", "Add a way to pay, or switch pay-as-you-go on: Admin Panel > Subscription, `https://admin.mistral.ai/subscription`.", at="probe"),
            Row("tier_not_allowed", "model", 403, "The key is good; this model is closed to you.", "Take another model, or another plan.", code="tier_not_allowed", at="probe"),
            Row("forbidden", "no_scope", 403, "The key is genuine, but it may not do this.", "Ask an administrator of the workspace, or make a key in another workspace."),
            Row("invalid_model", "model", 400, "There is no such model; the key is fine.", "Take a name from the list that the check brings.", code="invalid_model", at="probe"),
            Row("model_retired", "model", 404, "There is nothing at this name or address; nothing is said about the key.", "Take a current name or a `-latest` alias from the list that the check brings, and compare the address.", at="probe"),
            Row("validation_error", "unexpected", 422, "The key is fine; the request is not.", "Correct the fields that the answer lists under `detail`.", at="probe"),
            Row("rate_limited", "rate_limited", 429, "The key works. The same answer stands for a short rush and for an empty month.", "Wait and go on more slowly. If it lasts, look at the limits page: the month may be used up.", code="1300", type="rate_limited"),
            Row("capacity_exceeded", "rate_limited", 429, "The key works; the model is busy.", "Try again later, or take another model.", type="invalid_request_error", message="Service tier capacity exceeded for this model", at="probe"),
            Row("server_error", "provider_down", 500, "Not your fault, and no word about your key.", "Wait a minute and try again; look at the status page."),
        ),
    ),
    Provider(
        id="moonshot",
        name="Moonshot AI (Kimi)",
        env="MOONSHOT_API_KEY",
        env_aliases=("MOONSHOT_KEY",),
        prefixes=("sk-",),
        keys_page="https://platform.moonshot.ai/console/api-keys",
        base="https://api.moonshot.ai/v1",
        regions={"china": "https://api.moonshot.cn/v1"},
        path="/users/me/balance",
        expect=("data.available_balance",),
        refusal=("error.message",),
        proves="Moonshot AI knows this key at this platform, and `available_balance` says what is left of your money: with nothing or less, no model answers.",
        not_proved=("that the balance is enough for a long experiment", "that the model's name is right"),
        probe_path="/chat/completions",
        probe_body={"model": "kimi-k2.6", "messages": [{"role": "user", "content": "Reply with the word ok."}]},
        probe_expect="choices.0.message",
        probe_price="not known to us (model kimi-k2.6)",
        rows=(
            Row("invalid_authentication", "invalid", 401, "This platform does not know this key.", "Try the same key at the other address, `https://api.moonshot.cn/v1` for keys of `platform.kimi.com`. If both refuse it, make a new key.", type="invalid_authentication_error", message="Invalid Authentication"),
            Row("incorrect_api_key", "invalid", 401, "Moonshot AI got no key that it knows.", "Check that `MOONSHOT_API_KEY` is set in the window that runs the program, and copy the key again without spaces or quotes.", type="incorrect_api_key_error", message="Incorrect API key provided"),
            Row("quota_exceeded_403", "no_credit", 403, "The key is fine; the account is empty.", "Top up in the console. The money counts at once.", type="exceeded_current_quota_error", message="exceeded current quota", at="probe"),
            Row("forbidden", "no_credit", 403, "The key is genuine; the account may not do this.", "Run the check and read `available_balance`. If there is money, ask Moonshot AI's support.", at="probe"),
            Row("quota_exceeded", "no_credit", 429, "The key is fine; the account is empty.", "Top up in the console. Do not retry before: it cannot help.", type="exceeded_current_quota_error", message="is suspended due to insufficient balance", at="probe"),
            Row("rate_limit_reached", "rate_limited", 429, "The key works; you are too fast.", "Wait, and try again with growing pauses: 1, 2, 4 seconds. The more you have topped up in total, the higher the limit.", type="rate_limit_reached_error"),
            Row("too_many_requests", "rate_limited", 429, "This says nothing against the key.", "Read `error.type` and `error.message`, run the check for the balance, and wait before you try again."),
            Row("model_not_found", "model", 404, "There is no such model for you.", "Take a name from `https://api.moonshot.ai/v1/models`.", type="resource_not_found_error", message="Not found the model", at="probe"),
            Row("wrong_path", "unexpected", 404, "The base address is wrong; this says nothing about your key.", "Check that the base address ends in `/v1`, exactly once."),
            Row("server_error", "provider_down", 500, "Not your fault, and no word about your key.", "Try again with growing pauses."),
            Row("balance_zero", "no_credit", 200, "The key is good; no model will answer until you top up.", "Top up in the console, then run the check again.", field="data.available_balance", at_most=0.0, at="check"),
        ),
    ),
    Provider(
        id="ollama",
        name="Ollama",
        env="OLLAMA_API_KEY",
        keys_page="https://ollama.com/settings/keys",
        base="http://localhost:11434/v1",
        base_env="OPENAI_BASE_URL",
        path="/models",
        expect=("object", "data"),
        plain_errors=True,
        proves="Your server runs, and the list shows which models it has. It proves nothing about a key, because every key gets this answer.",
        not_proved=("that a key is good, also not a key of ollama.com", "that the model you want is in the list", "that nobody else can reach the server"),
        own_server=True,
        control=True,
        probe_path="/chat/completions",
        probe_body={"model": "gpt-oss:20b", "messages": [{"role": "user", "content": "Reply with the word ok."}]},
        probe_expect="choices.0.message",
        probe_price="nothing but your own electricity (model gpt-oss:20b)",
        rows=(
            Row("model_not_pulled", "model", 404, "The server does not have this model. Below `/api` the same error has the form `{\"error\":\"...\"}`.", "Run `ollama pull` with the model's name, or take a name from the list that the check brings.", type="not_found_error", at="probe"),
            Row("foreign_host", "restricted", 403, "The server guards itself against web pages that rebind their name to your computer.", "Let the proxy send `Host: localhost:11434`."),
            Row("not_signed_in", "missing", 401, "The model runs at ollama.com, which does not know you. The answer says unauthorized and names a `signin_url`.", "Run `ollama signin`, or take a model that runs on your own computer.", at="probe"),
            Row("cloud_rate_limited", "rate_limited", 429, "ollama.com limits you, not your own server.", "Wait, then go on more slowly.", at="probe"),
            Row("cloud_unreachable", "provider_down", 502, "The fault lies with ollama.com or with the way to it.", "Try again later, or take a model that runs on your own computer.", at="probe"),
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
        regions={"us": "https://us.api.openai.com/v1", "eu": "https://eu.api.openai.com/v1", "ae": "https://ae.api.openai.com/v1", "au": "https://au.api.openai.com/v1", "in": "https://in.api.openai.com/v1", "jp": "https://jp.api.openai.com/v1"},
        path="/models",
        expect=("object", "data"),
        refusal=("error.message",),
        proves="OpenAI knows this key, from this network, and lets it read the list of models.",
        not_proved=("that the account has credit", "that a spending limit leaves room", "that the key may generate text", "that it may use a certain model"),
        probe_path="/chat/completions",
        probe_body={"model": "gpt-6-luna", "messages": [{"role": "user", "content": "Reply with the word ok."}]},
        probe_expect="choices.0.message",
        probe_price="0.10 USD a million tokens in, 0.50 USD out (seen 2026-09-22) (model gpt-6-luna)",
        rows=(
            Row("invalid_api_key", "invalid", 401, "OpenAI does not know this key. The answer repeats what you sent, a long key masked but a short text whole: never paste it anywhere.", "Copy the key again without spaces or quotes. If it was deleted, make a new one. Check that `OPENAI_BASE_URL` is not set to another address.", code="invalid_api_key", type="invalid_request_error", message="Incorrect API key provided"),
            Row("missing_api_key", "missing", 401, "The key never reached OpenAI: the variable is empty, or the program did not send it.", "Set `OPENAI_API_KEY` in the same window that runs the program; after `setx` open a new window.", type="invalid_request_error", message="You didn't provide an API key"),
            Row("missing_scopes", "no_scope", 401, "The key is genuine, but it lacks a permission.", "Edit the key on the API keys page: write on Responses, request on Chat completions, read on Models. Or make a key with All.", type="invalid_request_error", message="insufficient permissions for this operation. Missing scopes:"),
            Row("ip_not_authorized", "restricted", 401, "Right key, wrong network.", "Call from a listed network, or ask the owner of the project to add your address to the list.", message="IP not authorized"),
            Row("no_organization", "account", 401, "The key's owner has left, or was removed.", "Ask to be invited again, or use a key of another account.", message="You must be a member of an organization"),
            Row("unsupported_country_region_territory", "region", 403, "The place is refused, not the key.", "Look at OpenAI's list of supported countries. Do not try to get around it: that can cost you the account.", code="unsupported_country_region_territory", type="request_forbidden"),
            Row("model_forbidden", "model", 403, "The key is good; this model is closed to the project.", "Allow the model on the project's limits page, add credit, or take a model from the list that the check brings.", code="model_not_found", type="invalid_request_error", message="does not have access to model", at="probe"),
            Row("organization_not_verified", "account", 403, "The key is good; the organization has not been verified.", "Open the organization's general settings and choose Verify Organization, then wait up to 15 minutes. Or take another model.", message="Your organization must be verified", at="probe"),
            Row("organization_not_verified_400", "account", 400, "The key is good; the organization has not been verified.", "Open the organization's general settings and choose Verify Organization, then wait up to 15 minutes. Or take another model.", code="unsupported_value", message="Your organization must be verified", at="probe"),
            Row("organization_not_verified_404", "account", 404, "The key is good; the organization has not been verified.", "Open the organization's general settings and choose Verify Organization, then wait up to 15 minutes. Or take another model.", message="Your organization must be verified", at="probe"),
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
    Provider(
        id="openrouter",
        name="OpenRouter",
        env="OPENROUTER_API_KEY",
        prefixes=("sk-or-v1-",),
        keys_page="https://openrouter.ai/settings/keys",
        base="https://openrouter.ai/api/v1",
        path="/key",
        expect=("data.label", "data.limit_remaining", "data.usage", "data.is_free_tier"),
        refusal=("error.message",),
        proves="OpenRouter knows this key. The answer also shows the key's own credit limit, what is left of it, its expiry date and your free requests of today.",
        not_proved=("that the account has credit: only a management key can read the balance", "that your privacy and routing settings leave a company that serves the model you want"),
        probe_path="/chat/completions",
        probe_body={"model": "openrouter/free", "messages": [{"role": "user", "content": "Reply with the word ok."}], "max_tokens": 1},
        probe_expect="choices.0.message",
        probe_price="nothing; it counts towards your free requests of the day (model openrouter/free)",
        rows=(
            Row("missing_key", "missing", 401, "The key never reached OpenRouter: the variable is empty, or the program did not send it.", "Set `OPENROUTER_API_KEY` in the same window that runs the program, and send it as `Authorization: Bearer`.", message="Missing Authentication header"),
            Row("no_auth_credentials", "missing", 401, "The key never reached OpenRouter.", "Set `OPENROUTER_API_KEY` in the same window that runs the program, and send it as `Authorization: Bearer`.", message="auth credentials found"),
            Row("invalid_key", "invalid", 401, "OpenRouter does not know this key. The words do not mean that your account is gone.", "Copy the key again without spaces or quotes; it starts with `sk-or-v1-`. If it was deleted or has expired, make a new one.", message="User not found"),
            Row("key_limit_reached", "no_credit", 402, "The key's brake has worked; the account may still have credit.", "Raise the limit of the key on the keys page, or wait until it is reset.", field="error.metadata.limit_source", equals="openrouter_key_limit", at="probe"),
            Row("in_flight_budget_exhausted", "rate_limited", 402, "The key works; you ask too much at once. This is the only 402 that goes away by itself.", "Wait as long as the Retry-After header says, then try again with fewer requests at a time.", field="error.metadata.reason", equals="in_flight_budget_exhausted", at="probe"),
            Row("weight_exceeds_budget", "no_credit", 402, "The key is fine; the request is too dear for the balance.", "Lower `max_tokens`, or add credit. Repeating the request does not help.", field="error.metadata.reason", equals="weight_exceeds_budget", at="probe"),
            Row("no_credit", "no_credit", 402, "The key is fine; the account is empty.", "Add credit on the billing page, or lower `max_tokens`.", at="probe"),
            Row("region_restricted", "region", 403, "The place is refused for this model, not the key.", "Take another model, or the same model from another company.", field="error.availability.code", equals="region_restricted", at="probe"),
            Row("permission_denied", "restricted", 403, "The key is real; a rule forbids this request.", "Read `error.message` and `error.metadata`. If they speak of a budget, look at `data.effective_budget` in the answer to the check.", at="probe"),
            Row("model_not_found", "model", 400, "Here a wrong model is a 400, not a 404.", "Write the name as author/model, as the list at `https://openrouter.ai/api/v1/models` has it.", field="error.availability.code", equals="model_not_found", at="probe"),
            Row("privacy_restricted", "restricted", 404, "The key is good; a setting of your account stands in the way.", "Relax the setting that `excluded_by` names at `https://openrouter.ai/settings/privacy`, or take a model from `fallback_models`.", field="error.availability.code", equals="privacy_restricted", at="probe"),
            Row("no_endpoints", "model", 404, "The key is good; this model has no one to answer for it.", "Look at `error.availability.code` and `excluded_by`: relax that setting, or take a model from `fallback_models`.", at="probe"),
            Row("rate_limit_exceeded", "rate_limited", 429, "The key works; you are too fast, or the model is busy.", "Wait as long as the Retry-After header says, or take another model."),
            Row("timeout", "provider_down", 408, "A passing fault, and no word about your key.", "Try again.", at="probe"),
            Row("server_error", "provider_down", 500, "Not your fault, and no word about your key.", "Wait a minute and try again."),
            Row("provider_unavailable", "provider_down", 502, "A passing fault, and no word about your key.", "Try again, or take another model.", at="probe"),
            Row("provider_overloaded", "provider_down", 503, "A passing fault, or rules that are too strict; no word about your key.", "Wait as long as the Retry-After header says. If it stays, relax the rules or take another model.", at="probe"),
            Row("management_key", "no_scope", 200, "The key is genuine, but it cannot ask a model.", "Make an ordinary API key on the keys page and use that one.", field="data.is_management_key", equals=True, at="check"),
            Row("key_limit_spent", "no_credit", 200, "The key is genuine, but its limit is used up.", "Raise the limit of the key on the keys page, or wait until it is reset.", field="data.limit_remaining", at_most=0.0, at="check"),
            Row("failed_inside_200", "provider_down", 200, "The key works; this answer is not whole. A top-level `error` in the answer says the same.", "Look for `error` and for the finish reason in every answer, and ask again.", field="choices.*.finish_reason", equals="error", at="probe"),
        ),
    ),
    Provider(
        id="perplexity",
        name="Perplexity",
        env="PERPLEXITY_API_KEY",
        prefixes=("pplx-",),
        keys_page="https://console.perplexity.ai",
        base="https://api.perplexity.ai",
        base_env="PERPLEXITY_BASE_URL",
        path="/async/chat/completions",
        expect=("requests",),
        refusal=("error.message",),
        proves="Perplexity knows this key: only a known key may read the list of its waiting requests.",
        not_proved=("that the account has credit", "that the model's name is right"),
        probe_path="/chat/completions",
        probe_body={"model": "sonar", "messages": [{"role": "user", "content": "Reply with the word ok."}]},
        probe_expect="choices.0.message",
        probe_price="not known to us (model sonar)",
        rows=(
            Row("invalid_api_key", "invalid", 401, "Perplexity does not know this key.", "Copy the key again without spaces or quotes; it starts with `pplx-`. If it was deleted, make a new one.", type="invalid_api_key", message="Invalid API key provided"),
            Row("unauthorized_page", "invalid", 401, "Perplexity does not accept this key, or the account is empty.", "Copy the key again, and look at the balance in the console. If both are right, make a new key.", message="401 Authorization Required", page="<center>openresty/"),
            Row("unauthorized", "invalid", 401, "Perplexity does not accept this key, or the account is empty.", "Copy the key again, and look at the balance in the console. If both are right, make a new key."),
            Row("invalid_model", "model", 400, "The key is good; Perplexity does not know this model.", "Use `sonar` or `sonar-pro`, without anything before or after it.", type="invalid_model", message="Invalid model", at="probe"),
        ),
    ),
    Provider(
        id="qianfan",
        name="Baidu Qianfan",
        env="QIANFAN_BEARER_TOKEN",
        env_ignored=("QIANFAN_ACCESS_KEY", "QIANFAN_SECRET_KEY"),
        prefixes=("bce-v3/ALTAK-",),
        keys_page="https://console.bce.baidu.com/qianfan/",
        method="POST",
        base="https://qianfan.baidubce.com/v2",
        path="/chat/completions",
        body={"model": "ernie-3.5-8k", "messages": [{"role": "user", "content": "Hi"}], "max_tokens": 1},
        price="one answer of one token from ernie-3.5-8k; its price was not seen",
        expect=("choices",),
        proves="Qianfan knows this key, lets it use the model service, and the account can pay for an answer.",
        not_proved=("that the credit is enough for a long experiment",),
        rows=(
            Row("unauthorized", "invalid", 401, "Qianfan does not accept this key.", "Copy the whole key again, with both slashes. Then look in the console whether it has the permission for the model service and the right applications."),
            Row("invalid_model", "model", 400, "The key is not the matter; Qianfan does not know this model.", "Take a name from the list of models in the console.", code="invalid_model"),
            Row("invalid_request", "unexpected", 400, "Qianfan does not understand the request.", "Read `error.message` and correct the request."),
        ),
    ),
    Provider(
        id="tgi",
        name="Hugging Face Text Generation Inference",
        env="API_KEY",
        method="POST",
        base="http://localhost:8080",
        path="/tokenize",
        body={"inputs": "hi"},
        answers=list,
        expect=("0.id",),
        plain_errors=True,
        proves="The server knows this key, provided that it was started with a key. The request generates no text. The check also asks without a key, and says so when the server asks for none.",
        not_proved=("that the server can generate text",),
        own_server=True,
        control=True,
        probe_path="/v1/chat/completions",
        probe_body={"model": "tgi", "messages": [{"role": "user", "content": "Reply with the word ok."}]},
        probe_expect="choices.0.message",
        probe_price="nothing but your own electricity (model tgi)",
        rows=(
            Row("unauthorized", "invalid", 401, "The server was started with another key. It answers both cases alike.", "Send `Authorization: Bearer` and the text that the server got by `--api-key` or `API_KEY`."),
        ),
    ),
    Provider(
        id="together",
        name="Together AI",
        env="TOGETHER_API_KEY",
        keys_page="https://api.together.ai/settings/projects/~current/api-keys",
        base="https://api.together.ai",
        base_env="TOGETHER_BASE_URL",
        path="/v1/models",
        answers=list,
        refusal=("error.message",),
        proves="Together AI knows this key. The answer is a bare list of models, not an object with `data`.",
        not_proved=("that the account has credit", "that a certain model still answers without a server of your own"),
        probe_path="/v1/chat/completions",
        probe_body={"model": "Qwen/Qwen3.5-9B", "messages": [{"role": "user", "content": "Reply with the word ok."}], "max_tokens": 1},
        probe_expect="choices.0.message",
        probe_price="not known to us (model Qwen/Qwen3.5-9B)",
        rows=(
            Row("invalid_api_key", "invalid", 401, "Together AI does not know this key.", "Copy the key again from the API keys page of its project, and check that `TOGETHER_API_KEY` is set in the window that runs the program.", code="invalid_api_key", type="invalid_request_error", message="Invalid API key provided"),
            Row("unauthorized", "invalid", 401, "Together AI does not know this key, or got none.", "Copy the key again from the API keys page of its project, and check that `TOGETHER_API_KEY` is set in the window that runs the program."),
            Row("model_not_available", "model", 400, "The key is good; this model does not answer without a server of your own.", "Take a model of type chat from the list that the check brings.", code="model_not_available", at="probe"),
            Row("invalid_request", "unexpected", 400, "Together AI does not understand the request; the message says why.", "Correct the request as the message says.", at="probe"),
            Row("payment_required", "no_credit", 402, "The key is fine; the account is empty or its brake has worked.", "Add credit on the billing page, or raise the limit. The count runs a little behind.", at="probe"),
            Row("context_exceeded", "unexpected", 403, "Here a 403 is no question of rights: the request is too long.", "Lower `max_tokens`, or shorten the prompt.", at="probe"),
            Row("model_not_found", "model", 404, "There is no such model, or no such address.", "Take a name from the list that the check brings. Check that the address has `/v1` exactly once.", at="probe"),
            Row("wrong_path", "unexpected", 404, "The base address is wrong; this says nothing about your key.", "Unset `TOGETHER_BASE_URL`, or set it to `https://api.together.ai`: package and check add `/v1` themselves.", at="check"),
            Row("rate_limited", "rate_limited", 429, "The key works; you are too fast.", "Wait, then go on more slowly."),
            Row("engine_overloaded", "provider_down", 503, "Not your fault, and no word about your key.", "Wait a minute and try again."),
        ),
    ),
    Provider(
        id="vllm",
        name="vLLM",
        env="VLLM_API_KEY",
        base="http://localhost:8000/v1",
        base_env="OPENAI_BASE_URL",
        path="/models",
        expect=("object", "data"),
        refusal=("error",),
        proves="The server knows this key, provided that it was started with a key. The check also asks without a key, and says so when the server asks for none.",
        not_proved=("that the addresses outside `/v1`, `/v2`, `/inference` and `/cohere` are guarded: no key guards them",),
        own_server=True,
        control=True,
        probe_path="/chat/completions",
        probe_body={"model": "Qwen/Qwen3-8B", "messages": [{"role": "user", "content": "Reply with the word ok."}]},
        probe_expect="choices.0.message",
        probe_price="nothing but your own electricity (model Qwen/Qwen3-8B)",
        rows=(
            Row("unauthorized", "invalid", 401, "The server was started with another key. It answers both cases alike.", "Use the text that the server got by `--api-key` or `VLLM_API_KEY`.", field="error", equals="Unauthorized"),
            Row("model_not_found", "model", 404, "The server has no model of this name.", "Take the `id` from the list that the check brings.", type="NotFoundError", at="probe"),
        ),
    ),
    Provider(
        id="xai",
        name="xAI (Grok)",
        env="XAI_API_KEY",
        prefixes=("xai-",),
        keys_page="https://console.x.ai/team/default/api-keys",
        base="https://api.x.ai/v1",
        path="/api-key",
        expect=("redacted_api_key", "name", "acls", "api_key_blocked", "api_key_disabled", "team_blocked"),
        refusal=("error",),
        proves="xAI knows this key, and neither the key nor its team is blocked. The answer also lists the rights of the key.",
        not_proved=("that the team has credit", "that the key may use a certain model"),
        probe_path="/chat/completions",
        probe_body={"model": "grok-4.3", "messages": [{"role": "user", "content": "Reply with the word ok."}]},
        probe_expect="choices.0.message",
        probe_price="not known to us (model grok-4.3)",
        rows=(
            Row("api_key_blocked", "restricted", 200, "xAI knows the key and does not let it work.", "Look at the key in the console. If it cannot be freed there, make a new one.", field="api_key_blocked", equals=True, at="check"),
            Row("api_key_disabled", "restricted", 200, "Somebody has switched the key off.", "Switch it on again in the console, or make a new one.", field="api_key_disabled", equals=True, at="check"),
            Row("team_blocked", "account", 200, "The team is refused, not the key.", "Ask the owner of the team, or xAI's support. Another key of the same team does not help.", field="team_blocked", equals=True, at="check"),
            Row("incorrect_api_key", "invalid", 400, "xAI does not know this key. Here this is a 400, not a 401.", "Copy the key again without spaces or quotes, or make a new one in the console.", code="Client specified an invalid argument", message="Incorrect API key provided"),
            Row("invalid_argument", "unexpected", 400, "The code is the same as for a wrong key, so the text decides: without `Incorrect API key` the key is not at fault.", "Read the text under `error` and correct the request.", code="Client specified an invalid argument", at="probe"),
            Row("no_key", "missing", 401, "The key never reached xAI.", "Set `XAI_API_KEY` in the same window that runs the program."),
            Row("no_credits_or_licenses", "no_credit", 403, "The key is fine; the team is empty. Here this is a 403.", "Buy credit in the console, for the team that owns the key. Do not retry before.", message="doesn't have any credits or licenses yet", at="probe"),
            Row("permission_denied", "no_scope", 403, "The key is genuine, but it may not do this.", "Look in the console at the rights of the key, and at the credit of the team."),
            Row("rate_limited", "rate_limited", 429, "The key works; you are too fast.", "Wait, then go on more slowly."),
        ),
    ),
)
# fmt: on
# Table of providers: end

PROVIDERS = {one.id: one for one in (*TABLE, COMPATIBLE)}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

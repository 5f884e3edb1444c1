"""Where a fragment leads: the places of a page as browsers find them, texts, and what scripts may make."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import unquote, urljoin

from selectolax.lexbor import LexborHTMLParser

from linkcheck_plus.address import origin_of

DIRECTIVE = ":~:"
TEXT = "text="
#: Generators that write every place of a page into its HTML: what is missing there is missing.
STATIC_GENERATORS = re.compile(
    r"asciidoctor|docusaurus|eleventy|hugo|jekyll|mkdocs|mdbook|pelican|sphinx|vitepress|zola", re.IGNORECASE
)
#: Source that tells a page which its scripts write or finish.
APPS = re.compile(
    r"__NEXT_DATA__|self\.__next_f|window\.__NUXT__|data-reactroot|data-server-rendered|data-v-app|ng-version="
    r"|__sveltekit|\$docsify|<redoc|redoc\.standalone|swagger-ui|<rapi-doc|@scalar/api-reference|<elements-api"
    r"|anchors\.add\(|window\.__remixContext|data-turbo-frame|<react-app",
)
#: What a script does to put an element, or a name on one, into the page.
MAKES = re.compile(
    r"\.(?:inner|outer)HTML|insertAdjacent|createElement|document\.write|\.append|\.prepend\(|insertBefore"
    r"|replaceChild|replaceWith|setAttribute|\.id\s*=|\.name\s*=|\.attr\(|\.html\(|render|hydrate|user-content-"
)
#: How many of a page's own scripts are looked through before one of its fragments is called lost.
SCRIPTS = 3
SLUG_DROPPED = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class Places:
    """What a fragment is looked for in: names of elements, the text a reader sees, what scripts may do."""

    names: frozenset[str]
    words: str
    scripts: tuple[str, ...]
    nameless: frozenset[str]
    app: bool

    def with_words(self, words: str) -> Places:
        """Give the same places with the text that a reader sees."""
        return replace(self, words=words)

    def has(self, fragment: str) -> bool:
        """Say whether a browser would find the place, the text included if one is asked for."""
        name, directive, text = fragment.partition(DIRECTIVE)
        return ((directive and not name) or self._named(name)) and (
            not directive or has_text(text, self.words)
        )

    def _named(self, name: str) -> bool:
        """Look for the name as written, decoded, or with GitHub's prefix; the top is always there."""
        decoded = unquote(name)
        if decoded.lower() in ("", "top") or {name, decoded} & self.names:
            return True
        return f"user-content-{decoded}" in self.names

    def scripted(self, fragment: str) -> bool:
        """Say whether the page's scripts may make this place, so that its absence says nothing."""
        name = unquote(fragment.partition(DIRECTIVE)[0])
        if self.app:
            return True
        if self.scripts and name.lower() in self.nameless:
            return True
        return any(makes(script, name) for script in self.scripts)


def makes(script: str, name: str) -> bool:
    """Say whether a script puts something into the page and holds the name of a place as a string."""
    named = re.compile(rf"(?:[\"'`#=]|user-content-){re.escape(name)}(?=[\"'`\\\s>])")
    return bool(name) and bool(MAKES.search(script)) and bool(named.search(script))


def own_scripts(source: str, uri: str) -> list[str]:
    """Give the first scripts that a page loads from its own origin, by their whole addresses."""
    tree = LexborHTMLParser(source)
    if STATIC_GENERATORS.search(_generator(tree)):
        return []
    found = (_joined(uri, node.attributes.get("src") or "") for node in tree.css("script[src]"))
    return list(dict.fromkeys(one for one in found if origin_of(one) == origin_of(uri)))[:SCRIPTS]


def _generator(tree: LexborHTMLParser) -> str:
    return " ".join(node.attributes.get("content") or "" for node in tree.css("meta[name=generator i]"))


def _joined(uri: str, src: str) -> str:
    try:
        return str(urljoin(uri, src.strip()))
    except ValueError:
        return ""


def places(tree: LexborHTMLParser, source: str) -> Places:
    """Give the places of a parsed page without stencils; its words come after the scripts are taken out."""
    scripts = tuple((node.text() or " ") + (node.attributes.get("src") or "") for node in tree.css("script"))
    return Places(
        names=frozenset(_names(tree)),
        words="",
        scripts=scripts,
        nameless=frozenset(_slug(node.text()) for node in tree.css("h1, h2, h3, h4, h5, h6") if not node.id),
        app=bool(APPS.search(source)) and not STATIC_GENERATORS.search(_generator(tree)),
    )


def _names(tree: LexborHTMLParser) -> set[str]:
    """Give every id, and every name of an `a`."""
    found = {node.id or "" for node in tree.css("[id]")}
    return found | {node.attributes.get("name") or "" for node in tree.css("a[name]")}


def _slug(heading: str) -> str:
    """Give the id that scripts make of a heading: lower case, hyphens for spaces."""
    return re.sub(r"\s+", "-", SLUG_DROPPED.sub("", heading.strip().lower()))


def has_text(directive: str, words: str) -> bool:
    """Say whether every `text=[prefix-,]start[,end][,-suffix]` is in the text, as browsers match it."""
    wanted = [part.removeprefix(TEXT) for part in directive.split("&") if part.startswith(TEXT)]
    haystack = _pressed(words)
    return all(_range_pattern(part).search(haystack) for part in wanted)


def _range_pattern(part: str) -> re.Pattern[str]:
    """Give the pattern of one text directive over pressed text."""
    pieces = part.split(",")
    before = _literal(pieces.pop(0)[:-1]) if pieces[0][-1:] == "-" and len(pieces) > 1 else ""
    after = _literal(pieces.pop()[1:]) if pieces[-1][:1] == "-" and len(pieces) > 1 else ""
    return re.compile(before + ".*?".join(_literal(piece) for piece in pieces[:2]) + after, re.DOTALL)


def _literal(piece: str) -> str:
    return re.escape(_pressed(unquote(piece)))


def _pressed(text: str) -> str:
    """Give the text without case and white space, which the markup between words decides."""
    return "".join(text.casefold().split())

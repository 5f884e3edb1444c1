"""The parts of a provider's page, each a pure function from facts to docutils nodes."""

from __future__ import annotations

from collections.abc import Iterator

from docutils import nodes

from fact_nodes import Page, badge, definitions, inline, link, paragraph, reference, table
from keyproof.model import Provider, Step
from provider_confirmed import confirmed

AUDIT_PAGE = "explanation/what-older-guides-get-wrong"
NOT_KNOWN = "Nobody has seen this stated."
# what a careful reader does where a provider says nothing
NO_SCOPES = "Treat the key as one that may do everything."
NO_LIMIT = "Keep little credit in the account, and put a limit into your program."
NO_CHANGE = "Make a second key, switch your programs, then end the first one."
NO_END = "Delete the key on the page where you made it; if that is not possible, write to the provider."
NO_WATCH = "Do not wait for the provider: end the key yourself."
KEYLESS = "Your own server has no key."
KINDS = {
    "hosted": "a company runs the models and sends the bill",
    "gateway": "one key for models that several companies run",
    "self-hosted": "you run the model yourself",
}


def glance(one: Provider, page: Page) -> Iterator[nodes.Node]:
    """Give the summary and the facts that most readers came for."""
    if one.draft:
        text = f"This page about {one.name} is a draft: nobody has confirmed its facts yet."
        yield nodes.attention("", paragraph(text, " Look each one up at the provider before you rely on it."))
    yield paragraph(one.summary, classes=["summary"])
    links = one.links
    yield definitions(
        [
            ("Kind", inline(f"{one.kind}: {KINDS[one.kind]}")),
            ("Variable", [nodes.literal(text=one.key.env_var)]),
            ("Make a key", link(links.keys) if links.keys else no_key_page(one)),
            (
                "Free check" if one.check.free else "Check (not free)",
                [nodes.literal(text=f"{one.check.method} {one.check.url}"), *_price(one)],
            ),
            ("Model in our examples", _model(one)),
            ("Is it down?", link(links.status) if links.status else []),
            ("Facts", page.checked(one.checked_on)),
            ("Confirmed", confirmed(one, page)),
        ],
        "glance",
    )


def no_key_page(one: Provider) -> list[nodes.Node]:
    """Give what stands where a link to the page of keys is missing."""
    text = "on your own computer" if one.kind == "self-hosted" else "its address is not known; see the steps"
    return inline(text)


def _price(one: Provider) -> list[nodes.Node]:
    if one.check.free:
        return []
    return [paragraph(f"It costs: {one.check.price or 'not known to us'}.", classes=["aside"])]


def _model(one: Provider) -> list[nodes.Node]:
    """Give the model of the examples; where nobody knows a name that works, what to put there."""
    if one.first_request.model is None:
        return inline(one.first_request.model_note or "none: no name that works has been seen")
    return [nodes.literal(text=one.first_request.model)]


def unseen(text: str, instead: str = "") -> list[nodes.Node]:
    """Give a fact that readers look for, or the word that nobody has seen it stated and what to do then."""
    if text:
        return inline(text)
    return [nodes.inline("", NOT_KNOWN, classes=["aside"]), *inline(f" {instead}" if instead else "")]


def steps(one: Provider, page: Page) -> Iterator[nodes.Node]:
    """Give the way to a key, step by step, with what the screen says; the date once if all share it."""
    days = {step.checked_on for step in one.steps}
    items = (nodes.list_item("", *_step(one, step, page, dated=len(days) > 1)) for step in one.steps)
    yield nodes.enumerated_list("", *items, classes=["steps"])
    if len(days) == 1:
        yield paragraph("These steps: ", page.checked(days.pop()), classes=["steps-date"])
    if page.own and one.kind != "self-hosted":
        store = nodes.reference("", "store it", refid="store-the-key", internal=True)
        yield paragraph("When the key is on your screen, ", store, " before you read on.")


def _step(one: Provider, step: Step, page: Page, *, dated: bool) -> Iterator[nodes.Node]:
    optional = [badge("optional", "badge-quiet"), nodes.Text(" ")] if step.optional else []
    yield paragraph(optional, step.text, page.cite(step.sources))
    if step.link and step.link in one.links.known():
        target = one.links.known()[step.link]
        yield paragraph("Open ", link(target.url, target.text), classes=["step-detail"])
    if step.label:
        yield paragraph("On the screen: ", _clicks(step.label), classes=["step-detail"])
    if dated:
        yield paragraph(page.checked(step.checked_on), classes=["step-detail"])


def _clicks(label: str) -> Iterator[nodes.Node]:
    """Give the labels to click: `A > B` is one after the other, `A / B` one or the other."""
    for number, part in enumerate(label.split(" > ")):
        if number:
            yield nodes.Text(" \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} ")
        for choice, text in enumerate(part.split(" / ")):
            yield from [nodes.Text(" or ")] if choice else []
            yield nodes.strong("", text, classes=["on-screen"])


def rights(one: Provider, page: Page) -> Iterator[nodes.Node]:
    """Give what kinds of key there are and how to make one that may do no more than it must."""
    key = one.key
    hosted = one.kind != "self-hosted"
    once = {True: "Yes: copy it at once.", False: "No.", None: ""}[key.shown_once]
    kinds = (
        [nodes.bullet_list("", *(nodes.list_item("", paragraph(kind)) for kind in key.kinds))]
        if key.kinds
        else []
    )
    yield definitions(
        [
            ("Kinds of key", kinds),
            ("What to allow", unseen(key.scopes or "", NO_SCOPES) if hosted else inline(key.scopes or "")),
            ("Keep in mind", inline(key.scope_note or "")),
            ("Shown only once", unseen(once, "Copy it at once.") if hosted else inline(once)),
            ("Expiry", unseen(key.expiry or "") if hosted else inline(key.expiry or "")),
            ("What it looks like", inline(key.shape_note or "")),
            ("Without a stored key", inline(key.keyless or "")),
            ("Sources", page.cite(key.sources)),
        ],
        "rights",
    )


def capital(text: str | None) -> str:
    """Give a fact that stands alone in its cell with a capital letter."""
    return text[:1].upper() + text[1:] if text else ""


def costs(one: Provider, page: Page) -> Iterator[nodes.Node]:
    """Give what it costs and how to cap it."""
    facts = one.costs
    prepaid = {True: "Yes.", False: "No.", None: ""}[facts.prepaid]
    first = one.first_request
    price = [*inline(first.price), *page.cite(first.sources)] if first.price else []
    if price and first.model:
        price = [nodes.literal(text=first.model), nodes.Text(": "), *price]
    hosted = one.kind != "self-hosted"
    yield definitions(
        [
            ("Free of charge", inline(facts.free_tier)),
            ("Paid in advance", unseen(prepaid) if hosted else []),
            ("Smallest payment", inline(facts.min_topup or "")),
            ("Credit ends", inline(capital(facts.credit_expiry))),
            ("Automatic top-up", inline(capital(facts.auto_reload))),
            ("Spending limit", unseen(capital(facts.spend_limit), NO_LIMIT) if hosted else []),
            ("The check", inline(capital(one.check.price)) if not one.check.free else []),
            ("Model in our examples", price),
            ("Keep in mind", inline(facts.note or "")),
            ("Seen", [*page.checked(facts.checked_on), *page.cite(facts.sources)]),
        ],
        "costs",
    )


def rotate(one: Provider, page: Page) -> Iterator[nodes.Node]:
    """Give how to change a key, how to end one, and what to do when it leaked."""
    key = one.key
    keyless = KEYLESS if one.server and not one.server.key_option else ""
    yield definitions(
        [
            ("Where", _where(one)),
            ("Change it", unseen(key.rotate or "", keyless or NO_CHANGE)),
            ("End it", unseen(key.revoke or "", keyless or NO_END)),
            ("When it leaked", unseen(key.leak_policy or "", keyless or NO_WATCH)),
            ("Official page", link(one.links.docs_revoke) if one.links.docs_revoke else []),
            ("Sources", page.cite(key.sources)),
        ],
        "rotate",
    )


def _where(one: Provider) -> list[nodes.Node]:
    """Give the page on which a key is ended; where its address is not known, the way in."""
    if one.links.keys:
        return link(one.links.keys)
    door = one.links.sign_up or one.links.home
    return [*inline("Its address is not known; begin at "), *link(door)] if door else []


def dead(one: Provider, page: Page) -> Iterator[nodes.Node]:
    """Give what older guides say, beside what holds now."""
    if not one.dead:
        yield paragraph(f"No outdated advice about {one.name} is known.")
    else:
        rows = []
        for row in one.dead:
            since = [paragraph(f"Since {row.since}.", classes=["aside"])] if row.since else []
            now = [paragraph(row.now, page.cite(row.sources)), *since]
            rows.append(("", ([paragraph(row.says, classes=["quoted-as-wrong"])], now)))
        yield table(("Old guides say", "What holds now"), rows, "dead")
    yield from _judged(one, page)


def _judged(one: Provider, page: Page) -> Iterator[nodes.Node]:
    """Give the link to the claims of older guides, and how many of them are about this provider."""
    if page.facts.audit is None:
        return
    title = reference(page.docname, "doc", f"/{AUDIT_PAGE}", "What older guides get wrong")
    about = len(page.facts.audit.about(f"providers/{one.id}/index"))
    count = f" judges two guides claim by claim; {about} of the claims lead to this page."
    yield paragraph([title], count if about else " judges two guides claim by claim.")


def macbehaviour(one: Provider, page: Page) -> Iterator[nodes.Node]:
    """Give the values that MacBehaviour's setKey() takes for this provider."""
    facts = one.macbehaviour
    if facts is None:
        yield paragraph(f"Nobody has tried MacBehaviour with {one.name} yet, so this page does not say how.")
        return
    yield definitions(
        [
            ("api_key", [nodes.literal(text=facts.key)]),
            ("api_url", [nodes.literal(text=facts.api_url)]),
            ("model", [nodes.literal(text=facts.model)]),
            ("Keep in mind", inline(facts.note or "")),
            ("Sources", page.cite(facts.sources)),
        ],
        "macbehaviour",
    )


def unknown(one: Provider, _page: Page) -> Iterator[nodes.Node]:
    """Give what nobody has seen stated."""
    if not one.unknown:
        yield paragraph("Nothing that a reader of this page needs is known to be open.")
        return
    yield nodes.bullet_list("", *(nodes.list_item("", paragraph(text)) for text in one.unknown))


def sources(one: Provider, page: Page) -> Iterator[nodes.Node]:
    """Give the numbered list that the citations lead to."""
    items = []
    for name, source in one.sources.items():
        seen = nodes.inline("", f" Seen on {source.seen_on.isoformat()}.", classes=["date"])
        title = link(source.url, source.what) if source.url else inline(source.what)
        ids = [f"source-{name}"] if page.own else []
        items.append(nodes.list_item("", paragraph(title, nodes.Text("."), seen), ids=ids))
    yield nodes.enumerated_list("", *items, classes=["sources"])

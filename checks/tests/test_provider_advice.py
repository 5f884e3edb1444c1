"""What a newcomer reads on a provider's page where the facts alone would leave him standing."""

from __future__ import annotations

from pathlib import Path

from sphinx_site import DOCS, Pages, build, one, small_docs

from keyproof import providers

PROVIDERS = providers.load(DOCS / "providers").providers


def test_a_fact_that_is_not_known_says_what_to_do(tmp_path: Path) -> None:
    """Where nobody has seen it stated how to end a key, the reader still gets something to do."""
    parts = "\n\n".join(f":::{{provider-{name}}}\n:provider: moonshot\n:::" for name in ("rights", "rotate"))
    facts = PROVIDERS["moonshot"].key
    assert (facts.scopes, facts.rotate, facts.revoke, facts.leak_policy) == (None, None, None, None)
    text = build(
        small_docs(tmp_path, {"page": f"# Page\n\n{parts}\n"}, ("moonshot",)), tmp_path / "html"
    ).text("page")
    for advice in ("Treat the key as", "Make a second key", "Delete the key", "Do not wait for the provider"):
        assert f"Nobody has seen this stated. {advice}" in text


def test_labels_with_a_choice(tmp_path: Path) -> None:
    """Where the screen shows one or the other label, both stand there, each in a frame of its own."""
    page = "# Page\n\n:::{provider-steps}\n:provider: huggingface\n:::\n"
    built = build(small_docs(tmp_path, {"page": page}, ("huggingface",)), tmp_path / "html")
    shown = [node.text() for node in built.page("page").css(".on-screen")]
    assert {"New token", "Create new token"} <= set(shown)
    assert not any("/" in text for text in shown)


def test_the_way_from_the_screen_to_the_store(published: Pages) -> None:
    """Below the steps to a company's key stands a link to the place on the page that stores it."""
    for name, facts in PROVIDERS.items():
        links = published[f"providers/{name}/index"].css('a[href="#store-the-key"].reference')
        assert bool([link for link in links if link.text() == "store it"]) == (facts.kind != "self-hosted")


def test_what_you_need_does_not_contradict_the_costs(published: Pages) -> None:
    """Who can begin without paying is not told to bring money."""
    for name, facts in PROVIDERS.items():
        need = one(published[f"providers/{name}/index"], "#what-you-need").text()
        if facts.costs.free and facts.kind != "self-hosted":
            assert "No way to pay" in need, name
        assert ("several addresses" in need) == bool(facts.check.regions), name


def test_a_check_that_costs_says_its_price_at_a_glance(published: Pages) -> None:
    """The price of a check that is not free stands beside it, on top of the page and in the comparison."""
    paid = {name: facts for name, facts in PROVIDERS.items() if not facts.check.free}
    assert paid
    comparison = one(published["reference/comparison"], "table").text()
    for name, facts in paid.items():
        price = (facts.check.price or "")[1:]
        assert price in one(published[f"providers/{name}/index"], "dl.facts-glance").text()
        assert price in comparison


def test_another_region_can_be_checked(published: Pages) -> None:
    """Where a service has several addresses, the page says where in code and command the other one goes."""
    for name, facts in PROVIDERS.items():
        text = one(published[f"providers/{name}/index"], "#check-the-key").text()
        assert (f"check_key.py {name} --base-url ADDRESS" in text) == bool(facts.check.regions)

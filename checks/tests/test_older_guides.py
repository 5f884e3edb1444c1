"""The page about older guides as it is published, and what a slip in its data does to the build."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest
from conftest import PROJECT
from selectolax.lexbor import LexborHTMLParser
from small_audit import CLAIMS, written
from sphinx_site import Built, build, one, small_docs

from keyproof import providers
from keyproof.audit import EXCUSES, JUDGEMENTS, Audit

NAME = "explanation/what-older-guides-get-wrong"
Pages = dict[str, LexborHTMLParser]


@pytest.fixture(scope="module")
def page(published: Pages) -> LexborHTMLParser:
    """Give the page about older guides."""
    return published[NAME]


@pytest.fixture(scope="module")
def known() -> Audit:
    """Give the claims."""
    found = providers.read_audit(PROJECT / providers.CLAIMS)[0]
    assert found is not None
    return found


def test_the_counts_on_the_page_are_those_of_the_file(page: LexborHTMLParser, known: Audit) -> None:
    """For each verdict the table, the rows below its heading and the file agree; the sum is all claims."""
    counts = Counter(claim.verdict for claim in known.claims)
    for verdict in JUDGEMENTS:
        shown = [cell.text(strip=True) for cell in page.css(f"#count-{verdict} td")]
        of_guides = [
            sum(claim.verdict == verdict and claim.guide == name for claim in known.claims)
            for name in known.guides
        ]
        assert list(map(int, shown[1:])) == [*of_guides, counts[verdict]]
        assert (
            len(
                page.css(
                    f"#claims-{verdict} ~ * table.verdict-{verdict} tbody tr, "
                    f"table.verdict-{verdict} tbody tr"
                )
            )
            == counts[verdict]
        )
    total = [cell.text(strip=True) for cell in page.css("#count-all td")]
    assert int(total[-1]) == len(known.claims)


def test_every_claim_has_its_row(page: LexborHTMLParser, known: Audit) -> None:
    """A row says what the guide says, what is true now, its date, and leads to its sources and our page."""
    for claim in known.claims:
        row = one(page, f"tr#claim-{claim.id.lower()}")
        said, now, taught = row.css("td")
        plain = " ".join(row.text().split())
        assert " ".join(claim.claim.replace("`", "").split()) in " ".join(said.text().split()), claim.id
        assert (claim.checked_on or known.checked_on).isoformat() in plain, claim.id
        assert len(now.css(".cite a")) == len(claim.sources), claim.id
        assert len(taught.css("a.reference")) == 1, claim.id
        assert len(now.css(".claim-run")) == max(1, len(claim.executed)), claim.id
        quote = said.css_first(".claim-quote")
        assert (quote is not None) == (claim.quote is not None), claim.id
        assert quote is None or "quoted-as-wrong" in (quote.attributes["class"] or "")


def test_the_worst_stands_first(page: LexborHTMLParser) -> None:
    """The sections come in the order of the verdicts, what puts a key at risk before all others."""
    tables = [node.attributes["class"] or "" for node in page.css("table.facts-claims")]
    order = [next(name for name in JUDGEMENTS if f"verdict-{name}" in text) for text in tables]
    assert order == list(JUDGEMENTS)


def test_every_claim_leads_to_a_place_that_is_there(
    published: Pages, page: LexborHTMLParser, known: Audit
) -> None:
    """The page and the anchor of each claim and omission exist in the published html, as in the file."""
    entries = {f"claim-{one.id.lower()}": one for one in known.claims}
    entries |= {f"omission-{one.id.lower()}": one for one in known.omissions}  # type: ignore[misc]
    for name, entry in entries.items():
        href = one(one(page, f"tr#{name}"), "td:last-child a").attributes["href"] or ""
        target, anchor = urldefrag(urljoin(f"{NAME}.html", href))
        expected, _, place = known.taught(entry).partition("#")
        assert (target, anchor) == (f"{expected}.html", place)
        assert expected in published
        assert not anchor or published[expected].css_matches(f'[id="{anchor}"]'), f"{entry.id}: {href}"


def test_omissions_and_runs_are_all_there(page: LexborHTMLParser, known: Audit) -> None:
    """Each omission has a row, and the numbers of run and excused claims add up to all."""
    assert len(page.css("table.facts-omissions tbody tr")) == len(known.omissions)
    numbers = [int(cell.text()) for cell in page.css("table.facts-claim-runs td:last-child")]
    assert len(numbers) == len(EXCUSES) + 1
    assert numbers[0] == sum(bool(claim.executed) for claim in known.claims)
    assert sum(numbers) == len(known.claims)


def test_every_source_has_a_date(page: LexborHTMLParser, known: Audit) -> None:
    """The list at the end names each source with the day on which it was seen."""
    assert len(page.css("ol.sources > li")) == len(known.sources)
    for name, source in known.sources.items():
        assert source.seen_on.isoformat() in one(page, f"#source-{name}").text()


def test_without_a_script_nothing_is_hidden(page: LexborHTMLParser) -> None:
    """The published page hides no claim and shows no button; the counts link to the sections."""
    assert page.css("[hidden]") == []
    assert page.css(".claim-filter") == []
    for verdict in JUDGEMENTS:
        target = one(page, f"#count-{verdict} a").attributes["href"]
        assert target == f"#claims-{verdict}"
        assert page.css_matches(f"#claims-{verdict}")


def test_the_advertisement_is_named_without_its_address(page: LexborHTMLParser) -> None:
    """The row says that it is an advertisement, quotes nothing, and no link leaves the site."""
    row = one(page, "tr#claim-b70")
    assert "An advertisement" in row.text()
    assert row.css(".claim-quote") == []
    assert row.css("a.external") == []


def test_the_page_is_linked_where_readers_look(published: Pages) -> None:
    """The first page, the explanations and the dead ends of every provider lead to it."""
    providers_pages = [name for name in published if re.fullmatch(r"providers/[^/]+/index", name)]
    assert len(providers_pages) > 20
    for name in ["index", "explanation/index", *providers_pages]:
        hrefs = [node.attributes.get("href") or "" for node in published[name].css("article a.internal")]
        targets = {urldefrag(urljoin(f"{name}.html", href)).url for href in hrefs}
        assert f"{NAME}.html" in targets, name


def test_only_that_page_loads_the_filter(published: Pages) -> None:
    """The script and the styles of the page are asked for by no other."""
    users = [name for name, one_page in published.items() if "filter-claims.js" in (one_page.html or "")]
    assert users == [NAME]


PAGE = """\
# Claims

:::{older-verdicts}
:::

(claims-outdated)=
## Old

:::{older-claims} outdated
:::

(claims-unsafe)=
## Bad

:::{older-claims} unsafe
:::

:::{older-claims} spam
:::

:::{older-omissions}
:::

:::{older-sources}
:::
"""


def small(folder: Path, claims: str | None) -> Built:
    """Build a small site with these claims."""
    docs = small_docs(folder, {"claims": PAGE, "start": "# Start\n\n## Models\n\nText.\n"})
    if claims is not None:
        written(docs, claims)
    return build(docs, folder / "out")


def test_a_small_page(tmp_path: Path) -> None:
    """The link of a claim is named after the headings to which it leads."""
    built = small(tmp_path, CLAIMS)
    # the small page has no headings for the other verdicts
    assert "OLD" not in built.said
    link = one(built.page("claims"), "#claim-a01 td:last-child a")
    assert (link.text(), link.attributes["href"]) == ("Start: Models", "start.html#models")
    assert "No claim has this verdict." in built.text("claims")


@pytest.mark.parametrize(
    ("right", "wrong"), [("start#models", "start#lost"), ('page = "start"', 'page = "gone"')]
)
def test_a_wrong_anchor_breaks_the_build(tmp_path: Path, right: str, wrong: str) -> None:
    """The warning names the file, the line of the claim and what it says."""
    text = CLAIMS.replace(right, wrong)
    built = small(tmp_path, text)
    assert built.code != 0
    line = text.count("\n", 0, text.index('id = "A0' + ("1" if "#" in right else "2"))) + 1
    assert re.search(
        rf"guides/claims\.toml:{line}: WARNING: OLD014 .*{re.escape(wrong.strip('page =').strip(chr(34)))}",
        built.said,
    )


def test_the_link_of_a_lost_provider_becomes_text(tmp_path: Path) -> None:
    """Deleting a provider's folder needs no edit of the claims."""
    built = small(tmp_path, CLAIMS.replace('page = "start"', 'page = "providers/gone/index#x"'))
    assert "OLD014" not in built.said
    cell = one(built.page("claims"), "#claim-a02 td:last-child")
    assert cell.text(strip=True) == "Models"
    assert cell.css("a") == []


def test_a_slip_in_the_file_breaks_the_build(tmp_path: Path) -> None:
    """A finding about the claims is a warning of the build, with its line."""
    built = small(tmp_path, CLAIMS.replace('topic = "models"\npage', 'topic = "x"\npage'))
    assert built.code != 0
    assert re.search(r"claims\.toml:\d+: WARNING: OLD001", built.said)


def test_a_site_without_claims(tmp_path: Path) -> None:
    """Where the file is missing, the directives show nothing and nothing is wrong."""
    built = small(tmp_path, None)
    assert (built.code, built.said) == (0, "")
    assert built.page("claims").css("table") == []


def test_old_claims_are_marked_as_not_confirmed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After 90 days a claim says since when nobody has confirmed it."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1804000000")
    late = small(tmp_path, CLAIMS)
    assert "not confirmed since 2026-11-21" in late.text("claims")

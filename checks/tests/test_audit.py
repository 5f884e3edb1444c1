"""The file of claims: each slip is a finding with file and line, and the real file has none."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import PROJECT
from hypothesis import given
from hypothesis import strategies as st
from small_audit import CLAIMS, TODAY, audit, written

from keyproof import providers
from keyproof.audit import HARMS, JUDGEMENTS
from keyproof.report import Finding

REAL = PROJECT / providers.CLAIMS
ASSERTED = 'page = "start"\n'


def found(folder: Path, text: str, today: date = TODAY) -> list[Finding]:
    """Give the findings in a file of this text."""
    return providers.read_audit(written(folder, text), today)[1]


def test_the_real_file_is_right() -> None:
    """The claims read without a finding today, and all 102 are there with the 14 omissions."""
    known, wrong = providers.read_audit(REAL)
    assert wrong == []
    assert known is not None
    assert (len(known.claims), len(known.omissions)) == (102, 14)


def test_the_small_file_is_right(tmp_path: Path) -> None:
    """The file that the tests below make wrong is right before."""
    assert found(tmp_path, CLAIMS) == []


SLIPS = {
    "an unknown key": ('where = "line 2"\n', 'where = "line 2"\nwere = "x"\n', "FACT003", 'were = "x"'),
    "a missing key": ('now = "Do not."\n', "", "FACT004", "[[claims]]"),
    "an unknown verdict": ('"unsafe"', '"bad"', "FACT005", 'verdict = "bad"'),
    "an unknown harm": ('harm = "low"', 'harm = "some"', "FACT005", 'harm = "some"'),
    "an unknown topic": ('topic = "models"\npage', 'topic = "model"\npage', "OLD001", 'topic = "model"\n'),
    "an unknown guide": ('guide = "A"\nwhere = "line 1"', 'guide = "B"\nwhere = "line 1"', "OLD001", '"B"'),
    "an unlisted source": (ASSERTED + 'sources = [ "own" ]', 'sources = [ "her" ]', "FACT010", '"her"'),
    "no source": (ASSERTED + 'sources = [ "own" ]', "sources = []", "FACT011", "sources = []"),
    "an unused source": (
        "[sources]\n",
        "[sources]\nx = { what = 'X', seen_on = 2026-11-21 }\n",
        "FACT012",
        "x =",
    ),
    "a broken pattern": ("'key='", "'key('", "FACT014", "'key('"),
    "a doubled id": ('id = "A02"', 'id = "A01"', "OLD002", 'id = "A01"\nguide = "A"\nwhere = "line 1"'),
    "no reason for not running": ('not_executed = "screen"\n', "", "OLD003", '[[claims]]\nid = "A02"'),
    "nothing to run": ('program = "print(1 == 1)"\n', "", "OLD004", "[[claims.executed]]"),
    "a long quotation": ('"Call old-model"', f'"{"x" * 700}"', "OLD005", 'quote = "xx'),
    "an idle topic": ("[topics]\n", "[topics]\nx = { title = 'X', page = 'start' }\n", "OLD006", "x ="),
    "an early seer": ("seen_on = 2026-11-21", "seen_on = 2027-11-21", "FACT020", "own = "),
}


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS)
def test_each_slip_is_found_on_its_line(tmp_path: Path, slip: tuple[str, str, str, str]) -> None:
    """A slip gives one finding: its code, the file, and the line on which the mend belongs."""
    right, wrong, code, place = slip
    assert CLAIMS.count(right) == 1 or code in {"FACT004", "OLD004"}
    text = CLAIMS.replace(right, wrong)
    if code == "OLD004":
        text = text.replace('quote = "Call old-model"\n', "")
    findings = found(tmp_path, text)
    assert [finding.code for finding in findings] == [code]
    start = text.rindex(place) if code == "FACT004" else text.index(place)
    assert findings[0].line == text.count("\n", 0, start) + 1
    assert str(findings[0]).startswith(
        f"{(tmp_path / 'guides' / 'claims.toml').as_posix()}:{findings[0].line}: {code}"
    )


def test_a_claim_ages(tmp_path: Path) -> None:
    """After half a year, the date of the claims is a finding."""
    findings = found(tmp_path, CLAIMS, TODAY + timedelta(days=181))
    assert [(finding.code, finding.line) for finding in findings] == [("FACT019", 1)]


@pytest.mark.parametrize(("content", "code"), [(b"\xff", "FACT001"), (b"a = \n", "FACT002")])
def test_a_file_that_is_no_toml(tmp_path: Path, content: bytes, code: str) -> None:
    """What cannot be read is a finding, not a traceback."""
    file = written(tmp_path)
    file.write_bytes(content)
    known, wrong = providers.read_audit(file, TODAY)
    assert known is None
    assert [finding.code for finding in wrong] == [code]


@given(st.text(max_size=200))
def test_any_text_reads_or_is_found_wrong(text: str) -> None:
    """No text of a file ends in a traceback: there are claims, or findings that say why not."""
    import tempfile  # noqa: PLC0415 - one folder an example

    with tempfile.TemporaryDirectory() as folder:
        known, wrong = providers.read_audit(written(Path(folder), text), TODAY)
    assert (known is None) == bool(wrong)


def test_the_worst_comes_first(tmp_path: Path) -> None:
    """The claims of a verdict stand in the order of the harm that they do."""
    known = audit(tmp_path, CLAIMS.replace('verdict = "unsafe"', 'verdict = "outdated"'))
    assert [claim.id for claim in known.judged("outdated")] == ["A01", "A02"]
    real = providers.read_audit(REAL)[0]
    assert real is not None
    for verdict in JUDGEMENTS:
        ranks = [HARMS.index(claim.harm) for claim in real.judged(verdict)]
        assert ranks == sorted(ranks)
    assert sum(len(real.judged(verdict)) for verdict in JUDGEMENTS) == len(real.claims)


def test_the_readme_counts_right(project: Path) -> None:
    """The README's figures about the two guides are those of the file."""
    known = providers.read_audit(REAL)[0]
    assert known is not None
    counts = Counter(claim.verdict for claim in known.claims)
    text = (project / "README.md").read_text(encoding="utf-8")
    said = re.search(r"of their (\d+) statements only (\d+) still hold, and (\d+) put your key", text)
    assert said is not None
    assert tuple(map(int, said.groups())) == (len(known.claims), counts["holds"], counts["unsafe"])

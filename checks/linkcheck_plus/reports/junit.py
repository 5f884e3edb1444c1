"""Results -> JUnit XML: one test suite a file, one test case a link and file."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from linkcheck_plus.address import scrubbed, shown
from linkcheck_plus.model import Location, Status

if TYPE_CHECKING:
    from linkcheck_plus.model import Result, Stale
    from linkcheck_plus.outcome import Outcome

#: Nothing was found out about these; a dashboard must show them neither as passed nor as failed.
SKIPPED = {Status.IGNORED, Status.UNVERIFIED, Status.TIMEOUT, Status.RATE_LIMITED}
# what XML 1.0 cannot hold, not even escaped
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def report(outcome: Outcome) -> str:
    """Give the XML text; its totals are those of the test cases in it."""
    by_file: defaultdict[str, list[tuple[Location, Result]]] = defaultdict(list)
    for result in outcome.results:
        for path, place in _first_places(result).items():
            by_file[path].append((place, result))
    for one in outcome.stale:
        by_file[one.place.path] += []  # its suite, even where the file holds no link
    root = ET.Element("testsuites", name="linkcheck-plus")
    for path, cases in sorted(by_file.items()):
        exceptions = [_exception(one) for one in outcome.stale if one.place.path == path]
        root.append(_suite(path, [*(_case(place, result) for place, result in cases), *exceptions]))
    for name in ("tests", "failures", "errors"):  # more its schema does not allow here
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _first_places(result: Result) -> dict[str, Location]:
    """Give the first place in each file."""
    places: dict[str, Location] = {}
    for place in result.link.locations:
        places.setdefault(place.path, place)
    return places


def _suite(path: str, cases: list[ET.Element]) -> ET.Element:
    counts = {
        "tests": len(cases),
        "failures": sum(case.find("failure") is not None for case in cases),
        "errors": 0,
        "skipped": sum(case.find("skipped") is not None for case in cases),
    }
    seconds = sum(float(case.get("time", "0")) for case in cases)
    suite = ET.Element("testsuite", name=_legal(path), time=f"{seconds:.3f}")
    suite.attrib.update({name: str(count) for name, count in counts.items()})
    suite.extend(cases)
    return suite


def _case(place: Location, result: Result) -> ET.Element:
    """Give one link of one file; the schema has no attribute for a line, so the text says all of them."""
    verdict, seen = result.verdict, result.evidence
    case = ET.Element("testcase", name=_legal(shown(result.link.uri)), classname=_legal(place.path))
    case.set("time", f"{(seen.elapsed_ms if seen else 0) / 1000:.3f}")
    message = _legal(scrubbed(f"{verdict.reason} {verdict.advice}".strip()))
    places = _legal("\n".join(f"at {at}" for at in result.link.locations))
    if verdict.status is Status.BROKEN:
        ET.SubElement(case, "failure", message=message, type=str(verdict.status)).text = places
    elif verdict.status in SKIPPED:
        ET.SubElement(case, "skipped", message=f"{verdict.status}: {message}")
    elif verdict.status is not Status.WORKING:
        ET.SubElement(case, "system-out").text = f"{verdict.status}: {message}\n{places}"
    return case


def _exception(stale: Stale) -> ET.Element:
    """Give one finding about the settings."""
    case = ET.Element("testcase", name=_legal(f"exception {shown(stale.pattern)}"), time="0.000")
    case.set("classname", _legal(stale.place.path))
    message, place = _legal(scrubbed(f"{stale.reason} {stale.advice}")), _legal(f"at {stale.place}")
    if stale.fails:
        ET.SubElement(case, "failure", message=message, type="exception").text = place
    else:
        ET.SubElement(case, "system-out").text = f"{message}\n{place}"
    return case


def _legal(text: str) -> str:
    return FORBIDDEN.sub("\ufffd", text)

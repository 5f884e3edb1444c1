"""Results -> text for people, lines for programs; one module a form.

``groups``    results sorted by what is to be done about them
``terminal``  the report people read, with colour and width of their terminal
``lines``     JSON lines, the contract
``junit``     JUnit XML for test dashboards
``sarif``     SARIF 2.1.0 for code scanning
``github``    workflow commands (annotations) and the step summary
``markdown``  the body of one issue that is edited in place
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from linkcheck_plus.deferred import deferred

if TYPE_CHECKING:
    from collections.abc import Callable

    from linkcheck_plus.outcome import Outcome

FORMATS: dict[str, Callable[[Outcome], str]] = {
    form: deferred(f"{__name__}.{module}", "report")
    for form, module in {
        "text": "terminal",
        "json": "lines",
        "junit": "junit",
        "sarif": "sarif",
        "github": "github",
        "markdown": "markdown",
    }.items()
}

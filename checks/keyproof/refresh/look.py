"""Makes all mends in a second checkout, and gives them as one diff."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from keyproof import keytable, providers
from keyproof.refresh import links, sdks
from keyproof.refresh.checkout import RefreshError, git, second
from keyproof.refresh.mends import Mends

_PLAIN = ("--no-color", "--no-ext-diff", "--src-prefix=a/", "--dst-prefix=b/")
_log = logging.getLogger(__name__)


def look(project: Path, options: Sequence[str] = ()) -> Mends:
    """Ask links and registries, and give what should be changed. Raises RefreshError, AmendmentError."""
    with second(project) as folder:
        facts = folder / providers.FOLDER
        wrong = len(providers.load(facts).findings)
        _log.info("asking every link of the pages ...")
        moved, silent = links.mend(folder, options)
        _log.info("asking for the newest releases of the packages ...")
        versions = sdks.mend(facts, folder)
        keytable.run(folder / keytable.SCRIPT, facts, rewrite=True)
        findings = providers.load(facts).findings
        if len(findings) > wrong:
            message = "\n".join(["The mended facts would break rules:", *map(str, findings)])
            raise RefreshError(message)
        return Mends(
            git(folder, "diff", *_PLAIN),
            moved,
            versions.changed,
            [*filter(None, [silent]), *versions.left_out],
            versions.answered,
        )

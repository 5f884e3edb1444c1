"""linkcheck-plus beside its peers: right verdicts, speed, memory, and what a kill costs it.

    python checks/bench/links.py [situations|speed|kills|all] [--only NAME...] [--write]

The peers are installed from their registries by the ordinary clients, into a folder that is thrown away. All
hosts are loopback addresses of this computer. The table goes to standard output, progress to standard error.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[1])  # in place of this folder, whose names are too plain

from bench.trials import main  # noqa: E402  the line above lets it be found

if __name__ == "__main__":
    sys.exit(main())

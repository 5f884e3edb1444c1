"""How long check_key takes from start to verdict, beside a bare httpx script that sends the same GET.

    python checks/bench/check_key_start.py [RUNS]

Both ask a server on this computer, in turn; the medians and their difference are printed.
"""

from __future__ import annotations

import http.server
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "scripts" / "check_key.py"
KEY = "keyproof-good-bench"
ALLOWED = 0.150  # seconds above the bare script
BARE = (
    "import os, sys, httpx\n"
    "headers = {'Authorization': 'Bearer ' + os.environ['OPENAI_API_KEY']}\n"
    "print(httpx.get(sys.argv[1] + '/models', headers=headers).json()['object'])\n"
)


class Server(http.server.BaseHTTPRequestHandler):
    """Knows one key."""

    def do_GET(self) -> None:
        """Answer as OpenAI does."""
        knows = self.headers["Authorization"] == f"Bearer {KEY}"
        body = (
            {"object": "list", "data": []} if knows else {"error": {"message": "Incorrect API key provided"}}
        )
        raw = json.dumps(body).encode()
        self.send_response(200 if knows else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_arguments: object) -> None:
        """Keep quiet."""


def took(command: Sequence[str]) -> float:
    """Give the seconds from start to end of a command that must succeed."""
    environment = os.environ | {"OPENAI_API_KEY": KEY, "NO_PROXY": "*"}
    began = time.perf_counter()
    subprocess.run([sys.executable, *command], env=environment, check=True, capture_output=True)  # noqa: S603
    return time.perf_counter() - began


def main(runs: int) -> int:
    """Print the medians and give exit code 1 when the check takes too much longer."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/v1"
    commands = {
        "bare httpx": ["-c", BARE, address],
        "check_key": [str(SCRIPT), "openai", "--json", "--base-url", address],
    }
    times = {name: [took(command)] for name, command in commands.items()}  # the first run fills the caches
    for _ in range(runs):
        for name, command in commands.items():
            times[name].append(took(command))
    bare, check = (statistics.median(times[name][1:]) for name in commands)
    server.shutdown()
    server.server_close()
    print(f"bare httpx  {bare * 1000:6.0f} ms\ncheck_key   {check * 1000:6.0f} ms")
    more = (check - bare) * 1000
    print(f"ratio {check / bare:.2f}, difference {more:.0f} ms (allowed {ALLOWED * 1000:.0f} ms)")
    return int(check - bare > ALLOWED)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 15))

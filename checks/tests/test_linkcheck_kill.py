"""kill -9 at any moment: what was seen is not lost, and what is left is readable."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import suppress
from pathlib import Path

import linkcheck_server as loopback

from linkcheck_plus.journal import Journal

ROUNDS, PER_FOLDER = 50, 5
HOSTS, LINKS, PER_HOST = 8, 96, 2
IN_FLIGHT = HOSTS * PER_HOST
#: Imports once and forks for each run, so that 50 runs take seconds; a line in names folder and port.
RUNNER = """
    import os, sys
    from linkcheck_plus.__main__ import main
    for line in sys.stdin:
        folder, port = line.split()
        child = os.fork()
        if child == 0:
            os.chdir(folder)
            sys.stdout = sys.stderr = open(os.devnull, "w")
            main(["links.txt", "--cache", "c", "--history", "h", "--connect-to", f"::127.0.0.1:{port}"])
            os._exit(0)
        print(child, flush=True)
        os.waitpid(child, 0)
        print("ended", flush=True)
"""


async def slow(writer: object) -> None:
    """Answer after some milliseconds."""
    assert isinstance(writer, asyncio.StreamWriter)
    await asyncio.sleep(0.02)
    writer.write(loopback.page("hello", connection="close"))
    await writer.drain()


def test_a_kill_loses_no_more_than_what_was_in_flight(tmp_path: Path) -> None:
    """Killed at 50 random moments, cache and history keep all that was answered; the next run goes on."""
    chance = random.Random(20261121)
    command = [sys.executable, "-c", textwrap.dedent(RUNNER)]
    urls = [f"http://host{n % HOSTS}.site.dev/{n}" for n in range(LINKS)]
    midway = 0
    with (
        loopback.Server({url.removeprefix("http://"): slow for url in urls}) as server,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as runner,
    ):
        for number in range(ROUNDS // PER_FOLDER):
            folder = tmp_path / str(number)
            folder.mkdir()
            (folder / "links.txt").write_text("\n".join(urls))
            server.requests.clear()
            known: set[str] = set()
            for kills in range(1, PER_FOLDER + 1):
                moment = len(server.requests) + chance.randint(0, LINKS - len(known))
                run(runner, server, folder, (moment, chance.uniform(0, 0.03)))
                found = survivors(folder, known, len(server.requests) - kills * IN_FLIGHT)
                midway += len(known) < len(found) < LINKS
                known = found
            before = len(server.requests)
            run(runner, server, folder)
            assert len(server.requests) - before == LINKS - len(known)
            assert survivors(folder, known, LINKS) == set(urls)
        assert runner.stdin
        runner.stdin.close()
    assert midway >= ROUNDS // 5


def run(
    runner: subprocess.Popen[str],
    server: loopback.Server,
    folder: Path,
    kill: tuple[int, float] | None = None,
) -> None:
    """Run the command in a folder; kill it some seconds after a number of requests."""
    assert runner.stdin
    assert runner.stdout
    runner.stdin.write(f"{folder} {server.port}\n")
    runner.stdin.flush()
    child = int(runner.stdout.readline())
    if kill:
        limit = time.monotonic() + 20
        while len(server.requests) < kill[0] and time.monotonic() < limit:
            time.sleep(0.001)
        time.sleep(kill[1])
        with suppress(ProcessLookupError):  # it was quicker
            os.kill(child, signal.SIGKILL)
    assert runner.stdout.readline() == "ended\n"


def survivors(folder: Path, known: set[str], at_least: int) -> set[str]:
    """Give the pages in the cache, after checking that both files hold what they must."""
    for name in ("c", "h"):
        lines = (folder / name).read_text().split("\n") if (folder / name).exists() else [""]
        whole = [line for line in lines if readable(line)]
        assert len([line for line in lines if line]) - len(whole) <= PER_FOLDER
        records = Journal(folder / name).records.keys()
        assert known <= records
        assert len(records) >= at_least
    return set(Journal(folder / "c").records)


def readable(line: str) -> bool:
    """Say whether a line is a whole record."""
    try:
        return bool(json.loads(line))
    except ValueError:
        return False

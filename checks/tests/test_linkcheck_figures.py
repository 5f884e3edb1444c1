"""The benchmark's figures and its command: what the README shows is what was measured last."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench import figures, process, tables, trials
from bench.checkers import PEERS
from bench.figures import FINISHED, Figures, Judged, Raced, Situations, Speed
from bench.situations import KINDS
from bench.tools import CannotInstall, Tools

SCRIPT = Path(figures.__file__).with_name("links.py")
FIGURES = Figures(
    Situations(
        "2026-11-21",
        {"walls": 3, "moves": 2},
        [
            Judged("linkcheck-plus", 5, 5, FINISHED, 8.4, 91.2, shown=False, kinds={"walls": 3, "moves": 2}),
            Judged("other 1.0", 2, 0, "takes over 1.5 GB", 4.0, 1503, shown=True, kinds={"moves": 2}),
        ],
    ),
    Speed(
        "2026-11-21",
        "a machine",
        2000,
        20,
        2.5,
        [
            Raced("linkcheck-plus", "2 in flight a host", 2.75, 1.9, 48, 1.0, 1, FINISHED),
            Raced("other 1.0", "as it comes", 400.0, 9.9, 80, 1.5, 4, "no end in 400 s"),
        ],
        (0.4, 0),
        (20000, 120.0, 27.0),
    ),
    {"kills": 50, "midway": 40, "lost": 0, "forgotten": 0, "torn": 0, "again": 0},
    {"third 2.0": "no such package"},
)


def test_the_readme_shows_what_was_measured_last() -> None:
    """Nobody edits the tables by hand; `links.py --write` renews file and README together."""
    text = tables.README.read_text("utf-8")
    assert tables.renewed(text, figures.read()) == text


def test_ours_was_right_in_all_that_was_measured() -> None:
    """The README tells of no kind of situation that is no more, and of no wrong verdict of ours."""
    measured = figures.read().situations
    if measured is None:
        pytest.skip("nothing was measured yet: run `python checks/bench/links.py all --write`")
    assert measured.kinds.keys() <= KINDS.keys()
    ours = measured.rows[0]
    assert (ours.name, ours.alone, ours.together) == ("linkcheck-plus", measured.total, measured.total)


def test_figures_are_read_as_they_were_written(tmp_path: Path) -> None:
    """No file means nothing measured; whatever is written comes back."""
    file = tmp_path / "measured.json"
    assert figures.read(file) == Figures()
    for one in (FIGURES, Figures(kills={"kills": 1})):
        figures.write(one, file)
        assert figures.read(file) == one


def test_a_table_has_a_line_a_checker_with_its_figures() -> None:
    """Runs that never ended have no ratio; what could not be installed is told with the reason."""
    lines = tables.terminal(FIGURES).splitlines()
    ours = next(line for line in lines if line.startswith("linkcheck-plus")).split()
    assert " ".join(ours[1:]) == "5 5 8 s 91 MB no 2.8 s 1.10 1.9 s 48 MB 1.00"
    other = next(line for line in lines if line.startswith("other"))
    assert "takes over 1.5 GB" in other
    assert "no end in 400 s" in other
    assert "1.50, up to 4" in other
    assert "third 2.0 is missing: no such package" in lines


def test_a_trial_alone_shows_what_there_is() -> None:
    """Speed without situations, and kills alone, make tables without holes."""
    speed = tables.terminal(Figures(speed=FIGURES.speed))
    assert "right" not in speed
    assert "2,000" in speed
    kills = tables.terminal(Figures(kills=FIGURES.kills))
    assert "killed 50 times, 40 of them midway" in kills


def test_markdown_tables_are_whole() -> None:
    """Each row of a table has as many cells as its head."""
    for table in tables.markdown(FIGURES).split("\n\n")[:2]:
        assert len({line.count("|") for line in table.splitlines()}) == 1


def test_a_peer_that_cannot_be_installed_is_skipped_with_the_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The others are measured all the same."""

    def refuse(_tools: Tools, requirement: str) -> None:
        if requirement.startswith("lychee"):
            msg = "no matching distribution"
            raise CannotInstall(msg)

    monkeypatch.setattr(Tools, "python", refuse)
    monkeypatch.setattr(Tools, "npm", refuse)
    present, skipped = trials.installed(Tools(tmp_path), ())
    assert len(present) == len(PEERS)
    assert skipped == {"lychee 0.24.2": "no matching distribution"}
    assert "skipped: lychee 0.24.2 cannot be installed: no matching distribution" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what a program of its own has held")
def test_memory_is_that_of_the_program_and_not_of_the_benchmark(tmp_path: Path) -> None:
    """A small program is small beside a benchmark that holds much; a limit ends one that takes too much."""
    much = bytearray(200_000_000)
    small = process.run(["sleep", "0.2"], tmp_path, 10, 1000)
    assert 0 < small.memory < 20
    greedy = [sys.executable, "-c", "import time; x = bytearray(300_000_000); time.sleep(9)"]
    assert process.run(greedy, tmp_path, 30, 200).limit == "memory"
    assert len(much) > 0


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_ctrl_c_ends_the_benchmark_and_all_it_started(tmp_path: Path) -> None:
    """Exit code 130 and one sentence; no program of it runs on, no folder of it stays."""
    command = [sys.executable, str(SCRIPT), "situations", "--only", "nobody"]
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as bench:
        assert bench.stderr is not None
        assert "each alone" in bench.stderr.readline()
        time.sleep(1)
        bench.send_signal(signal.SIGINT)
        _, said = bench.communicate(timeout=60)
    assert bench.returncode == 130
    assert "Broken off" in said
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []

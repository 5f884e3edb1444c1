"""A file of claims that is right, small enough to be made wrong in one place."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from keyproof import providers
from keyproof.audit import Audit

TODAY = date(2026, 11, 21)
GUIDE = "Press “Old Button”.\nCall old-model with key=1.\n"
SOLD = "never-buy"
CLAIMS = f"""\
checked_on = 2026-11-21
advertised = [ "{hashlib.sha256(SOLD.encode()).hexdigest()}" ]

[guides.A]
name = "A guide"
about = "It was found."
dated = "2020"
licence = "None is stated."
file = "guide.txt"
sha256 = "{hashlib.sha256(GUIDE.encode()).hexdigest()}"
sources = [ "own" ]

[topics]
models = {{ title = "Models", page = "start#models" }}

[[claims]]
id = "A01"
guide = "A"
where = "line 2"
kind = "model"
claim = "Call the old one."
quote = "Call old-model"
verdict = "outdated"
harm = "high"
now = "Take a new one."
topic = "models"
sources = [ "own" ]
stale = {{ pattern = 'old-model' }}

[[claims.executed]]
form = "python"
what = "the question whether one is one."
program = "print(1 == 1)"
shows = "True"

[[claims]]
id = "A02"
guide = "A"
where = "line 1"
kind = "label"
claim = "Press it."
verdict = "unsafe"
harm = "low"
now = "Do not."
topic = "models"
page = "start"
sources = [ "own" ]
stale = {{ pattern = 'key=', scope = "code" }}
not_executed = "screen"

[[omissions]]
id = "O01"
guides = [ "A" ]
what = "What a model is."
topic = "models"

[sources]
own = {{ what = "Our own eyes", seen_on = 2026-11-21 }}
"""


def written(folder: Path, text: str = CLAIMS) -> Path:
    """Give the file with this text, where documentation has it."""
    file = folder / "guides" / "claims.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def audit(folder: Path, text: str = CLAIMS) -> Audit:
    """Give the claims; AssertionError when the text is wrong."""
    known, wrong = providers.read_audit(written(folder, text), TODAY)
    assert known is not None, wrong
    return known

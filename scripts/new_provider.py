"""Make the folder of a new provider: its facts as a draft, and its page.

    nox -s new_provider -- acme "Acme AI" --base-url https://api.acme.example/v1 --docs https://docs.acme.example/

Nothing else needs an edit: the site finds the folder by itself.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import jinja2

from keyproof import providers, report

HERE = Path(__file__).parent
KINDS = ("hosted", "gateway", "self-hosted")
EPILOG = "Exit code: 0 the folder was made, 2 wrong use: nothing was made."
SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def main(argv: Sequence[str] | None = None) -> int:
    """Make the folder and give the exit code: 0 made, 2 wrong use."""
    wanted = _parser().parse_args(argv)
    home: Path = wanted.folder / wanted.id
    if not SLUG.fullmatch(wanted.id):
        return _refuse(f"{wanted.id!r} is no provider id: use small letters, digits and single hyphens.")
    if home.exists():
        return _refuse(f"{home} exists already: edit its facts, or choose another id.")
    _write(home, wanted)
    _facts, findings = providers.read(home / f"{wanted.id}.toml", date.today())  # noqa: DTZ011 - a day
    if findings:
        shutil.rmtree(home)
        return _refuse("\n".join(map(str, findings)))
    print(f"Made {home}. Next: look the facts up in {home / wanted.id}.toml, then delete `draft = true`.")
    return int(report.Exit.FINE)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0], epilog=EPILOG)
    parser.add_argument("id", help="small letters, digits and hyphens: the name of folder, tab and argument")
    parser.add_argument("name", help="the name as the provider writes it")
    parser.add_argument("--base-url", required=True, help="what the openai package takes as base_url")
    parser.add_argument("--docs", required=True, help="the page that says how keys work: the first source")
    parser.add_argument("--keys", help="the page where keys are made")
    parser.add_argument("--kind", choices=KINDS, default="hosted", help="who runs the models")
    parser.add_argument("--env-var", help="the variable that holds the key (default: ID_API_KEY)")
    parser.add_argument("--model", default="example", help="a model for the first request")
    parser.add_argument("--folder", type=Path, default=providers.FOLDER, help=argparse.SUPPRESS)
    return parser


def _write(home: Path, wanted: argparse.Namespace) -> None:
    values = vars(wanted) | {
        "today": date.today().isoformat(),  # noqa: DTZ011 - a fact's date is a day
        "env_var": wanted.env_var or wanted.id.upper().replace("-", "_") + "_API_KEY",
        "sdk_version": _newest_openai(wanted.folder),
    }
    loader = jinja2.FileSystemLoader(HERE)
    templates = jinja2.Environment(loader=loader, undefined=jinja2.StrictUndefined, autoescape=False)  # noqa: S701 - TOML and Markdown
    pages = {f"{wanted.id}.toml": "provider_facts.toml.jinja", "index.md": "provider_page.md.jinja"}
    texts = {name: templates.get_template(template).render(values) for name, template in pages.items()}
    home.mkdir(parents=True)
    for name, text in texts.items():
        (home / name).write_text(text.rstrip() + "\n", encoding="utf-8")


def _newest_openai(folder: Path) -> str:
    """Give the version of the openai package that the other facts name."""
    known = providers.load(folder).providers.values()
    seen = [sdk.version for facts in known for sdk in facts.sdk if sdk.package == "openai"]
    return max(seen, default="not looked up")


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return int(report.Exit.WRONG_USE)


if __name__ == "__main__":
    sys.exit(main())

# /// script
# dependencies = ["nox>=2026.10.20"]
# ///
"""The sessions of this project.

`nox -l` lists them; plain `nox` runs all that need neither the internet nor a key.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2026.10.20"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
nox.options.error_on_missing_interpreters = True

PROJECT = Path(__file__).parent
CONSTRAINTS = PROJECT / "checks" / "constraints.txt"
BUILD = PROJECT / "build"
SITE = BUILD / "html"
RELEASE = BUILD / "release"
TYPED = ["checks", "docs/_ext", "docs/conf.py", "noxfile.py", "scripts"]
STRICT = [
    "--nitpicky",  # a link that leads nowhere is an error
    "--fail-on-warning",
    "--keep-going",  # ... but show all of them
    "--jobs=auto",
]


@nox.session
def docs(session: nox.Session) -> None:
    """Build the site and say where to open it."""
    install(session, "docs")
    sphinx(session, "html", SITE)
    session.log(f"The site is built. Open {(SITE / 'index.html').as_uri()}")


@nox.session(default=False)
def serve(session: nox.Session) -> None:
    """Build the site again at each change and show it in the browser (Ctrl-C ends it)."""
    install(session, "serve")
    watched = [f"--watch={folder}" for folder in ("checks/keyproof", "scripts")]
    session.run(
        "sphinx-autobuild", "--open-browser", *watched, *doctrees("serve"), "docs", str(BUILD / "serve")
    )


@nox.session
def facts(session: nox.Session) -> None:
    """Check the providers' fact files and print them."""
    install(session)
    session.run("keyproof", "facts", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests."""
    install(session, "tests")
    session.run("pytest", "--numprocesses=auto", *session.posargs)


@nox.session
def browser(session: nox.Session) -> None:
    """Walk the built site in headless Chromium: tabs, links, dark mode, small screens, accessibility."""
    install(session, "browser")
    session.run("pytest", "checks/tests/browser", "--numprocesses=auto", *session.posargs)


@nox.session
def snippets(session: nox.Session) -> None:
    """Run every code block of the pages against the stand-in, and what older guides say."""
    install(session, "snippets")
    session.run("keyproof", "snippets", *session.posargs)
    if not session.posargs:
        session.run("keyproof", "guides")


@nox.session
def claims(session: nox.Session) -> None:
    """Hold what the pages say to the repository and the facts; print how easy the guides read."""
    install(session, "claims")
    session.run("keyproof", "claims", *session.posargs)


@nox.session
def keys(session: nox.Session) -> None:
    """Prove check_key.py against the stand-in, then check for real each key whose variable is set."""
    install(session, "emulator")
    session.run("keyproof", "keys", *session.posargs)


@nox.session(default=False)
def sdks(session: nox.Session) -> None:
    """Drive the newest official packages through every error row (needs the package registry)."""
    install(session, "emulator")
    session.install(pinned("uv"))
    session.run("keyproof", "sdks", *session.posargs)


@nox.session(default=False)
def linkcheck(session: nox.Session) -> None:
    """Check every link on the site (needs the internet)."""
    install(session, "docs")
    sphinx(session, "html", SITE)  # answers for our own addresses, which may not be published yet
    sphinx(session, "linkcheck-plus", BUILD / "linkcheck-plus", strict=False)


@nox.session(default=False)
def live(session: nox.Session) -> None:
    """Hold the pages against the live world (needs the internet): --links, --refusals, --keys."""
    install(session)
    session.run("keyproof", "live", *session.posargs)


@nox.session(default=False)
def refresh(session: nox.Session) -> None:
    """Mend moved links and versions of packages (needs the internet): --write, --pull-request."""
    install(session, "refresh")
    session.run("python", "scripts/refresh.py", *session.posargs)


@nox.session(default=False)
def bundle(session: nox.Session) -> None:
    """Put what a release offers into build/release: the wheel, its list of parts (SBOM), and the site."""
    install(session, "release")
    shutil.rmtree(RELEASE, ignore_errors=True)
    session.run("uv", "build", "--quiet", "--wheel", f"--out-dir={RELEASE}")
    (wheel,) = RELEASE.glob("*.whl")
    home = BUILD / "release-env"
    session.run("uv", "venv", "--quiet", "--clear", f"--python={session.python or 'python'}", str(home))
    pins = f"--constraints={CONSTRAINTS}"
    session.run("uv", "pip", "install", "--quiet", f"--python={home}", pins, str(wheel))
    parts = RELEASE / "keyproof.cdx.json"
    session.run(
        *("cyclonedx-py", "environment", "--pyproject=pyproject.toml", "--output-reproducible"),
        *(f"--output-file={parts}", str(home)),
    )
    sphinx(session, "html", SITE)
    shutil.make_archive(str(RELEASE / "keyproof-site"), "gztar", SITE)


@nox.session
def rehearsal(session: nox.Session) -> None:
    """Run the live checks through a month of a stand-in world, where pages move and hosts fail."""
    install(session, "emulator")
    session.run("keyproof", "rehearse", *session.posargs)


@nox.session(default=False)
def versions(session: nox.Session) -> None:
    """Build main and every release into one folder, as it is published."""
    install(session, "versions")
    session.run("keyproof", "versions", *session.posargs)


@nox.session(default=False)
def release(session: nox.Session) -> None:
    """Write the next release into changelog and pyproject.toml: `nox -s release -- [VERSION] [--tag]`."""
    install(session)
    session.run("keyproof", "release", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, spelling and the workflows."""
    install(session, "lint", project=False)
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("codespell")
    session.run("zizmor", "--offline", "--quiet", ".github/workflows")
    workflows = sorted(map(str, (PROJECT / ".github" / "workflows").glob("*.yml")))
    session.run("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *workflows)


@nox.session
def types(session: nox.Session) -> None:
    """Check the types."""
    install(session, "types")
    session.run("mypy", *TYPED)


@nox.session(default=False)
def new_provider(session: nox.Session) -> None:
    """Make the folder of a new provider: `nox -s new_provider -- ID "Name"`."""
    install(session)
    session.run("python", "scripts/new_provider.py", *session.posargs)


@nox.session(default=False)
def constraints(session: nox.Session) -> None:
    """Pin the newest releases of all requirements, with their hashes."""
    session.install("uv")
    groups = nox.project.load_toml("pyproject.toml")["dependency-groups"]
    session.run(
        *("uv", "pip", "compile", "--quiet", "--upgrade", "--universal", "--python-version=3.11"),
        *("--generate-hashes", "--no-emit-index-url", "--no-emit-find-links"),
        *("--no-annotate", "--no-header", f"--output-file={CONSTRAINTS}"),
        *(f"--group={name}" for name in groups),
        "pyproject.toml",
    )


def sphinx(session: nox.Session, builder: str, out: Path, *, strict: bool = True) -> None:
    """Build the pages with one of Sphinx's builders."""
    options = STRICT if strict else []
    session.run(
        "sphinx-build",
        f"--builder={builder}",
        *options,
        *doctrees(builder),
        *session.posargs,
        "docs",
        str(out),
    )


def doctrees(builder: str) -> list[str]:
    """Give each builder a doctree folder of its own: in a shared one sphinx-tabs loses every tab."""
    return ["--doctree-dir", str(BUILD / "doctrees" / builder)]


def install(session: nox.Session, *groups: str, project: bool = True) -> None:
    """Install pinned requirements into the session, unless it holds just these already.

    With KEYPROOF_NEWEST set the newest releases are installed instead, each time anew.
    """
    newest = bool(os.environ.get("KEYPROOF_NEWEST"))
    wanted = ["--upgrade"] if newest else [f"--constraints={CONSTRAINTS}"]
    wanted += ["--editable=."] if project else []
    wanted += [f"--group={group}" for group in groups]
    stamp = Path(session.virtualenv.location) / "keyproof-stamp"
    state = fingerprint(*wanted)
    if stamp.is_file() and stamp.read_text() == state and not newest:
        return
    if session.venv_backend == "uv":
        session.install(*wanted)
    else:
        session.install(pinned("uv"))
        session.run_install("uv", "pip", "install", *wanted, env={"VIRTUAL_ENV": session.virtualenv.location})
    stamp.write_text(state)


def fingerprint(*wanted: str) -> str:
    """Give a text that changes when the requirements do."""
    sources = [path.read_bytes() for path in (CONSTRAINTS, PROJECT / "pyproject.toml")]
    return hashlib.sha256(b"\0".join([*sources, *(text.encode() for text in wanted)])).hexdigest()


def pinned(name: str) -> str:
    """Give the requirement `name==version` from the constraints, for pip, which cannot take the hashes."""
    found = re.search(rf"^{name}==[^\s;]+", CONSTRAINTS.read_text(), re.MULTILINE)
    if found is None:
        message = f"{CONSTRAINTS} does not pin {name}. Run `nox -s constraints`."
        raise LookupError(message)
    return found.group()


if __name__ == "__main__":
    nox.main()

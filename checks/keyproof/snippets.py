"""The code that readers copy, rendered from one template a form and the provider's facts.

A template is `docs/_snippets/<task>/<name>.<ending>.jinja`: the name is the provider's family, the package
for the form `sdk`, or `any`. Its module-level `{% set good = ... %}`, `bad` and `install` say what the
reader sees with a working key, what with a refused one, and what to install first.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import jinja2

from keyproof.model import Provider, Sdk

SnippetTask = Literal["check", "first-request", "script", "macbehaviour"]
Form = Literal["curl", "python", "sdk", "r"]
TASKS: tuple[SnippetTask, ...] = get_args(SnippetTask)
FORMS: tuple[Form, ...] = get_args(Form)
FOLDER = Path("docs/_snippets")
ANY_FAMILY = "any"


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of code that readers copy, and what they see when they run it."""

    provider: str
    task: SnippetTask
    form: Form
    label: str
    lexer: str
    path: str
    text: str
    good: str
    bad: str
    install: str | None

    @property
    def id(self) -> str:
        """Give the name by which pages and reports refer to the snippet: `openai/check/curl`."""
        return f"{self.provider}/{self.task}/{self.form}"


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a form looks like on the page and as a file."""

    label: str
    lexer: str
    ending: str
    file: str


_SHAPES: Mapping[Form, _Shape] = {
    "curl": _Shape("curl", "bash", "sh", "{task}.sh"),
    "python": _Shape("Python (httpx)", "python", "httpx.py", "{task}-httpx.py"),
    "sdk": _Shape("Python ({package})", "python", "sdk.py", "{task}-{package}.py"),
    "r": _Shape("R (httr2)", "r", "R", "{task}.R"),
}
_OF_ONE_FORM: Mapping[SnippetTask, tuple[Form, _Shape]] = {
    "script": ("curl", _Shape("check_key.py", "bash", "sh", "check-key.sh")),
    "macbehaviour": ("r", _Shape("R (MacBehaviour)", "r", "R", "macbehaviour.R")),
}


class TemplateNotFoundError(LookupError):
    """No template for this provider, task and form; the message names the file looked for."""


def render(provider: Provider, task: SnippetTask, form: Form, folder: Path = FOLDER) -> Snippet:
    """Give the snippet. TemplateNotFoundError when nobody has written its template."""
    file = template_file(provider, task, form, folder)
    if file is None or not file.is_file():
        wanted = "a package with `snippet = true` in [[sdk]]" if file is None else f"the template {file}"
        message = f"no snippet {provider.id}/{task}/{form}: looked for {wanted}"
        raise TemplateNotFoundError(message)
    module = (
        _environment(folder).get_template(file.relative_to(folder).as_posix()).make_module(_facts(provider))
    )
    shape, names = _shape(task, form), {"task": task, "package": _package(provider)}
    said = vars(module)
    return Snippet(
        provider=provider.id,
        task=task,
        form=form,
        label=shape.label.format(**names),
        lexer=shape.lexer,
        path=f"snippets/{provider.id}/{shape.file.format(**names)}",
        text=str(module).strip("\n") + "\n",
        good=said["good"],
        bad=said["bad"],
        install=said.get("install"),
    )


def of_task(provider: Provider, task: SnippetTask, folder: Path = FOLDER) -> tuple[Snippet, ...]:
    """Give the snippets of a task, in the order of their tabs; none where the task has no sense."""
    return tuple(render(provider, task, form, folder) for form in _forms(provider, task, folder))


def all_snippets(providers: Iterable[Provider], folder: Path = FOLDER) -> tuple[Snippet, ...]:
    """Give every snippet of these providers."""
    return tuple(snippet for facts in providers for task in TASKS for snippet in of_task(facts, task, folder))


def template_file(provider: Provider, task: SnippetTask, form: Form, folder: Path = FOLDER) -> Path | None:
    """Give where the template is looked for; None when the provider has no package to show code for."""
    name = _package(provider) if form == "sdk" else provider.family
    if name is None:
        return None
    ending = f"{_shape(task, form).ending}.jinja"
    own, shared = folder / task / f"{name}.{ending}", folder / task / f"{ANY_FAMILY}.{ending}"
    return shared if shared.is_file() and not own.is_file() else own


def _forms(provider: Provider, task: SnippetTask, folder: Path) -> tuple[Form, ...]:
    """Give the forms to show. Only the provider's own package may lack a template."""
    if task == "macbehaviour" and provider.macbehaviour is None:
        return ()
    if task in _OF_ONE_FORM:
        return (_OF_ONE_FORM[task][0],)
    sdk = template_file(provider, task, "sdk", folder)
    return tuple(form for form in FORMS if form != "sdk" or (sdk is not None and sdk.is_file()))


def _shape(task: SnippetTask, form: Form) -> _Shape:
    only, shape = _OF_ONE_FORM.get(task, (form, _SHAPES[form]))
    if only != form:
        message = f"the task {task!r} has the form {only!r} only, not {form!r}"
        raise TemplateNotFoundError(message)
    return shape


def _sdk(provider: Provider) -> Sdk | None:
    return next((sdk for sdk in provider.sdk if sdk.snippet and sdk.language == "python"), None)


def _package(provider: Provider) -> str | None:
    sdk = _sdk(provider)
    return sdk.package if sdk else None


def _facts(provider: Provider) -> dict[str, object]:
    """Give what a template may use: the tables of the fact file, and what follows from them."""
    return {
        "provider": provider,
        "key": provider.key,
        "auth": provider.auth,
        "check": provider.check,
        "first_request": provider.first_request,
        "server": provider.server,
        "mac": provider.macbehaviour,
        "sdk": _sdk(provider),
        "invalid": provider.error(provider.check.invalid_error),
        "reply": reply(provider),
    }


def reply(provider: Provider) -> str:
    """Give the text in the example answer to the first request. LookupError when its path leads nowhere."""
    first = provider.first_request
    value = json.loads(first.example)
    for part in first.text_path.split("."):
        try:
            value = value[int(part)] if part.isdigit() else value[part]
        except (LookupError, TypeError) as error:
            message = (
                f"{provider.id}: first_request.text_path {first.text_path!r} leads nowhere in the example"
            )
            raise LookupError(message) from error
    return str(value)


@cache
def _environment(folder: Path) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701 - code for a terminal, escaped by the filters below
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "text": _text,
        "shell": shlex.quote,
        "in_quotes": _in_quotes,
        "python_path": _python_path,
        "r_path": _r_path,
    }
    return environment


def _text(value: str) -> str:
    """Write a string literal that Python, R and JSON read alike."""
    return json.dumps(value, ensure_ascii=False)


def _in_quotes(value: str) -> str:
    """Write text for the inside of a shell's single quotes."""
    return value.replace("'", "'\\''")


def _python_path(path: str) -> str:
    return "".join(f"[{part if part.isdigit() else _text(part)}]" for part in path.split("."))


def _r_path(path: str) -> str:
    return "".join(f"[[{int(part) + 1}]]" if part.isdigit() else f"${part}" for part in path.split("."))

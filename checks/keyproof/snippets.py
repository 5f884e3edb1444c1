"""The code that readers copy, rendered from one template a form and the provider's facts.

A template is `docs/_snippets/<task>/<name>.<ending>.jinja`: the name is the provider's family, the package
for the form `sdk`, or `any`. Its module-level `{% set good = ... %}`, `bad` and `install` say what the
reader sees with a working key, what with a refused one (none where no key is refused), and what to install
first.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import jinja2

from keyproof import bodies
from keyproof.literals import JSON, PYTHON, R, Syntax, text, written
from keyproof.model import Provider, Sdk, Task, filled

SnippetTask = Literal["check", "first-request", "script", "macbehaviour"]
Form = Literal["curl", "python", "sdk", "r"]
TASKS: tuple[SnippetTask, ...] = get_args(SnippetTask)
FORMS: tuple[Form, ...] = get_args(Form)
FOLDER = Path("docs/_snippets")
ANY_FAMILY = "any"
VARIABLES = "variables"  # MacBehaviour without its setKey()


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
    bad: str | None
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
        wanted = f"a package with {task!r} in [[sdk]] snippet" if file is None else f"the template {file}"
        message = f"no snippet {provider.id}/{task}/{form}: looked for {wanted}"
        raise TemplateNotFoundError(message)
    module = (
        _environment(folder)
        .get_template(file.relative_to(folder).as_posix())
        .make_module(_facts(provider, task))
    )
    shape, names = _shape(task, form), {"task": task, "package": _package(provider, task)}
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


def program(provider: Provider, task: Task, template: Path, **more: object) -> str:
    """Give a program that no page offers, from a template that may use the same facts as the snippets'."""
    made = _environment(template.parent).get_template(template.name)
    return made.render(**_facts(provider, task), task=task, **more).strip("\n") + "\n"


def of_task(provider: Provider, task: SnippetTask, folder: Path = FOLDER) -> tuple[Snippet, ...]:
    """Give the snippets of a task, in the order of their tabs; none where the task has no sense."""
    return tuple(render(provider, task, form, folder) for form in _forms(provider, task, folder))


def all_snippets(providers: Iterable[Provider], folder: Path = FOLDER) -> tuple[Snippet, ...]:
    """Give every snippet of these providers."""
    return tuple(snippet for facts in providers for task in TASKS for snippet in of_task(facts, task, folder))


def template_file(provider: Provider, task: SnippetTask, form: Form, folder: Path = FOLDER) -> Path | None:
    """Give where the template is looked for; None when the provider has no package to show code for."""
    name = _package(provider, task) if form == "sdk" else provider.family
    if task == "macbehaviour":
        name = ANY_FAMILY if provider.macbehaviour is None or provider.macbehaviour.setkey else VARIABLES
    if name is None:
        return None
    ending = f"{_shape(task, form).ending}.jinja"
    own, shared = folder / task / f"{name}.{ending}", folder / task / f"{ANY_FAMILY}.{ending}"
    return shared if shared.is_file() and not own.is_file() else own


def _forms(provider: Provider, task: SnippetTask, folder: Path) -> tuple[Form, ...]:
    """Give the forms to show. Only the provider's own package may lack a template."""
    if task == "macbehaviour" and provider.macbehaviour is None:
        return ()
    if task == "first-request" and provider.first_request.model is None:
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


def _sdk(provider: Provider, task: SnippetTask) -> Sdk | None:
    return next((sdk for sdk in provider.sdk if task in sdk.snippet and sdk.language == "python"), None)


def _package(provider: Provider, task: SnippetTask) -> str | None:
    sdk = _sdk(provider, task)
    return sdk.package if sdk else None


def _facts(provider: Provider, task: SnippetTask) -> dict[str, object]:
    """Give what a template may use: the tables of the fact file, and what follows from them."""
    check, first, sdk = provider.check, provider.first_request, _sdk(provider, task)
    invalid = provider.error(check.invalid_error) if check.invalid_error else None
    return {
        "provider": provider,
        "key": provider.key,
        "auth": provider.auth,
        "check": check,
        "check_base": filled(check.base_url),
        "check_url": filled(check.url),
        "check_body": bodies.check_body(provider),
        "first_request": first,
        "first_base": filled(first.base_url),
        "first_url": filled(first.url),
        "first_body": bodies.first_body(provider),
        "fill_in": _fill_in(check.base_url),
        "python_headers": _python_headers(provider),
        "r_headers": _r_headers(provider),
        "mac": provider.macbehaviour,
        "exception": ((sdk and sdk.invalid_key_exception) or "").rpartition(".")[2],
        "invalid": invalid,
        "refusal": f"HTTP {invalid.status}" if invalid else None,
        "reply": bodies.reply(provider),
        "success": _success(provider),
    }


def _success(provider: Provider) -> str:
    if provider.check.invalid_error is None:
        return "The server answers."
    return "The server takes this key." if provider.check.control else "The key works."


def _fill_in(address: str) -> str:
    """Give a comment, in the sign that all our languages share, on what is to be filled in."""
    names = re.findall(r"\{(\w+)\}", address)
    return "".join(f"# Put the name of your {name} in place of your-{name}.\n" for name in names)


def _python_headers(provider: Provider) -> str:
    auth = provider.auth
    key = f'f"{auth.scheme} {{key}}"' if auth.scheme else "key"
    more = "".join(f", {text(name)}: {text(value)}" for name, value in auth.extra_headers.items())
    return f"{{{text(auth.header)}: {key}{more}}}"


def _r_headers(provider: Provider) -> str:
    auth = provider.auth
    more = "".join(f", `{name}` = {text(value)}" for name, value in auth.extra_headers.items())
    if (auth.header, auth.scheme, more) == ("Authorization", "Bearer", ""):
        return "req_auth_bearer_token(key)"
    key = f"paste({text(auth.scheme)}, key)" if auth.scheme else "key"
    return f"req_headers(`{auth.header}` = {key}{more})"


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
        "text": text,
        "json": _writer(JSON),
        "python": _writer(PYTHON),
        "r": _writer(R),
        "shell": shlex.quote,
        "in_quotes": _in_quotes,
        "python_path": _python_path,
        "r_path": _r_path,
    }
    return environment


def _writer(syntax: Syntax) -> Callable[..., str]:
    def write(value: object, indent: int = 0, *, spread: bool = False) -> str:
        return written(value, syntax, indent, spread=spread)

    return write


def _in_quotes(value: str) -> str:
    """Write text for the inside of a shell's single quotes."""
    return value.replace("'", "'\\''")


def _python_path(path: str) -> str:
    return "".join(f"[{part if part.isdigit() else text(part)}]" for part in path.split("."))


def _r_path(path: str) -> str:
    return "".join(f"[[{int(part) + 1}]]" if part.isdigit() else f"${part}" for part in path.split("."))

"""Functions whose modules are loaded when they are called: a run needs one form of report and few readers."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def deferred(module: str, name: str) -> Callable[..., Any]:
    """Give a function that calls `name` of `module`, a whole dotted name."""

    def call(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401  what the function takes and gives
        return getattr(import_module(module), name)(*arguments, **options)

    return call

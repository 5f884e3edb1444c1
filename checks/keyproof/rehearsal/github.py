"""GitHub's issues in memory: the four requests that the live checks make."""

from __future__ import annotations

import json
import re
from typing import Any

from keyproof.emulator import Answer, Request

HOST = "api.github.com"
ISSUES = re.compile(r"/repos/[^/]+/[^/]+/issues(?:/(\d+))?")
_CREATED, _NOT_FOUND, _UNAUTHORIZED = 201, 404, 401


class Issues:
    """All issues of one repository, by number from 1; `log` holds (number, what was done)."""

    def __init__(self, token: str) -> None:
        """Begin without any; only this token may write."""
        self._token = token
        self.issues: list[dict[str, Any]] = []
        self.log: list[tuple[int, str]] = []

    def answer(self, request: Request) -> Answer:
        """Give GitHub's answer, and note what the request did."""
        if request.headers.get("authorization") != f"Bearer {self._token}":
            return Answer.json(_UNAUTHORIZED, {"message": "Bad credentials"})
        found = ISSUES.fullmatch(request.path)
        if found is None:
            return Answer.json(_NOT_FOUND, {"message": "Not Found"})
        if request.method == "POST":
            return self._create(json.loads(request.body))
        if request.method == "PATCH":
            return self._edit(int(found[1]), json.loads(request.body))
        return Answer.json(200, self.issues)

    def _create(self, text: dict[str, Any]) -> Answer:
        labels = [{"name": name} for name in text.pop("labels")]
        issue = {"number": len(self.issues) + 1, "state": "open", "labels": labels, **text}
        self.issues.append(issue)
        self.log.append((issue["number"], "opened"))
        return Answer.json(_CREATED, issue)

    def _edit(self, number: int, change: dict[str, Any]) -> Answer:
        if not 0 < number <= len(self.issues):
            return Answer.json(_NOT_FOUND, {"message": "Not Found"})
        issue = self.issues[number - 1]
        done = {("open", "closed"): "closed", ("closed", "open"): "opened"}
        self.log.append((number, done.get((issue["state"], change["state"]), "edited")))
        issue.update(change)
        return Answer.json(200, issue)

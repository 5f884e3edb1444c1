"""Brings GitHub's issues into the state that the status asks for: one a kind, edited in place."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from keyproof import client
from keyproof.live.issues import LABEL, Action, Existing, Issue, action, marker

API = "https://api.github.com"
PER_PAGE = 100
PAGES = 10


class GitHubError(Exception):
    """GitHub did not do what was asked; the text says what it answered."""


@dataclass(frozen=True, slots=True)
class Repository:
    """One repository and the right to write its issues."""

    name: str
    token: str
    api: str = API

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Repository:
        """Give the repository of a workflow's run; raise GitHubError without one."""
        name, token = environment.get("GITHUB_REPOSITORY", ""), environment.get("GITHUB_TOKEN", "")
        if not (name and token):
            message = "Set GITHUB_REPOSITORY (owner/name) and GITHUB_TOKEN: the token may write issues only."
            raise GitHubError(message)
        return cls(name, token, environment.get("GITHUB_API_URL") or API)

    def settle(self, issues: Iterable[Issue]) -> Iterator[tuple[Issue, Action]]:
        """Open, edit and close what has to be; give each issue with what was done."""
        existing = list(self._existing())
        for issue in issues:
            ours = [one for one in existing if marker(issue.kind) in one.body]
            newest = max(ours, key=lambda one: (one.open, one.number), default=None)
            todo = action(issue, newest)
            self._do(todo, issue, newest)
            yield issue, todo

    def _do(self, todo: Action, issue: Issue, existing: Existing | None) -> None:
        text = {"title": issue.title, "body": issue.body}
        if todo == "open":
            self._ask("POST", "issues", {**text, "labels": [LABEL]})
        elif existing is not None and todo in {"update", "close"}:
            state = (
                {"state": "open"} if todo == "update" else {"state": "closed", "state_reason": "completed"}
            )
            self._ask("PATCH", f"issues/{existing.number}", {**text, **state})

    def _existing(self) -> Iterator[Existing]:
        for page in range(1, PAGES + 1):
            query = f"issues?state=all&labels={LABEL}&per_page={PER_PAGE}&page={page}"
            found = self._ask("GET", query)
            for one in found:
                if "pull_request" not in one:
                    yield Existing(one["number"], one["title"], one["body"] or "", one["state"] == "open")
            if len(found) < PER_PAGE:
                return

    def _ask(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - any JSON
        headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {self.token}",
            "User-Agent": "keyproof",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        try:
            reply = client.ask(method, f"{self.api}/repos/{self.name}/{path}", headers, body)
        except client.NoAnswerError as error:
            raise GitHubError(str(error)) from error
        if reply.status not in {200, 201} or reply.data is None:
            said = reply.data.get("message", "") if isinstance(reply.data, dict) else ""
            message = f"GitHub answered {method} {path.partition('?')[0]} with {reply.status}. {said}".strip()
            raise GitHubError(message)
        return reply.data

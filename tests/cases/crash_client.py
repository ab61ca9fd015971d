"""A person at work, as a program: signs in, records contacts, types into a draft.

Keeps what the server acknowledged; what it did not answer is sent again with the same
key after the server is back, as a browser would.
"""

from __future__ import annotations

import http.cookiejar
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from typing import Any

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
KEY = re.compile(r'name="key" value="([^"]+)"')


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Worker:
    """One signed-in person. acknowledged: record ids; draft: the last kept text."""

    address: str
    place: dict[str, str]
    acknowledged: set[str] = field(default_factory=set)
    draft: str = ""
    revision: int = 0
    number: int = 0
    unanswered: dict[str, str] | None = None

    def __post_init__(self) -> None:
        jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(jar), _NoRedirect()
        )

    def _send(self, path: str, data: bytes | None = None, **headers: str) -> Answer:
        request = urllib.request.Request(self.address + path, data, headers=headers)  # noqa: S310
        try:
            with self._opener.open(request, timeout=10) as answer:
                return Answer(answer.status, dict(answer.headers), answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, dict(error.headers), error.read())

    def get(self, path: str) -> str:
        return self._send(path).body.decode()

    def post(self, path: str, **values: str) -> Answer:
        return self._send(path, urllib.parse.urlencode(values).encode())

    def sign_in(self) -> None:
        token = TOKEN.search(self.get("/login/"))
        assert token is not None
        answer = self.post(
            "/login/", csrfmiddlewaretoken=token[1], login=self.place["login"],
            password=self.place["password"],
        )  # fmt: skip
        assert answer.status in (302, 303), answer.status

    def record(self) -> None:
        """Send what had no answer again, else a new contact; raises when cut off."""
        path = f"/cases/{self.place['case']}/contacts/new/"
        if self.unanswered is None:
            page = self.get(path)
            token, key = TOKEN.search(page), KEY.search(page)
            assert token is not None and key is not None, page[:300]
            self.number += 1
            self.unanswered = {
                "csrfmiddlewaretoken": token[1], "key": key[1],
                "text": f"架空の記録 {self.number}", "occurred_on": "2026-11-01",
                "method": self.place["method"],
            }  # fmt: skip
        answer = self.post(path, **self.unanswered)
        assert answer.status == 302, answer.body[:2000]
        record = answer.headers["Location"].strip("/").split("/")[-1]
        self.acknowledged.add(record)
        self.unanswered = None

    def type_on(self) -> None:
        """One autosave, as the script of the page would send it."""
        page_token = TOKEN.search(self.get("/contacts/anonymous/"))
        assert page_token is not None
        text = f"書きかけの文 {self.number:04}-{self.revision:04}"  # later is greater
        body = {
            "subject": "", "owner": self.place["owner"], "tab": "crash",
            "base": self.revision, "changes": {"text": [text]},
        }  # fmt: skip
        answer = self._send(
            "/drafts/contact.anonymous/", json.dumps(body).encode(),
            **{
                "Content-Type": "application/json", "X-Background": "1",
                "X-CSRFToken": page_token[1],
            },
        )  # fmt: skip
        assert answer.status == 200, answer.body[:500]
        self.revision = json.loads(answer.body)["revision"]
        self.draft = text

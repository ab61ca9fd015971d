"""さがす言葉を、読めない形で、次のページの住所に入れて運ぶ。

What is typed into a search may be somebody's name: it never stands in an address as it
is, nor in a log. Sealed, it can; only the server opens it again, for the same search in
the same session. Each tab carries its own words, and a search writes nothing down.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest

from tsunagi.access.encryption import KeyProblem, decrypt, encrypt

LONGEST = 200
# The name of the value in the address.
NAME = "kept"
NOT_OF_NOW = (
    "このアドレスの検索の言葉は、ログインし直すと開けません。もう一度入れてください。"
)


def sealed(request: HttpRequest, text: str, *, search: str) -> str:
    """search: the action's name; words of one search open no other."""
    return encrypt(text[:LONGEST], binding=_binding(request, search))


def opened(request: HttpRequest, *, search: str) -> str:
    """What the address brings along. What we did not write for this session is nothing,
    and the page says so: mostly it is a tab of before the last login."""
    token = request.GET.get(NAME, "")
    if not token:
        return ""
    try:
        return decrypt(token, binding=_binding(request, search))
    except (KeyProblem, ValueError):
        messages.info(request, NOT_OF_NOW, fail_silently=True)
        return ""


def _binding(request: HttpRequest, search: str) -> tuple[str, ...]:
    return "typed", search, request.session.session_key or ""

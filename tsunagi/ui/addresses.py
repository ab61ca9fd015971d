"""Addresses of many rows of one page: the pattern is looked up once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from uuid import UUID

from django.urls import reverse

_PLACE = UUID(int=0)


@cache
def page_maker(name: str, *words: str, ids: int = 1) -> Callable[..., str]:
    """`page_maker("case-page")(case_id)` is the address of that page.

    For pages whose address holds so many public ids, and behind them these words, and
    nothing else that varies.
    """
    pattern = reverse(name, args=[*[_PLACE] * ids, *words])
    return (
        pattern.replace("{", "{{").replace("}", "}}").replace(str(_PLACE), "{}").format
    )

"""Addresses of many rows of one page: the pattern is looked up once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from uuid import UUID

from django.urls import reverse

_PLACE = UUID(int=0)


@cache
def page_maker(name: str) -> Callable[[UUID], str]:
    """`page_maker("case-page")(case_id)` is the address of that page.

    For pages whose address holds one public id and nothing else that varies.
    """
    before, after = reverse(name, args=[_PLACE]).split(str(_PLACE))
    return lambda public_id: f"{before}{public_id}{after}"


def row_page_maker(name: str, above: UUID) -> Callable[[UUID], str]:
    """The same for the rows inside something, for one page:
    `row_page_maker("meeting-strike", meeting_id)(row_id)`."""
    before, after = reverse(name, args=[above, _PLACE]).rsplit(str(_PLACE), 1)
    return lambda public_id: f"{before}{public_id}{after}"

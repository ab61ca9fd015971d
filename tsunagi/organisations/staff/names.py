"""Names by number, for the room below that knows numbers only (settings.STAFF_DIRECTORY)."""

from __future__ import annotations

from collections.abc import Iterable

from tsunagi.common.text import search_key
from tsunagi.organisations.area.models import Municipality
from tsunagi.organisations.staff.models import Staff


def names_of(staff_ids: Iterable[int]) -> dict[int, str]:
    rows = Staff.objects.filter(pk__in=set(staff_ids)).values_list("pk", "name")
    return dict(rows)


def municipality_names(municipality_ids: Iterable[int]) -> dict[int, str]:
    rows = Municipality.objects.filter(pk__in=set(municipality_ids))
    return dict(rows.order_by("code").values_list("pk", "name"))


def ids_matching(text: str, *, municipality_id: int) -> list[int]:
    """Staff with a post, now or earlier, in this municipality; at most 200."""
    key = search_key(text)
    if not key:
        return []
    rows = Staff.objects.filter(
        search_key__contains=key, posts__office__municipality_id=municipality_id
    )
    return list(rows.order_by("id").values_list("pk", flat=True).distinct()[:200])

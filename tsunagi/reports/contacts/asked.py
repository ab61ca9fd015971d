"""どの月の、どの範囲かを、住所（URL）から読む。月報と業務の時間が使う。"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404
from django.utils.http import urlencode

from tsunagi.access.http import ActorRequest
from tsunagi.activity.record.reach import OfficeAtWork
from tsunagi.common.dates import YearMonth
from tsunagi.common.wareki import format_wareki
from tsunagi.organisations.area import queries as area_queries
from tsunagi.reports.contacts import queries
from tsunagi.reports.contacts.queries import Scope

MONTHS_SHOWN = 18


def asked_month(request: ActorRequest) -> YearMonth:
    """The month of the address, else the last whole month."""
    text = request.GET.get("month", "") or request.POST.get("month", "")
    try:
        return YearMonth.parse(text)
    except ValueError:
        return YearMonth.of(request.today).plus(-1)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def asked_scope(
    request: ActorRequest, offices: Sequence[OfficeAtWork] | None = None
) -> Scope:
    """One office, one area, or what is nearest to the actor. offices: what `scopes`
    has just answered."""
    actor = request.actor
    given = request.POST if request.method == "POST" else request.GET
    if given.get("office"):
        return queries.scope_of_office(
            actor=actor, public_id=_uuid(given["office"]), offices=offices
        )
    if given.get("area"):
        area = area_queries.area_by_public_id(
            actor=actor, public_id=_uuid(given["area"])
        )
        return queries.scope_of_area(actor=actor, area=area, offices=offices)
    return queries.default_scope(actor=actor, offices=offices)


def spelled(month: YearMonth, scope: Scope) -> str:
    """Month and scope as the rest of an address."""
    kept = {"month": str(month)}
    if scope.office is not None:
        kept["office"] = str(scope.office.public_id)
    if scope.area is not None:
        kept["area"] = str(scope.area.public_id)
    return urlencode(kept)


def month_choices(
    request: ActorRequest, chosen: YearMonth
) -> list[tuple[str, str, bool]]:
    """(value, words, chosen) of the last eighteen months, newest first."""
    this_month = YearMonth.of(request.today)
    return [
        (str(one), format_wareki(one.first_day, "month"), one == chosen)
        for one in (this_month.plus(-n) for n in range(MONTHS_SHOWN))
    ]

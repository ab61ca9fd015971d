"""ケースの一覧: わたしの、事業所の。見てよいケースだけを、決まった数の問い合わせで。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.statements import Asks, made_once
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.queries import staff_of_office
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.lists.models import SavedView
from tsunagi.cases.lists.rules import TEAM, CaseFilter, ListKind, Next
from tsunagi.cases.person.rules import birth_words, known_age
from tsunagi.common.frozen import Frozen
from tsunagi.common.wareki import format_wareki
from tsunagi.organisations.staff.models import Staff

PAGE = 50
MOST_EXPORTED = 2_000
SORT_COLUMNS = {
    "kana": "person__kana_key",
    "last": "last_contact_on",
    "next": "next_action_on",
    "opened": "opened_on",
}
# Only what a line shows is read: this page is opened many times a day.
COLUMNS = (
    "public_id", "version", "person__public_id", "person__name", "person__name_kana",
    "person__birth_on", "person__birth_precision", "mode", "responsible_staff__name", "opened_on", "closed_on",
    "last_contact_on", "next_action_on",
)  # fmt: skip


class CaseLine(Frozen):
    """One line of a list, in the words that the screen shows."""

    case_id: UUID
    version: int
    person_id: UUID
    name: str
    name_kana: str
    born: str
    age: int | None
    mode: str
    staff: str
    opened_on: date
    closed_on: date | None
    last_on: date | None
    last: str
    last_days: int | None
    next_on: date | None
    next: str
    is_overdue: bool


def case_lines(
    *,
    actor: Actor,
    kind: ListKind,
    wanted: CaseFilter,
    now: datetime,
    today: date,
    after: UUID | None = None,
    limit: int = PAGE,
) -> tuple[list[CaseLine], UUID | None]:
    """One page; the second value continues it. One query, two on later pages."""
    if (wanted, after, limit) == (CaseFilter(), None, PAGE):
        return _lines(
            _first_page(kind)(actor=actor, now=now, today=today), limit, today
        )
    cases = _filtered(_of_list(actor, kind, now), wanted, today)
    column = SORT_COLUMNS[wanted.sort.column]
    if after is not None:
        place = (
            _of_list(actor, kind, now)
            .filter(public_id=after)
            .values_list(column, "pk")
            .first()
        )
        if place is not None:
            cases = _behind(cases, column, place, is_back=wanted.sort.is_back)
    rows = list(_in_order(cases, wanted)[: limit + 1])
    return _lines(rows, limit, today)


@cache
def _first_page(kind: ListKind) -> Asks[tuple[Any, ...]]:
    """The list as it is opened many times a day: nothing chosen, its first page."""

    def first_page(
        *, actor: Actor, now: datetime, today: date
    ) -> QuerySet[Case, tuple[Any, ...]]:
        cases = _filtered(_of_list(actor, kind, now), CaseFilter(), today)
        return _in_order(cases, CaseFilter())[: PAGE + 1]

    first_page.__qualname__ = f"first_page_{kind.name}"
    return made_once(first_page)


def _in_order(
    cases: QuerySet[Case], wanted: CaseFilter
) -> QuerySet[Case, tuple[Any, ...]]:
    key = F(SORT_COLUMNS[wanted.sort.column])
    order = (
        key.desc(nulls_last=True) if wanted.sort.is_back else key.asc(nulls_last=True)
    )
    return cases.order_by(order, "pk").values_list(*COLUMNS)


def _lines(
    rows: list[tuple[Any, ...]], limit: int, today: date
) -> tuple[list[CaseLine], UUID | None]:
    lines = [_line(row, today) for row in rows[:limit]]
    return lines, lines[-1].case_id if len(rows) > limit else None


def _of_list(actor: Actor, kind: ListKind, now: datetime) -> QuerySet[Case]:
    cases = Case.objects.visible_to(actor, now=now)
    if kind is ListKind.MINE:
        return cases.filter(responsible_staff_id=actor.staff_id or 0)
    return cases.filter(responsible_office_id=actor.office_id or 0)


def _filtered(cases: QuerySet[Case], wanted: CaseFilter, today: date) -> QuerySet[Case]:
    cases = cases.filter(closed_on__isnull=not wanted.is_closed)
    if wanted.staff == TEAM:
        cases = cases.filter(responsible_staff=None)
    elif wanted.staff_id is not None:
        cases = cases.filter(responsible_staff__public_id=wanted.staff_id)
    if wanted.mode is not None:
        cases = cases.filter(mode=wanted.mode)
    if wanted.days is not None:
        # Nobody yet: counted from the day the case began.
        since = today - timedelta(days=wanted.days)
        cases = cases.filter(
            Q(last_contact_on__lte=since)
            | Q(last_contact_on=None, opened_on__lte=since)
        )
    if wanted.next is Next.NONE:
        cases = cases.filter(next_action_on=None)
    elif wanted.next is Next.OVERDUE:
        cases = cases.filter(next_action_on__lt=today)
    return cases


def _behind(
    cases: QuerySet[Case], column: str, place: tuple[Any, int], *, is_back: bool
) -> QuerySet[Case]:
    """Behind the last line of the page before; empty values stand at the end."""
    value, pk = place
    if value is None:
        return cases.filter(pk__gt=pk, **{f"{column}__isnull": True})
    beyond = "lt" if is_back else "gt"
    return cases.filter(
        Q(**{f"{column}__{beyond}": value})
        | Q(**{column: value}, pk__gt=pk)
        | Q(**{f"{column}__isnull": True})
    )


def _line(row: tuple[Any, ...], today: date) -> CaseLine:
    (
        case_id, version, person_id, name, kana, born, precision, mode, staff, opened,
        closed, last, next_on,
    ) = row  # fmt: skip
    return CaseLine(
        case_id=case_id,
        version=version,
        person_id=person_id,
        name=name,
        name_kana=kana,
        born=birth_words(born, precision),
        age=known_age(born, precision, today),
        mode=Mode(mode).label,
        staff=staff or "チームで待つ",
        opened_on=opened,
        closed_on=closed,
        last_on=last,
        last=format_wareki(last, style="short") if last else "—",
        last_days=(today - last).days if last else None,
        next_on=next_on,
        next=format_wareki(next_on, style="short") if next_on else "—",
        is_overdue=closed is None and next_on is not None and next_on < today,
    )


def saved_views(*, actor: Actor, kind: ListKind, now: datetime) -> list[SavedView]:
    return _views(kind)(actor=actor, now=now)


@cache
def _views(kind: ListKind) -> Asks[SavedView]:
    def views(*, actor: Actor, now: datetime) -> QuerySet[SavedView]:
        rows = SavedView.objects.visible_to(actor, now=now).filter(list_kind=kind)
        return rows.order_by("id")

    views.__qualname__ = f"views_{kind.name}"
    return made_once(views)


def saved_view(*, actor: Actor, public_id: UUID, now: datetime) -> SavedView:
    view = SavedView.objects.visible_to(actor, now=now).filter(public_id=public_id)
    found = view.first()
    if found is None:
        raise NotVisible
    return found


def staff_choices(*, actor: Actor, today: date) -> list[Staff]:
    """The people of the actor's office, for filter and reassignment."""
    return staff_of_office(actor=actor, office_id=actor.office_id or 0, today=today)


def chosen_cases(
    *, actor: Actor, public_ids: Iterable[UUID], now: datetime
) -> list[Case]:
    """Of the ticked lines those that are open cases of the actor's office now."""
    return list(
        _of_list(actor, ListKind.OFFICE, now)
        .filter(public_id__in=list(public_ids), closed_on=None)
        .select_related("person", "responsible_office", "responsible_staff")
        .order_by("person__kana_key", "pk")
    )

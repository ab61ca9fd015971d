"""要望・苦情の読取り。受けた事業所の人にだけ返す。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.statements import made_once
from tsunagi.cases.changes import Revised, revised
from tsunagi.cases.complaint.models import Complaint, ComplaintRevision, ComplaintStep
from tsunagi.cases.complaint.rules import (
    ComplaintKind,
    Standing,
    counts_by_theme,
    standing_of,
    theme_key,
)
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.area.models import Area
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.models import Staff

PAGE = 50
NAMED = 12
MOST_EXPORTED = 2_000


class ComplaintFilter(Frozen):
    """state: "" open, "answered", "withdrawn", "all" that stand.

    mine: only what I am to answer.
    """

    state: str = ""
    mine: bool = False
    kind: ComplaintKind | None = None
    theme: str = ""


class ComplaintLine(Frozen):
    row: Complaint
    standing: Standing


def visible_complaints(*, actor: Actor, now: datetime) -> QuerySet[Complaint]:
    return Complaint.objects.visible_to(actor, now=now).select_related(
        "case__person", "office", "about_office", "owner", "answered_by", "recorded_by",
        "withdrawn_by",
    )  # fmt: skip


def complaint_list(
    *,
    actor: Actor,
    wanted: ComplaintFilter,
    now: datetime,
    today: date,
    after: UUID | None = None,
    limit: int = PAGE,
) -> tuple[list[ComplaintLine], UUID | None]:
    """返事を待つものは期限の近い順、ほかは受けた日の新しい順。

    One query, two on later pages. The second value continues the list.
    """
    rows = visible_complaints(actor=actor, now=now).filter(
        withdrawn_at__isnull=wanted.state != "withdrawn"
    )
    if wanted.mine:
        rows = rows.filter(owner_id=actor.staff_id or 0)
    if wanted.kind is not None:
        rows = rows.filter(kind=wanted.kind)
    if wanted.theme:
        rows = rows.filter(theme=wanted.theme)
    if wanted.state == "answered":
        rows = rows.exclude(answered_on=None)
    elif not wanted.state:
        rows = rows.filter(answered_on=None)
    day, behind, sign = ("received_on", "lt", "-") if wanted.state else (
        "due_on", "gt", ""
    )  # fmt: skip
    last = (
        Complaint.objects.visible_to(actor, now=now).filter(public_id=after).first()
        if after
        else None
    )
    if last is not None:
        on = getattr(last, day)
        rows = rows.filter(
            Q(**{f"{day}__{behind}": on}) | Q(**{day: on, f"pk__{behind}": last.pk})
        )
    found = list(rows.order_by(f"{sign}{day}", f"{sign}id")[: limit + 1])
    lines = [
        ComplaintLine(row, standing_of(row.due_on, row.answered_on, today=today))
        for row in found[:limit]
    ]
    return lines, lines[-1].row.public_id if len(found) > limit else None


def complaint_by_public_id(
    *, actor: Actor, public_id: UUID, now: datetime
) -> Complaint:
    row = visible_complaints(actor=actor, now=now).filter(public_id=public_id).first()
    if row is None:
        raise NotVisible
    return row


def steps_of(
    *, actor: Actor, complaint: Complaint, now: datetime
) -> list[ComplaintStep]:
    return list(
        ComplaintStep.objects.visible_to(actor, now=now)
        .filter(complaint=complaint)
        .select_related("recorded_by")
        .order_by("-done_on", "-id")
    )


def history_of(*, actor: Actor, complaint: Complaint, now: datetime) -> list[Revised]:
    """どう直してきたか。新しいものから。三つの問い合わせ。"""
    rows = list(
        ComplaintRevision.objects.visible_to(actor, now=now)
        .filter(complaint=complaint)
        .select_related("recorded_by")
        .order_by("-id")
    )

    def named(model: Any, field: str) -> Callable[[Any], str]:
        keys = {key for row in rows for key in row.changes.get(field, ()) if key}
        found = model.objects.filter(pk__in=keys).values_list("pk", "name")
        names = dict(found)
        return lambda key: str(names.get(key, "—"))

    return revised(
        Complaint,
        rows,
        {
            "owner": named(Staff, "owner"),
            "about_office": named(Office, "about_office"),
            # Whoever reads the complaint need not see that other case.
            "case": lambda key: "利用者（名前は出しません）" if key else "—",
        },
    )


@made_once
def own_open_complaints(*, actor: Actor, now: datetime) -> QuerySet[Complaint]:
    """自分が受け持ち、まだ返事をしていないもの。期限の近い順に、初めの12件。"""
    rows = visible_complaints(actor=actor, now=now).filter(
        owner_id=actor.staff_id or 0, answered_on=None, withdrawn_at=None
    )
    return rows.order_by("due_on", "id")[:NAMED]


class ThemeLine(Frozen):
    """One theme that an office keeps being told. places: of how many offices it is told;
    area: where the office is; key: what a candidate for a local issue names."""

    theme: str
    count: int
    places: int
    office: Office
    key: UUID

    @property
    def area(self) -> Area:
        return self.office.area


def themes(*, actor: Actor, now: datetime) -> list[ThemeLine]:
    """受けた事業所ごとの、くり返していることの題と、件数、いくつの所のことか。一つの問い合わせ。"""
    rows = list(
        Complaint.objects.visible_to(actor, now=now)
        .filter(is_recurring=True, withdrawn_at=None)
        .select_related("about_office", "office__area")
    )
    offices = {row.office_id: row.office for row in rows}
    counts = counts_by_theme(
        (
            row.office_id,
            row.theme,
            row.about_office.name if row.about_office else row.about_words,
        )
        for row in rows
    )
    return [
        ThemeLine(
            theme, count, places, offices[office],
            theme_key(offices[office].public_id, theme),
        )
        for office, theme, count, places in counts
    ]  # fmt: skip

"""まとめて印刷する計画の一覧。自分の事業所の分だけ、決まった数の問い合わせで。"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from tsunagi.access.actor import Actor
from tsunagi.access.permissions import Permission
from tsunagi.cases.plan.models import Plan
from tsunagi.cases.plan.rules import OVER, Stage
from tsunagi.common.dates import YearMonth

MOST = 200


def plans_to_print(
    *,
    actor: Actor,
    now: datetime,
    stage: Stage | None = None,
    month: YearMonth | None = None,
    chosen: Collection[UUID] | None = None,
) -> list[Plan]:
    """By kana. Without a stage: the plans that are not over. One query.

    month: in which the plan came to where it stands. Whoever carries the duty of the
    municipality sees the plans of all its offices.
    """
    rows = Plan.objects.visible_to(actor, now=now).select_related(
        "case__person", "office", "staff"
    )
    if not actor.has(Permission.CASE_OVERSIGHT):
        rows = rows.filter(office_id=actor.office_id or 0)
    if chosen is not None:
        rows = rows.filter(public_id__in=list(chosen)[: MOST + 1])
    elif stage is not None:
        rows = rows.filter(stage=stage.value)
    else:
        rows = rows.exclude(stage__in=[one.value for one in OVER])
    if month is not None:
        rows = rows.filter(stage_since__range=_days(month))
    return list(rows.order_by("case__person__kana_key", "id")[: MOST + 1])


def _days(month: YearMonth) -> tuple[date, date]:
    return month.first_day, month.last_day

"""意思決定支援の記録の読取りと、示した選択肢の数。"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.cases.changes import with_history
from tsunagi.cases.easy.decision_models import DecisionSupport, DecisionSupportRevision
from tsunagi.cases.easy.options_rules import PlanOptions
from tsunagi.cases.plan.models import Plan, PlanSheet
from tsunagi.cases.plan.sheet_rules import (
    SheetStage,
    SupportKind,
    breadth,
    items_of,
)
from tsunagi.cases.seen import SeenCase, rows_of_case


def _rows(seen: SeenCase) -> QuerySet[DecisionSupport]:
    return rows_of_case(DecisionSupport, seen).select_related("plan", "recorded_by")


def decisions_of(*, actor: Actor, seen: SeenCase) -> list[DecisionSupport]:
    """新しいものから。"""
    return list(_rows(seen).order_by("-held_on", "-id"))


def decision_of(*, actor: Actor, seen: SeenCase, public_id: UUID) -> DecisionSupport:
    row = (
        _rows(seen)
        .filter(public_id=public_id)
        .select_related("case__person")
        .prefetch_related(with_history("revisions", DecisionSupportRevision))
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def options_offered(
    *, actor: Actor, seen: SeenCase, plan: Plan
) -> list[DecisionSupport]:
    """この計画へ至った記録。選択肢は row.options に、行は row.item_key に。"""
    return list(_rows(seen).filter(plan=plan).order_by("held_on", "id"))


def plans_with_options(
    *, actor: Actor, offices: Collection[int], since: date, until: date
) -> list[tuple[int, PlanOptions]]:
    """(事業所, 数)。期間に始めた計画の、示した選択肢と組み合わせの数だけ。だれかは出さない。

    Three queries; the plan's sheet counts, else its draft.
    """
    plans = dict(
        Plan._base_manager.filter(
            municipality_id=actor.here, office_id__in=offices,
            begun_on__gte=since, begun_on__lte=until,
        ).values_list("pk", "office_id")
    )  # fmt: skip
    shown: dict[int, list[int]] = {}
    decisions = DecisionSupport._base_manager.filter(plan_id__in=list(plans))
    for pk, options in decisions.order_by("id").values_list("plan_id", "options"):
        shown.setdefault(pk or 0, []).append(len(options))
    items: dict[int, list[Any]] = {}
    sheets = PlanSheet._base_manager.filter(
        plan_id__in=list(plans), is_current=True,
        stage__in=[SheetStage.DRAFT, SheetStage.PLAN],
    )  # fmt: skip
    # "draft" before "plan": the plan's own rows come last and stay.
    for pk, rows in sheets.order_by("stage").values_list("plan_id", "items"):
        items[pk] = rows
    return [
        (office, _counted(shown.get(pk, []), items.get(pk, [])))
        for pk, office in plans.items()
    ]


def _counted(options: list[int], rows: list[Any]) -> PlanOptions:
    found = breadth(items_of(rows))
    return PlanOptions(
        options=tuple(options),
        kinds=sum(bool(count) for count in found.values()),
        supports=sum(found.values()),
        has_informal=bool(found[SupportKind.INFORMAL]),
    )

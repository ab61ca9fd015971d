"""声や決定が、何についてか: 計画、その一行、モニタリング報告から選ぶ。"""

from __future__ import annotations

from collections.abc import Mapping

from tsunagi.access.actor import Actor
from tsunagi.cases.easy.queries import items_for
from tsunagi.cases.monitoring.report_models import MonitoringReport
from tsunagi.cases.plan.models import Plan
from tsunagi.cases.plan.queries import plans_of
from tsunagi.cases.seen import SeenCase, rows_of_case
from tsunagi.common.frozen import Frozen
from tsunagi.common.wareki import format_wareki

PLANS, REPORTS = 3, 3


class Target(Frozen):
    """One choice. value: what the form sends; everything else belongs to the case."""

    value: str
    label: str
    plan: Plan | None = None
    item_key: str = ""
    report: MonitoringReport | None = None


NOWHERE = Target("", "（計画や報告と結び付けない）")


def targets_of(
    *, actor: Actor, seen: SeenCase, reports: bool = False
) -> dict[str, Target]:
    """value → target: the newest plans with their rows, and the newest reports."""
    found = [NOWHERE]
    for plan in plans_of(actor=actor, seen=seen)[:PLANS]:
        name = f"計画（{format_wareki(plan.begun_on)}から）"
        found.append(Target(f"plan:{plan.public_id}", f"{name}の全体", plan))
        for item in items_for(actor=actor, seen=seen, plan_id=plan.pk):
            value = f"item:{plan.public_id}:{item.key}"
            label = f"{name}　{item.need[:40]}"
            found.append(Target(value, label, plan, item.key))
    if reports:
        rows = rows_of_case(MonitoringReport, seen).filter(
            is_current=True, is_withdrawn=False
        )
        found += [
            Target(
                f"report:{row.record_id}",
                f"モニタリング報告（{format_wareki(row.held_on)}）",
                row.plan, report=row,
            )
            for row in rows.select_related("plan").order_by("-held_on")[:REPORTS]
        ]  # fmt: skip
    return {one.value: one for one in found}


def asked_target(asked: Mapping[str, str], *, actor: Actor) -> str:
    """The value that an address names: ?plan=…, ?plan=…&item=…, ?report=…"""
    if asked.get("report"):
        return f"report:{asked['report']}"
    if asked.get("plan") and asked.get("item"):
        return f"item:{asked['plan']}:{asked['item']}"
    return f"plan:{asked['plan']}" if asked.get("plan") else ""

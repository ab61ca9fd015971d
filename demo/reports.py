"""モニタリング報告: 計画で支えている人の、行った月のうち新しい二つに報告がある。"""

from __future__ import annotations

from demo.world import World
from tsunagi.access.actor import Actor
from tsunagi.cases.monitoring.models import MonitoringMonth
from tsunagi.cases.monitoring.report_actions import record_report
from tsunagi.cases.monitoring.report_rules import results_from
from tsunagi.cases.monitoring.rules import MonthState
from tsunagi.cases.plan.models import Plan, PlanSheet
from tsunagi.cases.plan.rules import Stage
from tsunagi.cases.plan.sheet_rules import SheetStage, items_of
from tsunagi.common.dates import YearMonth

OVERALL = (
    "作業所には週に二回通えている。行けない日は自分で電話できた。夏のあいだは体調の波があったが、"
    "訪問看護と一緒に眠れた時間を見直し、落ち着いてきた。",
    "慣れてきて、休む日が減った。友人との外出が月に一度できている。冬の移動が心配とのこと。",
)
HEARD = (
    ("席が決まっていて安心。もう少し長くいてもいい。", "good", "nearly"),
    ("自分で作ったカレーがおいしかった。", "glad", "partly"),
    ("手帳に書くのを忘れる日がある。", "even", "partly"),
    ("袋は作った。歩くのはまだ。", "even", "not_yet"),
)


def write_reports(world: World) -> None:
    """The newest two done months of every plan in use; the last may ask for a change."""
    plans = Plan._base_manager.filter(stage=Stage.ACTIVE).select_related(
        "case__person", "case__responsible_office__municipality", "office", "staff"
    )
    for number, plan in enumerate(plans.order_by("id")):
        if plan.staff is None:
            continue
        actor = world.acting_for(plan.case.responsible_office.municipality)
        rows = MonitoringMonth._base_manager.filter(
            case=plan.case, state=MonthState.DONE
        ).select_related("case__person")
        newest = list(rows.order_by("-month")[:2])
        for place, month in enumerate(reversed(newest)):
            is_last = place == len(newest) - 1
            _one(world, plan, month, place, is_last and number % 4 == 0, actor)


def _one(
    world: World,
    plan: Plan,
    month: MonitoringMonth,
    place: int,
    wants_change: bool,
    actor: Actor,
) -> None:
    sheet = PlanSheet._base_manager.get(
        plan=plan, stage=SheetStage.PLAN, is_current=True
    )
    if plan.staff is None or month.done_on is None:
        return
    results = []
    for number, result in enumerate(results_from(items_of(sheet.items))):
        words, satisfaction, achieved = HEARD[number % len(HEARD)]
        results.append(
            {
                **result.as_json(), "person_words": words, "achieved": achieved,
                "satisfaction": satisfaction if place else "even",
                "provided": "予定どおり行われている。",
                "ahead": "次の三か月も同じ形で続ける。",
            }
        )  # fmt: skip
    record_report(
        plan=plan, month=month, office=plan.office, staff=plan.staff,
        values={
            "held_on": month.done_on, "place": "home", "present": "本人",
            "policy": sheet.policy, "overall": OVERALL[place % len(OVERALL)],
            "results": results, "change_kind": False,
            "change_amount": wants_change, "change_week": wants_change,
            "change_words": "通う日を週三回にしたいとの希望。" if wants_change else "",
            "week": sheet.week, "other_services": sheet.other_services,
            "next_month": YearMonth.from_int(month.month).plus(3).as_int,
            "explained_on": month.done_on, "consented_on": month.done_on,
            "submitted_on": None,
        },
        by=actor, now=world.now, today=world.today,
    )  # fmt: skip

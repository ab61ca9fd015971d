"""きょうの画面に出す、計画とモニタリングのこと。"""

from __future__ import annotations

from collections.abc import Iterator

from tsunagi.cases.monitoring import queries
from tsunagi.cases.monitoring.rules import Turning
from tsunagi.common.dates import YearMonth
from tsunagi.common.wareki import format_wareki
from tsunagi.reports.worklist.asking import Asked
from tsunagi.reports.worklist.rules import Column, Item

TURNING_REASONS = {
    Turning.ADULT: "大人の制度への切り替えと、卒業のあとの暮らしを一緒に考え始めてください。",
    Turning.CARE_INSURANCE: "介護保険に移るサービスがあるかを、市町村に確かめてください。",
}


def due_months(asked: Asked) -> Iterator[Item]:
    """自分の担当のモニタリング: 遅れと今月。"""
    load = queries.workload(
        actor=asked.actor, now=asked.now, today=asked.today, only_mine=True
    )
    if load.late:
        yield Item(
            Column.DUE,
            title=f"遅れているモニタリングが{load.late}件あります",
            reason="行ったのなら記し、行えなかったのなら、わけを残してください。",
            action="遅れを見る",
            url_name="monitoring-list",
            query="view=late&mine=1",
            late=True,
            rank=6,
        )
    if load.this_month:
        yield Item(
            Column.DUE,
            title=f"今月のモニタリングが{load.this_month}件あります",
            reason="訪ねる日を、表でまとめて決められます。",
            action="今月を見る",
            url_name="monitoring-list",
            query="view=this&mine=1",
            rank=7,
        )


def endings(asked: Asked) -> Iterator[Item]:
    """支給期間の終わりが二か月のうちに来る人。更新の準備を始める。"""
    for row in queries.ending_entitlements(
        actor=asked.actor, now=asked.now, today=asked.today
    ):
        last = YearMonth.from_int(row.to_month)
        yield Item(
            Column.DUE,
            title=f"{row.case.person.name}さんの支給期間が終わります",
            reason=f"終期月は{format_wareki(last.first_day, 'month')}です。"
            "更新の申請と、新しい計画の案を始めてください。",
            action="支給決定を見る",
            url_name="case-monitoring",
            url_id=str(row.case.public_id),
            rank=12,
            subject=row.case.person.public_id,
        )


def turnings(asked: Asked) -> Iterator[Item]:
    """三か月のうちに18歳か65歳になる人。"""
    for case_id, person_id, name, turning, day in queries.turnings_of_mine(
        actor=asked.actor, now=asked.now, today=asked.today
    ):
        yield Item(
            Column.DUE,
            title=f"{name}さんが{turning.label}になります",
            reason=f"{format_wareki(day)}です。{TURNING_REASONS[turning]}",
            action="希望と課題を開く",
            url_name="case-aims",
            url_id=str(case_id),
            rank=13,
            subject=person_id,
        )

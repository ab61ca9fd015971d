"""きょうの画面に出す、計画とモニタリングのこと。"""

from __future__ import annotations

from collections.abc import Iterator

from tsunagi.cases.easy import voice_queries as voices
from tsunagi.cases.monitoring import queries
from tsunagi.cases.monitoring.rules import Turning
from tsunagi.cases.plan import list_queries as plans
from tsunagi.cases.plan.list_rules import DeskView
from tsunagi.cases.plan_review import queries as reviews
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


def due_plans(asked: Asked) -> Iterator[Item]:
    """自分の担当の計画案: 提出期限が近い、過ぎた。"""
    count = plans.due_count(actor=asked.actor, now=asked.now, today=asked.today)
    if count:
        yield Item(
            Column.DUE,
            title=f"提出期限が近いか過ぎた計画案が{count}件あります",
            reason="案の説明と同意を済ませ、市町村へ出してください。",
            action="計画の進みを見る",
            url_name="plan-board",
            query="view=due&mine=1",
            late=True,
            rank=5,
        )


def returned_reviews(asked: Asked) -> Iterator[Item]:
    """自分の計画に、助言が返った。"""
    count = reviews.returned_to_me(actor=asked.actor, now=asked.now)
    if count:
        yield Item(
            Column.WAITING,
            title=f"計画への助言が{count}件返っています",
            reason="行ごとに、どうしたかを一言返してください。",
            action="助言を読む",
            url_name="plan-reviews",
            query="state=returned",
            rank=8,
        )


def asked_reviews(asked: Asked) -> Iterator[Item]:
    """見てよいケースで、助言を待つ計画。"""
    count = reviews.waiting_for_advice(actor=asked.actor, now=asked.now)
    if count:
        yield Item(
            Column.WAITING,
            title=f"助言を待つ計画が{count}件あります",
            reason="よいところから先に、行ごとに返せます。",
            action="計画を見る",
            url_name="plan-reviews",
            query="state=asked",
            rank=9,
        )


def open_voices(asked: Asked) -> Iterator[Item]:
    """自分の担当の人の声で、まだ返していないもの。"""
    for case_id, person_id, name, kind in voices.open_voices_of_mine(
        actor=asked.actor, now=asked.now
    ):
        yield Item(
            Column.DUE,
            title=f"{name}さんの声「{kind}」に返していません",
            reason="どうしたかを本人に返すまで、ここに残ります。",
            action="本人の声を読む",
            url_name="case-voices",
            url_id=str(case_id),
            rank=4,
            subject=person_id,
        )


def desk(asked: Asked) -> Iterator[Item]:
    """市町村: 期限を過ぎた計画案と、支給決定を待つ計画案。"""
    missing, waiting = (
        plans.desk_count(actor=asked.actor, view=view, now=asked.now, today=asked.today)
        for view in (DeskView.MISSING, DeskView.WAITING)
    )
    if missing:
        yield Item(
            Column.DUE,
            title=f"期限を過ぎても届いていない計画案が{missing}件あります",
            reason="事業所に様子を聞き、期限を決め直してください。",
            action="一覧を見る",
            url_name="plan-desk",
            query="view=missing",
            late=True,
            rank=6,
        )
    if waiting:
        yield Item(
            Column.WAITING,
            title=f"支給決定を待つ計画案が{waiting}件あります",
            reason="決定したら、支給決定とモニタリング期間を書いてください。",
            action="一覧を見る",
            url_name="plan-desk",
            query="view=waiting",
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

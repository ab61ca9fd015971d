"""きょうの画面に出す、ほかの事業所への支援のこと。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from django.utils.timezone import localdate

from tsunagi.access.permissions import Role
from tsunagi.activity.knowledge.queries import notices_to_read
from tsunagi.activity.office_support.queries import (
    planned_visits,
    supports_to_follow,
    visits_proposed,
)
from tsunagi.activity.office_support.question_queries import questions_waiting
from tsunagi.activity.office_support.rules import Why, elapsed_words
from tsunagi.common.wareki import format_wareki
from tsunagi.reports.worklist.asking import Asked
from tsunagi.reports.worklist.rules import Column, Item

SOON = timedelta(days=7)


def follow_ups(asked: Asked) -> Iterator[Item]:
    """訪問・助言のあと、様子を聞く日が来たもの。した職員と、受けた事業所の管理者に。"""
    for row in supports_to_follow(actor=asked.actor, now=asked.now, today=asked.today):
        if row.follow_on is None:
            continue
        yield Item(
            Column.DUE,
            title=f"{row.target.name}: 「{row.subject[:30]}」のその後",
            reason=f"{row.office.name}の{row.get_way_display()}のあと、様子を聞く日"
            f"（{format_wareki(row.follow_on)}）が来ました。「終える」を押すと消えます。",
            action="記録を開く",
            url_name="support-page",
            url_id=str(row.record_id),
            late=row.follow_on < asked.today,
            rank=5,
        )


def questions(asked: Asked) -> Iterator[Item]:
    """事業所からの問いで、うちの答えを待つもの。"""
    found = questions_waiting(actor=asked.actor, now=asked.now)
    if found.oldest is None:
        return
    yield Item(
        Column.DUE,
        title=f"事業所からの問いが{found.count}件届いています",
        reason=f"いちばん古いものは、{elapsed_words(asked.now - found.oldest)}たっています。",
        action="問いを見る",
        url_name="question-list",
        query="view=received",
        rank=8,
    )


def notices(asked: Asked) -> Iterator[Item]:
    """自分の事業所あてのお知らせ。事業所として読んだと記すまで。"""
    for row in notices_to_read(actor=asked.actor, today=asked.today):
        yield Item(
            Column.WAITING,
            title=f"お知らせ「{row.title}」を読む",
            reason=f"{row.sender.name if row.sender else '市町村'}から、"
            f"{format_wareki(localdate(row.recorded_at))}に届きました。",
            action="お知らせを開く",
            url_name="article-page",
            url_id=str(row.record_id),
            rank=44,
        )


def visits(asked: Asked) -> Iterator[Item]:
    """訪ねる予定の日と、基幹には、訪ねるとよい事業所の数。"""
    for plan in planned_visits(
        actor=asked.actor, now=asked.now, until=asked.today + SOON
    ):
        yield Item(
            Column.DUE if plan.planned_on <= asked.today else Column.WAITING,
            title=f"{plan.target.name}を訪ねる",
            reason=f"{format_wareki(plan.planned_on)}の予定です。"
            "訪ねたら記録すると、ここから消えます。",
            action="訪問の予定を見る",
            url_name="visit-list",
            late=plan.planned_on < asked.today,
            rank=20,
        )
    if Role.CORE_STAFF not in asked.actor.roles:
        return
    found = visits_proposed(actor=asked.actor, now=asked.now, today=asked.today)
    counts = Counter(one.why for one in found if one.plan is None and one.why)
    if counts:
        words = "、".join(
            f"{why.label} {counts[why]}か所" for why in Why if counts[why]
        )
        yield Item(
            Column.NEWS,
            title=f"訪ねるとよい事業所が{counts.total()}か所あります",
            reason=f"{words}。間隔はつなぎの提案です。",
            action="訪問の予定を見る",
            url_name="visit-list",
        )

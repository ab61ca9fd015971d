"""きょうの画面に出す、会議のこと: 待てないもの、近い会議、受け持ったこと、その後。"""

from __future__ import annotations

from collections.abc import Iterator

from tsunagi.access.permissions import Permission
from tsunagi.cases.intake.rules import State as CallState
from tsunagi.common.wareki import format_wareki
from tsunagi.meetings.meeting import queries as held
from tsunagi.meetings.review import queries as reviewed
from tsunagi.reports.worklist.asking import Asked
from tsunagi.reports.worklist.rules import Column, Item


def meetings(asked: Asked) -> Iterator[Item]:
    """呼ばれている会議と、会議のあとのこと。名前は出ない。"""
    if not asked.actor.has(Permission.MEETING_VIEW):
        return
    yield from _near(asked)
    yield from _tasks(asked)
    yield from _minutes(asked)
    if asked.actor.has(Permission.MEETING_RUN):
        yield from _urgent(asked)
        yield from _afterwards(asked)


def _near(asked: Asked) -> Iterator[Item]:
    for row in held.near(actor=asked.actor, now=asked.now, today=asked.today):
        is_today = row.held_on == asked.today
        at = f"{row.starts_at_time:%H:%M}から" if row.starts_at_time else ""
        day = "きょう" if is_today else format_wareki(row.held_on)
        yield Item(
            Column.DUE if is_today else Column.NEWS,
            title=f"{day}{at} {row.title}",
            reason=f"{row.office.name}が開きます。{row.place}",
            action="会議を開く",
            url_name="meeting-page",
            url_id=str(row.public_id),
            rank=3 if is_today else 40,
        )
    for row in held.to_wrap(actor=asked.actor, now=asked.now, today=asked.today):
        yield Item(
            Column.DUE,
            title=f"{row.title}のまとめ",
            reason="決めたことと会議録を確かめて、まとめを終えてください。",
            action="会議を開く",
            url_name="meeting-page",
            url_id=str(row.public_id),
            rank=12,
        )


def _tasks(asked: Asked) -> Iterator[Item]:
    for row in held.tasks_due(actor=asked.actor, now=asked.now, today=asked.today):
        day = format_wareki(row.due_on) if row.due_on else ""
        yield Item(
            Column.DUE,
            title=row.what,
            reason=f"{row.meeting.title}で受け持ちました（{day}まで）。",
            action="どうなったかを書く",
            url_name="meeting-task-settle",
            url_id=str(row.public_id),
            late=row.due_on is not None and row.due_on < asked.today,
            rank=9,
        )


def _minutes(asked: Asked) -> Iterator[Item]:
    for row in held.minutes_to_check(actor=asked.actor, now=asked.now):
        day = f"{format_wareki(row.check_by)}までに、" if row.check_by else ""
        yield Item(
            Column.WAITING,
            title=f"{row.meeting.title}の会議録を確かめる",
            reason=f"{day}このとおりかどうかを教えてください。",
            action="会議録を読む",
            url_name="minutes-page",
            url_id=str(row.meeting.public_id),
            rank=30,
        )


def _urgent(asked: Asked) -> Iterator[Item]:
    for row in reviewed.urgent_items(actor=asked.actor, now=asked.now):
        yield Item(
            Column.DUE,
            title=f"会議まで待てない: {row.headline}",
            reason=f"{row.office.name}から。会議を待たずに、話してください。",
            action="開く",
            url_name="review-item",
            url_id=str(row.public_id),
            late=True,
            rank=1,
        )
    if number := reviewed.to_answer(actor=asked.actor, now=asked.now):
        yield Item(
            Column.WAITING,
            title=f"モニタリングを会議に出すかの相談が{number}件あります",
            reason="一言で答えられます。",
            action="相談を見る",
            url_name="review-queue",
            rank=20,
        )


def _afterwards(asked: Asked) -> Iterator[Item]:
    for row in reviewed.to_follow(actor=asked.actor, now=asked.now, today=asked.today):
        if row.reception is not None and row.reception.state == CallState.MEETING:
            yield Item(
                Column.DUE,
                title=f"会議の受理判断: {row.headline}",
                reason=f"{row.series.name}で決まりました。受付の結果にしてください。",
                action="受付に書く",
                url_name="review-return",
                url_id=str(row.public_id),
                rank=4,
            )
            continue
        yield Item(
            Column.DUE,
            title=f"会議のあと: {row.headline}",
            reason=f"{row.series.name}で話しました。{row.follow_what}"
            "その後と、本人に伝えたことを残すと終わります。",
            action="その後を書く",
            url_name="review-follow-up",
            url_id=str(row.public_id),
            late=row.follow_on is not None and row.follow_on < asked.today,
            rank=14,
        )
    for row in reviewed.back_today(actor=asked.actor, now=asked.now, today=asked.today):
        yield Item(
            Column.DUE,
            title=f"悩んでみたこと: {row.headline}",
            reason="決めた日が来ました。会議に出すか、もう少し悩むかを決めてください。",
            action="開く",
            url_name="review-item",
            url_id=str(row.public_id),
            rank=15,
        )

"""きょうの画面に出す、利用者の記録からのこと。見てよい記録だけから集める。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from tsunagi.access.actor import Actor
from tsunagi.access.drafts.queries import own_drafts
from tsunagi.access.permissions import Permission
from tsunagi.access.statements import made_once, number_of
from tsunagi.activity.record.own_business import own_business
from tsunagi.cases.aims.queries import looks_due
from tsunagi.cases.backup.queries import backups_to_follow
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.queries import visible_cases
from tsunagi.cases.complaint.queries import own_open_complaints
from tsunagi.cases.consent import queries as consents
from tsunagi.cases.contact import queries as contacts
from tsunagi.cases.contact.models import Contact
from tsunagi.cases.coordination.queries import open_of_mine
from tsunagi.cases.guardianship.queries import guardianships_due
from tsunagi.cases.observation.queries import unanswered_count
from tsunagi.cases.person.models import VisitConsideration
from tsunagi.cases.reflection.queries import cases_to_reflect
from tsunagi.cases.rights import queries as rights
from tsunagi.common.wareki import format_wareki
from tsunagi.reports.worklist.asking import Asked
from tsunagi.reports.worklist.rules import Column, Item

NAMED = 12
QUIET_FOR = timedelta(days=60)


def next_actions(asked: Asked) -> Iterator[Item]:
    """自分の記録の「次にすること」で、日が来たもの。古い順に、初めの12件。"""
    for row in _next_actions(actor=asked.actor, now=asked.now, today=asked.today):
        if row.case is None or row.next_on is None:
            continue
        yield Item(
            Column.DUE,
            title=f"{row.case.person.name}さん: {row.next_action or '次にすること'}",
            reason=f"{format_wareki(row.next_on)}の予定です。",
            action="利用者のページを開く",
            url_name="case-page",
            url_id=str(row.case.public_id),
            late=row.next_on < asked.today,
            rank=2,
            subject=row.case.person.public_id,
        )


@made_once
def _next_actions(*, actor: Actor, now: datetime, today: date) -> QuerySet[Contact]:
    return (
        contacts.visible_contacts(actor=actor, now=now)
        .filter(
            staff_id=actor.staff_id or 0, is_current=True, is_withdrawn=False,
            next_done_at=None, next_on__lte=today, case__closed_on=None,
        )
        .exclude(case=None)
        .order_by("next_on", "id")[:NAMED]
    )  # fmt: skip


def follow_ups(asked: Asked) -> Iterator[Item]:
    """終結のときに決めた「様子を聞く日」が来た人。"""
    for case in _follow_ups(actor=asked.actor, now=asked.now, today=asked.today):
        yield Item(
            Column.DUE,
            title=f"{case.person.name}さんの様子を聞く",
            reason="終結のときに決めた日が来ました。",
            action="利用者のページを開く",
            url_name="case-page",
            url_id=str(case.public_id),
            rank=4,
            subject=case.person.public_id,
        )


@made_once
def _follow_ups(*, actor: Actor, now: datetime, today: date) -> QuerySet[Case]:
    return (
        visible_cases(actor=actor, now=now)
        .filter(responsible_staff_id=actor.staff_id or 0, follow_up_on__lte=today)
        .exclude(closed_on=None)
        .order_by("follow_up_on", "id")[:NAMED]
    )


def reflections(asked: Asked) -> Iterator[Item]:
    """終結から30日のあいだ、担当だった人に、ふり返りの声をかける。"""
    for case in cases_to_reflect(actor=asked.actor, now=asked.now, today=asked.today):
        yield Item(
            Column.WAITING,
            title=f"{case.person.name}さんの支援をふり返る",
            reason="支援が終わりました。一言でも残すと、次の支援に生きます。",
            action="ふり返りを書く",
            url_name="reflection-new",
            url_id=str(case.public_id),
            rank=40,
            subject=case.person.public_id,
        )


def looks(asked: Asked) -> Iterator[Item]:
    """これから心配なことの、様子を見る日が来た人。"""
    for row in looks_due(actor=asked.actor, now=asked.now, today=asked.today):
        if row.next_look_on is None:
            continue
        yield Item(
            Column.DUE,
            title=f"{row.case.person.name}さんの様子を見る",
            reason=f"気がかり「{row.text[:30]}」の日（{format_wareki(row.next_look_on)}）です。",
            action="希望と課題を開く",
            url_name="case-aims",
            url_id=str(row.case.public_id),
            late=row.next_look_on < asked.today,
            rank=3,
            subject=row.case.person.public_id,
        )


def backups(asked: Asked) -> Iterator[Item]:
    """助言・同行のあと、様子を聞く日が来たもの。手伝った人と担当者の両方に出る。"""
    for row in backups_to_follow(actor=asked.actor, now=asked.now, today=asked.today):
        if row.follow_on is None:
            continue
        yield Item(
            Column.DUE,
            title=f"{row.case.person.name}さん: 助言・同行のその後",
            reason=f"{row.office.name}の{row.get_kind_display()}のあと、様子を聞く日"
            f"（{format_wareki(row.follow_on)}）が来ました。「終える」を押すと消えます。",
            action="助言・同行を開く",
            url_name="case-backups",
            url_id=str(row.case.public_id),
            late=row.follow_on < asked.today,
            rank=5,
            subject=row.case.person.public_id,
        )


def unfinished(asked: Asked) -> Iterator[Item]:
    """まだ記録になっていない、自分の書きかけ。"""
    count = len(own_drafts(actor=asked.actor, now=asked.now))
    if count:
        yield Item(
            Column.WAITING,
            title=f"書きかけが{count}件あります",
            reason="記録にするか、捨てるか、同僚に引き継げます。",
            action="書きかけを見る",
            url_name="draft-list",
            rank=15,
        )


def quiet_cases(asked: Asked) -> Iterator[Item]:
    """60日以上、記録のない自分の担当。"""
    count = sum(_quiet(actor=asked.actor, now=asked.now, today=asked.today))
    if count:
        yield Item(
            Column.WAITING,
            title=f"60日以上、記録のない人が{count}人います",
            reason="電話一本でも、様子が分かります。",
            action="わたしのケースを見る",
            url_name="case-mine",
            rank=35,
        )


@made_once
def _quiet(*, actor: Actor, now: datetime, today: date) -> QuerySet[Any, int]:
    rows = visible_cases(actor=actor, now=now).filter(
        Q(last_contact_on=None) | Q(last_contact_on__lt=today - QUIET_FOR),
        responsible_staff_id=actor.staff_id or 0, closed_on=None,
        opened_on__lt=today - QUIET_FOR,
    )  # fmt: skip
    return number_of(rows)


def gaps(asked: Asked) -> Iterator[Item]:
    found = contacts.some_with_gaps(actor=asked.actor, now=asked.now, today=asked.today)
    if found:
        more = len(found) > contacts.PAGE
        yield Item(
            Column.WAITING,
            title=f"あとで補う記録が{min(len(found), contacts.PAGE)}件{'以上' if more else ''}あります",
            reason="時間や支援内容が空のままだと、月報に数えられません。",
            action="補う",
            url_name="contact-gaps",
            rank=50,
        )


def team_waiting(asked: Asked) -> Iterator[Item]:
    """担当者が決まっていない、事業所のケース。"""
    offices = asked.actor.offices_with(Permission.CASE_ASSIGN)
    count = (
        visible_cases(actor=asked.actor, now=asked.now)
        .filter(
            responsible_office_id__in=offices, responsible_staff=None, closed_on=None
        )
        .count()
    )
    if count:
        yield Item(
            Column.WAITING,
            title=f"担当者を待っている人が{count}人います",
            reason="「チームで待つ」のままです。だれが受け持つかを決めてください。",
            action="事業所のケースを見る",
            url_name="case-office",
            rank=8,
        )


def considerations(asked: Asked) -> Iterator[Item]:
    """見直す日を過ぎた、訪問・連絡時の配慮。"""
    count = sum(_considerations(actor=asked.actor, now=asked.now, today=asked.today))
    if count:
        yield Item(
            Column.DUE,
            title=f"見直す日を過ぎた「訪問・連絡時の配慮」が{count}件あります",
            reason="いまも要るかを本人に確かめ、終えるか書き直してください。",
            action="わたしのケースを見る",
            url_name="case-mine",
            rank=30,
        )


@made_once
def _considerations(*, actor: Actor, now: datetime, today: date) -> QuerySet[Any, int]:
    rows = VisitConsideration.objects.visible_to(actor, now=now).filter(
        case__responsible_staff_id=actor.staff_id or 0, ended_at=None, ends_on__lt=today
    )
    return number_of(rows)


def emergencies(asked: Asked) -> Iterator[Item]:
    if not asked.actor.has(Permission.EMERGENCY_REVIEW):
        return
    count = consents.emergencies_to_review(
        actor=asked.actor, now=asked.now, today=asked.today
    )
    if count:
        yield Item(
            Column.DUE,
            title=f"緊急に開かれた記録が{count}件あります",
            reason="開いた人に事情を聞き、必要な閲覧だったかを確かめてください。",
            action="緊急の閲覧を見る",
            url_name="emergency-list",
            rank=1,
        )


def coordinations(asked: Asked) -> Iterator[Item]:
    """結果を待つ調整・交渉: 頼んだ人と担当者に、結果が入るまで。"""
    for row in open_of_mine(actor=asked.actor, now=asked.now):
        is_due = row.due_on is not None and row.due_on <= asked.today
        yield Item(
            Column.DUE if is_due else Column.WAITING,
            title=f"{row.case.person.name}さん: {row.partner_name}の結果を書く",
            reason=f"{format_wareki(row.asked_on)}に頼みました（{row.purpose[:30]}）。",
            action="結果を書く",
            url_name="case-coordinations",
            url_id=str(row.case.public_id),
            late=row.due_on is not None and row.due_on < asked.today,
            rank=9,
            subject=row.case.person.public_id,
        )


def observations(asked: Asked) -> Iterator[Item]:
    """同行した先輩の気づきで、まだ返事をしていないもの。本人だけに。"""
    count = unanswered_count(actor=asked.actor, now=asked.now)
    if count:
        yield Item(
            Column.WAITING,
            title=f"面接・同行の気づきが{count}件届いています",
            reason="読めるのは、書いた人とあなただけです。一言、返事をしてください。",
            action="わたしの記録を見る",
            url_name="observation-list",
            rank=42,
        )


def complaints(asked: Asked) -> Iterator[Item]:
    """自分が受け持ち、本人にまだ返事をしていない要望・苦情。"""
    for row in own_open_complaints(actor=asked.actor, now=asked.now):
        whose = f"{row.case.person.name}さん: " if row.case else ""
        yield Item(
            Column.DUE,
            title=f"{whose}{row.get_kind_display()}に返事をする",
            reason=f"返事の期限は{format_wareki(row.due_on)}です。",
            action="要望・苦情を開く",
            url_name="complaint-page",
            url_id=str(row.public_id),
            late=row.due_on < asked.today,
            rank=3,
            subject=row.case.person.public_id if row.case else None,
        )


def guardianships(asked: Asked) -> Iterator[Item]:
    """担当する人の成年後見の相談で、「次に動く日」が来たもの。"""
    for row in guardianships_due(actor=asked.actor, now=asked.now, today=asked.today):
        if row.next_on is None:
            continue
        yield Item(
            Column.DUE,
            title=f"{row.case.person.name}さん: 成年後見の相談（{row.get_stage_display()}）",
            reason=f"{format_wareki(row.next_on)}に動く予定でした。",
            action="成年後見の相談を開く",
            url_name="case-guardianship",
            url_id=str(row.case.public_id),
            late=row.next_on < asked.today,
            rank=3,
            subject=row.case.person.public_id,
        )


def concerns(asked: Asked) -> Iterator[Item]:
    """名ざしの担当に、最初の対応を待つ心配ごとの数だけ。名前は出さない。"""
    waiting = rights.waiting_concerns(actor=asked.actor, now=asked.now)
    if waiting.count:
        late = f"そのうち{waiting.late}件は、目安の時間を過ぎています。"
        yield Item(
            Column.DUE,
            title=f"最初の対応を待つ権利の心配ごとが{waiting.count}件あります",
            reason=late
            if waiting.late
            else "受けた順に、市と一緒に最初の対応を決めてください。",
            action="権利の心配ごとを見る",
            url_name="rights-list",
            late=waiting.late > 0,
            rank=0,
        )


def own_part(asked: Asked) -> Iterator[Item]:
    """呼び名のある役割（相談支援機能強化員など）の人に、自分の業務と今月の件数。"""
    own = own_business(actor=asked.actor, on=asked.today)
    if own is None:
        return
    month = asked.today.replace(day=1)
    count = (
        contacts.visible_contacts(actor=asked.actor, now=asked.now)
        .filter(
            staff_id=asked.actor.staff_id or 0, is_current=True, is_withdrawn=False,
            work_kind__in=own.codes, occurred_on__gte=month,
        )
        .count()
    )  # fmt: skip
    labels = "、".join(kind.label for kind in own.kinds[:6])
    yield Item(
        Column.NEWS,
        title=f"{own.title}の業務: {own.heading}（今月の記録 {count}件）",
        reason=f"{labels}{'など' if len(own.kinds) > 6 else ''}。"
        "記録すると、この区分がはじめに選ばれます。",
        action="業務の時間を見る",
        url_name="work-report",
        rank=1,
    )

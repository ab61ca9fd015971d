"""事業所からの問いの読取り: うちに届いたもの、うちが尋ねたもの、答える基幹。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Min

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.activity.office_support.question_models import OfficeQuestion
from tsunagi.activity.office_support.rules import QuestionState, who_answers
from tsunagi.organisations.area.queries import in_force_on
from tsunagi.organisations.models import Office
from tsunagi.organisations.office.models import OfficeArea, OfficeKindPeriod
from tsunagi.organisations.office.rules import OfficeKind

MOST_LISTED = 200
WITH = ("office", "to_office", "asked_by", "answered_by")


def answering_centre(*, actor: Actor, office: Office, today: date) -> Office | None:
    """その事業所の地域を受け持つ基幹。担当地域がなければ、基幹のある地域。

    Two queries.
    """
    running = OfficeKindPeriod.objects.filter(
        in_force_on(today), kind=OfficeKind.CORE_CENTRE
    )
    centres = {
        one.pk: one
        for one in Office.objects.filter(
            pk__in=running.values("office_id"), municipality_id=actor.here,
            closed_on=None,
        ).select_related("area")
    }  # fmt: skip
    answered = OfficeArea.objects.filter(in_force_on(today), office__in=centres)
    areas: dict[int, list[str]] = {pk: [] for pk in centres}
    for pk, path in answered.values_list("office_id", "area__path"):
        areas[pk].append(path)
    found = who_answers(
        office.area.path,
        {pk: paths or [centres[pk].area.path] for pk, paths in areas.items()},
    )
    return centres[found] if found is not None else None


def questions(*, actor: Actor, now: datetime, received: bool) -> list[OfficeQuestion]:
    """うちに届いた（うちが尋ねた）もの。答えを待つものが先で、その中では古い順。"""
    own = actor.office_ids | ({actor.office_id} if actor.office_id else frozenset())
    side = {"to_office__in": own} if received else {"office__in": own}
    rows = OfficeQuestion.objects.visible_to(actor, now=now).filter(**side)
    waiting = rows.filter(state=QuestionState.OPEN).order_by("asked_at", "id")
    over = rows.exclude(state=QuestionState.OPEN).order_by("-asked_at", "-id")
    return [
        *waiting.select_related(*WITH)[:MOST_LISTED],
        *over.select_related(*WITH)[:MOST_LISTED],
    ]


def question_of(*, actor: Actor, now: datetime, public_id: UUID) -> OfficeQuestion:
    row = (
        OfficeQuestion.objects.visible_to(actor, now=now)
        .filter(public_id=public_id)
        .select_related(*WITH, "office__area")
        .first()
    )
    if row is None:
        raise NotVisible
    return row


@dataclass(frozen=True)
class Waiting:
    count: int
    oldest: datetime | None


def questions_waiting(*, actor: Actor, now: datetime) -> Waiting:
    """うちの答えを待つ問いの数と、いちばん古いもの。一つの問い合わせ。"""
    found = (
        OfficeQuestion.objects.visible_to(actor, now=now)
        .filter(to_office_id=actor.office_id or 0, state=QuestionState.OPEN)
        .aggregate(count=Count("pk"), oldest=Min("asked_at"))
    )
    return Waiting(found["count"], found["oldest"])

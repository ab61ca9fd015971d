"""事業所からの問いの読取り: うちに届いたもの、うちが尋ねたもの、答える基幹と地活。"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Min

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.activity.office_support.question_models import OfficeQuestion
from tsunagi.activity.office_support.rules import (
    QuestionState,
    who_answers,
    who_could_answer,
)
from tsunagi.activity.office_support.speciality import knowing
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.area.queries import in_force_on
from tsunagi.organisations.models import Office
from tsunagi.organisations.office.models import (
    OfficeArea,
    OfficeFeature,
    OfficeKindPeriod,
)
from tsunagi.organisations.office.rules import OfficeKind

MOST_LISTED = 200
ASKED_FOR_SPECIALITY = (OfficeKind.ACTIVITY_CENTRE, OfficeKind.COMMISSIONED)
WITH = ("office", "to_office", "asked_by", "answered_by")


def answering_centre(*, actor: Actor, office: Office, today: date) -> Office | None:
    """その事業所の地域を受け持つ基幹。担当地域がなければ、基幹のある地域。

    Two queries.
    """
    centres, areas = _answering(actor, (OfficeKind.CORE_CENTRE,), today)
    found = who_answers(office.area.path, areas)
    return centres[found] if found is not None else None


class Desk(Frozen):
    """An office that may be asked for what it knows well."""

    office: Office
    knows: tuple[str, ...]


def desks_with_speciality(*, actor: Actor, office: Office, today: date) -> list[Desk]:
    """その事業所の地域を担当し、得意な障害のある地活・委託。名簿の順。三つの問い合わせ。"""
    desks, areas = _answering(actor, ASKED_FOR_SPECIALITY, today)
    found = [pk for pk in who_could_answer(office.area.path, areas) if pk != office.pk]
    known: dict[int, list[str]] = {}
    features = OfficeFeature.objects.filter(
        kind=OfficeFeature.Kind.DISABILITY, office__in=found
    )
    for pk, value in features.order_by("value").values_list("office_id", "value"):
        known.setdefault(pk, []).append(value)
    return [Desk(desks[pk], tuple(known[pk])) for pk in found if pk in known]


def _answering(
    actor: Actor, kinds: Collection[OfficeKind], today: date
) -> tuple[dict[int, Office], dict[int, list[str]]]:
    """Offices of these kinds, and the paths of the areas that each answers for."""
    running = OfficeKindPeriod.objects.filter(in_force_on(today), kind__in=kinds)
    offices = {
        one.pk: one
        for one in Office.objects.filter(
            pk__in=running.values("office_id"), municipality_id=actor.here,
            closed_on=None,
        ).select_related("area").order_by("search_key", "id")
    }  # fmt: skip
    answered = OfficeArea.objects.filter(in_force_on(today), office__in=offices)
    areas: dict[int, list[str]] = {pk: [] for pk in offices}
    for pk, path in answered.values_list("office_id", "area__path"):
        areas[pk].append(path)
    return offices, {
        pk: paths or [offices[pk].area.path] for pk, paths in areas.items()
    }


def questions(
    *, actor: Actor, now: datetime, received: bool, speciality: str = ""
) -> list[OfficeQuestion]:
    """うちに届いた（うちが尋ねた）もの。答えを待つものが先で、その中では古い順。

    speciality: what the office on the other side knows.
    """
    own = actor.office_ids | ({actor.office_id} if actor.office_id else frozenset())
    side = {"to_office__in": own} if received else {"office__in": own}
    rows = OfficeQuestion.objects.visible_to(actor, now=now).filter(
        knowing(speciality, "office" if received else "to_office"), **side
    )
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


class Waiting(Frozen):
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

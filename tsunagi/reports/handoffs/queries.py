"""つないだ先の集計: 自法人への割合を、その事業所と、務めのある担当だけが見る。"""

from __future__ import annotations

from collections import Counter
from datetime import date
from statistics import median

from django.db.models import Count, Q

from tsunagi.access.actor import Actor
from tsunagi.activity.record.reach import OfficeAtWork
from tsunagi.cases.handover.rules import Answer
from tsunagi.cases.intake.models import CoreQuestion, Handoff
from tsunagi.common.dates import start_of_day
from tsunagi.common.frozen import Frozen
from tsunagi.reports.contacts.queries import scopes


class HandoffLine(Frozen):
    """One asking office: how often it handed on, and how often within its corporation."""

    office: OfficeAtWork
    handoffs: int
    to_offices: int
    own_corporation: int
    accepted: int
    declined: int

    @property
    def own_share(self) -> int | None:
        """Percent of the handoffs to offices; None where there were none."""
        if not self.to_offices:
            return None
        return round(self.own_corporation * 100 / self.to_offices)


def handoff_lines(*, actor: Actor, first: date, before: date) -> list[HandoffLine]:
    """Counts of the offices whose figures the actor may see; no person is named."""
    offices = {office.pk: office for office in scopes(actor=actor)}
    rows = (
        Handoff._base_manager.filter(
            municipality_id=actor.here,
            reception__office_id__in=offices,
            asked_on__gte=first,
            asked_on__lt=before,
        )
        .order_by()
        .values("reception__office_id")
        .annotate(
            handoffs=Count("pk"),
            to_offices=Count("pk", filter=Q(office__isnull=False)),
            own_corporation=Count("pk", filter=Q(is_own_corporation=True)),
            accepted=Count("pk", filter=Q(state=Answer.ACCEPTED)),
            declined=Count("pk", filter=Q(state=Answer.DECLINED)),
        )
    )
    found = [
        HandoffLine(
            office=offices[row["reception__office_id"]],
            handoffs=row["handoffs"],
            to_offices=row["to_offices"],
            own_corporation=row["own_corporation"],
            accepted=row["accepted"],
            declined=row["declined"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda line: (line.office.search_key, line.office.pk))


class AnswerLine(Frozen):
    """Questions of desks to one core centre (or who stands in for it).

    median_hours: from asking to answering, of the answered ones.
    """

    office: OfficeAtWork
    asked: int
    answered: int
    median_hours: float | None

    @property
    def waiting(self) -> int:
        return self.asked - self.answered


def answer_lines(*, actor: Actor, first: date, before: date) -> list[AnswerLine]:
    """Who was asked 「どこへつなげばよいか」, and how long an answer took."""
    offices = {office.pk: office for office in scopes(actor=actor)}
    rows = CoreQuestion._base_manager.filter(
        municipality_id=actor.here, to_office_id__in=offices,
        asked_at__gte=start_of_day(first), asked_at__lt=start_of_day(before),
    ).values_list("to_office_id", "asked_at", "answered_at")  # fmt: skip
    asked: Counter[int] = Counter()
    hours: dict[int, list[float]] = {}
    for office_id, asked_at, answered_at in rows:
        asked[office_id] += 1
        if answered_at is not None:
            took = (answered_at - asked_at).total_seconds() / 3600
            hours.setdefault(office_id, []).append(took)
    return [
        AnswerLine(
            office=office,
            asked=asked[pk],
            answered=len(hours.get(pk, ())),
            median_hours=round(median(hours[pk]), 1) if pk in hours else None,
        )
        for pk, office in offices.items()
        if asked[pk]
    ]

"""アウトリーチの流れ: 聞いた人が、どこまで支援につながったか。人は出さない。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from tsunagi.access.actor import Actor
from tsunagi.activity.record.reach import OfficeAtWork
from tsunagi.cases.intake.lead_models import OutreachAttempt, OutreachLead
from tsunagi.cases.intake.models import Reception
from tsunagi.cases.intake.rules import OutreachClosing, OutreachState
from tsunagi.common.frozen import Frozen, names_of
from tsunagi.reports.contacts.queries import scopes


class Funnel(Frozen):
    """Of the persons heard of in one year. Each step is counted by itself: somebody may
    call before anybody visited, so a later number can be larger than an earlier one.
    """

    heard: int = 0
    tried: int = 0
    met: int = 0
    consulted: int = 0
    supported: int = 0
    closed: int = 0
    without_next: int = 0

    @property
    def rate(self) -> int | None:
        """Percent of those heard of who came to consult; None where there is nobody."""
        return round(self.consulted * 100 / self.heard) if self.heard else None

    @property
    def steps(self) -> list[tuple[str, int]]:
        return [
            ("聞いた", self.heard),
            ("訪ねた", self.tried),
            ("会えた", self.met),
            ("相談になった", self.consulted),
            ("支援が始まった", self.supported),
        ]


STEPS = names_of(Funnel)


class OutreachYear(Frozen):
    """first..before: days on which somebody was heard of; before is not included."""

    total: Funnel
    by_office: list[tuple[OfficeAtWork, Funnel]]
    closings: list[tuple[str, int]]
    agencies: list[tuple[str, int]]


def outreach_year(*, actor: Actor, first: date, before: date) -> OutreachYear:
    """The offices whose figures the actor may see. Four queries whatever the size."""
    offices = {office.pk: office for office in scopes(actor=actor)}
    heard = OutreachLead._base_manager.filter(
        municipality_id=actor.here, office_id__in=offices, heard_on__gte=first,
        heard_on__lt=before,
    )  # fmt: skip
    calls = Reception._base_manager.filter(lead=OuterRef("pk"))
    is_open = Q(state=OutreachState.OPEN)
    rows = (
        heard.annotate(
            has_try=Exists(OutreachAttempt._base_manager.filter(lead=OuterRef("pk"))),
            has_call=Exists(calls),
            has_case=Exists(calls.exclude(case=None)),
        )
        .order_by()
        .values("office_id")
        .annotate(
            heard=Count("pk"),
            tried=Count("pk", filter=Q(has_try=True)),
            met=Count("pk", filter=Q(state=OutreachState.MET)),
            consulted=Count("pk", filter=Q(has_call=True) | ~Q(case=None)),
            supported=Count("pk", filter=Q(has_case=True) | ~Q(case=None)),
            closed=Count("pk", filter=Q(state=OutreachState.CLOSED)),
            without_next=Count("pk", filter=is_open & Q(next_try_on=None)),
        )
    )
    found = {}
    for row in rows:
        values: dict[str, int] = dict(row)  # type: ignore[arg-type] # all are counts
        office_id = values.pop("office_id")
        found[office_id] = Funnel(**values)
    closings = dict(
        heard.filter(state=OutreachState.CLOSED)
        .order_by()
        .values_list("closed_reason")
        .annotate(Count("pk"))
    )
    agencies = (
        OutreachAttempt._base_manager.filter(lead__in=heard)
        .exclude(with_whom="")
        .order_by()
        .values_list("with_whom")
        .annotate(count=Count("pk"))
    )
    return OutreachYear(
        total=_sum(found.values()),
        by_office=[
            (office, found[pk]) for pk, office in offices.items() if pk in found
        ],
        closings=[
            (reason.label, closings[reason])
            for reason in OutreachClosing
            if reason in closings
        ],
        agencies=sorted(agencies, key=lambda row: (-row[1], row[0]))[:20],
    )


def _sum(funnels: Iterable[Funnel]) -> Funnel:
    listed = list(funnels)
    return Funnel(**{step: sum(getattr(f, step) for f in listed) for step in STEPS})

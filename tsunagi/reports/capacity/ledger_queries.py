"""引受けのかたより: 半年ごと、地域ごと。名前は、その事業所と、務めのある人にだけ。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from tsunagi.access.actor import Actor
from tsunagi.cases.handover import load
from tsunagi.cases.handover.models import HandoverAsk
from tsunagi.cases.handover.rules import Answer
from tsunagi.cases.intake.lead_models import OutreachLead
from tsunagi.cases.intake.models import Reception
from tsunagi.cases.limits import counts
from tsunagi.cases.limits.queries import consulting_offices, named_ids
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.area.models import Area
from tsunagi.organisations.area.queries import own_area
from tsunagi.organisations.office.models import Office
from tsunagi.reports.capacity.ledger_rules import Asked, Tally, summed, tallies
from tsunagi.reports.capacity.rules import (
    LEAST_FOR_SPREAD,
    Load,
    beside,
    may_say_sum,
)


class LedgerLine(Frozen):
    """One office that may be named: its tally, persons it heard of by itself and who are
    supported now, and its load at both ends."""

    office: Office
    tally: Tally
    self_found: int
    at_start: Load
    at_end: Load


class Ledger(Frozen):
    """total None: not told. spread: requests to an office, least and most; None: too few
    offices to tell. ends: the two days of the load."""

    area: Area
    first: date
    before: date
    ends: tuple[date, date]
    lines: list[LedgerLine]
    offices: int
    total: Tally | None
    spread: tuple[int, int] | None
    everything: bool


def ledger(
    *, actor: Actor, area: Area | None, first: date, before: date, today: date
) -> Ledger:
    """頼まれた日がその半年にある依頼。事業所の数によらない数の問い合わせ。"""
    home = own_area(actor=actor)
    where = area or home
    everybody = consulting_offices(actor=actor, today=today)
    offices = (
        everybody
        if area is None
        else consulting_offices(actor=actor, today=today, area=area)
    )
    named = named_ids(actor=actor, offices=offices, today=today)
    found = tallies(_asked(actor, offices, first, before))
    own = _self_found(actor, offices, first, before)
    ends = (first - timedelta(days=1), min(before - timedelta(days=1), today))
    loads = [_loads(actor, offices, day) for day in ends]
    everything = bool(offices) and len(named) == len(offices)
    others = beside([one.area.path for one in everybody], where.path, home.path)
    unnamed = len(offices) - len(named)
    tells = everything or may_say_sum(len(offices), others, unnamed=unnamed)
    counted = [found.get(one.pk, Tally()) for one in offices]
    return Ledger(
        area=where, first=first, before=before, ends=ends,
        lines=[
            LedgerLine(
                one, found.get(one.pk, Tally()), own.get(one.pk, 0), loads[0][one.pk],
                loads[1][one.pk],
            )
            for one in offices
            if one.pk in named
        ],
        offices=len(offices),
        total=summed(counted) if tells else None,
        spread=(min(one.asked for one in counted), max(one.asked for one in counted))
        if tells and len(counted) >= LEAST_FOR_SPREAD
        else None,
        everything=everything,
    )  # fmt: skip


def _asked(
    actor: Actor, offices: Sequence[Office], first: date, before: date
) -> list[Asked]:
    rows = HandoverAsk._base_manager.filter(
        handover__municipality_id=actor.here, office_id__in=[one.pk for one in offices],
        asked_on__gte=first, asked_on__lt=before,
    )  # fmt: skip
    columns = ("office_id", "asked_on", "answer", "answered_on", "decline")
    return [
        Asked(office or 0, asked_on, Answer(answer), answered_on, decline)
        for office, asked_on, answer, answered_on, decline in rows.values_list(*columns)
    ]


def _self_found(
    actor: Actor, offices: Sequence[Office], first: date, before: date
) -> dict[int, int]:
    """Persons whom the office heard of in that time, and for whom support has begun."""
    begun = Reception._base_manager.filter(lead=OuterRef("pk")).exclude(case=None)
    rows = (
        OutreachLead._base_manager.filter(
            Q(Exists(begun)) | ~Q(case=None), municipality_id=actor.here,
            office_id__in=[one.pk for one in offices], heard_on__gte=first,
            heard_on__lt=before,
        )
        .order_by()
        .values_list("office_id")
        .annotate(count=Count("pk"))
    )  # fmt: skip
    return dict(rows)


def _loads(actor: Actor, offices: Sequence[Office], day: date) -> dict[int, Load]:
    ids = [one.pk for one in offices]
    cases = counts.open_at(office_ids=ids, municipality_id=actor.here, day=day)
    fte = load.full_time(office_ids=ids, today=day)
    return {pk: Load(cases=cases.get(pk, 0), fte=fte.get(pk, 0)) for pk in ids}

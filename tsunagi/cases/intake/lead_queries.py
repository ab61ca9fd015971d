"""まだ会えていない人と、同じ人かの問い合わせの読取り。"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, QuerySet

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.cases.case.models import Case
from tsunagi.cases.intake.lead_models import (
    MatchRequest,
    OutreachAttempt,
    OutreachLead,
)
from tsunagi.cases.intake.match_actions import source_ref
from tsunagi.cases.intake.models import Reception
from tsunagi.cases.intake.policy import desks_of
from tsunagi.cases.intake.rules import OutreachState
from tsunagi.common.frozen import Frozen

PAGE = 100


def visible_leads(*, actor: Actor, now: datetime) -> QuerySet[OutreachLead]:
    return OutreachLead.objects.visible_to(actor, now=now).select_related(
        "office", "area", "recorded_by", "case__person"
    )


class LeadList(Frozen):
    rows: list[OutreachLead]
    counts: dict[str, int]


def lead_list(*, actor: Actor, state: OutreachState, now: datetime) -> LeadList:
    """次に訪ねる日の順。日が決まっていないものを、先頭に出す。"""
    rows = visible_leads(actor=actor, now=now).filter(office__in=desks_of(actor))
    counts = dict(
        OutreachLead.objects.visible_to(actor, now=now)
        .filter(office__in=desks_of(actor))
        .values_list("state")
        .annotate(count=Count("id"))
    )
    order = (
        (F("next_try_on").asc(nulls_first=True), "heard_on", "id")
        if state is OutreachState.OPEN
        else ("-heard_on", "-id")
    )
    found = rows.filter(state=state).annotate(tries=Count("attempts"))
    return LeadList(list(found.order_by(*order)[:PAGE]), counts)


def lead_by_public_id(*, actor: Actor, public_id: UUID, now: datetime) -> OutreachLead:
    lead = visible_leads(actor=actor, now=now).filter(public_id=public_id).first()
    if lead is None:
        raise NotVisible
    return lead


class LeadSheet(Frozen):
    lead: OutreachLead
    attempts: list[OutreachAttempt]
    receptions: list[Reception]
    is_own_desk: bool


def lead_sheet(*, actor: Actor, lead: OutreachLead, now: datetime) -> LeadSheet:
    """聞いたことが、どう相談につながったか。"""
    return LeadSheet(
        lead=lead,
        attempts=list(
            OutreachAttempt.objects.visible_to(actor, now=now)
            .filter(lead=lead)
            .select_related("recorded_by")
            .order_by("-tried_on", "-id")
        ),
        receptions=list(
            Reception.objects.visible_to(actor, now=now)
            .filter(lead=lead)
            .select_related("office")
            .order_by("received_on", "id")
        ),
        is_own_desk=lead.office_id in desks_of(actor),
    )


# --- 同じ人かの問い合わせ（答える側だけ） ---------------------------------------------
def visible_matches(*, actor: Actor, now: datetime) -> QuerySet[MatchRequest]:
    return MatchRequest.objects.visible_to(actor, now=now).select_related(
        "asking_office", "to_office", "asked_by", "opened_by", "answered_by"
    )


class MatchList(Frozen):
    waiting: list[MatchRequest]
    answered: list[MatchRequest]


def match_list(*, actor: Actor, now: datetime) -> MatchList:
    """答えを待つもの（古い順）と、最近答えたもの。"""
    rows = visible_matches(actor=actor, now=now)
    return MatchList(
        waiting=list(rows.filter(answered_at=None).order_by("asked_at", "id")[:PAGE]),
        answered=list(
            rows.exclude(answered_at=None).order_by("-answered_at", "-id")[:20]
        ),
    )


def match_by_public_id(*, actor: Actor, public_id: UUID, now: datetime) -> MatchRequest:
    row = visible_matches(actor=actor, now=now).filter(public_id=public_id).first()
    if row is None:
        raise NotVisible
    return row


def candidates_of(*, actor: Actor, request: MatchRequest, now: datetime) -> list[Case]:
    """いま開いている候補。氏名と生年月日、受け持つ事業所だけを見せる。"""
    if request.answered_at is not None:
        return []
    rows = Case.objects.visible_to(actor, now=now).filter(
        access_rows__source_ref=source_ref(request),
        access_rows__staff_id=actor.staff_id or 0,
        access_rows__valid_before__gt=now,
    )
    return list(
        rows.select_related("person", "responsible_office").distinct().order_by("id")
    )

"""市の承認の読取り: 市の机に待つもの、センターの待つものと答え、いまの決まり。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.models import Difficulty
from tsunagi.cases.limits.approval_need import switch_on
from tsunagi.cases.limits.approval_rules import Decision
from tsunagi.cases.limits.limit_rules import PLAN_MODES
from tsunagi.cases.limits.models import ApprovalRule, LimitApproval

PLAN_VALUES = [one.value for one in PLAN_MODES]
MOST = 100
# So long an approval stays as news; the other answer stays until something was done.
NEWS_FOR = timedelta(days=14)
SHOWN_FOR = timedelta(days=180)


def _rows(actor: Actor, now: datetime) -> QuerySet[LimitApproval]:
    return (
        LimitApproval.objects.visible_to(actor, now=now)
        .select_related("case__person", "office", "asked_by", "decided_by")
        .order_by("asked_at", "pk")
    )


def _still_held(actor: Actor, now: datetime) -> QuerySet[LimitApproval]:
    """The centre still holds it as a plan case, and no difficulty has been written."""
    hard = Difficulty.objects.visible_to(actor, now=now).filter(
        case=OuterRef("case"), resolved_on=None
    )
    return _rows(actor, now).filter(
        ~Exists(hard), case__closed_on=None, case__mode__in=PLAN_VALUES,
        case__responsible_office=F("office"),
    )  # fmt: skip


def waiting(*, actor: Actor, now: datetime) -> list[LimitApproval]:
    """答えを待つもの、古い順。市の担当には自分の受け持つもの、センターには自分の所のもの。"""
    return list(_still_held(actor, now).filter(decision="")[:MOST])


def answered(*, actor: Actor, now: datetime) -> list[LimitApproval]:
    """この半年の答え、新しい順。"""
    rows = _rows(actor, now).filter(decided_at__gte=now - SHOWN_FOR)
    return list(rows.order_by("-decided_at", "-pk")[:MOST])


def to_decide_count(*, actor: Actor, now: datetime) -> int:
    if not actor.has(Permission.CASE_OVERSIGHT):
        return 0
    return _still_held(actor, now).filter(decision="").count()


def answers_for_me(*, actor: Actor, now: datetime) -> tuple[int, int]:
    """自分の所への答え: (承認された新しいもの, 承認されず、まだ持っているもの)。"""
    later = LimitApproval.objects.visible_to(actor, now=now).filter(
        case=OuterRef("case"), office=OuterRef("office"), pk__gt=OuterRef("pk")
    )
    mine = _still_held(actor, now).filter(
        ~Exists(later), office_id__in=actor.office_ids
    )
    return (
        mine.filter(decision=Decision.APPROVED, decided_at__gte=now - NEWS_FOR).count(),
        mine.filter(decision=Decision.NOT_APPROVED).count(),
    )


def of_cases(
    *, actor: Actor, case_ids: Iterable[int], now: datetime
) -> dict[int, LimitApproval]:
    """{case: その最後の求め}、いま持っている事業所のものだけ。"""
    rows = _still_held(actor, now).filter(case_id__in=list(case_ids))
    return {row.case_id: row for row in rows}


def approval_by_public_id(
    *, actor: Actor, public_id: UUID, now: datetime
) -> LimitApproval:
    row = _rows(actor, now).filter(public_id=public_id).first()
    if row is None:
        raise NotVisible
    return row


def rule_here(*, actor: Actor, today: date) -> ApprovalRule | None:
    return switch_on(actor.here, day=today)


def rules_here(*, actor: Actor) -> list[ApprovalRule]:
    rows = ApprovalRule.objects.filter(Q(municipality_id=actor.here))
    return list(rows.select_related("recorded_by").order_by("-valid_from", "-pk")[:50])

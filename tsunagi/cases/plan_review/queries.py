"""評価・助言の読取り。"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.statements import made_once, number_of
from tsunagi.cases.plan.models import Plan
from tsunagi.cases.plan_review.models import PlanComment, PlanReview
from tsunagi.cases.plan_review.rules import ReviewState
from tsunagi.cases.seen import SeenCase, rows_of_case

PAGE = 50


def reviews_of(*, actor: Actor, seen: SeenCase, plan: Plan) -> list[PlanReview]:
    return list(
        rows_of_case(PlanReview, seen)
        .filter(plan=plan)
        .select_related("reviewer", "asked_by")
        .order_by("-asked_at", "-id")
    )


def review_of(*, actor: Actor, seen: SeenCase, public_id: UUID) -> PlanReview:
    row = (
        rows_of_case(PlanReview, seen)
        .filter(public_id=public_id)
        .select_related(
            "plan__case__person", "case__person", "sheet", "author", "reviewer",
            "asked_by",
        )
        .first()
    )  # fmt: skip
    if row is None:
        raise NotVisible
    return row


def comments_of(
    *, actor: Actor, seen: SeenCase, review: PlanReview
) -> list[PlanComment]:
    return list(
        rows_of_case(PlanComment, seen)
        .filter(review=review)
        .select_related("answered_by", "review__case__person", "case__person")
        .order_by("id")
    )


def comment_of(*, actor: Actor, seen: SeenCase, public_id: UUID) -> PlanComment:
    row = (
        rows_of_case(PlanComment, seen)
        .filter(public_id=public_id)
        .select_related("review__case__person", "case__person")
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def review_before(
    *, actor: Actor, review: PlanReview, now: datetime
) -> PlanReview | None:
    """同じ人が書いた計画への、前の評価。見てよいケースのものだけ。"""
    if review.author_id is None or review.returned_at is None:
        return None
    return (
        PlanReview.objects.visible_to(actor, now=now)
        .filter(author_id=review.author_id, returned_at__lt=review.returned_at)
        .order_by("-returned_at", "-id")
        .first()
    )


def reviews_waiting(
    *, actor: Actor, now: datetime, state: ReviewState, after: int | None = None
) -> list[PlanReview]:
    """見てよいケースの、この様子の評価・助言。古いものから一頁。"""
    rows = PlanReview.objects.visible_to(actor, now=now).filter(
        state=state, case__closed_on=None
    )
    if after is not None:
        rows = rows.filter(pk__gt=after)
    return list(
        rows.select_related("case__person", "plan", "author", "reviewer").order_by(
            "pk"
        )[: PAGE + 1]
    )


def returned_to_me(*, actor: Actor, now: datetime) -> int:
    """自分の計画に返った助言で、まだ確かめ終えていないもの。"""
    return sum(_returned(actor=actor, now=now))


@made_once
def _returned(*, actor: Actor, now: datetime) -> QuerySet[Any, int]:
    return number_of(
        PlanReview.objects.visible_to(actor, now=now).filter(
            state=ReviewState.RETURNED, author_id=actor.staff_id or 0,
            case__closed_on=None,
        )
    )  # fmt: skip


def waiting_for_advice(*, actor: Actor, now: datetime) -> int:
    """ほかの人の計画で、助言を待つもの。"""
    return (
        PlanReview.objects.visible_to(actor, now=now)
        .filter(state=ReviewState.ASKED, case__closed_on=None)
        .exclude(author_id=actor.staff_id or 0)
        .count()
    )

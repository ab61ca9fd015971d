"""評価・助言の書込み: 求める、行ごとに返す、返事をする、確かめ終える。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.access.permissions import Permission
from tsunagi.cases.plan.actions import require_open
from tsunagi.cases.plan.models import PlanSheet
from tsunagi.cases.plan_review import messages
from tsunagi.cases.plan_review.models import PlanComment, PlanReview
from tsunagi.cases.plan_review.rules import ReviewLine, ReviewState
from tsunagi.cases.scope import TEAM, require_sight
from tsunagi.common.errors import UserError
from tsunagi.organisations.staff.models import Staff

# A reviewer of another office needs the person's consent, or works on the case.
REVIEWERS = TEAM | {"consent"}


@transaction.atomic
def ask_review(*, sheet: PlanSheet, words: str, by: Actor, now: datetime) -> PlanReview:
    """助言を求める。その版の書面に対して。担当のいない計画は、求めた人の計画とみなす。"""
    require_sight(sheet.case, Permission.CASE_WORK, by=by, now=now)
    plan = sheet.plan
    require_open(plan)
    try:
        with transaction.atomic():
            row = PlanReview.objects.create(
                plan=plan, case=sheet.case, sheet=sheet, author_id=plan.staff_id or by.staff_id,
                asked_words=words, asked_at=now, asked_by_id=by.staff_id,
            )  # fmt: skip
    except IntegrityError:
        raise UserError(messages.ASKED_ALREADY) from None
    _audited("plan_review.ask", row, by=by)
    return row


@transaction.atomic
def return_review(
    *,
    review: PlanReview,
    lines: Sequence[ReviewLine],
    comments: Mapping[str, str],
    values: Mapping[str, Any],
    version: int,
    by: Actor,
    now: datetime,
) -> PlanReview:
    """行ごとの助言と、観点ごとの段階を返す。

    comments: {line key: text}; values: levels, good, advice, recheck_on.
    """
    require_sight(review.case, Permission.CASE_WORK, by=by, now=now, through=REVIEWERS)
    if by.staff_id is not None and by.staff_id == review.author_id:
        raise UserError(messages.OWN_PLAN)
    if review.state != ReviewState.ASKED:
        state = ReviewState(review.state).label
        raise UserError(messages.NOT_WAITING.format(state=state))
    said = [(line, comments.get(line.key, "").strip()) for line in lines]
    said = [(line, text) for line, text in said if text]
    wanted = {
        "levels": {k: v for k, v in values["levels"].items() if v},
        "good": values["good"], "advice": values["advice"],
        "recheck_on": values["recheck_on"],
    }  # fmt: skip
    if not (
        said or wanted["levels"] or wanted["good"].strip() or wanted["advice"].strip()
    ):
        raise UserError(messages.EMPTY)
    _step(
        review, version,
        {**wanted, "state": ReviewState.RETURNED, "returned_at": now,
         "reviewer_id": by.staff_id},
    )  # fmt: skip
    PlanComment.objects.unscoped("of the review that was seen").bulk_create(
        PlanComment(
            review=review, case=review.case, line=line.key, text=text,
            line_words=line.label[:100],
        )
        for line, text in said
    )  # fmt: skip
    _audited("plan_review.return", review, by=by)
    return review


@transaction.atomic
def answer_comment(
    *, comment: PlanComment, answer: str, by: Actor, now: datetime
) -> PlanComment:
    """助言に返事をする: どう直したか、なぜ直さなかったか。確かめ終えるまで直せる。"""
    require_sight(comment.case, Permission.CASE_WORK, by=by, now=now)
    if comment.review.state != ReviewState.RETURNED:
        raise UserError(messages.SETTLED)
    PlanComment.objects.unscoped("the comment that was seen").filter(
        pk=comment.pk
    ).update(answer=answer, answered_at=now, answered_by_id=by.staff_id)
    comment.answer = answer
    _audited("plan_review.answer", comment.review, by=by)
    return comment


@transaction.atomic
def settle_review(
    *, review: PlanReview, words: str, version: int, by: Actor, now: datetime
) -> PlanReview:
    """確かめ終える。すべての助言に返事があること。"""
    require_sight(review.case, Permission.CASE_WORK, by=by, now=now)
    if review.state != ReviewState.RETURNED:
        raise UserError(messages.NOT_RETURNED)
    open_ones = PlanComment.objects.unscoped("of the review that was seen").filter(
        review=review, answered_at=None
    )
    count = open_ones.count()
    if count:
        raise UserError(messages.UNANSWERED.format(count=count))
    _step(review, version, {"state": ReviewState.SETTLED, "settled_words": words})
    _audited("plan_review.settle", review, by=by)
    return review


def _step(review: PlanReview, version: int, values: Mapping[str, Any]) -> None:
    changed = (
        PlanReview.objects.unscoped("guarded by its version")
        .filter(pk=review.pk, version=version)
        .update(version=F("version") + 1, **values)
    )
    if not changed:
        raise UserError(CHANGED_MEANWHILE)
    for name, value in values.items():
        setattr(review, name, value)
    review.version = version + 1


def may_review(*, by: Actor, author: Staff | None, relations: frozenset[str]) -> bool:
    """Whether to show the way to `return_review`."""
    is_own = author is not None and author.pk == by.staff_id
    return (
        by.has(Permission.CASE_WORK)
        and not is_own
        and not relations.isdisjoint(REVIEWERS)
    )


def due_again(review: PlanReview, *, today: date) -> bool:
    """もう一度見る日が来た。"""
    return review.recheck_on is not None and review.recheck_on <= today


def _audited(action: str, row: PlanReview, *, by: Actor) -> None:
    audit.record(
        action, by=by, target=row, state=row.state,
        subjects=[row.case.person.public_id],
    )  # fmt: skip

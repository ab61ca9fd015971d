"""A plan of 架空 花子 with its draft; colleagues who may advise on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.cases.conftest import CaseRoom
from tests.cases.plan.conftest import PlanRoom
from tests.conftest import NOW
from tsunagi.cases.case.models import Case
from tsunagi.cases.consent.actions import NewConsent, record_consent
from tsunagi.cases.consent.rules import ConsentMethod, Explanation, Purpose
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.plan.models import PlanSheet
from tsunagi.cases.plan_review.actions import answer_comment, ask_review, return_review
from tsunagi.cases.plan_review.models import PlanComment, PlanReview
from tsunagi.cases.plan_review.reading import sheet_lines

NOTHING: dict[str, Any] = {"levels": {}, "good": "", "advice": "", "recheck_on": None}


def comments_of(review: PlanReview) -> list[PlanComment]:
    rows = PlanComment._base_manager.select_related("review__case__person")
    return list(rows.filter(review=review).order_by("id"))


class ReviewRoom:
    """Asks for advice, and gives it as somebody else."""

    def __init__(self, room: CaseRoom, plans: PlanRoom) -> None:
        self.room, self.plans = room, plans

    def sheet(self, name: str = "架空 花子", **case: Any) -> PlanSheet:
        return self.plans.sheet(self.plans.plan(self.room.case(name=name, **case)))

    def ask(
        self, sheet: PlanSheet, *, by: str = "specialist", now: datetime = NOW
    ) -> PlanReview:
        return ask_review(
            sheet=sheet, words="目標の書き方", by=self.room.actor(by), now=now
        )

    def give(
        self,
        review: PlanReview,
        comments: Mapping[str, str] | None = None,
        *,
        by: str = "manager",
        now: datetime = NOW,
        version: int | None = None,
        **values: Any,
    ) -> PlanReview:
        return return_review(
            review=review, lines=sheet_lines(review.sheet), comments=comments or {},
            values={**NOTHING, **values}, by=self.room.actor(by), now=now,
            version=review.version if version is None else version,
        )  # fmt: skip

    def answer(self, comment: PlanComment, by: str = "specialist") -> None:
        answer_comment(
            comment=comment, answer="直した", by=self.room.actor(by), now=NOW
        )

    def share(self, case: Case, office: str) -> None:
        """The person agrees that this office is shown the support."""
        on = NOW.date() - timedelta(days=1)
        record_consent(
            case=case,
            new=NewConsent(
                purposes=[Purpose.SUPPORT],
                classes=[FieldClass.IDENTITY, FieldClass.SUPPORT],
                offices=[self.room.region.offices[office]], explained_on=on, given_on=on,
                explanation=Explanation.PLAIN, method=ConsentMethod.SIGNATURE,
            ),
            by=self.room.actor("manager"), now=NOW,
        )  # fmt: skip


@pytest.fixture
def plans(room: CaseRoom) -> PlanRoom:
    return PlanRoom(room)


@pytest.fixture
def reviews(room: CaseRoom, plans: PlanRoom) -> ReviewRoom:
    return ReviewRoom(room, plans)

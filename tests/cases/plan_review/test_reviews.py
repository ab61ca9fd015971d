"""評価・助言の書込み: 求める、行ごとに返す、返事をする、確かめ終える。だれができるか。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.cases.conftest import CaseRoom
from tests.cases.plan_review.conftest import ReviewRoom, comments_of
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.cases.plan.actions import end_plan
from tsunagi.cases.plan.sheet_actions import write_texts
from tsunagi.cases.plan_review.actions import (
    may_review,
    settle_review,
)
from tsunagi.cases.plan_review.models import PlanReview
from tsunagi.cases.plan_review.queries import review_before
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]


def code(call: Callable[[], object]) -> str:
    with pytest.raises(UserError) as error:
        call()
    return error.value.message.code


def test_one_question_at_a_time_and_another_after_the_answer(
    reviews: ReviewRoom,
) -> None:
    sheet = reviews.sheet()
    first = reviews.ask(sheet)
    assert code(lambda: reviews.ask(sheet)) == "PRV-001"
    reviews.give(first, advice="よい")
    assert reviews.ask(sheet).pk != first.pk
    assert PlanReview._base_manager.count() == 2


def test_nobody_advises_on_a_plan_of_ones_own(reviews: ReviewRoom) -> None:
    review = reviews.ask(reviews.sheet())
    call = lambda: reviews.give(review, by="specialist", advice="よい")  # noqa: E731
    assert code(call) == "PRV-002"
    mine = reviews.ask(reviews.sheet("架空 二郎"), by="manager")
    assert code(lambda: reviews.give(mine, by="specialist", advice="よい")) == "PRV-002"


def test_without_a_specialist_the_plan_is_of_whoever_asks(reviews: ReviewRoom) -> None:
    review = reviews.ask(reviews.sheet(staff=None), by="manager")
    assert code(lambda: reviews.give(review, by="manager", advice="よい")) == "PRV-002"
    assert reviews.give(review, by="specialist", advice="よい").state == "returned"


@pytest.mark.parametrize(
    "said",
    [
        {"levels": {"needs": ""}, "good": " ", "advice": "\n"},
        {"recheck_on": TODAY + timedelta(days=90)},
        {"comments": {"row1": "  ", "no such line": "どこの行でもない"}},
    ],
)
def test_nothing_said_is_not_returned(
    said: dict[str, Any], reviews: ReviewRoom
) -> None:
    review = reviews.ask(reviews.sheet())
    assert code(lambda: reviews.give(review, **said)) == "PRV-003"
    assert PlanReview._base_manager.get().state == "asked"


@pytest.mark.parametrize(
    "said",
    [
        {"levels": {"needs": "1"}}, {"good": "よい"}, {"advice": "次に"},
        {"comments": {"week": "祝日の列も"}},
    ],
)  # fmt: skip
def test_one_thing_said_is_enough(said: dict[str, Any], reviews: ReviewRoom) -> None:
    review = reviews.give(reviews.ask(reviews.sheet()), **said)
    row = PlanReview._base_manager.get()
    assert row.state == review.state == "returned"
    assert row.version == review.version == 2
    assert row.reviewer_id == reviews.room.region.staff["manager"].pk
    assert len(comments_of(row)) == ("comments" in said)


def test_returned_once_and_by_who_saw_the_newest_version(reviews: ReviewRoom) -> None:
    review = reviews.ask(reviews.sheet())
    stale = PlanReview._base_manager.select_related("case__person", "sheet").get()
    assert code(lambda: reviews.give(review, version=7, advice="よい")) == "ACC-008"
    reviews.give(review, {"row1": "一"}, advice="よい")
    assert code(lambda: reviews.give(review, advice="もう一度")) == "PRV-004"
    assert code(lambda: reviews.give(stale, {"row1": "二"})) == "ACC-008"
    assert [one.text for one in comments_of(review)] == ["一"]


def test_settled_only_when_every_line_is_answered(
    reviews: ReviewRoom, room: CaseRoom
) -> None:
    review = reviews.ask(reviews.sheet())

    def settle(version: int | None = None) -> PlanReview:
        return settle_review(
            review=review, words="目標を短く", by=room.actor("specialist"), now=NOW,
            version=review.version if version is None else version,
        )  # fmt: skip

    assert code(settle) == "PRV-005"
    reviews.give(review, {"row1": "数字を", "week": "休みを", "policy": " "})
    first, second = comments_of(review)
    assert {first.line, second.line} == {"row1", "week"}
    reviews.answer(first)
    assert code(settle) == "PRV-006"
    reviews.answer(second, by="manager")
    assert code(lambda: settle(version=1)) == "ACC-008"
    assert settle().state == "settled"
    row = PlanReview._base_manager.get()
    assert (row.state, row.settled_words, row.version) == ("settled", "目標を短く", 3)
    assert code(lambda: reviews.answer(comments_of(review)[0])) == "PRV-008"
    assert code(settle) == "PRV-005"
    kinds = AuditEvent.objects.filter(action__startswith="plan_review")
    assert sorted(kinds.values_list("action", flat=True)) == [
        "plan_review.answer", "plan_review.answer", "plan_review.ask",
        "plan_review.return", "plan_review.settle",
    ]  # fmt: skip


def test_the_version_that_was_asked_about_stays(
    reviews: ReviewRoom, room: CaseRoom
) -> None:
    sheet = reviews.sheet()
    review = reviews.ask(sheet)
    write_texts(
        sheet=sheet, values={"wishes_person": "山の近くで"}, version=1,
        by=room.actor("specialist"), now=NOW,
    )  # fmt: skip
    reviews.give(review, {"wishes_person": "海のどこが好き"})
    row = PlanReview._base_manager.select_related("sheet").get()
    assert row.sheet_id == sheet.pk and row.sheet.wishes_person == "海の近くで"


def test_a_plan_that_is_over_is_answered_but_not_asked_about(
    reviews: ReviewRoom, room: CaseRoom
) -> None:
    sheet = reviews.sheet()
    review = reviews.give(reviews.ask(sheet), {"row1": "数字を"})
    end_plan(
        plan=sheet.plan, reason="転出", version=1, by=room.actor("specialist"), now=NOW,
        today=TODAY,
    )  # fmt: skip
    assert code(lambda: reviews.ask(sheet)) == "PLN-006"
    reviews.answer(comments_of(review)[0])
    settled = settle_review(
        review=review, words="", version=2, by=room.actor("specialist"), now=NOW
    )
    assert settled.state == "settled"


# (who, may ask, may return); by whom the case is seen decides.
@pytest.mark.parametrize(
    ("who", "asks", "returns"),
    [
        ("manager", None, None),
        ("assistant", None, None),
        ("officer", AccessDenied, AccessDenied),
        ("alone", NotVisible, NotVisible),
        ("core_staff", NotVisible, NotVisible),
        ("minato_specialist", NotVisible, NotVisible),
    ],
)
def test_who_may_ask_and_return(
    who: str,
    asks: type[Exception] | None,
    returns: type[Exception] | None,
    reviews: ReviewRoom,
) -> None:
    sheet = reviews.sheet()
    if asks is None:
        review = reviews.ask(sheet, by=who)
    else:
        with pytest.raises(asks):
            reviews.ask(sheet, by=who)
        review = reviews.ask(sheet)
    if returns is None:
        assert reviews.give(review, by=who, advice="よい").state == "returned"
    else:
        with pytest.raises(returns):
            reviews.give(review, by=who, advice="よい")


def test_by_consent_one_advises_and_does_nothing_else(
    reviews: ReviewRoom, room: CaseRoom
) -> None:
    sheet = reviews.sheet()
    review = reviews.ask(sheet)
    reviews.share(sheet.case, "core")
    reviews.give(review, {"row1": "数字を"}, by="core_staff")
    assert PlanReview._base_manager.get().reviewer == room.region.staff["core_staff"]
    with pytest.raises(AccessDenied):
        reviews.ask(sheet, by="core_staff")
    with pytest.raises(AccessDenied):
        reviews.answer(comments_of(review)[0], by="core_staff")
    with pytest.raises(AccessDenied):
        settle_review(
            review=review, words="", version=2, by=room.actor("core_staff"), now=NOW
        )


def test_to_whom_the_way_is_shown(room: CaseRoom, reviews: ReviewRoom) -> None:
    author = reviews.ask(reviews.sheet()).author
    for who, relation, shown in (
        ("manager", "responsible", True), ("manager", "consent", True),
        ("specialist", "responsible", False), ("manager", "duty", False),
        ("member", "responsible", False),
    ):  # fmt: skip
        by = room.actor(who)
        assert (
            may_review(by=by, author=author, relations=frozenset({relation})) is shown
        )


def test_the_one_before_is_of_the_same_author_and_may_be_seen(
    reviews: ReviewRoom, room: CaseRoom
) -> None:
    def returned(name: str, hours: int, **case: Any) -> PlanReview:
        now = NOW + timedelta(hours=hours)
        review = reviews.ask(reviews.sheet(name, **case))
        return reviews.give(review, now=now, advice="よい")

    first = returned("架空 一子", 0)
    second = returned("架空 二子", 1)
    third = returned("架空 三子", 2)
    own = reviews.ask(reviews.sheet("架空 四子", staff="manager"), by="manager")
    reviews.give(own, by="specialist", now=NOW + timedelta(hours=1), advice="よい")

    def before(row: PlanReview, who: str = "manager") -> PlanReview | None:
        return review_before(actor=room.actor(who), review=row, now=NOW)

    assert (before(third), before(second), before(first)) == (second, first, None)
    reviews.share(third.case, "core")
    assert before(third, "core_staff") is None, "only what one may see"
    reviews.share(first.case, "core")
    assert before(third, "core_staff") == first

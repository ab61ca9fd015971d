"""評価・助言の画面: 一巡、だれに見えるか、見たことの記録、質問の数。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.cases.plan.conftest import ITEM, PlanRoom
from tests.cases.plan_review.conftest import ReviewRoom, comments_of
from tests.conftest import NOW, TODAY
from tsunagi.access.models import AuditEvent
from tsunagi.cases.plan.models import Plan
from tsunagi.cases.plan_review.models import PlanReview
from tsunagi.cases.plan_review.queries import reviews_waiting
from tsunagi.cases.plan_review.rules import ReviewState

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]


def text(response: Any) -> str:
    return str(response.content.decode())


def plan_address(name: str, plan: Plan, *more: object) -> str:
    return reverse(name, args=[plan.case.public_id, plan.public_id, *more])


def address(name: str, review: PlanReview) -> str:
    return plan_address(name, review.plan, review.public_id)


def test_asked_returned_line_by_line_answered_and_settled(
    reviews: ReviewRoom, client_for: ClientFor
) -> None:
    sheet = reviews.sheet()
    writer, chief = client_for("specialist"), client_for("manager")
    ask = plan_address("plan-review-ask", sheet.plan)
    key = str(writer.get(ask).context["form"]["key"].value())
    for _ in range(2):
        assert writer.post(ask, {"words": "目標が長い", "key": key}).status_code == 302
    review = PlanReview._base_manager.get()
    other = str(writer.get(ask).context["form"]["key"].value())
    again = writer.post(ask, {"words": "もう一度", "key": other})
    assert again.status_code == 422 and "PRV-001" in text(again)
    page = address("plan-review", review)
    assert "まだ助言は返っていません" in text(writer.get(page))
    give = address("plan-review-return", review)
    assert give not in text(writer.get(page)) and give in text(chief.get(page))
    listed = reverse("plan-reviews")
    assert page in text(chief.get(listed))
    form = chief.get(give)
    assert "目標が長い" in text(form) and ITEM["need"] in text(form)
    lines = [one.key for one in form.context["form"].lines]
    sent = {
        "good": "本人の言葉がある", "advice": "次は数字を", "level_needs": "2",
        "version": 1, f"line_{lines.index('row1')}": "いつ達成か",
        f"line_{lines.index('week')}": "休む時間も",
    }  # fmt: skip
    own = writer.post(give, sent)
    assert own.status_code == 422 and "PRV-002" in text(own)
    empty = chief.post(give, {"version": 1, "recheck_on": "令和9年3月1日"})
    assert empty.status_code == 422 and "令和9年3月1日" in text(empty)
    assert chief.post(give, {**sent, "recheck_on": str(TODAY)}).status_code == 302
    late = chief.post(give, {**sent, "good": "ほかの言葉"})
    assert late.status_code == 422 and "ほかの言葉" in text(late)
    shown = text(writer.get(page))
    for words in ("本人の言葉がある", "いつ達成か", "休む時間も", "できはじめている",
                  "返事を待つ", "もう一度見る日が来ました", "優先順位1　外で人と会う"):  # fmt: skip
        assert words in shown, words
    assert page in text(writer.get(listed + "?state=returned"))
    settle = address("plan-review-settle", review)
    early = writer.post(settle, {"words": "", "version": 2})
    assert early.status_code == 422 and "2件" in text(early)
    for one in comments_of(review):
        answer = plan_address("plan-comment-answer", sheet.plan, one.public_id)
        assert one.text in text(writer.get(answer))
        assert writer.post(answer, {"answer": f"{one.line}を直した"}).status_code == 302
    done = {"words": "次は数字から", "version": 2}
    assert writer.post(settle, done).status_code == 302
    shown = text(writer.get(page))
    assert "row1を直した" in shown and "次は数字から" in shown
    assert "返事をする" not in shown and settle not in shown
    assert page in text(writer.get(listed + "?state=settled"))
    assert page in text(writer.get(plan_address("plan-page", sheet.plan)))
    late = writer.post(answer, {"answer": "あとから"})
    assert late.status_code == 422 and "PRV-008" in text(late)


def test_nothing_is_asked_before_something_is_written(
    plans: PlanRoom, client_for: ClientFor
) -> None:
    client = client_for("specialist")
    ask = plan_address("plan-review-ask", plans.plan())
    key = str(client.get(ask).context["form"]["key"].value())
    refused = client.post(ask, {"words": "", "key": key})
    assert refused.status_code == 422 and "PRV-007" in text(refused)


def test_the_next_review_is_laid_beside_the_one_before(
    reviews: ReviewRoom, client_for: ClientFor
) -> None:
    first = reviews.ask(reviews.sheet())
    reviews.give(first, levels={"needs": "1", "goals": "3"})
    second = reviews.ask(reviews.sheet("架空 二子"))
    reviews.give(
        second, levels={"needs": "2", "goals": "2"}, now=NOW + timedelta(hours=1)
    )
    shown = text(client_for("specialist").get(address("plan-review", second)))
    assert "前の評価と並べる" in shown and "進んだ" in shown and "もう一度" in shown
    alone = text(client_for("specialist").get(address("plan-review", first)))
    assert "前の評価と並べる" not in alone and "観点ごとの段階" in alone


NAMES = ("plan-review", "plan-review-return", "plan-review-settle")


@pytest.mark.parametrize("who", ["alone", "core_staff", "minato_specialist"])
def test_others_are_shown_nothing_and_it_is_written(
    who: str, reviews: ReviewRoom, room: CaseRoom, client_for: ClientFor
) -> None:
    review = reviews.ask(reviews.sheet())
    client = client_for(who)
    urls = [address(name, review) for name in NAMES]
    urls.append(plan_address("plan-review-ask", review.plan))
    for url in urls:
        assert client.get(url).status_code == 404, url
    sent = client.post(address("plan-review-return", review), {"advice": "よい"})
    assert sent.status_code == 404
    refused = AuditEvent.objects.filter(
        outcome=AuditEvent.Outcome.NOT_FOUND,
        actor_staff_id=room.region.staff[who].pk, action__startswith="plan_review",
    )  # fmt: skip
    assert refused.count() == 5
    assert refused.filter(action="plan_review.return").count() == 2
    assert "架空 花子" not in text(client.get(reverse("plan-reviews")))
    assert PlanReview._base_manager.get().state == "asked"


def test_the_core_centre_advises_with_the_persons_consent(
    reviews: ReviewRoom, room: CaseRoom, client_for: ClientFor
) -> None:
    review = reviews.ask(reviews.sheet())
    client = client_for("core_staff")
    give, page = address("plan-review-return", review), address("plan-review", review)
    assert client.get(give).status_code == 404
    reviews.share(review.case, "core")
    assert page in text(client.get(reverse("plan-reviews")))
    assert give in text(client.get(page))
    form = client.get(give).context["form"]
    lines = [one.key for one in form.lines]
    answer = client.post(give, {f"line_{lines.index('row1')}": "いつ", "version": 1})
    assert answer.status_code == 302
    shown = text(client.get(page))
    assert "いつ" in shown and "返事をする" not in shown
    refused = client.post(address("plan-review-settle", review), {"version": 2})
    assert refused.status_code == 403


def test_what_belongs_to_another_plan_or_person_is_not_found(
    reviews: ReviewRoom, client_for: ClientFor
) -> None:
    review = reviews.ask(reviews.sheet())
    other = reviews.sheet("架空 二子").plan
    client = client_for("specialist")
    for name in NAMES:
        wrong = plan_address(name, other, review.public_id)
        assert client.get(wrong).status_code == 404, name


def test_the_list_reads_only_what_it_knows(
    reviews: ReviewRoom, client_for: ClientFor
) -> None:
    review = reviews.ask(reviews.sheet())
    client, url = client_for("manager"), reverse("plan-reviews")
    for odd in ("?state=nothing", "?after=x", "?after=²", "?state=asked&after=0"):
        assert address("plan-review", review) in text(client.get(url + odd)), odd
    assert "いまはありません" in text(client.get(f"{url}?after={review.pk}"))


def test_pages_of_the_list_follow_each_other(
    reviews: ReviewRoom,
    room: CaseRoom,
    client_for: ClientFor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tsunagi.cases.plan_review.queries.PAGE", 1)
    first = reviews.ask(reviews.sheet())
    second = reviews.ask(reviews.sheet("架空 二子"))
    page = client_for("manager").get(reverse("plan-reviews"))
    assert [row.pk for row in page.context["rows"]] == [first.pk]
    onward = page.context["paging"].next_url
    page = client_for("manager").get(reverse("plan-reviews") + onward)
    assert [row.pk for row in page.context["rows"]] == [second.pk]
    assert page.context["paging"].next_url == ""
    found = reviews_waiting(actor=room.actor("alone"), now=NOW, state=ReviewState.ASKED)
    assert found == []


def test_the_number_of_queries_does_not_grow(
    reviews: ReviewRoom, client_for: ClientFor
) -> None:
    before = reviews.give(reviews.ask(reviews.sheet()), {"row1": "一"})
    items = [{**ITEM, "key": f"k{n}"} for n in range(5)]
    plan = reviews.plans.plan(reviews.room.case(name="架空 二子"))
    many = reviews.ask(reviews.plans.sheet(plan, items=items))
    reviews.give(
        many, {f"k{n}": "いつ" for n in range(5)}, levels={"needs": "2"},
        now=NOW + timedelta(hours=1),
    )  # fmt: skip
    for one in comments_of(many):
        reviews.answer(one)
    client = client_for("manager")

    def count(url: str) -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    listed = reverse("plan-reviews") + "?state=returned"
    pages = count(address("plan-review", before)), count(listed)
    for number in range(3):
        sheet = reviews.sheet(f"架空 {number}美")
        reviews.give(reviews.ask(sheet), advice="よい")
    assert count(address("plan-review", many)) == pages[0]
    assert count(listed) == pages[1]


def test_looking_is_written_before_anything_is_shown(
    reviews: ReviewRoom, client_for: ClientFor
) -> None:
    review = reviews.ask(reviews.sheet())
    client_for("manager").get(address("plan-review", review))
    client_for("manager").get(reverse("plan-reviews"))
    for action in ("plan_review.view", "plan_review.list"):
        row = AuditEvent.objects.get(action=action)
        assert row.subjects.count() == 1

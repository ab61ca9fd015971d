"""調整・交渉: 結果が入るまで残る、一行の結果、前の版、見える範囲。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.cases.case.models import Case, CaseEvent
from tsunagi.cases.coordination import actions, queries
from tsunagi.cases.coordination.actions import NewCoordination, Outcome
from tsunagi.cases.coordination.models import Coordination
from tsunagi.cases.coordination.rules import Partner, Result, Standing, standing_of
from tsunagi.cases.merge.actions import merge_persons, undo_merge
from tsunagi.cases.person.models import Person
from tsunagi.common.errors import UserError

ClientFor = Callable[[str], Client]
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("result", "due_on", "withdrawn", "standing"),
    [
        ("", None, False, Standing.OPEN), ("", TODAY, False, Standing.OPEN),
        ("", TOMORROW, False, Standing.OPEN), ("", YESTERDAY, False, Standing.LATE),
        ("agreed", YESTERDAY, False, Standing.DONE),
        ("", YESTERDAY, True, Standing.WITHDRAWN),
    ],
)  # fmt: skip
def test_it_waits_until_a_result_is_entered(
    result: str, due_on: date | None, withdrawn: bool, standing: Standing
) -> None:
    found = standing_of(result, due_on, today=TODAY, is_withdrawn=withdrawn)
    assert found is standing


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today_is_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(minutes=5))


def new(**values: Any) -> NewCoordination:
    told: dict[str, Any] = {
        "partner": Partner.ADMINISTRATION, "partner_name": "架空市 障がい福祉課",
        "purpose": "見守りを増やす", "asked": "支給量の変更を受けてほしい",
        "asked_on": TODAY,
    }  # fmt: skip
    return NewCoordination(**{**told, **values})


def ask(
    room: CaseRoom, case: Case | None = None, by: str = "specialist", **values: Any
) -> Coordination:
    row = actions.ask_partner(
        case=case or room.case(), new=new(**values), by=room.actor(by), now=NOW,
        today=TODAY,
    )  # fmt: skip
    return fresh(row)


def fresh(row: Coordination) -> Coordination:
    return (
        Coordination.objects.unscoped("test")
        .select_related("case__person")
        .get(record_id=row.record_id, is_current=True)
    )


def result(
    room: CaseRoom, row: Coordination, by: str = "specialist", on: date = TODAY,
    version: int | None = None,
) -> Coordination:  # fmt: skip
    return actions.enter_result(
        row=row, outcome=Outcome(Result.PARTLY, on, "月8時間"), by=room.actor(by),
        version=row.version if version is None else version, now=NOW, today=TODAY,
    )  # fmt: skip


def count() -> int:
    return Coordination.objects.unscoped("test").count()


def test_what_was_asked_waits_and_a_result_in_one_line_ends_it(room: CaseRoom) -> None:
    row = ask(room)
    actor = room.actor("specialist")
    assert queries.open_of_mine(actor=actor, now=NOW) == [row]
    after = result(room, row)
    assert (after.result, after.result_words, after.asked) == (
        Result.PARTLY, "月8時間", row.asked,
    )  # fmt: skip
    assert queries.open_of_mine(actor=actor, now=NOW) == []
    event = CaseEvent.objects.unscoped("test").get(kind="coordination")
    assert "一部だけととのった" in event.text
    for name in ("coordination.ask", "coordination.result"):
        told = AuditEvent.objects.get(action=name)
        assert "障がい福祉課" not in str(told.details)
        assert told.subjects.get().subject_public_id == row.case.person.public_id


def test_a_colleague_of_the_team_may_enter_the_result(room: CaseRoom) -> None:
    row = ask(room)
    after = result(room, row, by="assistant")
    assert after.staff == room.region.staff["specialist"]
    assert after.recorded_by == room.region.staff["assistant"]


@pytest.mark.parametrize(
    ("by", "error"),
    [
        ("alone", NotVisible), ("core_staff", NotVisible), ("officer", AccessDenied),
        ("minato_specialist", NotVisible), ("secretary", NotVisible),
    ],
)  # fmt: skip
def test_others_neither_ask_nor_answer(
    room: CaseRoom, by: str, error: type[Exception]
) -> None:
    row = ask(room)
    with pytest.raises(error):
        ask(room, row.case, by=by)
    with pytest.raises(error):
        result(room, row, by=by)
    assert count() == 1


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"partner_name": " "}, "COO-001", "partner_name"),
        ({"purpose": ""}, "COO-001", "purpose"), ({"asked": "　"}, "COO-001", "asked"),
        ({"asked_on": TOMORROW}, "COO-002", "asked_on"),
        ({"due_on": YESTERDAY}, "COO-003", "due_on"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(
    room: CaseRoom, values: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(UserError, match=code) as refused:
        ask(room, **values)
    assert refused.value.field == field and count() == 0


def test_a_result_has_its_day_and_is_entered_once(room: CaseRoom) -> None:
    row = ask(room)
    for day, code in ((YESTERDAY, "COO-003"), (TOMORROW, "COO-002")):
        with pytest.raises(UserError, match=code):
            result(room, row, on=day)
    with pytest.raises(UserError, match="ほかの人"):
        result(room, row, version=9)
    with pytest.raises(UserError, match="COO-004"):
        result(room, result(room, row))
    assert count() == 2


def test_a_correction_keeps_what_stood_before_and_may_open_it_again(
    room: CaseRoom,
) -> None:
    row = result(room, ask(room))
    given: dict[str, Any] = {
        "row": row, "new": new(purpose="通う日を増やす"), "outcome": None,
        "version": row.version, "by": room.actor("specialist"), "now": NOW,
        "today": TODAY,
    }  # fmt: skip
    with pytest.raises(UserError, match="COO-005"):
        actions.correct_coordination(**given, reason=" ")
    after = actions.correct_coordination(**given, reason="話が戻った")
    assert (after.result, after.purpose, after.version) == ("", "通う日を増やす", 3)
    assert count() == 3
    gone = actions.withdraw_coordination(
        row=after,
        reason="別の方だった",
        version=3,
        by=room.actor("specialist"),
        now=NOW,
    )
    assert queries.open_of_mine(actor=room.actor("specialist"), now=NOW) == []
    with pytest.raises(UserError, match="COO-006"):
        result(room, gone)


def test_the_history_says_what_was_put_right(room: CaseRoom) -> None:
    row = result(room, ask(room))
    frame: dict[str, Any] = {"by": room.actor("specialist"), "now": NOW}
    after = actions.correct_coordination(
        row=row, new=new(), outcome=None, reason="話が戻った", version=row.version,
        today=TODAY, **frame,
    )  # fmt: skip
    again = result(room, after)
    actions.withdraw_coordination(
        row=again, reason="別の方だった", version=again.version, **frame
    )
    told = CaseEvent.objects.unscoped("test").filter(
        source_ref=f"coordination:{row.record_id}"
    )
    words = [one.text.rsplit("（", 1)[1] for one in told.order_by("pk")]
    assert words[1] == "結果を取り消した）" and words[0] == words[2]
    assert words[3:] == ["この記録を取り消した）"]


def test_it_is_written_on_one_form_and_answered_on_the_next(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    client = client_for("specialist")
    url = reverse("coordination-new", args=[case.public_id])
    form = client.get(url).context["form"]
    values = {
        "key": str(form["key"].value()), "partner": "medical",
        "partner_name": "架空クリニック", "purpose": "薬の飲み方をそろえる", "asked": " ",
        "asked_on": TODAY.isoformat(), "due_on": YESTERDAY.isoformat(),
    }  # fmt: skip
    kept = client.post(url, values)
    assert kept.status_code == 422 and "架空クリニック" in kept.content.decode()
    values |= {"asked": "一包にしてほしい", "due_on": ""}
    for _ in range(2):
        assert client.post(url, values).status_code == 302
    row = Coordination.objects.unscoped("test").get()
    done = reverse("coordination-result", args=[case.public_id, row.record_id])
    for page in (
        reverse("case-page", args=[case.public_id]),
        reverse("case-coordinations", args=[case.public_id]),
        reverse("coordination-list"),
    ):
        assert done in client.get(page).content.decode(), page
    assert "架空クリニックの結果を書く" in client.get("/").content.decode()
    answer = {
        "result": "agreed", "result_words": "次の日から", "result_on": TODAY.isoformat(),
        "version": "1",
    }  # fmt: skip
    assert client.post(done, answer).status_code == 302
    assert "架空クリニックの結果" not in client.get("/").content.decode()
    page = client.get(reverse("case-coordinations", args=[case.public_id]))
    assert "次の日から" in page.content.decode()


def test_the_form_of_a_correction_asks_for_the_day_of_a_result(
    room: CaseRoom, client_for: ClientFor
) -> None:
    row = ask(room)
    url = reverse("coordination-edit", args=[row.case.public_id, row.record_id])
    client = client_for("specialist")
    values = {
        "partner": "admin", "partner_name": "課", "purpose": "見守り", "asked": "変更",
        "asked_on": TODAY.isoformat(), "due_on": "", "result": "agreed",
        "result_words": "", "result_on": "", "reason": "結果を入れる", "version": "1",
    }  # fmt: skip
    assert client.post(url, values).status_code == 422
    assert (
        client.post(url, {**values, "result_on": TODAY.isoformat()}).status_code == 302
    )
    assert fresh(row).result == Result.AGREED
    gone = reverse("coordination-withdraw", args=[row.case.public_id, row.record_id])
    client.post(gone, {"reason": "別の方", "version": "2"})
    page = client.get(reverse("case-coordinations", args=[row.case.public_id]))
    assert "取り消した" in page.content.decode()


def test_others_find_nothing_there(room: CaseRoom, client_for: ClientFor) -> None:
    row = ask(room)
    client = client_for("alone")
    args = [row.case.public_id]
    for name in ("case-coordinations", "coordination-new"):
        assert client.get(reverse(name, args=args)).status_code == 404
    one = [*args, row.record_id]
    for name in ("coordination-result", "coordination-edit", "coordination-withdraw"):
        assert client.get(reverse(name, args=one)).status_code == 404
    for view in ("mine", "office"):
        page = client.get(reverse("coordination-list"), {"view": view})
        assert row.partner_name not in page.content.decode()
    other = room.case(name="架空 別人", kana="かくう べつじん")
    crossed = reverse("coordination-edit", args=[other.public_id, row.record_id])
    assert client_for("specialist").get(crossed).status_code == 404


def test_it_goes_with_the_person_when_two_records_become_one(room: CaseRoom) -> None:
    kept, taken = room.case(), room.case(name="架空 華子")
    row = ask(room, taken)
    get = Person._base_manager.get
    merge = merge_persons(
        survivor=get(pk=kept.person_id), absorbed=get(pk=taken.person_id), take={},
        reason="同じ受給者証", by=room.actor("officer"), now=NOW,
    )  # fmt: skip
    assert fresh(row).case == kept
    result(room, fresh(row))
    undo_merge(merge=merge, by=room.actor("officer"), now=NOW)
    versions = Coordination.objects.unscoped("test").filter(record_id=row.record_id)
    assert set(versions.values_list("case", "version")) == {
        (taken.pk, 1), (taken.pk, 2),
    }, "a record goes back with all its versions"  # fmt: skip


def test_a_colleague_sees_it_under_the_office(
    room: CaseRoom, client_for: ClientFor
) -> None:
    row = ask(room)
    client, url = client_for("assistant"), reverse("coordination-list")
    assert row.partner_name not in client.get(url).content.decode()
    assert row.partner_name in client.get(url, {"view": "office"}).content.decode()


def test_the_number_of_queries_does_not_grow(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    ask(room, case)
    client = client_for("specialist")
    urls = [
        reverse("case-coordinations", args=[case.public_id]),
        reverse("case-page", args=[case.public_id]), reverse("coordination-list"), "/",
    ]  # fmt: skip

    def counts() -> list[int]:
        found = []
        for url in urls:
            client.get(url)
            with CaptureQueriesContext(connection) as made:
                client.get(url)
            found.append(len(made))
        return found

    before = counts()
    for number in range(3):
        ask(room, case, partner_name=f"架空の所{number}")
        ask(room, room.case(name=f"架空 {number}郎"))
    assert counts() == before

"""要望・苦情: 操作と画面。返事をするまで残り、ほかの事業所には 404。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.team_actions import exclude
from tsunagi.cases.complaint import actions, counting, queries
from tsunagi.cases.complaint.models import Complaint, ComplaintRevision, ComplaintStep
from tsunagi.cases.complaint.queries import ComplaintFilter
from tsunagi.cases.complaint.rules import ComplaintKind, Satisfied, Way
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
TEXT = "送迎がいつも遅れる"
DUE = TODAY + timedelta(days=14)


@pytest.fixture(autouse=True)
def today_is_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(minutes=5))


def told(
    room: CaseRoom, case: Case | None = None, *, by: str = "specialist",
    office: str = "hikari", **values: Any,
) -> Complaint:  # fmt: skip
    return actions.register_complaint(
        office=room.region.offices[office], case=case,
        values={
            "kind": ComplaintKind.COMPLAINT, "text": TEXT, "received_on": TODAY,
            "owner": room.region.staff["specialist"], "due_on": DUE, **values,
        },
        by=room.actor(by), now=NOW, today=TODAY,
    )  # fmt: skip


def answer(room: CaseRoom, row: Complaint, **values: Any) -> None:
    actions.answer_complaint(
        **{
            "complaint": row, "answered_on": TODAY, "way": Way.VISIT,
            "answer": "早く出ます", "satisfied": Satisfied.PARTLY, "version": row.version,
            "by": room.actor("specialist"), "now": NOW, "today": TODAY, **values,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"text": " "}, "CMP-001"),
        ({"received_on": TODAY + timedelta(days=1)}, "CMP-002"),
        ({"due_on": TODAY - timedelta(days=1)}, "CMP-003"),
    ],
)
def test_what_is_refused(values: dict[str, Any], code: str, room: CaseRoom) -> None:
    with pytest.raises(UserError, match=code):
        told(room, **values)


def test_the_owner_is_of_the_own_office(room: CaseRoom) -> None:
    with pytest.raises(UserError, match="CMP-004"):
        told(room, owner=room.region.staff["alone"])
    row = told(room)
    for owner, error in (("alone", UserError), ("manager", None)):
        change = {
            "complaint": row, "owner": room.region.staff[owner], "due_on": DUE,
            "version": row.version, "by": room.actor("manager"), "now": NOW,
            "today": TODAY,
        }  # fmt: skip
        if error:
            with pytest.raises(error, match="CMP-004"):
                actions.assign_complaint(**change)
        else:
            actions.assign_complaint(**change)
    assert row.owner == room.region.staff["manager"]


def test_only_the_own_office_writes_and_sees(room: CaseRoom) -> None:
    row = told(room, room.case())
    with pytest.raises(AccessDenied):
        told(room, by="alone")
    for who in ("officer", "alone", "core_staff", "trainee", "minato_specialist"):
        assert not Complaint.objects.visible_to(room.actor(who), now=NOW).exists(), who
        with pytest.raises(NotVisible):
            actions.add_complaint_step(
                complaint=row, done_on=TODAY, text="x", by=room.actor(who), now=NOW,
                today=TODAY,
            )  # fmt: skip
    assert Complaint.objects.visible_to(room.actor("assistant"), now=NOW).exists()


def test_an_exclusion_beats_the_own_desk(room: CaseRoom) -> None:
    case = room.case()
    told(room, case)
    exclude(
        case=case, staff=room.region.staff["assistant"], office=None, reason="x",
        by=room.actor("manager"), now=NOW,
    )  # fmt: skip
    assert not Complaint.objects.visible_to(room.actor("assistant"), now=NOW).exists()


def test_an_answer_is_given_once_and_in_words(room: CaseRoom) -> None:
    row = told(room)
    with pytest.raises(UserError, match="CMP-001"):
        answer(room, row, answer="")
    with pytest.raises(UserError, match="CMP-002"):
        answer(room, row, answered_on=TODAY - timedelta(days=1))
    with pytest.raises(UserError):
        answer(room, row, version=99)
    answer(room, row)
    with pytest.raises(UserError, match="CMP-005"):
        answer(room, row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.unscoped("test").update(answer="")
    event = AuditEvent.objects.get(action="complaint.answer")
    assert event.details == {"satisfied": "partly"}


def test_steps_stand_between_the_receipt_and_today(room: CaseRoom) -> None:
    row = told(room)
    step = {"complaint": row, "by": room.actor("assistant"), "now": NOW, "today": TODAY}
    for wrong in (TODAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(UserError, match="CMP-002"):
            actions.add_complaint_step(done_on=wrong, text="電話した", **step)
    actions.add_complaint_step(done_on=TODAY, text="電話した", **step)
    seen = ComplaintStep.objects.visible_to(room.actor("manager"), now=NOW)
    assert [one.text for one in seen] == ["電話した"]


def test_what_comes_back_has_a_theme(room: CaseRoom) -> None:
    row = told(room)
    mark = {"complaint": row, "by": room.actor("manager"), "now": NOW}
    with pytest.raises(UserError, match="CMP-006"):
        actions.mark_recurring(is_recurring=True, theme=" ", version=1, **mark)
    actions.mark_recurring(is_recurring=True, theme="送迎 ", version=1, **mark)
    assert (row.is_recurring, row.theme) == (True, "送迎")
    actions.mark_recurring(is_recurring=False, theme="送迎", version=2, **mark)
    assert (row.is_recurring, row.theme) == (False, "")


def test_the_duty_sees_counts_and_small_ones_are_hidden(room: CaseRoom) -> None:
    for _ in range(3):
        told(room)
    since = date(2026, 4, 1)
    own = counting.counts_by_office(actor=room.actor("manager"), since=since)
    duty = counting.counts_by_office(actor=room.actor("officer"), since=since)
    assert [(one.received, one.answered) for one in own] == [("3件", "0件")]
    assert [(one.received, one.answered) for one in duty] == [("10件未満", "0件")]
    assert counting.counts_by_office(actor=room.actor("alone"), since=since) == []


# --- 画面 ---------------------------------------------------------------------------
def typed(room: CaseRoom, **values: Any) -> dict[str, Any]:
    return {
        "kind": "complaint", "text": TEXT, "told_by": "self", "key": str(uuid4()),
        "received_on": TODAY.isoformat(), "due_on": DUE.isoformat(),
        "owner": str(room.region.staff["specialist"].public_id), **values,
    }  # fmt: skip


def test_it_stays_with_its_owner_until_the_person_has_an_answer(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    client = client_for("specialist")
    url = reverse("case-complaint-new", args=[case.public_id])
    assert "架空 花子" in client.get(url).content.decode()
    form = typed(room)
    first, second = client.post(url, form), client.post(url, form)
    assert first["Location"] == second["Location"]
    assert Complaint.objects.unscoped("test").count() == 1
    page_url = first["Location"]
    wanted = "架空 花子さん: 苦情に返事をする"
    assert wanted in client.get("/").content.decode()
    assert wanted not in client_for("manager").get("/").content.decode()
    assert TEXT in client.get(page_url).content.decode()
    answered = client.post(
        f"{page_url}answer/",
        {"answered_on": TODAY.isoformat(), "way": "visit", "answer": "直します",
         "satisfied": "yes", "version": 1},
    )  # fmt: skip
    assert answered.status_code == 302
    assert wanted not in client.get("/").content.decode()
    assert TEXT not in client.get(reverse("complaint-list")).content.decode()
    listed = client.get(reverse("complaint-list"), {"state": "answered"})
    assert TEXT in listed.content.decode()


def test_other_offices_get_404(room: CaseRoom, client_for: ClientFor) -> None:
    row = told(room, room.case())
    names = (
        "page", "assign", "step", "answer", "recurring", "edit", "move", "withdraw"
    )  # fmt: skip
    for who in ("alone", "officer", "core_staff"):
        client = client_for(who)
        for name in names:
            url = reverse(f"complaint-{name}", args=[row.public_id])
            assert client.get(url).status_code == 404, (who, name)
        assert TEXT not in client.get(reverse("complaint-list")).content.decode()
    assert client_for("member").get(reverse("complaint-list")).status_code == 403


def test_every_form_of_the_page_saves(room: CaseRoom, client_for: ClientFor) -> None:
    row = told(room)
    client = client_for("manager")
    posts: dict[str, dict[str, Any]] = {
        "complaint-assign": {
            "owner": str(room.region.staff["manager"].public_id),
            "due_on": DUE.isoformat(), "version": 1,
        },
        "complaint-step": {
            "done_on": TODAY.isoformat(), "text": "聞いた", "key": str(uuid4())
        },
        "complaint-recurring": {"is_recurring": "on", "theme": "送迎", "version": 2},
    }  # fmt: skip
    for name, data in posts.items():
        url = reverse(name, args=[row.public_id])
        assert client.get(url).status_code == 200
        assert client.post(url, data).status_code == 302, name
    page = client.get(reverse("complaint-page", args=[row.public_id])).content.decode()
    assert "架空 manager" in page and "聞いた" in page and "送迎" in page
    themes = client.get(reverse("complaint-themes")).content.decode()
    assert "送迎" in themes and "1件" in themes


@pytest.mark.parametrize("shape", ["excel", "csv"])
def test_the_export_asks_why_and_is_logged(
    shape: str, room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    told(room, case)
    client = client_for("specialist")
    url = reverse("complaint-export")
    assert client.post(url, {"shape": shape}).status_code == 422
    assert not AuditEvent.objects.filter(action="complaint.export").exists()
    file = client.post(url, {"shape": shape, "purpose": "meeting"})
    assert "attachment" in file["Content-Disposition"]
    if shape == "csv":
        text = file.content.decode("utf-8-sig")
        assert (
            TEXT in text and text.splitlines()[0].startswith('"取扱注意')
        ) or "取扱注意" in text
    event = AuditEvent.objects.get(action="complaint.export")
    assert event.details == {"purpose": "meeting", "shape": shape, "rows": 1}
    assert [one.subject_public_id for one in event.subjects.all()] == [
        case.person.public_id
    ]


def test_the_list_takes_a_constant_number_of_queries(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    client = client_for("specialist")
    client.get(reverse("complaint-list"))
    counts = []
    for _ in range(2):
        told(room, case)
        with CaptureQueriesContext(connection) as taken:
            assert client.get(reverse("complaint-list")).status_code == 200
        counts.append(len(taken))
        told(room, case)
        told(room, case)
    assert counts[0] == counts[1]


# --- まちがいを直す -------------------------------------------------------------------
def test_what_was_written_and_answered_is_corrected_with_its_history(
    room: CaseRoom, client_for: ClientFor
) -> None:
    row = told(room)
    answer(room, row)
    client = client_for("manager")
    url = reverse("complaint-edit", args=[row.public_id])
    assert "早く出ます" in client.get(url).content.decode()
    data = {
        "kind": "wish", "text": "迎えが早すぎる", "told_by": "self",
        "received_on": TODAY.isoformat(), "answered_on": TODAY.isoformat(),
        "way": "phone", "answer": "遅く出ます", "satisfied": "yes", "version": row.version,
    }  # fmt: skip
    assert client.post(url, data).status_code == 422, "without a reason"
    data["reason"] = "聞きちがえていた"
    assert client.post(url, {**data, "answer": " "}).status_code == 422
    assert client.post(url, data).status_code == 302
    assert client.post(url, data).status_code == 422, "an older page"
    page = client.get(reverse("complaint-page", args=[row.public_id])).content.decode()
    for words in ("迎えが早すぎる", f"{TEXT} → 迎えが早すぎる", "早く出ます → 遅く出ます",
                  "会って → 電話で", "苦情 → 要望", "聞きちがえていた"):  # fmt: skip
        assert words in page, words
    seen = ComplaintRevision.objects.visible_to(room.actor("alone"), now=NOW)
    assert not seen.exists()


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"text": " "}, "CMP-001"),
        ({"received_on": TODAY + timedelta(days=1)}, "CMP-002"),
        ({"reason": " "}, "CMP-008"),
    ],
)
def test_a_correction_is_checked(
    values: dict[str, Any], code: str, room: CaseRoom
) -> None:
    given = {"text": "直した", "reason": "聞きちがい", **values}
    with pytest.raises(UserError, match=code):
        actions.edit_complaint(
            complaint=told(room), values=given, reason=given["reason"], version=1,
            by=room.actor("manager"), now=NOW, today=TODAY,
        )  # fmt: skip


def test_who_carried_it_before_stays_readable(
    room: CaseRoom, client_for: ClientFor
) -> None:
    row = told(room)
    actions.assign_complaint(
        complaint=row, owner=room.region.staff["manager"],
        due_on=DUE + timedelta(days=1), version=1, by=room.actor("manager"), now=NOW,
        today=TODAY,
    )  # fmt: skip
    url = reverse("complaint-page", args=[row.public_id])
    page = client_for("specialist").get(url).content.decode()
    assert "架空 specialist → 架空 manager" in page
    assert ComplaintRevision.objects.unscoped("test").get().changes["due_on"] == [
        DUE.isoformat(), (DUE + timedelta(days=1)).isoformat()
    ]  # fmt: skip


def test_a_complaint_moves_off_the_wrong_person(
    room: CaseRoom, client_for: ClientFor
) -> None:
    wrong, right = room.case(), room.case(name="架空 次郎", kana="かくう じろう")
    row = told(room, wrong)
    client = client_for("specialist")
    url = reverse("complaint-move", args=[row.public_id])
    move = {"reason": "別の方に書いていた", "version": 1}
    nowhere = {**move, "address": f"/cases/{uuid4()}/"}
    assert "CAS-012" in client.post(url, nowhere).content.decode()
    way = reverse("case-page", args=[right.public_id])
    assert client.post(url, {**move, "address": way}).status_code == 302
    page_url = reverse("complaint-page", args=[row.public_id])
    page = client.get(page_url).content.decode()
    assert "架空 次郎さん" in page and "架空 花子" not in page
    event = AuditEvent.objects.get(action="complaint.move")
    assert set(event.subjects.values_list("subject_public_id", flat=True)) == {
        wrong.person.public_id, right.person.public_id
    }  # fmt: skip
    assert client.post(url, {**move, "address": "", "version": 2}).status_code == 302
    row.refresh_from_db()
    assert row.case is None
    with pytest.raises(NotVisible):
        actions.move_complaint(
            complaint=row, case=room.case(office="alone", staff=None, by="alone"),
            reason="x", version=3, by=room.actor("specialist"), now=NOW,
        )  # fmt: skip


def test_what_was_withdrawn_is_neither_owed_nor_counted(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    row = told(room, case)
    client = client_for("specialist")
    url = reverse("complaint-withdraw", args=[row.public_id])
    assert client.post(url, {"version": 1}).status_code == 422
    gone = {"reason": "二度書いていた", "version": 1}
    assert client.post(url, gone).status_code == 302
    assert "苦情に返事をする" not in client.get("/").content.decode()
    listed = reverse("complaint-list")
    for state, sees in (("", False), ("all", False), ("withdrawn", True)):
        body = client.get(listed, {"state": state}).content.decode()
        assert (TEXT in body) is sees, state
    since = date(2026, 4, 1)
    assert not counting.counts_by_office(actor=room.actor("manager"), since=since)
    page = client.get(reverse("complaint-page", args=[row.public_id])).content.decode()
    assert "二度書いていた" in page and "返事を記録する" not in page
    row.refresh_from_db()
    with pytest.raises(UserError, match="CMP-007"):
        answer(room, row)


# --- 一覧の続き、二度押し ----------------------------------------------------------------
@pytest.mark.parametrize("state", ["", "all"])
def test_a_long_list_goes_on_and_a_long_export_is_refused(
    state: str,
    room: CaseRoom,
    client_for: ClientFor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [
        told(
            room, due_on=DUE + timedelta(days=n), received_on=TODAY - timedelta(days=n)
        )
        for n in (0, 1, 1)
    ]
    found, after = [], None
    for _ in range(3):
        lines, after = queries.complaint_list(
            actor=room.actor("manager"), wanted=ComplaintFilter(state), now=NOW,
            today=TODAY, after=after, limit=1,
        )  # fmt: skip
        found += [line.row for line in lines]
    assert after is None
    assert found == (rows if not state else [rows[0], rows[2], rows[1]])
    monkeypatch.setattr(queries, "MOST_EXPORTED", 2)
    refused = client_for("specialist").post(
        reverse("complaint-export"), {"shape": "csv", "purpose": "meeting"}
    )
    assert refused.status_code == 422 and "LST-002" in refused.content.decode()


def test_a_step_sent_twice_is_written_once(
    room: CaseRoom, client_for: ClientFor
) -> None:
    url = reverse("complaint-step", args=[told(room).public_id])
    data = {"done_on": TODAY.isoformat(), "text": "聞いた", "key": str(uuid4())}
    client = client_for("manager")
    for _ in range(2):
        assert client.post(url, data).status_code == 302
    assert ComplaintStep.objects.unscoped("test").count() == 1

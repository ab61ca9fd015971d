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
from tsunagi.cases.complaint import actions, counting
from tsunagi.cases.complaint.models import Complaint, ComplaintStep
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
    room: CaseRoom, case: Case | None = None, *, by: str = "specialist", **values: Any
) -> Complaint:
    return actions.register_complaint(
        office=room.region.offices["hikari"], case=case,
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
    names = ("page", "assign", "step", "answer", "recurring")
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
        "complaint-step": {"done_on": TODAY.isoformat(), "text": "聞いた"},
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

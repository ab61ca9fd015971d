"""終わった支援のふり返り: 自分と、見せると決めた主任一人だけ。版は残る。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.cases.plan.test_origins import decision
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.cases.case.actions import close_case
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import ClosingReason
from tsunagi.cases.reflection.actions import correct_reflection, write_reflection
from tsunagi.cases.reflection.models import Reflection
from tsunagi.cases.reflection.queries import cases_to_reflect
from tsunagi.cases.reflection.rules import (
    ATTITUDES,
    VALUES,
    Principle,
    is_empty,
    kept_feelings,
)
from tsunagi.common.errors import UserError
from tsunagi.organisations.staff import training_actions
from tsunagi.organisations.staff.rules import QualificationKind
from tsunagi.reports.worklist.queries import today_for

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
VALUES_GIVEN: dict[str, Any] = {
    "feelings": {"person_first": "done", "rights": ""}, "heart": "最後に笑って手を振った。",
    "taught": "待つことも支援だと知った。", "next_time": "", "evidence": [],
    "shown_to": None,
}  # fmt: skip
CLOSED = TODAY - timedelta(days=3)


def test_every_principle_is_a_value_or_an_attitude() -> None:
    assert (*VALUES, *ATTITUDES) == tuple(Principle)


@pytest.mark.parametrize(
    ("feelings", "texts", "empty"),
    [
        ({}, {"heart": " "}, True),
        ({"rights": ""}, {}, True),
        ({"rights": "done"}, {}, False),
        ({}, {"heart": "一言"}, False),
    ],
)
def test_what_is_empty(
    feelings: dict[str, str], texts: dict[str, str], empty: bool
) -> None:
    assert is_empty(feelings, texts) is empty


def test_answers_are_kept_in_one_order() -> None:
    given = {"care": "torn", "rights": "", "person_first": "done"}
    assert list(kept_feelings(given)) == ["person_first", "care"]
    with pytest.raises(ValueError, match="nonsense"):
        kept_feelings({"care": "nonsense"})


def closed(room: CaseRoom, name: str = "架空 花子") -> Case:
    return close_case(
        case=room.case(name=name), reason=next(iter(ClosingReason)), note="", on=CLOSED,
        follow_up_on=None, version=1, by=room.actor("specialist"), now=NOW, today=TODAY,
    )  # fmt: skip


def write(
    room: CaseRoom, case: Case, by: str = "specialist", **more: Any
) -> Reflection:
    return write_reflection(
        case=case, values={**VALUES_GIVEN, **more}, by=room.actor(by), now=NOW,
        today=TODAY,
    )  # fmt: skip


def correct(
    room: CaseRoom, row: Reflection, by: str = "specialist", **more: Any
) -> Reflection:
    return correct_reflection(
        reflection=row, values={**VALUES_GIVEN, **more}, version=row.version,
        by=room.actor(by), now=NOW, today=TODAY,
    )  # fmt: skip


def make_chief(room: CaseRoom, who: str = "core_staff", office: str = "core") -> None:
    region = room.region
    staff, place = region.staff[who], region.offices[office]
    training_actions.record_qualification(
        staff=staff, office=place, by=region.actor("core_manager"), today=TODAY,
        new=training_actions.NewQualification(QualificationKind.CHIEF, date(2025, 1, 22)),
    )  # fmt: skip
    training_actions.appoint_chief(
        staff=staff, office=place, area=region.areas["east"], valid_from=TODAY,
        mandate_by="架空の委嘱", how_to_ask="電話", by=region.actor("officer"),
    )  # fmt: skip


def code_of(error: Any) -> str:
    return str(error.value.message.code)


def test_it_is_written_after_the_end_and_once(room: CaseRoom) -> None:
    with pytest.raises(UserError) as error:
        write(room, room.case(name="架空 続子"))
    assert code_of(error) == "REF-001"
    case = closed(room)
    with pytest.raises(UserError) as error:
        write(room, case, feelings={}, heart=" ", taught="")
    assert code_of(error) == "REF-002"
    row = write(room, case)
    assert row.feelings == {"person_first": "done"}
    with pytest.raises(UserError) as error:
        write(room, case)
    assert code_of(error) == "REF-003"
    assert write(room, case, by="manager").author_id != row.author_id
    event = AuditEvent.objects.filter(action="case_reflection.write").first()
    assert event is not None and "笑って" not in str(event.details)
    with pytest.raises(NotVisible):
        write(room, case, by="alone")


def test_only_the_author_and_the_chosen_chief_read_it(
    room: CaseRoom, client_for: ClientFor
) -> None:
    make_chief(room)
    row = write(room, closed(room))
    page = reverse("reflection-page", args=[row.record_id])
    listed = reverse("reflection-list")
    assert "笑って手を振った" in client_for("specialist").get(page).content.decode()
    assert "笑って手を振った" in client_for("specialist").get(listed).content.decode()
    for who in ("manager", "core_staff"):
        assert client_for(who).get(page).status_code == 404
        assert "笑って" not in client_for(who).get(listed).content.decode()
    row = correct(
        room, row, shown_to=room.region.staff["core_staff"], heart="つつしんで"
    )
    seen = client_for("core_staff").get(page).content.decode()
    assert "つつしんで" in seen and "前の版" not in seen and "笑って" not in seen
    assert "架空 花子" not in seen, "the chief may not see whose case it was"
    assert "見せてもらった" in client_for("core_staff").get(listed).content.decode()
    assert client_for("manager").get(page).status_code == 404
    edit = reverse("reflection-edit", args=[row.record_id])
    assert client_for("core_staff").get(edit).status_code == 404
    correct(room, row)
    assert client_for("core_staff").get(page).status_code == 404, "taken back"


def test_it_is_shown_to_a_chief_or_nobody(room: CaseRoom) -> None:
    row = write(room, closed(room))
    with pytest.raises(UserError) as error:
        correct(room, row, shown_to=room.region.staff["manager"])
    assert code_of(error) == "REF-005"
    with pytest.raises(UserError) as error:
        correct(room, row, by="manager")
    assert code_of(error) == "REF-004"
    with pytest.raises(AccessDenied):
        correct(room, row, by="member")


def test_earlier_versions_stay_for_the_author(
    room: CaseRoom, client_for: ClientFor
) -> None:
    row = write(room, closed(room))
    client = client_for("specialist")
    edit = reverse("reflection-edit", args=[row.record_id])
    form = client.get(edit).context["form"]
    assert form["feels_person_first"].value() == "done"
    sent = {
        "heart": "あとから思うこと", "feels_person_first": "torn", "version": 1,
    }  # fmt: skip
    assert client.post(edit, sent).status_code == 302
    stale = client.post(edit, {**sent, "heart": "おくれて"})
    assert stale.status_code == 422 and "おくれて" in stale.content.decode()
    page = client.get(reverse("reflection-page", args=[row.record_id]))
    shown = page.content.decode()
    assert "あとから思うこと" in shown and "迷いながら" in shown
    assert "第1版" in shown and "笑って手を振った" in shown
    assert Reflection._base_manager.count() == 2


def test_a_record_of_decision_support_is_its_evidence(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    record = decision(room, case)
    other = decision(room, room.case(name="架空 次郎"))
    case = close_case(
        case=case, reason=next(iter(ClosingReason)), note="", on=CLOSED, follow_up_on=None,
        version=case.version, by=room.actor("specialist"), now=NOW, today=TODAY,
    )  # fmt: skip
    with pytest.raises(UserError) as error:
        write(room, case, evidence=[str(other.public_id)])
    assert code_of(error) == "REF-006"
    client = client_for("specialist")
    url = reverse("reflection-new", args=[case.public_id])
    form = client.get(url).context["form"]
    assert len(form.fields["evidence"].choices) == 1
    data = {
        "heart": "本人が選んだ", "evidence": [str(record.public_id)],
        "key": str(form["key"].value()),
    }  # fmt: skip
    first, second = client.post(url, data), client.post(url, data)
    assert first.status_code == 302 and first["Location"] == second["Location"]
    assert "どこで話すか" in client.get(first["Location"]).content.decode()
    again = client.get(url)
    assert again.status_code == 302, "what is written is opened, not written again"


def test_today_offers_it_until_it_is_written(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = closed(room)

    def waiting(who: str) -> list[str]:
        found = today_for(actor=room.actor(who), now=NOW, today=TODAY)
        return [one.title for one in found.waiting if "ふり返る" in one.title]

    assert waiting("specialist") == ["架空 花子さんの支援をふり返る"]
    assert waiting("manager") == []
    late = TODAY + timedelta(days=40)
    assert cases_to_reflect(actor=room.actor("specialist"), now=NOW, today=late) == []
    team = client_for("specialist").get(reverse("case-team", args=[case.public_id]))
    assert "この支援をふり返る" in team.content.decode()
    write(room, case)
    assert waiting("specialist") == []


def test_the_list_asks_a_constant_number_of_questions(
    room: CaseRoom, client_for: ClientFor
) -> None:
    client, url = client_for("specialist"), reverse("reflection-list")

    def count() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as found:
            client.get(url)
        return len(found)

    write(room, closed(room))
    before = count()
    for number in range(3):
        write(room, closed(room, name=f"架空 花子{number}"))
    assert count() == before

"""成年後見の相談: 操作と画面。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

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
from tsunagi.cases.case.actions import close_case
from tsunagi.cases.case.models import Case, CaseEvent
from tsunagi.cases.case.rules import ClosingReason
from tsunagi.cases.case.team_actions import exclude
from tsunagi.cases.guardianship import actions, queries
from tsunagi.cases.guardianship.models import (
    Guardianship,
    GuardianshipRevision,
    GuardianshipStep,
)
from tsunagi.cases.guardianship.rules import Agency, Stage
from tsunagi.cases.merge.moving import move_rows, return_rows
from tsunagi.cases.models import RelatedPerson
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
WISH = "通帳は自分で持ちたい"


@pytest.fixture(autouse=True)
def today_is_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(minutes=5))


def begun(
    room: CaseRoom, case: Case, *, by: str = "specialist", **values: Any
) -> Guardianship:
    return actions.start_guardianship(
        **{
            "case": case, "happened_on": TODAY - timedelta(days=30),
            "agencies": [Agency.CORE], "note": "", "wishes": WISH, "next_on": None,
            "by": room.actor(by), "now": NOW, "today": TODAY, **values,
        }
    )  # fmt: skip


def step(
    room: CaseRoom,
    row: Guardianship,
    stage: Stage,
    *,
    by: str = "specialist",
    **values: Any,
) -> GuardianshipStep:
    return actions.add_guardianship_step(
        **{
            "case": row.case, "row": row, "stage": stage, "happened_on": TODAY,
            "agencies": [], "note": "", "next_on": None, "version": row.version,
            "by": room.actor(by), "now": NOW, "today": TODAY, **values,
        }
    )  # fmt: skip


def decide(room: CaseRoom, row: Guardianship) -> None:
    actions.decide_guardianship(
        case=row.case, row=row, version=row.version,
        values={"kind": "curator", "petitioner": "mayor"}, by=room.actor("specialist"),
        now=NOW,
    )  # fmt: skip


def test_each_step_is_a_dated_fact_and_leaves_a_line(room: CaseRoom) -> None:
    row = begun(room, room.case())
    step(room, row, Stage.NEED, agencies=[Agency.COURT], note="話した")
    step(room, row, Stage.CONSULT, note="書きちがい")
    stages = GuardianshipStep.objects.unscoped("test").order_by("id")
    assert [one.stage for one in stages] == ["consult", "need", "consult"]
    assert row.stage == Stage.CONSULT
    events = CaseEvent.objects.unscoped("test").filter(kind="guardianship")
    assert [one.text for one in events.order_by("id")] == [
        "相談",
        "必要性の検討",
        "相談",
    ]


def test_the_court_wants_a_kind_and_a_petitioner(room: CaseRoom) -> None:
    row = begun(room, room.case())
    with pytest.raises(UserError, match="GUA-003"):
        step(room, row, Stage.PETITION)
    decide(room, row)
    step(room, row, Stage.PETITION, by="officer")
    assert row.stage == Stage.PETITION


def test_what_is_refused(room: CaseRoom) -> None:
    case = room.case()
    future = TODAY + timedelta(days=1)
    with pytest.raises(UserError, match="GUA-002"):
        begun(room, case, happened_on=future)
    row = begun(room, case)
    with pytest.raises(UserError, match="GUA-002"):
        step(room, row, Stage.NEED, happened_on=future)
    with pytest.raises(UserError, match="GUA-001"):
        begun(room, case)
    with pytest.raises(UserError):
        step(room, row, Stage.NEED, version=99)
    with pytest.raises(UserError, match="GUA-004"):
        actions.record_guardian(
            case=case, row=row, name="架空 士業", phone="", note="",
            by=room.actor("specialist"), now=NOW,
        )  # fmt: skip
    assert GuardianshipStep.objects.unscoped("test").count() == 1


def test_an_end_lets_a_new_one_begin(room: CaseRoom) -> None:
    case = room.case()
    row = begun(room, case)
    step(room, row, Stage.WITHDRAWN, next_on=TODAY)
    assert row.is_over and row.next_on is None
    second = begun(room, case)
    with pytest.raises(UserError, match="GUA-001"):
        step(room, row, Stage.NEED)
    assert not second.is_over


def test_whoever_does_not_carry_the_case_writes_nothing(room: CaseRoom) -> None:
    case = room.case()
    with pytest.raises(NotVisible):
        begun(room, case, by="alone")
    with pytest.raises((NotVisible, AccessDenied)):
        begun(room, case, by="trainee")
    begun(room, case)
    exclude(
        case=case, staff=room.region.staff["assistant"], office=None, reason="x",
        by=room.actor("manager"), now=NOW,
    )  # fmt: skip
    for model in (Guardianship, GuardianshipStep):
        for who, sees in (("manager", True), ("officer", True), ("assistant", False),
                          ("alone", False)):  # fmt: skip
            rows = model.objects.visible_to(room.actor(who), now=NOW)
            assert rows.exists() is sees, (model, who)


def test_a_merge_keeps_one_under_way_and_gives_it_back(room: CaseRoom) -> None:
    one, other = room.case(), room.case(name="架空 はな", kana="かくう はな")
    begun(room, one)
    second = begun(room, other)
    moved = move_rows(other, one, other.person, one.person, now=NOW)
    second.refresh_from_db()
    assert (second.case_id, second.is_over) == (one.pk, True)
    return_rows(moved, now=NOW)
    second.refresh_from_db()
    assert (second.case_id, second.is_over) == (other.pk, False)


# --- 画面 ---------------------------------------------------------------------------
def test_the_stages_are_seen_from_consultation_to_appointment(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    client = client_for("specialist")
    page_url = reverse("case-guardianship", args=[case.public_id])
    assert "まだありません" in client.get(page_url).content.decode()
    client.post(
        reverse("guardianship-start", args=[case.public_id]),
        {"happened_on": TODAY.isoformat(), "wishes": WISH, "agencies": ["core", "city"],
         "next_on": TODAY.isoformat(), "key": str(uuid4())},
    )  # fmt: skip
    row = Guardianship.objects.unscoped("test").get()
    home = client.get("/").content.decode()
    assert "架空 花子さん: 成年後見の相談（相談）" in home
    urls = {
        name: reverse(f"guardianship-{name}", args=[case.public_id, row.public_id])
        for name in ("step", "facts", "guardian")
    }
    refused = client.post(
        urls["step"],
        {"stage": "appointed", "happened_on": TODAY.isoformat(), "version": 1},
    )
    assert refused.status_code == 422 and "GUA-003" in refused.content.decode()
    client.post(
        urls["facts"],
        {"kind": "curator", "petitioner": "family", "wishes": WISH, "version": 1},
    )
    for version, stage in enumerate(("petition", "ruling", "appointed"), start=2):
        answer = client.post(
            urls["step"],
            {"stage": stage, "happened_on": TODAY.isoformat(), "version": version},
        )
        assert answer.status_code == 302, stage
    page = client.get(page_url).content.decode()
    assert page.count('class="step-done"') == 5
    assert page.count('aria-current="step"') == 1
    assert WISH in page and "中核機関、市町村" in page
    client.post(urls["guardian"], {"name": "架空 士業", "key": str(uuid4())})
    guardian = RelatedPerson.objects.unscoped("test").get()
    assert guardian.roles == ["legal_guardian"]
    assert guardian.kinship_words == "保佐人"
    ties = client.get(reverse("case-ties", args=[case.public_id]))
    assert "架空 士業" in ties.content.decode()


def test_outsiders_get_404_and_the_list_is_their_own(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    row = begun(room, case)
    client = client_for("alone")
    names = {
        "case-guardianship": [case.public_id],
        "guardianship-start": [case.public_id],
    }
    names |= {
        f"guardianship-{name}": [case.public_id, row.public_id]
        for name in ("step", "facts", "guardian")
    }
    for name, args in names.items():
        assert client.get(reverse(name, args=args)).status_code == 404, name
    listed = reverse("guardianship-list")
    assert "架空 花子" not in client.get(listed).content.decode()
    assert "架空 花子" in client_for("manager").get(listed).content.decode()
    other = room.case(name="架空 べつ", kana="かくう べつ")
    swapped = reverse("guardianship-step", args=[other.public_id, row.public_id])
    assert client_for("specialist").get(swapped).status_code == 404


def test_the_list_leaves_with_its_purpose(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    begun(room, case)
    client = client_for("specialist")
    file = client.post(
        reverse("guardianship-export"), {"shape": "csv", "purpose": "handover"}
    )
    assert "架空 花子" in file.content.decode("utf-8-sig")
    event = AuditEvent.objects.get(action="guardianship.export")
    assert event.details == {"purpose": "handover", "shape": "csv", "rows": 1}
    assert event.subjects.get().subject_public_id == case.person.public_id


def test_page_and_list_take_a_constant_number_of_queries(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    row = begun(room, case)
    client = client_for("specialist")
    for url in (
        reverse("case-guardianship", args=[case.public_id]), reverse("guardianship-list")
    ):  # fmt: skip
        client.get(url)
        counts = []
        for n in range(2):
            with CaptureQueriesContext(connection) as taken:
                assert client.get(url).status_code == 200
            counts.append(len(taken))
            step(room, row, Stage.NEED)
            begun(room, room.case(name=f"架空 {n}{len(url)}", kana="かくう"))
        assert counts[0] == counts[1], url


# --- 決まったことは、前の内容が残り、段階が要るものは消せない -------------------------------
def test_what_the_stage_rests_on_is_not_taken_back(
    room: CaseRoom, client_for: ClientFor
) -> None:
    row = begun(room, room.case())
    decide(room, row)
    for stage in (Stage.PETITION, Stage.RULING, Stage.APPOINTED):
        step(room, row, stage)
    client = client_for("specialist")
    one = [row.case.public_id, row.public_id]
    typed = {"kind": "", "petitioner": "mayor", "version": row.version}
    page = client.post(reverse("guardianship-facts", args=one), typed)
    assert page.status_code == 422
    assert "GUA-006" in page.context["form"].errors["kind"][0]
    row.refresh_from_db()
    assert row.kind == "curator"
    # What an earlier version of the program let through is refused with words, too.
    Guardianship.objects.unscoped("test").update(kind="")
    page = client.post(
        reverse("guardianship-guardian", args=one),
        {"name": "架空 士業", "key": str(uuid4())},
    )
    assert page.status_code == 422 and "GUA-007" in page.content.decode()


def test_what_was_decided_before_stays_readable(
    room: CaseRoom, client_for: ClientFor
) -> None:
    row = begun(room, room.case())
    actions.decide_guardianship(
        case=row.case, row=row, version=row.version,
        values={"kind": "curator", "wishes": "弟に任せたい"},
        by=room.actor("specialist"), now=NOW,
    )  # fmt: skip
    revision = GuardianshipRevision.objects.unscoped("test").get()
    assert revision.changes == {
        "kind": ["", "curator"],
        "wishes": [WISH, "弟に任せたい"],
    }
    page_url = reverse("case-guardianship", args=[row.case.public_id])
    page = client_for("specialist").get(page_url).content.decode()
    assert "直す前の内容" in page and WISH in page and "— → 保佐" in page
    rows = GuardianshipRevision.objects.visible_to(room.actor("alone"), now=NOW)
    assert not rows.exists()


def test_a_closed_case_is_neither_due_nor_under_way(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    begun(room, case, next_on=TODAY)
    close_case(
        case=case, reason=ClosingReason.WISH, note="", on=TODAY, follow_up_on=None,
        version=case.version, by=room.actor("manager"), now=NOW, today=TODAY,
    )  # fmt: skip
    actor = room.actor("specialist")
    assert not queries.guardianships_due(actor=actor, now=NOW, today=TODAY)
    client, listed = client_for("specialist"), reverse("guardianship-list")
    assert "架空 花子" not in client.get(listed).content.decode()
    assert "架空 花子" in client.get(listed, {"over": "1"}).content.decode()


def test_a_form_sent_twice_begins_once(room: CaseRoom, client_for: ClientFor) -> None:
    case = room.case()
    client = client_for("specialist")
    begin = reverse("guardianship-start", args=[case.public_id])
    typed = {"happened_on": TODAY.isoformat(), "key": str(uuid4())}
    for _ in range(2):
        assert client.post(begin, typed).status_code == 302
    row = Guardianship.objects.unscoped("test").get()
    decide(room, row)
    for stage in (Stage.PETITION, Stage.APPOINTED):
        step(room, row, stage)
    add = reverse("guardianship-guardian", args=[case.public_id, row.public_id])
    typed = {"name": "架空 士業", "key": str(uuid4())}
    for _ in range(2):
        assert client.post(add, typed).status_code == 302
    assert RelatedPerson.objects.unscoped("test").count() == 1


@pytest.mark.parametrize("over", [False, True])
def test_a_long_list_is_paged_and_a_long_export_refused(
    over: bool,
    room: CaseRoom,
    client_for: ClientFor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [begun(room, room.case(name=f"架空 {n}", kana="かくう")) for n in range(3)]
    for row in rows if over else ():
        step(room, row, Stage.WITHDRAWN)
    found, after = [], None
    for _ in range(3):
        lines, after = queries.guardianship_list(
            actor=room.actor("specialist"), is_over=over, now=NOW, after=after, limit=1
        )
        found += lines
    assert after is None
    assert found == (rows[::-1] if over else rows)
    monkeypatch.setattr(queries, "MOST_EXPORTED", 2)
    refused = client_for("specialist").post(
        reverse("guardianship-export") + ("?over=1" if over else ""),
        {"shape": "csv", "purpose": "handover"},
    )
    assert refused.status_code == 422 and "LST-002" in refused.content.decode()


def test_the_duty_of_the_municipality_finds_the_way_to_the_page(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    page_url = reverse("case-guardianship", args=[case.public_id])
    officer = client_for("officer")
    page = officer.get(reverse("case-page", args=[case.public_id])).content.decode()
    assert f'href="{page_url}"' in page
    assert "成年後見の相談を始める" in officer.get(page_url).content.decode()

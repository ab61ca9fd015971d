"""去る人と閉じる事業所: 案、確かめ、一度に渡す。だれも担当のないまま残らない。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.cases.handover.conftest import HandRoom
from tests.conftest import NOW, TODAY
from tsunagi.cases.case.models import Case
from tsunagi.cases.complaint.actions import register_complaint
from tsunagi.cases.complaint.models import Complaint
from tsunagi.cases.complaint.rules import ComplaintKind
from tsunagi.cases.handover import leaving_actions
from tsunagi.cases.handover.leaving_rules import Carrier, shares
from tsunagi.cases.handover.models import Handover, HandoverAsk
from tsunagi.cases.handover.rules import Purpose
from tsunagi.common.errors import UserError

ClientFor = Callable[[str], Client]
URL = "handover-leaving"
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("cases", "carriers", "given"),
    [
        ([1, 2, 3], [], {}),
        ([1, 2], [Carrier(7, 0, 0)], {}),
        ([1, 2, 3], [Carrier(7, 10, 100), Carrier(8, 10, 100)], {1: 7, 2: 8, 3: 7}),
        ([1, 2], [Carrier(7, 0, 100), Carrier(8, 30, 100)], {1: 7, 2: 7}),
        # Half a post carries half as many.
        ([1, 2, 3], [Carrier(7, 0, 50), Carrier(8, 0, 100)], {1: 8, 2: 7, 3: 8}),
    ],
)
def test_who_gets_whom(
    cases: list[int], carriers: Sequence[Carrier], given: dict[int, int]
) -> None:
    assert shares(cases, carriers) == given


def test_loads_end_up_level() -> None:
    carriers = [Carrier(key, key * 3, 100) for key in range(1, 6)]
    given = shares(list(range(60)), carriers)
    ends = [one.cases + list(given.values()).count(one.key) for one in carriers]
    assert max(ends) - min(ends) <= 1


def fresh(case: Case) -> Case:
    return (
        Case.objects.unscoped("test")
        .select_related("person", "responsible_office", "responsible_staff")
        .get(pk=case.pk)
    )


def complain(room: CaseRoom) -> Complaint:
    return register_complaint(
        office=room.region.offices["hikari"], case=None,
        values={
            "kind": ComplaintKind.COMPLAINT, "text": "返事が遅い", "received_on": TODAY,
            "owner": room.region.staff["specialist"],
            "due_on": TODAY + timedelta(days=14),
        },
        by=room.actor("manager"), now=NOW, today=TODAY,
    )  # fmt: skip


def test_what_else_would_be_left_gets_its_owner(
    room: CaseRoom, client_for: ClientFor
) -> None:
    row = complain(room)
    client = client_for("manager")
    leaver = str(room.region.staff["specialist"].public_id)
    to = str(room.region.staff["manager"].public_id)
    answer = posted(client, leaver, "save", **{f"to.{row.public_id}": to})
    assert answer.status_code == 302
    owner = Complaint.objects.unscoped("test").get(pk=row.pk).owner
    assert owner == room.region.staff["manager"]


def test_all_or_nothing(room: CaseRoom) -> None:
    one, two = room.case(), room.case(name="架空 次郎", kana="かくう じろう")
    stale = fresh(two)
    stale.version += 1
    manager = room.region.staff["manager"]
    frame: dict[str, Any] = {
        "by": room.actor("manager"), "now": NOW, "today": TODAY,
    }  # fmt: skip
    with pytest.raises(UserError):
        leaving_actions.hand_all_on(
            to={fresh(one): manager, stale: None}, elsewhere=[], complaints={}, **frame
        )
    assert fresh(one).responsible_staff == room.region.staff["specialist"]
    moved = leaving_actions.hand_all_on(
        to={fresh(one): manager}, elsewhere=[fresh(two)], complaints={}, **frame
    )
    assert (moved.assigned, moved.prepared) == (1, 1)
    assert fresh(one).responsible_staff == manager
    handover = Handover.objects.unscoped("test").get()
    assert handover.purpose == Purpose.STAFF_LEAVES and handover.case == two
    assert fresh(two).responsible_office == room.region.offices["hikari"]


def posted(client: Client, staff: str, step: str, **changes: str) -> Any:
    page = client.get(reverse(URL), {"staff": staff})
    values = {"staff": staff, "step": step}
    for row in (*page.context["rows"], *page.context["complaints"]):
        values[f"to.{row.key}"] = row.chosen
        values[f"v.{row.key}"] = str(row.row.version)
    return client.post(reverse(URL), {**values, **changes})


def test_the_leaver_on_screen(room: CaseRoom, client_for: ClientFor) -> None:
    cases = [room.case(name=f"架空 {letter}", kana="かくう") for letter in "甲乙丙"]
    client = client_for("manager")
    leaver = str(room.region.staff["specialist"].public_id)
    page = client.get(reverse(URL), {"staff": leaver})
    assert [row.row for row in page.context["rows"]] == cases
    preview = posted(client, leaver, "preview")
    assert (
        preview.status_code == 200 and "まだ変えていません" in preview.content.decode()
    )
    assert fresh(cases[0]).responsible_staff == room.region.staff["specialist"]
    answer = posted(
        client, leaver, "save",
        **{f"to.{cases[1].public_id}": "team", f"to.{cases[2].public_id}": "other"},
    )  # fmt: skip
    assert answer.status_code == 302
    assert fresh(cases[0]).responsible_staff == room.region.staff["manager"]
    assert fresh(cases[1]).responsible_staff is None
    assert Handover.objects.unscoped("test").get().case == cases[2]
    letters = client.get(reverse("handover-leaving-letters")).content.decode()
    assert (
        "架空 甲 様" in letters and "架空 乙 様" in letters and "架空 丙" not in letters
    )


def test_what_changed_meanwhile_changes_nothing(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    client = client_for("manager")
    leaver = str(room.region.staff["specialist"].public_id)
    answer = posted(client, leaver, "save", **{f"v.{case.public_id}": "99"})
    assert answer.status_code == 422
    assert fresh(case).responsible_staff == room.region.staff["specialist"]


def test_closing_the_office_asks_others_and_lets_nobody_go(
    room: CaseRoom, hands: HandRoom, client_for: ClientFor
) -> None:
    cases = [room.case(name=f"架空 {letter}", kana="かくう") for letter in "甲乙"]
    running = hands.prepare(room.case(name="架空 丙", kana="かくう"))
    client = client_for("manager")
    page = client.get(reverse(URL), {"staff": "office"})
    rows = page.context["rows"]
    assert [row.note for row in rows].count("引継ぎが進んでいる") == 1
    first = str(room.region.offices["alone"].public_id)
    assert {row.chosen for row in rows if not row.note} == {first}
    posted(client, "office", "save", **{f"to.{cases[1].public_id}": "other"})
    handovers = Handover.objects.unscoped("test").exclude(pk=running.pk)
    assert {row.case for row in handovers} == set(cases)
    ask = HandoverAsk.objects.unscoped("test").get()
    assert ask.office == room.region.offices["alone"]
    assert ask.handover.case == cases[0]
    for case in cases:
        assert fresh(case).responsible_office == room.region.offices["hikari"]
    letters = client.get(reverse("handover-leaving-letters")).content.decode()
    assert "架空 甲 様" in letters and "架空 乙 様" in letters
    assert "架空 丙 様" not in letters, "that one goes elsewhere for another reason"


def test_only_who_assigns_gets_in(client_for: ClientFor) -> None:
    assert client_for("specialist").get(reverse(URL)).status_code == 403
    assert client_for("manager").get(reverse(URL)).status_code == 200


@pytest.mark.parametrize("staff", ["specialist", "office"])
def test_the_number_of_queries_does_not_grow(
    room: CaseRoom, client_for: ClientFor, staff: str
) -> None:
    client = client_for("manager")
    who = "office" if staff == "office" else str(room.region.staff[staff].public_id)

    def count() -> int:
        client.get(reverse(URL), {"staff": who})
        with CaptureQueriesContext(connection) as made:
            client.get(reverse(URL), {"staff": who})
        return len(made)

    room.case()
    before = count()
    for letter in "甲乙丙":
        room.case(name=f"架空 {letter}")
    assert count() == before

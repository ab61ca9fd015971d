"""社会資源の使われ方: 数、開ける人、だれの必要かを読める人。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.cases.resource.test_resource_uses import add
from tests.conftest import NOW
from tsunagi.access.models import AuditEvent
from tsunagi.cases.models import Exclusion
from tsunagi.cases.resource.rules import Purpose
from tsunagi.reports.resources.queries import resource_table

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]


@pytest.fixture
def room(region: object) -> CaseRoom:
    return CaseRoom(region)  # type: ignore[arg-type]


def test_persons_count_once_and_unlisted_places_apart(room: CaseRoom) -> None:
    one, two = room.case(), room.case(name="架空 次郎")
    core = room.region.offices["core"]
    add(room, one, office=core, outcome="connected")
    add(room, one, office=core, outcome="refused")
    add(room, two, office=core)
    add(room, two)
    add(room, two, purpose="missing", place_name="", on=date(2026, 4, 1))
    add(room, two, purpose="missing", place_name="", on=date(2026, 3, 31))
    found = resource_table(
        actor=room.actor("specialist"), first=date(2026, 4, 1),
        before=date(2027, 4, 1), offices=[room.region.offices["hikari"].pk],
    )  # fmt: skip
    line = found.lines[0]
    assert (line.office, line.uses, line.persons) == (core, 3, 2)
    assert (line.connected, line.refused) == (1, 1)
    assert (found.unlisted, found.by_purpose[Purpose.MISSING], found.total) == (1, 1, 5)


def test_whose_need_it_is_only_the_own_office_reads(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    add(room, case, purpose="missing", place_name="", need="夜に話せる場所がない")
    url = reverse("resource-report")
    office = str(room.region.offices["hikari"].public_id)
    own = client_for("specialist").get(url)
    assert "夜に話せる場所がない" in own.content.decode()
    event = AuditEvent.objects.filter(action="resource_report.view").get()
    assert event.subjects.get().subject_public_id == case.person.public_id
    shut_out = room.region.staff["specialist"]
    Exclusion._base_manager.create(
        case=case, staff=shut_out, reason="架空", valid_from=NOW - timedelta(days=1)
    )
    again = client_for("specialist").get(url).content.decode()
    assert "夜に話せる場所がない" not in again and "架空 花子" not in again
    page = client_for("officer").get(url, {"office": office})
    text = page.content.decode()
    assert "足りないと書かれたものは1件" in text
    assert "夜に話せる場所がない" not in text and "架空 花子" not in text
    answer = client_for("officer").get(url, {"format": "xlsx"})
    assert answer.content[:2] == b"PK"
    assert client_for("member").get(url).status_code == 403

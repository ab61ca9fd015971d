"""使った社会資源、かかわりのある機関、みんなの名簿に載せること。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.cases.case.models import Case
from tsunagi.cases.person.ties_models import EcoItem
from tsunagi.cases.resource.actions import add_use, edit_use, list_agency
from tsunagi.cases.resource.models import ResourceUse, ResourceUseRevision
from tsunagi.cases.resource.rules import (
    Mention,
    Purpose,
    Source,
    agencies_from,
    names_a_place,
)
from tsunagi.common.errors import UserError
from tsunagi.common.ids import new_public_id
from tsunagi.organisations.models import Office
from tsunagi.organisations.resource.actions import FIELDS as DIRECTORY

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
VALUES: dict[str, Any] = {
    "office": None, "place_name": "架空町 居場所ひだまり", "purpose": "use",
    "need": "昼に行く場所がほしい", "outcome": "not_yet", "on": TODAY, "note": "",
}  # fmt: skip


def add(room: CaseRoom, case: Case, by: str = "specialist", **more: Any) -> ResourceUse:
    return add_use(
        case=case, values={**VALUES, **more}, by=room.actor(by), now=NOW, today=TODAY
    )


@pytest.mark.parametrize(
    ("purpose", "has_office", "name", "expected"),
    [
        (Purpose.MISSING, False, "", True),
        (Purpose.USE, False, " ", False),
        (Purpose.USE, True, "", True),
        (Purpose.DEVELOP, False, "ひだまり", True),
    ],
)
def test_a_place_is_named_unless_it_is_missing(
    purpose: Purpose, has_office: bool, name: str, expected: bool
) -> None:
    assert names_a_place(purpose, has_office=has_office, name=name) is expected


def test_agencies_are_named_once_newest_first() -> None:
    listed = new_public_id()
    found = agencies_from(
        [
            Mention("架空クリニック", Source.CONTACT, date(2026, 5, 1)),
            Mention("架空クリニック", Source.ECO, None, listed),
            Mention("架空　ｸﾘﾆｯｸ", Source.RESOURCE, date(2026, 6, 1)),
            Mention("ひだまり", Source.CONTACT, date(2026, 10, 1)),
            Mention("  ", Source.CONTACT, date(2026, 10, 1)),
        ]
    )
    assert [(one.name, one.office_id, one.last_on) for one in found] == [
        ("ひだまり", None, date(2026, 10, 1)),
        ("架空クリニック", listed, date(2026, 6, 1)),
    ]
    assert found[1].sources == (Source.CONTACT, Source.ECO, Source.RESOURCE)


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"need": " "}, "USE-001", "need"),
        ({"place_name": ""}, "USE-002", "place_name"),
        ({"on": TODAY + timedelta(days=1)}, "USE-003", "on"),
    ],
)
def test_bad_input_changes_nothing(
    more: dict[str, Any], code: str, field: str, room: CaseRoom
) -> None:
    case = room.case()
    with pytest.raises(UserError) as error:
        add(room, case, **more)
    assert (error.value.message.code, error.value.field) == (code, field)
    assert not ResourceUse._base_manager.exists()


def test_a_use_without_a_place_cannot_be_stored(room: CaseRoom) -> None:
    use = add(room, room.case())
    with pytest.raises(IntegrityError), transaction.atomic():
        ResourceUse._base_manager.filter(pk=use.pk).update(place_name="")


def test_the_result_is_written_later_and_history_stays(room: CaseRoom) -> None:
    use = add(room, room.case())
    by = room.actor("specialist")
    edit_use(
        use=use, values={**VALUES, "outcome": "connected"}, version=1, by=by, now=NOW,
        today=TODAY,
    )  # fmt: skip
    revision = ResourceUseRevision.objects.get(use=use)
    assert revision.changes == {"outcome": ["not_yet", "connected"]}
    with pytest.raises(UserError):
        edit_use(use=use, values=VALUES, version=1, by=by, now=NOW, today=TODAY)
    assert "ひだまり" not in str(AuditEvent.objects.order_by("-id")[0].details)


@pytest.mark.parametrize("who", ["alone", "core_staff", "minato_specialist"])
def test_others_see_and_write_nothing(
    who: str, room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    with pytest.raises(NotVisible):
        add(room, case, by=who)
    for name in ("case-resources", "resource-use-new"):
        page = client_for(who).get(reverse(name, args=[case.public_id]))
        assert page.status_code == 404


def test_an_agency_of_the_case_comes_to_the_directory_without_the_case(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    add(room, case)
    contact = room.contact(
        case, counterpart=("other",), counterpart_name="架空町 居場所ひだまり"
    )
    client = client_for("specialist")
    page = client.get(reverse("case-resources", args=[case.public_id]))
    assert page.content.decode().count("みんなの名簿に載せる") == 1
    url = reverse("agency-list", args=[case.public_id, 0])
    form = client.get(url)
    assert "ひだまり" not in url
    data = {
        "found_as": form.context["found_as"], "name": "架空町 居場所ひだまり",
        "area": form.context["form"]["area"].value(),
        "key": str(form.context["form"]["key"].value()),
    }  # fmt: skip
    answers = [client.post(url, data) for _ in range(2)]  # pressed twice
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    page = client.get(answers[0]["Location"])
    office = Office.objects.get(name="架空町 居場所ひだまり")
    text = page.content.decode()
    assert "架空 花子" not in text and "昼に行く場所" not in text
    assert ResourceUse._base_manager.get().office == office
    other = client_for("alone").get(reverse("office-page", args=[office.public_id]))
    assert other.status_code == 200
    page = client.get(reverse("case-resources", args=[case.public_id]))
    assert "みんなの名簿に載せる" not in page.content.decode()
    assert contact.counterpart_name
    assert (
        client.get(reverse("agency-list", args=[case.public_id, 5])).status_code == 404
    )


def test_a_use_hangs_on_the_talk_it_came_from(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case, other = room.case(), room.case(name="架空 次郎")
    contact, foreign = room.contact(case), room.contact(other)
    client = client_for("specialist")
    url = reverse("resource-use-new", args=[case.public_id])
    asked = f"{url}?contact={contact.record_id}"
    key = str(client.get(asked).context["form"]["key"].value())
    data = {
        "need": "買い物の練習", "purpose": "missing", "outcome": "not_yet",
        "on": "令和8年11月20日", "key": key,
    }  # fmt: skip
    for _ in range(2):
        assert client.post(asked, data).status_code == 302
    assert ResourceUse._base_manager.get().contact_record == contact.record_id
    page = client.get(reverse("contact-page", args=[contact.record_id]))
    assert "買い物の練習" in page.content.decode()
    assert client.get(f"{url}?contact={foreign.record_id}").status_code == 404
    refused = client.post(url, {**data, "purpose": "use", "key": str(new_public_id())})
    assert refused.status_code == 422
    assert "買い物の練習" in refused.content.decode()


def test_the_number_of_queries_does_not_grow(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    client = client_for("specialist")
    url = reverse("case-resources", args=[case.public_id])
    counts = []
    for number in range(2):
        add(room, case, office=room.region.offices["core"])
        add(room, case, place_name=f"架空の店{number}")
        client.get(url)
        with CaptureQueriesContext(connection) as found:
            client.get(url)
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_a_relative_is_nobodys_agency(room: CaseRoom, client_for: ClientFor) -> None:
    case = room.case()
    for kind, name in (("mother", "架空 母子"), ("medical", "架空クリニック")):
        room.contact(case, counterpart=(kind,), counterpart_name=name)
    for type_, name in (("friend", "架空 友子"), ("work", "架空商店")):
        EcoItem._base_manager.create(case=case, type=type_, label=name)
    seen = client_for("specialist").get(
        reverse("case-resources", args=[case.public_id])
    )
    names = {one.name for _, one, _ in seen.context["agencies"]}
    assert names == {"架空クリニック", "架空商店"}


def test_listing_an_agency_is_a_version_of_each_use(room: CaseRoom) -> None:
    case, by = room.case(), room.actor("specialist")
    use = add(room, case)
    office = list_agency(
        case=case, found_as="架空町 居場所ひだまり", key=new_public_id(),
        area=room.region.offices["hikari"].area,
        values=dict.fromkeys(DIRECTORY, "") | {"name": "架空町 居場所ひだまり"},
        is_another=False, by=by, now=NOW, today=TODAY,
    )  # fmt: skip
    revision = ResourceUseRevision.objects.get(use=use)
    assert (revision.version, revision.changes) == (2, {"office": [None, office.name]})
    use.refresh_from_db()
    with pytest.raises(UserError):  # a form that was open before keeps nothing back
        edit_use(use=use, values=VALUES, version=1, by=by, now=NOW, today=TODAY)


def test_the_result_is_written_though_the_place_has_closed(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case, core = room.case(), room.region.offices["core"]
    use = add(room, case, office=core)
    Office.objects.filter(pk=core.pk).update(closed_on=TODAY)
    url = reverse("resource-use-edit", args=[case.public_id, use.public_id])
    data = {
        "office": str(core.public_id), "purpose": "use", "need": "昼に行く場所がほしい",
        "outcome": "ended", "on": "R8.11.1", "version": "1",
    }  # fmt: skip
    assert client_for("specialist").post(url, data).status_code == 302
    use.refresh_from_db()
    assert (use.office, use.outcome) == (core, "ended")

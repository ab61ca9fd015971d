"""一人の事業所は、自分の記録をすべて持ち出せる。ほかの人にはできない。"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from tests.cases.conftest import CaseRoom
from tests.cases.test_person_actions import shield
from tests.factories.region import PASSWORD
from tsunagi.access.models import AuditEvent

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]


def confirmed(client: Client) -> Client:
    """As after entering the password once more."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def of_alone(room: CaseRoom, **values: Any) -> Any:
    return room.case(office="alone", staff="alone", by="alone", **values)


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_everything_of_ones_own_comes_along(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = of_alone(room)
    room.contact(case, by="alone", office="alone", text="架空の長い話")
    room.case(name="架空 他人")
    client = confirmed(client_for("alone"))
    assert client.get(reverse("own-export")).status_code == 200
    found = sheets(client.post(reverse("own-export")).content)
    assert "架空 花子" in str(found["利用者"])
    assert "架空の長い話" in str(found["相談記録"])
    assert "他人" not in str(found)
    event = AuditEvent.objects.filter(action="case.export_own").get()
    subjects = list(event.subjects.values_list("subject_public_id", flat=True))
    assert subjects == [case.person.public_id]


def test_a_shielded_address_does_not_leave_by_the_export(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = of_alone(room)
    shield(room, case, "specialist", who="alone")
    client = confirmed(client_for("alone"))
    found = sheets(client.post(reverse("own-export")).content)
    assert "1番地" not in str(found) and "（秘匿）" in str(found["利用者"])
    page = client.get(reverse("case-print", args=[case.public_id]))
    assert "1番地" not in page.content.decode()


def test_without_the_password_once_more_nothing_is_written(
    room: CaseRoom, client_for: ClientFor
) -> None:
    of_alone(room)
    response = client_for("alone").post(reverse("own-export"))
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/account/confirm/")
    assert "next=" in response.headers["Location"]
    assert not AuditEvent.objects.filter(action="case.export_own").exists()


def test_in_an_office_of_several_nobody_takes_everything_alone(
    room: CaseRoom, client_for: ClientFor
) -> None:
    for who in ("manager", "specialist", "officer"):
        client = confirmed(client_for(who))
        assert client.post(reverse("own-export")).status_code == 403


def test_one_person_prints_in_one_piece(room: CaseRoom, client_for: ClientFor) -> None:
    case = room.case()
    for number in range(60):
        room.contact(case, text=f"記録その{number}。")
    page = client_for("specialist").get(reverse("case-print", args=[case.public_id]))
    text = page.content.decode()
    assert text.index("記録その0。") < text.index("記録その59。")
    url = reverse("case-print", args=[case.public_id])
    assert client_for("alone").get(url).status_code == 404


def test_the_print_asks_as_often_for_many_records(
    room: CaseRoom, client_for: ClientFor
) -> None:
    client, counts = client_for("specialist"), []
    case = room.case()
    url = reverse("case-print", args=[case.public_id])
    for more in (1, 20):
        for number in range(more):
            room.contact(case, text=f"記録{number}", judgement="落ち着いている。")
        client.get(url)  # what is made once in a process is made
        with CaptureQueriesContext(connection) as asked:
            page = client.get(url).content.decode()
        counts.append(len(asked))
    assert page.count("判断・気づき: 落ち着いている。") == 21
    assert counts[0] == counts[1]

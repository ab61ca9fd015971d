"""Opening a form that shows the person is a look, and leaves its row."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.cases.test_page_sight import body, mother_of
from tests.conftest import NOW
from tsunagi.access.models import AuditEvent
from tsunagi.cases.case.models import Case
from tsunagi.cases.person import ties_actions
from tsunagi.cases.person.ties_rules import (
    Direction,
    EcoType,
    Strength,
    TieKind,
)

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]

FORMS = [
    ("person-edit", "person.edit"), ("contact-new", "contact.new"),
    ("related-new", "person.related"), ("case-assign", "case.assign"),
    ("case-close", "case.close"), ("consent-new", "consent.record"),
    ("certificate-new", "person.certificate"), ("tie-new", "person.tie"),
    ("eco-new", "person.eco"),
]  # fmt: skip


def looks(case: Case) -> list[str]:
    """The forms whose opening is written under this person's id."""
    events = AuditEvent.objects.filter(
        action="case.form", subjects__subject_public_id=case.person.public_id
    )
    return [event.details["form"] for event in events.order_by("id")]


@pytest.mark.parametrize(("name", "form"), FORMS)
def test_opening_a_form_is_a_look_at_the_person(
    name: str, form: str, room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    client = client_for("manager")
    body(client, name, case.public_id)
    assert looks(case) == [form]
    client.post(reverse(name, args=[case.public_id]), {})
    assert looks(case) == [form]


def test_opening_a_form_of_one_row_is_a_look_too(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    contact = room.contact(case)
    by: dict[str, Any] = {"case": case, "by": room.actor("specialist"), "now": NOW}
    mother = mother_of(room, case)
    tie = ties_actions.add_tie(
        first=mother, second=None, kind=TieKind.CLOSE, note="", **by
    )
    item = ties_actions.add_eco_item(
        values={
            "label": "架空の店", "type": EcoType.choices()[0][0],
            "strength": Strength.STRONG, "direction": Direction.MUTUAL, "note": "",
        },
        **by,
    )  # fmt: skip
    client = client_for("specialist")
    body(client, "person-section", case.public_id, "wishes")
    body(client, "contact-correct", contact.record_id)
    body(client, "contact-withdraw", contact.record_id)
    body(client, "related-edit", case.public_id, mother.public_id)
    body(client, "tie-edit", case.public_id, tie.public_id)
    body(client, "eco-edit", case.public_id, item.public_id)
    assert looks(case) == [
        "person.section", "contact.correct", "contact.withdraw", "person.related_edit",
        "person.tie_edit", "person.eco_edit",
    ]  # fmt: skip

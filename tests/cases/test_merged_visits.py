"""一緒に訪問した二人が同じ人だったとき、その訪問の記録を直せるか。"""

from __future__ import annotations

import pytest

from tests.cases.conftest import CaseRoom
from tests.cases.test_merge import merged, total, undo
from tests.conftest import NOW, TODAY
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.cases.contact.actions import (
    NewContact,
    as_new,
    correct_contact,
    record_contacts,
)
from tsunagi.cases.models import Case, Contact
from tsunagi.common.frozen import replace

pytestmark = pytest.mark.django_db


def joint_visit(room: CaseRoom, *cases: Case) -> list[Contact]:
    actor = room.actor("specialist")
    method = contact_categories(actor=actor, on=TODAY).methods.codes[0]
    return record_contacts(
        cases=list(cases), office=room.region.offices["hikari"],
        staff=room.region.staff["specialist"],
        new=NewContact(occurred_on=TODAY, method=method, text="二人を訪ねた。"),
        by=actor, now=NOW,
    )  # fmt: skip


def test_a_visit_to_two_who_were_one_can_be_corrected_and_parted(
    room: CaseRoom,
) -> None:
    kept, taken = room.case(name="架空 花子"), room.case(name="架空 華子")
    first, _ = joint_visit(room, kept, taken)
    assert total(room) == (2, 2)
    merge = merged(room, kept, taken)
    row = Contact.objects.unscoped("test").get(pk=first.pk)
    correct_contact(
        contact=row, new=replace(as_new(row), text="訪ねて話した。"), reason="書き足し",
        version=1, by=room.actor("specialist"), now=NOW,
    )  # fmt: skip
    assert total(room) == (1, 1)
    undo(room, merge)
    assert total(room) == (2, 2)

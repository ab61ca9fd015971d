"""関わりのねらい、直接の支援、変わったこと: 記録から台帳へ、台帳から数へ。"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tsunagi.activity.record.models import Activity
from tsunagi.activity.record.purposes import SupportPurpose, direct_needs_reason
from tsunagi.activity.record.queries import purposes_of_year
from tsunagi.cases.contact.actions import as_new, correct_contact
from tsunagi.common.dates import YearMonth
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]


@pytest.fixture
def room(region: object) -> CaseRoom:
    return CaseRoom(region)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("is_direct", "reason", "expected"),
    [
        (True, "", True),
        (True, " 　", True),
        (True, "急いでいた", False),
        (False, "", False),
    ],
)
def test_direct_support_says_why(is_direct: bool, reason: str, expected: bool) -> None:
    assert direct_needs_reason(is_direct=is_direct, reason=reason) is expected


def counts(
    room: CaseRoom, staff: list[int] | None = None
) -> dict[str, tuple[int, ...]]:
    found = purposes_of_year(
        actor=room.actor("specialist"), months=[YearMonth.of(TODAY)],
        offices=[room.region.offices["hikari"].pk], staff=staff,
    )  # fmt: skip
    return {
        one.code: (
            one.records, one.minutes, one.direct_records, one.direct_minutes,
            one.answered, one.changed,
        )
        for one in found
        if one.records
    }  # fmt: skip


def test_what_was_meant_is_counted_from_the_ledger(room: CaseRoom) -> None:
    case = room.case()
    room.contact(
        case, purposes=("ease", "image"), minutes=30, travel_minutes=10,
        change="some", change_note="表情がやわらいだ",
    )  # fmt: skip
    room.contact(
        case, purposes=("ease",), minutes=60, is_direct=True,
        direct_reason="迎えに行ける人がいなかった", change="none",
    )  # fmt: skip
    room.contact(case)
    assert counts(room) == {
        "": (1, 0, 0, 0, 0, 0),
        "ease": (2, 100, 1, 60, 2, 1),
        "image": (1, 40, 0, 0, 1, 1),
    }
    assert counts(room, staff=[0]) == {}
    row = Activity._base_manager.order_by("id")[0]
    assert row.purposes == ["ease", "image"]
    assert not hasattr(row, "change_note"), "the ledger holds no text"


def test_direct_support_without_a_reason_is_refused(room: CaseRoom) -> None:
    case = room.case()
    with pytest.raises(UserError) as error:
        room.contact(case, is_direct=True)
    assert error.value.field == "direct_reason"
    assert not Activity._base_manager.exists()


def test_a_correction_corrects_the_figure(room: CaseRoom) -> None:
    contact = room.contact(room.case(), purposes=("ease",))
    new = as_new(contact)
    from tsunagi.common.frozen import replace

    correct_contact(
        contact=contact, new=replace(new, purposes=("advocate",), change="much"),
        reason="", version=1, by=room.actor("specialist"), now=NOW,
    )  # fmt: skip
    assert counts(room) == {"advocate": (1, 0, 0, 0, 1, 1)}


def test_on_screen_it_is_written_read_and_reported(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    client = client_for("specialist")
    url = reverse("contact-new", args=[case.public_id])
    page = client.get(url)
    method = page.context["form"]["method"].field.choices[0][0]
    data = {
        "text": "一緒に役所へ行った。", "occurred_on": "R8.11.20", "method": method,
        "key": str(page.context["form"]["key"].value()), "purposes": ["decide"],
        "is_direct": "on",
    }  # fmt: skip
    refused = client.post(url, data)
    assert refused.status_code == 422
    assert "直接の支援をした理由が空です" in refused.content.decode()
    saved = client.post(
        url, {**data, "direct_reason": "窓口が閉まる前だった"}, follow=True
    )
    text = saved.content.decode()
    assert "自分で決めることを支える" in text and "窓口が閉まる前だった" in text
    page = client.get(reverse("purpose-report"))
    assert "自分で決めることを支える" in page.content.decode()
    chiefs = client.get(reverse("purpose-report"), {"chiefs": "1"})
    assert "まだ書かれていません" in chiefs.content.decode()
    answer = client.get(reverse("purpose-report"), {"format": "xlsx"})
    assert answer.content[:2] == b"PK"
    assert client_for("member").get(reverse("purpose-report")).status_code == 403


def test_every_purpose_has_words() -> None:
    assert all(one.label for one in SupportPurpose)

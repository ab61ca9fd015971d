"""Every page of a case opens for those who may, and is a 404 for the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tsunagi.access.models import AuditEvent

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]

READING = ["case-page", "case-person", "case-ties", "case-consents", "case-team"]
WRITING = [
    "contact-new", "case-mode", "case-close", "partner-new", "difficulty-new",
    "person-edit", "certificate-new", "consideration-new", "shield-new", "related-new",
    "consent-new",
]  # fmt: skip


@pytest.mark.parametrize("name", [*READING, *WRITING])
def test_the_specialist_opens_every_page(
    name: str, room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    room.contact(case, next_action="来週電話する")
    url = reverse(name, args=[case.public_id])
    response = client_for("specialist").get(url)
    assert response.status_code == 200
    assert "架空 花子さん" in response.content.decode()


@pytest.mark.parametrize("name", [*READING, *WRITING])
@pytest.mark.parametrize("who", ["alone", "core_staff", "minato_specialist"])
def test_for_others_the_case_does_not_exist(
    name: str, who: str, room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    url = reverse(name, args=[case.public_id])
    response = client_for(who).get(url)
    assert response.status_code == 404
    assert "架空 花子" not in response.content.decode()


@pytest.mark.parametrize("name", READING)
def test_every_look_leaves_a_row_with_the_person(
    name: str, room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    before = AuditEvent.objects.count()
    client_for("specialist").get(reverse(name, args=[case.public_id]))
    event = list(AuditEvent.objects.order_by("id")[before:])[-1]
    subjects = event.subjects.values_list("subject_public_id", flat=True)
    assert list(subjects) == [case.person.public_id]


def test_the_officer_sees_the_case_without_its_narrative(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    room.contact(case, text="秘密の本文である")
    page = client_for("officer").get(reverse("case-page", args=[case.public_id]))
    assert page.status_code == 200
    assert "架空 花子さん" in page.content.decode()
    assert "秘密の本文である" not in page.content.decode()


def test_a_call_is_recorded_once_however_often_it_is_sent(
    room: CaseRoom, client_for: ClientFor
) -> None:
    from tsunagi.activity.record.category_queries import contact_categories
    from tsunagi.cases.models import Contact

    case = room.case()
    client = client_for("specialist")
    url = reverse("contact-new", args=[case.public_id])
    method = contact_categories(
        actor=room.actor("specialist"), on=room.region.now.date()
    ).methods.codes[0]
    key = client.get(url).context["form"]["key"].value()
    data: dict[str, Any] = {
        "text": "電話があった。", "occurred_on": "令和8年11月1日", "method": method,
        "key": str(key),
    }  # fmt: skip
    first = client.post(url, data)
    assert first.status_code == 302, first.content.decode()[:2000]
    second = client.post(url, data)
    assert second.headers["Location"] == first.headers["Location"]
    assert Contact.objects.unscoped("test").count() == 1
    page = client.get(first.headers["Location"])
    assert "電話があった。" in page.content.decode()


def test_a_mistake_keeps_what_was_typed(room: CaseRoom, client_for: ClientFor) -> None:
    case = room.case()
    client = client_for("specialist")
    url = reverse("contact-new", args=[case.public_id])
    key = client.get(url).context["form"]["key"].value()
    response = client.post(
        url, {"text": "途中まで書いた", "occurred_on": "4月31日", "key": str(key)}
    )
    assert response.status_code == 422
    assert "途中まで書いた" in response.content.decode()


def test_a_key_of_one_person_is_not_answered_for_another(
    room: CaseRoom, client_for: ClientFor
) -> None:
    from tsunagi.cases.models import Contact

    one, two = room.case(), room.case(name="架空 次郎")
    contact = room.contact(one)
    client = client_for("specialist")
    urls = [reverse("contact-new", args=[case.public_id]) for case in (one, two)]
    key = client.get(urls[0]).context["form"]["key"].value()
    data = {
        "text": "同じ文", "occurred_on": "令和8年11月1日", "method": contact.method,
        "key": str(key),
    }  # fmt: skip
    assert client.post(urls[0], data).status_code == 302
    assert client.post(urls[1], data).status_code == 422
    assert not Contact.objects.unscoped("test").filter(case=two).exists()


@pytest.mark.parametrize(
    ("tab", "start"),
    [
        pytest.param("case-page", "contact-new", id="相談"),
        pytest.param("case-plans", "plan-new", id="計画"),
        pytest.param("case-monitoring", "report-new", id="モニタリング"),
        pytest.param("case-team", "partner-new", id="連絡と調整"),
    ],
)
def test_the_four_core_tasks_start_from_the_persons_page(
    tab: str, start: str, room: CaseRoom, client_for: ClientFor
) -> None:
    """TOKYO-03: from one page of the person all four are begun and found."""
    case = room.case()
    client = client_for("specialist")
    first = client.get(reverse("case-page", args=[case.public_id])).content.decode()
    found = reverse(tab, args=[case.public_id])
    assert f'href="{found}"' in first
    assert (
        f'href="{reverse(start, args=[case.public_id])}"'
        in client.get(found).content.decode()
    )
    assert client.get(reverse(start, args=[case.public_id])).status_code == 200

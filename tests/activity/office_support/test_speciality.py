"""得意な障害: 一覧の絞り込みと、その地域の地活・委託に尋ねること。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.activity.office_support.conftest import SupportRoom
from tests.conftest import NOW, TODAY
from tests.factories.region import LONG_AGO, Region, add_person
from tsunagi.access.models import AuditEvent
from tsunagi.activity.office_support import queries, question_queries
from tsunagi.activity.office_support import question_actions as actions
from tsunagi.activity.office_support.models import OfficeSupport
from tsunagi.activity.office_support.question_models import OfficeQuestion
from tsunagi.activity.office_support.rules import Topic, who_could_answer
from tsunagi.common.errors import UserError
from tsunagi.organisations.models import Office
from tsunagi.organisations.office import actions as offices
from tsunagi.organisations.office.models import OfficeFeature
from tsunagi.organisations.office.rules import OfficeKind
from tsunagi.organisations.staff.rules import PostKind

ClientFor = Callable[[str], Client]
MIND, CHILD = "精神障害", "医療的ケア児"


@pytest.mark.parametrize(
    ("path", "found"),
    [("/1/7/42/", [5, 6]), ("/1/7/43/", [5]), ("/1/71/", []), ("/1/", [])],
)
def test_every_desk_of_the_area_could_answer(path: str, found: list[int]) -> None:
    desks = {5: ["/1/7/"], 6: ["/1/9/", "/1/7/42/"], 8: []}
    assert who_could_answer(path, desks) == found


pytestmark = pytest.mark.django_db


def knows(office: Office, *words: str) -> None:
    for word in words:
        OfficeFeature.objects.create(
            office=office, kind=OfficeFeature.Kind.DISABILITY, value=word
        )


def add_desk(region: Region, key: str, area: str, *words: str) -> Office:
    office = offices.register_office(
        area=region.areas[area],
        values={"name": f"架空 地活 {key}", "name_kana": f"かくう ちかつ {key}"},
        kinds=[offices.NewKind(OfficeKind.ACTIVITY_CENTRE, LONG_AGO)],
        by=region.builder(), now=NOW,
    )  # fmt: skip
    region.offices[key] = office
    region.staff[f"{key}_staff"] = add_person(
        region, key, f"{key}_staff", PostKind.CONSULTANT
    )
    knows(office, *words)
    return office


@pytest.fixture
def desk(support: SupportRoom) -> Office:
    return add_desk(support.region, "chikatsu", "east", MIND, "発達障害")


def ask(support: SupportRoom, to: Office | None) -> OfficeQuestion:
    return actions.ask_question(
        office=support.region.offices["hikari"], topic=Topic.SERVICE, to=to,
        question="通いはじめの工夫", detail="", by=support.region.actor("specialist"),
        now=NOW, today=TODAY,
    )  # fmt: skip


def test_a_desk_is_asked_only_in_its_area_and_for_what_it_knows(
    support: SupportRoom, desk: Office
) -> None:
    west = add_desk(support.region, "west_desk", "west", MIND)
    plain = add_desk(support.region, "plain_desk", "east")
    found = question_queries.desks_with_speciality(
        actor=support.region.actor("specialist"), today=TODAY,
        office=support.region.offices["hikari"],
    )  # fmt: skip
    assert [(one.office, one.knows) for one in found] == [(desk, ("発達障害", MIND))]
    assert ask(support, desk).to_office == desk
    assert ask(support, None).to_office == support.region.offices["core"]
    for office in (west, plain, support.region.offices["alone"]):
        with pytest.raises(UserError) as caught:
            ask(support, office)
        assert (caught.value.message.code, caught.value.field) == ("OFS-017", "to")
    assert OfficeQuestion.objects.unscoped("test").count() == 2
    assert AuditEvent.objects.filter(action="office_question.ask").count() == 2


def test_only_the_asker_and_the_desk_see_it_and_the_desk_answers(
    support: SupportRoom, desk: Office
) -> None:
    row = ask(support, desk)

    def sees(name: str) -> bool:
        actor = support.region.actor(name)
        return OfficeQuestion.objects.visible_to(actor, now=NOW).exists()

    assert sees("specialist") and sees("chikatsu_staff")
    assert not sees("core_staff") and not sees("alone") and not sees("officer")
    given = actions.answer_question(
        question=row, answer="短い時間から", minutes=15, now=NOW, today=TODAY,
        by=support.region.actor("chikatsu_staff"),
    )  # fmt: skip
    assert (given.office, given.target) == (desk, row.office)


def test_the_lists_are_narrowed_by_what_the_other_office_knows(
    support: SupportRoom, desk: Office
) -> None:
    support.answer_for("core", "east", "west")
    knows(support.region.offices["alone"], CHILD)
    support.give("hikari")
    support.give("alone")
    core, alone = (support.region.actor(name) for name in ("core_staff", "alone"))
    span = {"now": NOW, "first": TODAY, "last": TODAY}

    def given(speciality: str) -> set[str]:
        rows = queries.supports(
            actor=core, received=False, speciality=speciality, **span
        )
        counts = queries.counts_per_office(
            actor=core, received=False, speciality=speciality, **span
        )
        names = {one.target.name for one in rows}
        assert names == {one.office_name for one in counts}
        return names

    assert given("") == {"架空 hikari", "架空 alone"}
    assert given(CHILD) == {"架空 alone"} and given(MIND) == set()
    received = {"actor": alone, "received": True, **span}
    assert len(queries.supports(**received)) == 1
    assert queries.supports(speciality=CHILD, **received) == [], "what the giver knows"
    offered = queries.offices_to_support(actor=core, today=TODAY, speciality=MIND)
    assert list(offered) == [desk]
    row = ask(support, desk)
    asked = {"actor": support.region.actor("specialist"), "now": NOW, "received": False}
    assert question_queries.questions(speciality=MIND, **asked) == [row]
    assert question_queries.questions(speciality=CHILD, **asked) == []


# --- 画面 ---------------------------------------------------------------------------------
@pytest.fixture
def that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(minutes=5))


@pytest.mark.usefixtures("that_day")
def test_the_screens_offer_the_filter_and_keep_it(
    support: SupportRoom, desk: Office, client_for: ClientFor
) -> None:
    support.answer_for("core", "east", "west")
    knows(support.region.offices["alone"], CHILD)
    support.give("hikari", subject="ひかりのこと")
    client = client_for("core_staff")
    for name in ("visit-list", "support-list", "question-list"):
        page = client.get(reverse(name)).content.decode()
        assert 'name="speciality"' in page and MIND in page, name
        narrowed = client.get(reverse(name), {"speciality": CHILD}).content.decode()
        assert f'value="{CHILD}" selected' in narrowed, name
        assert "架空 hikari" not in narrowed and "ひかりのこと" not in narrowed, name
        assert client.get(reverse(name), {"speciality": "x"}).status_code == 200
    visits = client.get(reverse("visit-list"), {"speciality": CHILD}).content.decode()
    assert "架空 alone" in visits


@pytest.mark.usefixtures("that_day")
def test_the_desk_is_chosen_on_the_form_and_told_on_its_first_page(
    support: SupportRoom, desk: Office, client_for: ClientFor
) -> None:
    client, url = client_for("specialist"), reverse("question-new")
    form = client.get(url).context["form"]
    assert list(form.desks) == [str(desk.public_id)]
    values = {
        "key": str(form["key"].value()), "to": str(desk.public_id),
        "topic": "service", "question": "通いはじめの工夫", "detail": "",
    }  # fmt: skip
    other = str(support.region.offices["alone"].public_id)
    assert client.post(url, {**values, "to": other}).status_code == 422
    client.post(url, values)
    assert OfficeQuestion.objects.unscoped("test").get().to_office == desk
    first = client_for("chikatsu_staff").get("/").content.decode()
    assert "事業所からの問いが1件届いています" in first
    assert "架空 地活 chikatsu" in client.get(reverse("question-list")).content.decode()


@pytest.mark.usefixtures("that_day")
def test_the_number_of_queries_does_not_grow(
    support: SupportRoom, desk: Office, client_for: ClientFor
) -> None:
    support.give("hikari")
    knows(support.region.offices["hikari"], MIND)
    pairs = [
        (client_for("specialist"), reverse("question-new")),
        (client_for("core_staff"), reverse("visit-list") + f"?speciality={MIND}"),
        (client_for("core_staff"), reverse("support-list") + f"?speciality={MIND}"),
    ]

    def counts() -> list[int]:
        found = []
        for client, url in pairs:
            client.get(url)
            with CaptureQueriesContext(connection) as made:
                client.get(url)
            found.append(len(made))
        return found

    before = counts()
    for number in range(3):
        add_desk(support.region, f"more{number}", "east", MIND, CHILD)
        support.give(f"more{number}")
    assert counts() == before
    assert OfficeSupport.objects.unscoped("test").count() == 4

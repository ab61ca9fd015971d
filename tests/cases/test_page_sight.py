"""What a page shows, and where it leads, follows the sight of whoever opens it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cases.conftest import CaseRoom
from tests.cases.test_consent_actions import emergency
from tests.cases.test_person_actions import edit, shield
from tests.conftest import NOW, TODAY
from tsunagi.access.models import AuditEvent
from tsunagi.cases.case import team_actions
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.queries import case_by_public_id
from tsunagi.cases.case.rules import DifficultyGroup
from tsunagi.cases.case.team_queries import difficulties_of
from tsunagi.cases.consent.actions import NewConsent, record_consent
from tsunagi.cases.consent.rules import ConsentMethod, Explanation, Purpose
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.models import Person, PersonRevision, RelatedPerson
from tsunagi.cases.pages import band_of
from tsunagi.cases.person import actions
from tsunagi.cases.person.reading import HIDDEN
from tsunagi.cases.person.rules import age_words, birth_words, known_age
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]

STREET, MOTHERS_PHONE, MOTHERS_STREET = "東区1番地", "000-999-8888", "北町7番地"
NEW_STREET = "架空県つなぎ市西区9番地"


@pytest.fixture(autouse=True)
def today_is_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages ask for the clock themselves; reasons have begun a moment before."""
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(minutes=5))


def share(room: CaseRoom, case: Case, *classes: FieldClass) -> None:
    """By consent the office `alone` is shown these classes, to read only."""
    record_consent(
        case=case,
        new=NewConsent(
            purposes=[Purpose.SUPPORT], classes=[FieldClass.IDENTITY, *classes],
            offices=[room.region.offices["alone"]], explained_on=TODAY, given_on=TODAY,
            explanation=Explanation.PLAIN, method=ConsentMethod.SIGNATURE,
        ),
        by=room.actor("manager"), now=NOW,
    )  # fmt: skip


def collaborate(room: CaseRoom, case: Case) -> None:
    team_actions.add_collaborator(
        case=case, office=room.region.offices["alone"], part="通所", on=TODAY,
        by=room.actor("manager"), now=NOW,
    )  # fmt: skip


def mother_of(room: CaseRoom, case: Case) -> RelatedPerson:
    return actions.add_related(
        case=case,
        values={
            "kinship": "mother", "name": "架空 母", "phone": MOTHERS_PHONE,
            "address": MOTHERS_STREET,
        },
        by=room.actor("specialist"), now=NOW,
    )  # fmt: skip


def body(client: Client, name: str, *args: Any) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


# --- the history and whereabouts ----------------------------------------------------
@pytest.mark.parametrize(
    ("classes", "is_shown"),
    [
        ((FieldClass.SUPPORT,), False),
        ((FieldClass.SUPPORT, FieldClass.WHEREABOUTS), True),
    ],
)
def test_the_history_shows_whereabouts_only_with_the_class(
    classes: tuple[FieldClass, ...],
    is_shown: bool,
    room: CaseRoom,
    client_for: ClientFor,
) -> None:
    case = room.case()
    mother = mother_of(room, case)
    edit(room, case, address=NEW_STREET, household="母と二人")
    actions.edit_related(
        case=case, row=mother, values={"phone": "000-999-7777"}, version=1,
        by=room.actor("specialist"), now=NOW,
    )  # fmt: skip
    share(room, case, *classes)
    page = body(client_for("alone"), "case-person", case.public_id)
    for secret in (STREET, NEW_STREET, MOTHERS_PHONE, "000-999-7777"):
        assert (secret in page) is is_shown
    assert (HIDDEN in page) is not is_shown
    assert "母と二人" in page


def test_the_area_is_hidden_together_with_the_address(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case(area=room.region.areas["north"])
    assert "北区" in body(client_for("manager"), "case-person", case.public_id)
    shield(room, case, "specialist")
    client = client_for("manager")
    assert "北区" not in body(client, "case-person", case.public_id)
    assert 'name="area"' not in body(client, "person-edit", case.public_id)
    person = Person.objects.unscoped("test").get(pk=case.person_id)
    with pytest.raises(UserError, match="PER-003"):
        actions.edit_person(
            case=case, values={"area": None}, version=person.version,
            by=room.actor("manager"), now=NOW, today=TODAY,
        )  # fmt: skip
    named = client_for("specialist")
    assert 'name="area"' in body(named, "person-edit", case.public_id)


def test_saving_without_the_area_field_keeps_the_area(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case(area=room.region.areas["north"])
    shield(room, case, "specialist")
    client = client_for("manager")
    url = reverse("person-edit", args=[case.public_id])
    version = client.get(url).context["form"]["version"].value()
    answer = client.post(
        url, {"name": "架空 花代", "birth": "1990年5月5日", "sex": "female",
              "version": version},
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()[:3000]
    person = Person.objects.unscoped("test").get(pk=case.person_id)
    assert (person.name, person.area) == ("架空 花代", room.region.areas["north"])


# --- relatives ----------------------------------------------------------------------
@pytest.mark.parametrize("name", ["case-page", "case-ties", "case-print"])
def test_a_shield_covers_the_relatives_too(
    name: str, room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    mother_of(room, case)
    shield(room, case, "specialist")
    pages = {
        who: body(client_for(who), name, case.public_id)
        for who in ("manager", "specialist")
    }
    for page in pages.values():
        assert "架空 母" in page
    assert MOTHERS_PHONE not in pages["manager"]
    assert MOTHERS_STREET not in pages["manager"]
    assert (MOTHERS_PHONE in pages["specialist"]) is (name != "case-page")


def test_a_relative_is_edited_without_seeing_where_they_live(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    mother = mother_of(room, case)
    shield(room, case, "specialist")
    client = client_for("manager")
    url = reverse("related-edit", args=[case.public_id, mother.public_id])
    page = client.get(url).content.decode()
    assert "架空 母" in page
    assert MOTHERS_PHONE not in page
    assert MOTHERS_STREET not in page
    answer = client.post(
        url,
        {"kinship": "mother", "name": "架空 はは", "sex": "female", "version": 1,
         "phone": "0", "address": "消えた"},
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()[:3000]
    saved = RelatedPerson.objects.unscoped("test").get()
    assert (saved.name, saved.phone, saved.address) == (
        "架空 はは", MOTHERS_PHONE, MOTHERS_STREET,
    )  # fmt: skip
    with pytest.raises(UserError, match="PER-003"):
        actions.edit_related(
            case=case, row=saved, values={"phone": ""}, version=saved.version,
            by=room.actor("manager"), now=NOW,
        )  # fmt: skip
    named = client_for("specialist").get(url).content.decode()
    assert MOTHERS_PHONE in named
    assert MOTHERS_STREET in named


def test_ones_own_records_leave_without_a_shielded_relative(room: CaseRoom) -> None:
    from tsunagi.cases.lists.own_records import own_cases, sheets_of

    def relatives() -> str:
        alone = room.actor("alone")
        cases = own_cases(actor=alone, now=NOW)
        sheets = sheets_of(cases, actor=alone, now=NOW, mark="")
        return str(next(list(s.rows) for s in sheets if s.name == "関係者"))

    case = room.case(office="alone", staff="alone", by="alone")
    actions.add_related(
        case=case, values={"kinship": "mother", "phone": MOTHERS_PHONE},
        by=room.actor("alone"), now=NOW,
    )  # fmt: skip
    assert MOTHERS_PHONE in relatives()
    shield(room, case, "specialist", who="alone")
    assert MOTHERS_PHONE not in relatives()


# --- the band and the birth ---------------------------------------------------------
def test_the_band_of_the_identity_alone(room: CaseRoom) -> None:
    case = room.case(support_level="4")
    share(room, case)
    wholly, partly = (
        band_of(
            case_by_public_id(actor=room.actor(who), public_id=case.public_id, now=NOW),
            today=TODAY,
        )
        for who in ("specialist", "alone")
    )
    born = ["36歳", "平成2年5月5日生まれ"]
    assert list(partly.facts) == born
    assert (partly.name, partly.kana) == ("架空 花子さん", "かくう はなこ")
    assert list(wholly.facts) == [
        *born, "計画相談", "区分4", "架空 hikari　架空 specialist",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("precision", "words", "age", "about"),
    [
        ("day", "昭和60年1月1日", 41, "41歳"),
        ("month", "昭和60年1月", None, "約41歳"),
        ("year", "昭和60年", None, "約41歳"),
    ],
)
def test_a_birth_is_as_exact_as_it_is_known(
    precision: str, words: str, age: int | None, about: str
) -> None:
    born = date(1985, 1, 1)
    assert birth_words(born, precision) == words
    assert known_age(born, precision, TODAY) == age
    assert age_words(born, precision, TODAY) == about


@pytest.mark.parametrize("born", [None, TODAY + timedelta(days=1)])
def test_nobody_has_an_age_before_the_birth(born: date | None) -> None:
    assert known_age(born, "day", TODAY) is None
    assert age_words(born, "day", TODAY) == ""


@pytest.mark.parametrize("name", ["case-page", "case-person", "case-ties"])
def test_a_rough_birth_never_gets_a_day_on_a_page(
    name: str, room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case(birth_on=date(1985, 1, 1), birth_precision="year")
    page = body(client_for("specialist"), name, case.public_id)
    assert "昭和60年生まれ" in page
    assert "約41歳" in page
    assert "昭和60年1月" not in page
    assert "1985-01-01" not in page


def test_a_rough_birth_in_lists_search_and_exports(
    room: CaseRoom, client_for: ClientFor
) -> None:
    room.case(
        office="alone", staff="alone", by="alone", birth_on=date(1985, 1, 1),
        birth_precision="year",
    )  # fmt: skip
    client = client_for("alone")
    found = client.post(reverse("person-search"), {"q": "かくう"}, follow=True)
    printed = client.post(
        reverse("case-mine-export"),
        {"purpose": "meeting", "shape": "print"},
    )
    for answer in (found, printed):
        page = answer.content.decode()
        assert "昭和60年" in page
        assert "1月1日" not in page
        assert "1.1" not in page
        assert "41歳" not in page
    from tsunagi.cases.lists.own_records import own_cases, sheets_of

    alone = room.actor("alone")
    sheets = sheets_of(own_cases(actor=alone, now=NOW), actor=alone, now=NOW, mark="")
    (row,) = sheets[0].rows
    assert row[2] == "昭和60年"


def test_the_history_tells_how_exact_the_birth_was(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case(birth_on=date(1985, 1, 1), birth_precision="year")
    edit(room, case, birth_on=date(1985, 1, 1), birth_precision="month")
    edit(room, case, birth_on=date(1985, 1, 3), birth_precision="day")
    page = body(client_for("specialist"), "case-person", case.public_id)
    for before, after in (
        ("昭和60年", "昭和60年1月"),
        ("昭和60年1月", "昭和60年1月3日"),
    ):
        assert f"<del>{before}</del><br><ins>{after}</ins>" in page
    assert PersonRevision.objects.unscoped("test").count() == 2
    assert "1月1日" not in page


# --- ways lead only where one may go ------------------------------------------------
def leads(client: Client, page: str, case: Case, name: str, *more: Any) -> bool:
    return reverse(name, args=[case.public_id, *more]) in body(
        client, page, case.public_id
    )


def test_who_only_reads_is_not_asked_to_write(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    contact = room.contact(case, next_action="電話する", next_on=TODAY)
    share(room, case, FieldClass.SUPPORT, FieldClass.NARRATIVE)
    done = reverse("contact-next-done", args=[contact.record_id])
    for who, may in (("alone", False), ("specialist", True)):
        client = client_for(who)
        assert leads(client, "case-page", case, "contact-new") is may
        assert (done in body(client, "case-page", case.public_id)) is may
        assert (done in body(client, "contact-page", contact.record_id)) is may
        assert leads(client, "case-page", case, "case-consents") is may
        assert leads(client, "case-person", case, "person-edit") is may
        assert leads(client, "case-ties", case, "related-new") is may


def test_the_officer_keeps_facts_and_writes_no_sections(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    for who, may_write in (("officer", False), ("specialist", True)):
        client = client_for(who)
        assert leads(client, "case-person", case, "person-edit")
        assert leads(client, "case-person", case, "certificate-new")
        assert leads(client, "case-person", case, "shield-new")
        for name, *more in (("person-section", "wishes"), ("consideration-new",)):
            assert leads(client, "case-person", case, name, *more) is may_write
        assert leads(client, "case-ties", case, "related-new") is may_write
        assert leads(client, "case-page", case, "contact-new") is may_write


def test_a_partner_writes_and_does_not_decide_who_sees(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    collaborate(room, case)
    for who, decides in (("alone", False), ("manager", True)):
        client = client_for(who)
        assert leads(client, "case-person", case, "person-section", "wishes")
        assert leads(client, "case-consents", case, "consent-new")
        assert leads(client, "case-team", case, "exclusion-new") is decides
        assert leads(client, "case-consents", case, "disclosure-new") is decides
        assert leads(client, "case-person", case, "shield-new") is decides


def test_an_emergency_is_reviewed_by_who_carries_the_case(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    collaborate(room, case)
    row = emergency(room, who="core_staff")
    url = reverse("emergency-review", args=[row.public_id])
    for who, reviews in (
        ("manager", True), ("alone", False), ("core_staff", False),
    ):  # fmt: skip
        assert (url in body(client_for(who), "emergency-list")) is reviews
    body_of_review = client_for("manager").get(url)
    assert body_of_review.status_code == 200
    look = AuditEvent.objects.get(action="case.form")
    assert look.details["form"] == "emergency.review"
    subjects = look.subjects.values_list("subject_public_id", flat=True)
    assert list(subjects) == [case.person.public_id]


def test_what_still_weighs_comes_first(room: CaseRoom) -> None:
    case = room.case()
    by: dict[str, Any] = {"case": case, "by": room.actor("specialist"), "now": NOW}
    rows = [
        team_actions.add_difficulty(
            group=next(iter(DifficultyGroup)), text=text, noticed_on=TODAY, **by
        )
        for text in ("やわらいだ", "まだ重い")
    ]
    team_actions.resolve_difficulty(row=rows[0], on=TODAY, **by)
    seen = case_by_public_id(
        actor=room.actor("specialist"), public_id=case.public_id, now=NOW
    )
    found = difficulties_of(actor=room.actor("specialist"), seen=seen)
    assert [row.text for row in found] == ["まだ重い", "やわらいだ"]

"""利用者を登録し、直し、秘匿する。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.encryption import KeyProblem
from tsunagi.cases.case.models import Case
from tsunagi.cases.models import Person, PersonRevision, Shield
from tsunagi.cases.person import actions
from tsunagi.cases.person.rules import CertificateKind, Section, is_child, phone_digits
from tsunagi.cases.person.sealed import whereabouts_of
from tsunagi.cases.person.shield_actions import end_shield, start_shield
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db


def edit(room: CaseRoom, case: Case, who: str = "specialist", **values: Any) -> Person:
    person = Person._base_manager.get(pk=case.person_id)
    return actions.edit_person(
        case=case, values=values, version=person.version, by=room.actor(who), now=NOW,
        today=TODAY,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("born", "on", "expected"),
    [
        (date(2008, 11, 22), TODAY, False),
        (date(2008, 11, 23), TODAY, True),
        (None, TODAY, None),
        (date(2027, 1, 1), TODAY, None),
    ],
)
def test_who_is_a_child(born: date | None, on: date, expected: bool | None) -> None:
    assert is_child(born, today=on) is expected


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("０９０−1234−5678", "09012345678"), ("(03) 1111-2222", "0311112222"), ("", "")],
)
def test_telephone_digits(typed: str, digits: str) -> None:
    assert phone_digits(typed) == digits


def test_what_was_typed_is_kept_code_point_for_code_point(room: CaseRoom) -> None:
    name = "髙\U0002000b﨑　ひな\u3099"
    case = room.case(name=name)
    assert Person._base_manager.get(pk=case.person_id).name == name


def test_an_edit_leaves_what_was_before(room: CaseRoom) -> None:
    case = room.case()
    edit(room, case, phone="000-999-0000", birth_on=date(1991, 1, 1))
    person = Person._base_manager.get(pk=case.person_id)
    assert (person.phone, person.phone_digits) == ("000-999-0000", "0009990000")
    revision = PersonRevision._base_manager.get(person=person)
    assert revision.changes == {
        "phone": ["000-111-2222", "000-999-0000"],
        "birth_on": ["1990-05-05", "1991-01-01"],
    }


def test_nothing_changed_leaves_no_revision(room: CaseRoom) -> None:
    case = room.case()
    edit(room, case, phone="000-111-2222")
    assert not PersonRevision._base_manager.exists()


@pytest.mark.parametrize(
    ("values", "code"),
    [({"name": "　"}, "PER-001"), ({"birth_on": TODAY + timedelta(days=1)}, "PER-002")],
)
def test_impossible_values_are_refused(
    values: dict[str, Any], code: str, room: CaseRoom
) -> None:
    case = room.case()
    with pytest.raises(UserError) as error:
        edit(room, case, **values)
    assert error.value.message.code == code


def test_a_stale_form_overwrites_nothing(room: CaseRoom) -> None:
    case = room.case()
    edit(room, case, household="一人暮らし")
    with pytest.raises(UserError) as error:
        actions.edit_person(
            case=case, values={"household": "母と二人"}, version=1,
            by=room.actor("manager"), now=NOW, today=TODAY,
        )  # fmt: skip
    assert error.value.message.code == "ACC-008"
    assert Person._base_manager.get(pk=case.person_id).household == "一人暮らし"


def test_another_office_cannot_edit(room: CaseRoom) -> None:
    case = room.case()
    with pytest.raises(NotVisible):
        edit(room, case, "alone", household="x")


def test_sections_are_written_once_and_then_by_version(room: CaseRoom) -> None:
    case = room.case()
    by = room.actor("specialist")
    write = {"case": case, "section": Section.WISHES, "by": by, "now": NOW}
    actions.write_section(text="海へ行きたい", version=0, **write)  # type: ignore[arg-type]
    with pytest.raises(UserError):
        actions.write_section(text="二度目", version=0, **write)  # type: ignore[arg-type]
    row = actions.write_section(text="山へも", version=1, **write)  # type: ignore[arg-type]
    assert (row.text, row.version) == ("山へも", 2)
    changes = [r.changes for r in PersonRevision._base_manager.order_by("id")]
    assert changes == [
        {"wishes": ["", "海へ行きたい"]}, {"wishes": ["海へ行きたい", "山へも"]},
    ]  # fmt: skip


def test_a_certificate_does_not_end_before_it_begins(room: CaseRoom) -> None:
    case = room.case()
    with pytest.raises(UserError) as error:
        actions.add_certificate(
            case=case, kind=CertificateKind.WELFARE,
            values={"valid_from": TODAY, "last_day": TODAY - timedelta(days=1)},
            by=room.actor("specialist"), now=NOW,
        )  # fmt: skip
    assert error.value.message.code == "PER-006"
    row = actions.add_certificate(
        case=case, kind=CertificateKind.WELFARE,
        values={"number": "1234567890", "valid_from": TODAY, "last_day": TODAY},
        by=room.actor("specialist"), now=NOW,
    )  # fmt: skip
    assert row.last_day == TODAY


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_consideration_ends_within_a_year(days: int, room: CaseRoom) -> None:
    case = room.case()
    with pytest.raises(UserError) as error:
        actions.add_consideration(
            case=case, fact="犬", observed_on=TODAY, source="本人",
            ends_on=TODAY + timedelta(days=days), by=room.actor("specialist"), now=NOW,
        )  # fmt: skip
    assert error.value.message.code == "PER-007"


def shield(room: CaseRoom, case: Case, *viewers: str, who: str = "manager") -> Shield:
    return start_shield(
        case=case, reason_code="violence", basis="申出",
        viewers=[room.region.staff[name] for name in viewers], by=room.actor(who),
        now=NOW,
    )  # fmt: skip


def test_a_shield_leaves_no_address_in_any_column_or_history(room: CaseRoom) -> None:
    case = room.case()
    edit(room, case, address="架空県つなぎ市西区2番地")
    shield(room, case, "specialist")
    person = Person._base_manager.get(pk=case.person_id)
    assert (person.address, person.phone, person.phone_digits) == ("", "", "")
    assert "西区" not in person.sealed_contact
    history = PersonRevision._base_manager.filter(person=person)
    assert all("区" not in str(row.changes) for row in history)
    assert whereabouts_of(person).address == "架空県つなぎ市西区2番地"


def test_a_sealed_address_of_another_person_does_not_open(room: CaseRoom) -> None:
    one, two = room.case(), room.case(name="架空 次郎")
    shield(room, one, "specialist")
    first = Person._base_manager.get(pk=one.person_id)
    second = Person._base_manager.get(pk=two.person_id)
    second.sealed_contact = first.sealed_contact
    with pytest.raises(KeyProblem):
        whereabouts_of(second)


def test_under_a_shield_only_the_named_change_the_address(room: CaseRoom) -> None:
    case = room.case()
    shield(room, case, "specialist")
    with pytest.raises(UserError) as error:
        edit(room, case, "manager", address="どこか")
    assert error.value.message.code == "PER-003"
    edit(room, case, "specialist", address="新しい所")
    person = Person._base_manager.get(pk=case.person_id)
    assert person.address == ""
    assert whereabouts_of(person).address == "新しい所"
    revision = PersonRevision._base_manager.filter(person=person).order_by("-id")[0]
    assert revision.changes == {"sealed_contact": ["（秘匿）", "（秘匿）"]}


def test_a_shield_needs_somebody_and_stands_once(room: CaseRoom) -> None:
    case = room.case()
    with pytest.raises(UserError) as error:
        shield(room, case)
    assert error.value.message.code == "PER-005"
    shield(room, case, "specialist", "manager")
    with pytest.raises(UserError) as error:
        shield(room, case, "specialist")
    assert error.value.message.code == "PER-004"


def test_only_the_named_end_a_shield(room: CaseRoom) -> None:
    case = room.case()
    row = shield(room, case, "specialist")
    with pytest.raises(AccessDenied):
        end_shield(case=case, shield=row, by=room.actor("manager"), now=NOW)
    end_shield(case=case, shield=row, by=room.actor("specialist"), now=NOW)
    person = Person._base_manager.get(pk=case.person_id)
    assert person.address.endswith("1番地")
    assert person.sealed_contact == ""
    assert person.phone_digits == "0001112222"


def test_relatives_are_edited_by_version_and_end(room: CaseRoom) -> None:
    case = room.case()
    by = room.actor("specialist")
    row = actions.add_related(
        case=case, values={"kinship": "mother", "name": "架空 和子"}, by=by, now=NOW
    )
    row = actions.edit_related(
        case=case, row=row, values={"phone": "1"}, version=1, by=by, now=NOW
    )
    with pytest.raises(UserError):
        actions.edit_related(
            case=case, row=row, values={"phone": "2"}, version=1, by=by, now=NOW
        )
    actions.end_related(case=case, row=row, last_day=TODAY, by=by, now=NOW)
    assert row.valid_before == TODAY + timedelta(days=1)

"""だれがどのケースの何を見るか: 決まりの表と、無作為の世界での三つの読み方の一致。"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests.cases.conftest import CaseRoom
from tests.conftest import LONG, NOW
from tsunagi.access.actor import Actor, Subject
from tsunagi.access.permissions import ROLES, Permission
from tsunagi.cases.case.access_rows import close_access, open_access
from tsunagi.cases.case.rules import Relation
from tsunagi.cases.case.team_actions import exclude
from tsunagi.cases.field_classes import FieldClass, Sight
from tsunagi.cases.models import (
    Case,
    CaseAccess,
    Contact,
    Exclusion,
    Person,
    PersonSection,
    Shield,
    ShieldViewer,
)
from tsunagi.cases.scope import (
    CAN_READ_CONTACT,
    CAN_SEE_CASE,
    CAN_SEE_PART_OF_PERSON,
    CAN_SEE_PERSON,
    NO_SIGHT,
    shielded_from,
    sight_of,
)
from tsunagi.cases.seen import looked_up

pytestmark = pytest.mark.django_db
WORLDS = 150 if LONG else 30
HOUR = timedelta(hours=1)

# A reason for a rights concern names no case; tests/cases/rights/ asks about those.
OF_A_CASE = [relation for relation in Relation if relation is not Relation.RIGHTS]

# who → classes of a case of ひかり whose specialist is `specialist`
DEFAULT_SIGHT = {
    "specialist": "12347",
    "manager": "12347",
    "assistant": "12347",
    "officer": "1237",
    "ward_officer": "1237",
    "trainee": "",
    "alone": "",
    "core_staff": "",
    "consultant": "",
    "secretary": "",
    "member": "",
    "information_officer": "",
    "administrator": "",
    "prefectural_officer": "",
    "adviser": "",
    "minato_officer": "",
    "minato_specialist": "",
}


@pytest.mark.parametrize(("who", "classes"), DEFAULT_SIGHT.items())
def test_what_each_role_sees_of_an_ordinary_case(
    who: str, classes: str, room: CaseRoom
) -> None:
    case = room.case()
    sight = sight_of(case, actor=room.actor(who), now=NOW)
    assert "".join(sorted(sight.classes)) == classes
    visible = Case.objects.visible_to(room.actor(who), now=NOW)
    assert visible.filter(pk=case.pk).exists() == bool(classes)


def test_roles_that_must_never_see_persons_hold_no_permission_to() -> None:
    for role, definition in ROLES.items():
        if not definition.sees_persons:
            assert Permission.CASE_VIEW not in definition.permissions, role
            assert Permission.CASE_OVERSIGHT not in definition.permissions, role


@pytest.mark.parametrize("relation", OF_A_CASE)
def test_an_exclusion_beats_every_reason(relation: Relation, room: CaseRoom) -> None:
    case = room.case()
    open_access(
        case=case, relation=relation, classes="1234567", valid_from=NOW - HOUR,
        source_ref="test", by=room.region.builder(), staff=room.region.staff["alone"],
    )  # fmt: skip
    alone = room.actor("alone")
    assert sight_of(case, actor=alone, now=NOW).sees(FieldClass.ABUSE)
    exclude(
        case=case, staff=room.region.staff["alone"], office=None, reason="家族",
        by=room.actor("manager"), now=NOW,
    )  # fmt: skip
    assert sight_of(case, actor=alone, now=NOW).classes == frozenset()
    assert not Case.objects.visible_to(alone, now=NOW).exists()


def test_an_ended_reason_acts_on_the_next_question(room: CaseRoom) -> None:
    case = room.case()
    alone = room.actor("alone")
    open_access(
        case=case, relation=Relation.CONSENT, classes="13", valid_from=NOW,
        source_ref="consent:x", by=room.region.builder(),
        office=room.region.offices["alone"],
    )  # fmt: skip
    assert sight_of(case, actor=alone, now=NOW).sees_support
    close_access(case=case, source_ref="consent:x", now=NOW + HOUR)
    assert sight_of(case, actor=alone, now=NOW + HOUR - timedelta(seconds=1)).classes
    assert not sight_of(case, actor=alone, now=NOW + HOUR).classes


def test_a_reason_that_has_not_begun_ends_empty_not_backwards(room: CaseRoom) -> None:
    case = room.case()
    row = open_access(
        case=case, relation=Relation.CONSENT, classes="1", valid_from=NOW + HOUR,
        source_ref="consent:y", by=room.region.builder(),
        office=room.region.offices["alone"],
    )  # fmt: skip
    close_access(case=case, source_ref="consent:y", now=NOW)
    row = CaseAccess.objects.unscoped("test").get(pk=row.pk)
    assert row.valid_from == row.valid_before == NOW
    assert not sight_of(case, actor=room.actor("alone"), now=NOW + 2 * HOUR).classes


def test_a_shield_hides_whereabouts_from_everybody_it_does_not_name(
    room: CaseRoom,
) -> None:
    case = room.case()
    shield = Shield.objects.create(
        person=case.person, reason_code="violence", started_at=NOW
    )
    ShieldViewer.objects.create(shield=shield, staff=room.region.staff["specialist"])
    named = sight_of(case, actor=room.actor("specialist"), now=NOW)
    other = sight_of(case, actor=room.actor("manager"), now=NOW)
    _read_together(case, room.actor("specialist"), named)
    _read_together(case, room.actor("manager"), other)
    assert named.is_shielded and named.sees_whereabouts
    assert other.is_shielded and not other.sees_whereabouts
    assert other.sees_narrative
    assert shielded_from(room.actor("manager"), [case.person_id]) == {case.person_id}
    assert shielded_from(room.actor("specialist"), [case.person_id]) == set()


def test_a_reason_of_another_municipality_opens_nothing(room: CaseRoom) -> None:
    case = room.case()
    open_access(
        case=case, relation=Relation.CONSENT, classes="1234", valid_from=NOW - HOUR,
        source_ref="test", by=room.region.builder(),
        office=room.region.offices["shiokaze"],
    )  # fmt: skip
    assert not sight_of(case, actor=room.actor("minato_specialist"), now=NOW).classes


# --- random worlds ------------------------------------------------------------------
def _instant(chance: random.Random) -> datetime:
    return NOW + chance.choice([-2, -1, 0, 1, 2]) * HOUR


def _fill(room: CaseRoom, chance: random.Random) -> list[Case]:
    """Cases with random reasons, exclusions and records; the standing ones removed."""
    cases = [
        room.case(
            name=f"架空 {n}", kana=f"かくう {n}", office=office, by=by, staff=None
        )
        for n, (office, by) in enumerate(
            [("hikari", "manager"), ("alone", "alone"), ("core", "core_manager")] * 2
        )
    ]
    CaseAccess.objects.unscoped("test").all().delete()
    staff, offices = (
        list(room.region.staff.values()),
        list(room.region.offices.values()),
    )
    for n in range(18):
        who = chance.choice(["staff", "office", "duty"])
        start, end = sorted([_instant(chance), _instant(chance)])
        open_access(
            case=chance.choice(cases), relation=chance.choice(OF_A_CASE),
            classes="".join(c for c in "1234567" if chance.random() < 0.5) or "1",
            valid_from=start, valid_before=chance.choice([None, end]),
            source_ref=f"w{n}", by=room.region.builder(),
            staff=chance.choice(staff) if who == "staff" else None,
            office=chance.choice(offices) if who == "office" else None,
        )  # fmt: skip
    for _ in range(5):
        start, end = sorted([_instant(chance), _instant(chance)])
        by_staff = chance.random() < 0.5
        Exclusion.objects.create(
            case=chance.choice(cases), reason="試験", valid_from=start,
            valid_before=chance.choice([None, end]),
            staff=chance.choice(staff) if by_staff else None,
            office=None if by_staff else chance.choice(offices),
        )  # fmt: skip
    for case in cases:
        PersonSection.objects.create(
            person=case.person, section="wishes", text="架空", updated_at=NOW
        )
        Contact.objects.create(
            activity_key=case.public_id, municipality_id=case.municipality_id,
            case=case, office=case.responsible_office, staff=staff[0],
            occurred_on=NOW.date(), method="m", text="架空", recorded_at=NOW,
        )  # fmt: skip
    return cases


def _holds(start: datetime, before: datetime | None) -> bool:
    return start <= NOW and (before is None or before > NOW)


def _works_at(actor: Actor) -> set[int | None]:
    return {*actor.offices_with(Permission.CASE_VIEW), actor.office_id}


def _carries_duty_for(case: Case, actor: Actor) -> bool:
    """The whole municipality, or the ward of the person or of the office."""
    if actor.municipalities_with(Permission.CASE_OVERSIGHT):
        return True
    wards = actor.areas_with(Permission.CASE_OVERSIGHT)
    return bool({case.person.area_id, case.responsible_office.area_id} & wards)


def _oracle(case: Case, actor: Actor) -> set[str]:
    """The five questions written down a second time, without the algebra."""
    if actor.municipality_id != case.municipality_id:
        return set()
    if Permission.CASE_VIEW not in actor.permissions:
        return set()
    for row in Exclusion.objects.unscoped("test").filter(case=case):
        named = row.staff_id == actor.staff_id if row.staff_id else False
        named = named or (
            row.office_id in {*actor.office_ids, actor.office_id} - {None}
        )
        if named and _holds(row.valid_from, row.valid_before):
            return set()
    classes: set[str] = set()
    for access in CaseAccess.objects.unscoped("test").filter(case=case):
        named = (
            (access.grantee_kind == "staff" and access.staff_id == actor.staff_id)
            or (
                access.grantee_kind == "office" and access.office_id in _works_at(actor)
            )
            or (access.grantee_kind == "duty" and _carries_duty_for(case, actor))
        )
        if named and _holds(access.valid_from, access.valid_before):
            classes.update(access.classes)
    return classes


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(WORLDS))
def test_check_condition_and_oracle_agree(seed: int, room: CaseRoom) -> None:
    chance = random.Random(seed)
    cases = _fill(room, chance)
    for name in room.region.staff:
        actor = room.actor(name)
        subject = Subject(actor, NOW)
        expected = {case.pk: _oracle(case, actor) for case in cases}
        _agree(Case, CAN_SEE_CASE, subject, lambda c, e=expected: bool(e[c.pk]))
        _agree(
            Contact, CAN_READ_CONTACT, subject,
            lambda c, e=expected: "4" in e[c.case_id],
        )  # fmt: skip
        people = {case.person_id: expected[case.pk] for case in cases}
        _agree(Person, CAN_SEE_PERSON, subject, lambda p, e=people: bool(e[p.pk]))
        _agree(
            PersonSection, CAN_SEE_PART_OF_PERSON, subject,
            lambda s, e=people: "3" in e[s.person_id],
        )  # fmt: skip
        for case in cases:
            sight = sight_of(case, actor=actor, now=NOW)
            assert set(sight.classes) == expected[case.pk], (seed, name)
            _read_together(case, actor, sight)


def _read_together(case: Case, actor: Actor, sight: Sight) -> None:
    """With the row of the case, or asked for by itself: it is the same sight."""
    for is_shown in (True, False):
        seen = looked_up(
            actor=actor, public_id=case.public_id, now=NOW, is_shown=is_shown
        )
        assert (seen.sight if seen else NO_SIGHT) == (
            sight if sight.relations else NO_SIGHT
        )


def _agree(
    model: type[Case] | type[Contact] | type[Person] | type[PersonSection],
    policy: object,
    subject: Subject,
    expected: Callable[..., bool],
) -> None:
    rows = list(model._base_manager.all())
    by_oracle = {row.pk for row in rows if expected(row)}
    by_check = {row.pk for row in rows if policy.holds(subject, row)}  # type: ignore[attr-defined]
    by_query = set(
        model.objects.visible_to(subject.actor, now=subject.now).values_list(
            "pk", flat=True
        )
    )
    assert by_oracle == by_check == by_query, (model.__name__, subject.actor.name)


def test_a_ward_carries_the_duty_for_its_own_ward(room: CaseRoom) -> None:
    east, west = room.case(), room.case(
        name="架空 西", office="alone", staff="alone", by="alone"
    )  # fmt: skip
    ward = room.actor("ward_officer")
    assert sight_of(east, actor=ward, now=NOW).classes
    assert not sight_of(west, actor=ward, now=NOW).classes
    assert list(Case.objects.visible_to(ward, now=NOW)) == [east]


def test_whoever_moves_to_another_office_sees_no_more(room: CaseRoom) -> None:
    from tsunagi.access.models import GrantRow
    from tsunagi.organisations.models import Post

    case = room.case()
    specialist = room.region.staff["specialist"]
    Post.objects.filter(staff=specialist).update(office=room.region.offices["alone"])
    GrantRow.objects.filter(staff_id=specialist.pk).update(
        office_id=room.region.offices["alone"].pk
    )
    assert not sight_of(case, actor=room.actor("specialist"), now=NOW).classes


def test_an_excluded_desk_does_not_see_by_its_duty(room: CaseRoom) -> None:
    case = room.case()
    exclude(
        case=case, staff=None, office=room.region.offices["desk"], reason="x",
        by=room.actor("manager"), now=NOW,
    )  # fmt: skip
    assert not sight_of(case, actor=room.actor("officer"), now=NOW).classes


def test_the_desk_that_is_responsible_sees_all_of_its_case(room: CaseRoom) -> None:
    case = room.case(office="desk", staff=None, by="officer")
    assert sight_of(case, actor=room.actor("officer"), now=NOW).sees_narrative
    assert sight_of(case, actor=room.actor("second_officer"), now=NOW).sees_narrative

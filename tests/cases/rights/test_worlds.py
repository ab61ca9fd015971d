"""無作為の世界で、権利の心配ごとを見てよいかの三つの読み方が一致する。"""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from tests.cases.conftest import CaseRoom
from tests.cases.rights.conftest import RightsRoom
from tests.conftest import LONG, NOW
from tsunagi.access.actor import Actor, Subject
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.access_rows import open_concern
from tsunagi.cases.models import CaseAccess, Concern, ConcernStep, Exclusion
from tsunagi.cases.rights.policy import (
    CAN_SEE_CONCERN,
    CAN_SEE_STEP,
    sight_of_concern,
)
from tsunagi.cases.rights.rules import Part

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WORLDS = 40 if LONG else 8
HOUR = timedelta(hours=1)


def _fill(room: CaseRoom, rights: RightsRoom, chance: random.Random) -> list[Concern]:
    for who in ("officer", "core_staff"):
        if chance.random() < 0.7:
            rights.name(who)
    cases = [None, room.case(), room.case(name="架空 べつ", kana="かくう べつ")]
    concerns = [rights.tell(chance.choice(cases)) for _ in range(5)]
    CaseAccess.objects.unscoped("test").filter(relation="rights").delete()
    staff = list(room.region.staff.values())
    for _ in range(16):
        concern = chance.choice(concerns)
        row = open_concern(
            municipality_id=concern.municipality_id, source_ref=concern.access_ref,
            classes=chance.choice(["15", "156", "1"]), by=room.region.builder(),
            basis=chance.choice(list(Part)).value,
            valid_from=NOW + chance.choice([-2, -1, 0, 1]) * HOUR,
            staff_id=chance.choice([None, *(one.pk for one in staff)]),
        )  # fmt: skip
        if chance.random() < 0.3:
            CaseAccess.objects.unscoped("test").filter(pk=row.pk).update(
                valid_before=row.valid_from + HOUR
            )
    for _ in range(3):
        by_staff = chance.random() < 0.5
        Exclusion.objects.create(
            case=chance.choice(cases[1:]), reason="試験", valid_from=NOW - HOUR,
            staff=chance.choice(staff) if by_staff else None,
            office=None if by_staff else chance.choice([*room.region.offices.values()]),
        )  # fmt: skip
    for concern in concerns:
        step = ConcernStep(
            municipality_id=concern.municipality_id, concern=concern, kind="step",
            happened_at=NOW, recorded_at=NOW, recorded_by=chance.choice(staff),
        )  # fmt: skip
        step.seal("text", "架空")
        step.save()
    return concerns


def _oracle(concern: Concern, actor: Actor) -> tuple[set[str], set[str]]:
    """(classes, parts), written down a second time without the algebra."""
    if actor.municipality_id != concern.municipality_id:
        return set(), set()
    if Permission.CASE_VIEW not in actor.permissions:
        return set(), set()
    places = {*actor.office_ids, actor.office_id} - {None}
    for row in Exclusion.objects.unscoped("test").filter(case_id=concern.case_id or 0):
        if row.office_id in places or (row.staff_id and row.staff_id == actor.staff_id):
            return set(), set()
    classes: set[str] = set()
    parts: set[str] = set()
    for row in CaseAccess.objects.unscoped("test").filter(
        source_ref=concern.access_ref
    ):
        mine = (
            row.staff_id == actor.staff_id
            if row.grantee_kind == "staff"
            else Permission.RIGHTS_HANDLE in actor.permissions
        )
        in_force = row.valid_from <= NOW and (
            row.valid_before is None or row.valid_before > NOW
        )
        if mine and in_force:
            classes.update(row.classes)
            if "5" in row.classes:
                parts.add(row.basis)
    return (classes, parts) if "5" in classes else (set(), set())


@pytest.mark.parametrize("seed", range(WORLDS))
def test_check_condition_and_oracle_agree(
    seed: int, room: CaseRoom, rights: RightsRoom
) -> None:
    concerns = _fill(room, rights, random.Random(seed))
    steps = list(ConcernStep.objects.unscoped("test"))
    for name in room.region.staff:
        actor = room.actor(name)
        subject = Subject(actor, NOW)
        expected = {one.pk: _oracle(one, actor) for one in concerns}
        seen = {pk for pk, (classes, _) in expected.items() if classes}
        by_query = Concern.objects.visible_to(actor, now=NOW)
        assert set(by_query.values_list("pk", flat=True)) == seen, name
        assert {c.pk for c in concerns if CAN_SEE_CONCERN.holds(subject, c)} == seen
        for one in concerns:
            sight = sight_of_concern(one, actor=actor, now=NOW)
            assert (set(sight.classes), set(sight.parts)) == expected[one.pk], name
        whole = {
            pk for pk, (_, parts) in expected.items() if parts & {"handler", "named"}
        }
        wanted = {
            step.pk
            for step in steps
            if step.concern_id in whole
            or (step.concern_id in seen and step.recorded_by_id == actor.staff_id)
        }
        assert {s.pk for s in steps if CAN_SEE_STEP.holds(subject, s)} == wanted
        found = ConcernStep.objects.visible_to(actor, now=NOW)
        assert set(found.values_list("pk", flat=True)) == wanted, (seed, name)

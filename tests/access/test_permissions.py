"""役割と許可の表は、監査する人が確かめた表と一字一句同じである。"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.factories.region import Region
from tsunagi.access.permissions import (
    EVERYONE,
    PERMISSION_LABELS,
    ROLES,
    Permission,
    Role,
)

TABLE = Path(__file__).parent.parent / "truth_tables" / "role_permissions.csv"
SEES_PERSONS = "利用者の記録を見ることがある"
IS_ADDITION = "ほかの役割に加わる役割"
YES = {"○": True, "": False}


def table() -> tuple[list[str], dict[str, list[str]]]:
    """The labels of the roles, and name of the line → marks in their order."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        header, *lines = list(csv.reader(file))
    assert header[:2] == ["許可", "意味"]
    return header[2:], {line[0]: line[1:] for line in lines}


def test_the_table_names_every_role_and_every_permission_once() -> None:
    labels, lines = table()
    assert labels == [ROLES[role].label for role in Role]
    assert list(lines) == [SEES_PERSONS, IS_ADDITION, *(p.value for p in Permission)]


@pytest.mark.parametrize(("place", "role"), list(enumerate(Role)))
def test_a_role_may_do_exactly_what_the_table_says(place: int, role: Role) -> None:
    _, lines = table()
    marked = {
        permission for permission in Permission if YES[lines[permission][place + 1]]
    }
    assert ROLES[role].permissions == marked
    assert ROLES[role].sees_persons is YES[lines[SEES_PERSONS][place + 1]]
    assert ROLES[role].is_addition is YES[lines[IS_ADDITION][place + 1]]


def test_the_table_says_each_permission_in_the_words_of_the_screens() -> None:
    _, lines = table()
    assert {p: lines[p][0] for p in Permission} == dict(PERMISSION_LABELS)


@pytest.mark.parametrize(
    "role",
    [
        Role.SECRETARIAT,
        Role.COUNCIL_MEMBER,
        Role.PREFECTURAL_OFFICER,
        Role.ADVISER,
        Role.TRAINEE,
        Role.INFORMATION_OFFICER,
        Role.SYSTEM_ADMINISTRATOR,
    ],
)
def test_these_roles_never_see_a_person_supported(role: Role) -> None:
    assert ROLES[role].sees_persons is False


def test_nobody_who_watches_the_log_works_with_persons() -> None:
    for definition in ROLES.values():
        if Permission.AUDIT_VIEW in definition.permissions:
            assert not definition.sees_persons


P_HANDLE = Permission.RIGHTS_HANDLE
ADDITIONS = {Role.CHIEF, Role.RIGHTS_STAFF}


def test_an_addition_brings_only_its_own_part() -> None:
    assert {role for role in Role if ROLES[role].is_addition} == ADDITIONS
    own_part = {
        Permission.STAFF_VIEW, Permission.KNOWLEDGE_WRITE, Permission.OFFICE_SUPPORT,
        Permission.MEETING_VIEW, Permission.MEETING_RUN, Permission.SERIES_EDIT,
        Permission.MEETING_CARE, Permission.GROWTH_KEEP,
    }  # fmt: skip
    assert ROLES[Role.CHIEF].permissions - EVERYONE == own_part
    handles = {role for role in Role if P_HANDLE in ROLES[role].permissions}
    assert handles == {Role.RIGHTS_STAFF}
    assert ROLES[Role.RIGHTS_STAFF].permissions - EVERYONE == {P_HANDLE}


def test_who_asks_for_a_recovery_or_approves_it_can_open_the_list() -> None:
    acts = {Permission.RECOVERY_REQUEST, Permission.RECOVERY_APPROVE}
    for definition in ROLES.values():
        assert (Permission.RECOVERY_VIEW in definition.permissions) is bool(
            acts & definition.permissions
        )


def test_the_roles_table_cannot_be_changed_while_running() -> None:
    with pytest.raises(TypeError):
        ROLES[Role.TRAINEE] = ROLES[Role.MUNICIPAL_OFFICER]  # type: ignore[index]


PEOPLE = {
    "specialist": Role.SPECIALIST,
    "assistant": Role.ASSISTANT,
    "manager": Role.OFFICE_MANAGER,
    "consultant": Role.CONSULTANT,
    "core_staff": Role.CORE_STAFF,
    "officer": Role.MUNICIPAL_OFFICER,
    "ward_officer": Role.WARD_OFFICER,
    "secretary": Role.SECRETARIAT,
    "member": Role.COUNCIL_MEMBER,
    "prefectural_officer": Role.PREFECTURAL_OFFICER,
    "adviser": Role.ADVISER,
    "trainee": Role.TRAINEE,
    "information_officer": Role.INFORMATION_OFFICER,
    "administrator": Role.SYSTEM_ADMINISTRATOR,
}


def test_a_post_gives_its_role_and_nothing_more(region: Region) -> None:
    assert set(PEOPLE.values()) == set(Role) - ADDITIONS
    for name, role in PEOPLE.items():
        actor = region.actor(name)
        assert actor.roles == {role}, name
        assert actor.permissions == ROLES[role].permissions, name

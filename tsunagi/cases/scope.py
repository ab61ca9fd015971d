"""だれがどのケースの、どの区分の記録を見てよいか。ここだけで決める。

Five questions, all of which must be answered with yes:
1 tenant        the case belongs to the municipality the actor works in now
2 exclusion     no row of `Exclusion` names the actor or one of the actor's offices
3 role          one of the actor's roles may see persons at all (`CASE_VIEW`)
4 reason        a row of `CaseAccess` in force names the actor, an office of the
                actor's, or the duty of the municipality that the actor carries
5 field class   that row opens the class that is asked for
A `Shield` takes class 2 (whereabouts) away from everybody it does not name.

Abuse (class 5) and the reporter (class 6) are a compartment of their own: a concern is
opened by rows of `CaseAccess` that name it by `source_ref` and no case at all. So they
open nothing of the case, and nothing that opens a case opens a concern.

Nothing else opens a case: assignment, consent, referral, emergency and duty all end as
rows of `CaseAccess`, written by the actions of this room in the transaction of their
cause. Sight is asked anew on every request; a withdrawn consent acts on the next one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import TextField
from django.db.models.expressions import RawSQL

from tsunagi.access.actor import AccessDenied, Actor, NotVisible, Subject, SystemActor
from tsunagi.access.permissions import Permission
from tsunagi.access.planned import planned_once
from tsunagi.access.policy import (
    Among,
    Has,
    Includes,
    InForce,
    Not,
    Related,
    SubjectIs,
    Term,
    deny_wins,
)
from tsunagi.cases.field_classes import FieldClass, Sight

BY_STAFF, BY_OFFICE, BY_DUTY = "staff", "office", "duty"

IN_MY_MUNICIPALITY = Among(
    "municipality_id",
    lambda s: () if s.actor.municipality_id is None else (s.actor.municipality_id,),
)
MAY_SEE_PERSONS = SubjectIs(lambda s: s.actor.has(Permission.CASE_VIEW))
IN_FORCE = InForce(uses_instants=True)


def _me(subject: Subject) -> Iterable[int]:
    return () if subject.actor.staff_id is None else (subject.actor.staff_id,)


def working_offices(actor: Actor) -> frozenset[int]:
    """Where the actor works with persons. An officer's role holds in the whole
    municipality; the office is then the desk of the post."""
    own = actor.offices_with(Permission.CASE_VIEW)
    if actor.office_id is not None and actor.has(Permission.CASE_VIEW):
        return own | {actor.office_id}
    return own


def _my_offices(subject: Subject) -> Iterable[int]:
    return working_offices(subject.actor)


def _carries_duty(subject: Subject) -> bool:
    """The duty of the whole municipality is carried by its own desk only."""
    return bool(subject.actor.municipalities_with(Permission.CASE_OVERSIGHT))


def _areas_of_duty(subject: Subject) -> Iterable[int]:
    """A ward's desk carries the duty for its ward."""
    return subject.actor.areas_with(Permission.CASE_OVERSIGHT)


def _every_office(subject: Subject) -> Iterable[int]:
    actor = subject.actor
    return actor.office_ids | ({actor.office_id} if actor.office_id else frozenset())


BY_MY_DUTY = (
    SubjectIs(_carries_duty)
    | Among("case__person__area_id", _areas_of_duty)
    | Among("case__responsible_office__area_id", _areas_of_duty)
)
NAMES_ME = (
    (Has("grantee_kind", (BY_STAFF,)) & Among("staff_id", _me))
    | (Has("grantee_kind", (BY_OFFICE,)) & Among("office_id", _my_offices))
    | (Has("grantee_kind", (BY_DUTY,)) & BY_MY_DUTY)
)
REASON = IN_FORCE & NAMES_ME
EXCLUDED_BY_NAME = Among("staff_id", _me) | Among("office_id", _every_office)
EXCLUDES_ME = IN_FORCE & EXCLUDED_BY_NAME


def sees_case(where: Term = REASON, *, via: str = "pk") -> Term:
    """Questions 1 to 4 for a row that is a case (`pk`) or points to one."""
    return deny_wins(
        allow=MAY_SEE_PERSONS & Related("cases.CaseAccess", "case_id", where, via=via),
        deny=Related("cases.Exclusion", "case_id", EXCLUDES_ME, via=via),
    )


def with_class(field_class: FieldClass) -> Term:
    return REASON & Includes("classes", field_class.value)


CAN_SEE_CASE = IN_MY_MUNICIPALITY & sees_case()
# Rows inside a case (support, relatives, considerations): class 3.
CAN_SEE_PART_OF_CASE = Related(
    "cases.Case",
    "pk",
    IN_MY_MUNICIPALITY & sees_case(with_class(FieldClass.SUPPORT)),
    via="case_id",
)
# A record with its text: class 4. Without a case (anonymous) it is the office's own.
OF_MY_OFFICE_WITHOUT_CASE = (
    IN_MY_MUNICIPALITY & Among("office_id", _my_offices) & Has("is_anonymous", (True,))
)
CAN_READ_CONTACT = IN_MY_MUNICIPALITY & (
    sees_case(with_class(FieldClass.NARRATIVE), via="case_id")
    | (MAY_SEE_PERSONS & OF_MY_OFFICE_WITHOUT_CASE)
)
# A person is seen through a case; what belongs to the person, likewise.
CAN_SEE_PERSON = IN_MY_MUNICIPALITY & Related("cases.Case", "person_id", sees_case())
CAN_SEE_PART_OF_PERSON = Related(
    "cases.Case",
    "person_id",
    IN_MY_MUNICIPALITY & sees_case(with_class(FieldClass.SUPPORT)),
    via="person_id",
)


# --- 権利の心配ごと ---------------------------------------------------------------------
def _handles_rights(subject: Subject) -> bool:
    return subject.actor.has(Permission.RIGHTS_HANDLE)


REASON_FOR_CONCERN = (
    IN_FORCE
    & IN_MY_MUNICIPALITY
    & Has("relation", ("rights",))
    & (
        (Has("grantee_kind", (BY_STAFF,)) & Among("staff_id", _me))
        | (Has("grantee_kind", (BY_DUTY,)) & SubjectIs(_handles_rights))
    )
)


def sees_concern(
    field_class: FieldClass, *more: Term, ref: str = "access_ref", case: str = "case_id"
) -> Term:
    """For a concern (or a row that points to one): the reason names the concern itself,
    and an exclusion from its case beats it as it beats everything."""
    where: Term = REASON_FOR_CONCERN & Includes("classes", field_class.value)
    for term in more:
        where &= term
    return IN_MY_MUNICIPALITY & deny_wins(
        allow=MAY_SEE_PERSONS
        & Related("cases.CaseAccess", "source_ref", where, via=ref),
        deny=Related("cases.Exclusion", "case_id", EXCLUDES_ME, via=case),
    )


# The shield of the row's person, for whoever it does not name (as in sight_of).
SHIELDED_FROM_ME = Related(
    "cases.Shield",
    "person_id",
    InForce("started_at", "ended_at", uses_instants=True)
    & Not(Related("cases.ShieldViewer", "shield_id", Among("staff_id", _me))),
    via="case__person_id",
)


NO_SIGHT = Sight(frozenset(), frozenset())


class _Reason(NamedTuple):
    """A row of `CaseAccess` or `Exclusion` in force, or a viewer of an open shield: what
    `NAMES_ME` and `EXCLUDES_ME` look at, with the case for the duty of a ward."""

    table: str
    classes: str
    relation: str
    grantee_kind: str
    staff_id: int | None
    office_id: int | None
    case: Any


# The three tables of this file in one statement, for one case: every page of a case and
# every action on one asks it, and Django's own conditions cost ten times the database's
# part (docs/performance.md). Which rows name the actor is decided by the tree above.
_ONE_CASE = """
SELECT 'access' AS kind, classes, relation, grantee_kind, staff_id, office_id
FROM cases_caseaccess WHERE case_id = {case}
  AND valid_from <= {now} AND (valid_before IS NULL OR valid_before > {now})
UNION ALL
SELECT 'exclusion', '', '', '', staff_id, office_id
FROM cases_exclusion WHERE case_id = {case}
  AND valid_from <= {now} AND (valid_before IS NULL OR valid_before > {now})
UNION ALL
SELECT 'shield', '', '', '', v.staff_id, NULL
FROM cases_shield s LEFT JOIN cases_shieldviewer v ON v.shield_id = s.id
WHERE s.person_id = {person} AND s.ended_at IS NULL
"""
_ASKED = _ONE_CASE.format(case="%(case)s", person="%(person)s", now="%(now)s")
# The same beside the row of the case, as a list of lists.
_BESIDE = _ONE_CASE.format(
    case="cases_case.id", person="cases_case.person_id", now="%s"
)
_LISTED = {
    "postgresql": "json_agg(json_build_array({columns}))::text",
    "sqlite": "json_group_array(json_array({columns}))",
}
_COLUMNS = "kind, classes, relation, grantee_kind, staff_id, office_id"


def reasons_beside_case(now: datetime) -> RawSQL:
    """A column of cases that `sight_of` takes, so that it need not ask by itself."""
    listed = _LISTED[connection.vendor].format(columns=_COLUMNS)
    at = connection.ops.adapt_datetimefield_value(now)
    return RawSQL(  # noqa: S611 — nothing of it was typed
        f"(SELECT {listed} FROM ({_BESIDE}) reasons)",  # noqa: S608
        [at] * _BESIDE.count("%s"),
        output_field=TextField(),
    )


def sight_of(
    case: Any, *, actor: Actor, now: datetime, reasons: str | None = None
) -> Sight:
    """What the actor may see of this case now; no sight: no classes. One query.

    reasons: what `reasons_beside_case` of the same moment has said of it; then none.
    """
    subject = Subject(actor, now)
    if not (IN_MY_MUNICIPALITY & MAY_SEE_PERSONS).holds(subject, case):
        return NO_SIGHT
    found = _reasons(case, now) if reasons is None else json.loads(reasons)
    rows = [_Reason._make((*columns, case)) for columns in found]
    excluding = (row for row in rows if row.table == "exclusion")
    if any(EXCLUDED_BY_NAME.holds(subject, row) for row in excluding):
        return NO_SIGHT
    access = (row for row in rows if row.table == "access")
    mine = [row for row in access if NAMES_ME.holds(subject, row)]
    if not mine:
        return NO_SIGHT
    classes = {FieldClass(letter) for row in mine for letter in row.classes}
    viewers = [row.staff_id for row in rows if row.table == "shield"]
    if viewers and actor.staff_id not in viewers:
        classes.discard(FieldClass.WHEREABOUTS)
    return Sight(
        frozenset(classes), frozenset(row.relation for row in mine), bool(viewers)
    )


def _reasons(case: Any, now: datetime) -> list[tuple[Any, ...]]:
    values = {
        "case": case.pk,
        "person": case.person_id,
        "now": connection.ops.adapt_datetimefield_value(now),
    }
    with planned_once() as cursor:
        cursor.execute(_ASKED, values)
        return list(cursor.fetchall())


def shielded_from(actor: Actor, person_ids: Iterable[int]) -> set[int]:
    """Of these persons, those whose whereabouts a shield hides from the actor."""
    from tsunagi.cases.models import Shield, ShieldViewer

    shields = dict(
        Shield.objects.unscoped("which persons of one page are shielded")
        .filter(person_id__in=list(person_ids), ended_at=None)
        .values_list("pk", "person_id")
    )
    named = set(
        ShieldViewer.objects.filter(
            shield_id__in=shields, staff_id=actor.staff_id or 0
        ).values_list("shield_id", flat=True)
    )
    return {person for shield, person in shields.items() if shield not in named}


EVERYTHING = Sight(frozenset(FieldClass), frozenset({"system"}))
# Through which reasons one may write. To be shown a case does not mean to keep it:
# consent, match, emergency and legal exception are for reading only.
HOLDERS = frozenset({"responsible"})
TEAM = HOLDERS | {"collaborating"}
HOLDERS_AND_DUTY = HOLDERS | {"duty"}
# Who carries the case together: the pages about sight and sharing are theirs alone.
CARRIERS = TEAM | HOLDERS_AND_DUTY | {"system"}
CARRIED = IN_MY_MUNICIPALITY & sees_case(
    with_class(FieldClass.SUPPORT) & Has("relation", tuple(sorted(CARRIERS)))
)


def require_sight(
    case: Any,
    permission: Permission,
    *,
    by: Actor,
    now: datetime,
    field_class: FieldClass = FieldClass.SUPPORT,
    through: frozenset[str] = TEAM,
    seen: Sight | None = None,
) -> Sight:
    """The permission question of every action on a case.

    Not visible at all: NotVisible (the same 404 as for what does not exist). Visible,
    but the role, the field class or the reason does not allow this act: AccessDenied.
    seen: what `sight_of` has answered to the same actor at the same `now`.
    """
    if isinstance(by, SystemActor):
        return EVERYTHING
    sight = sight_of(case, actor=by, now=now) if seen is None else seen
    if not sight.classes:
        raise NotVisible
    allowed = (
        by.has(permission)
        and sight.sees(field_class)
        and not sight.relations.isdisjoint(through)
    )
    if not allowed:
        raise AccessDenied(permission)
    return sight

"""ログインした職員を、操作する人（Actor）に変える。毎回読み直し、控えを持たない。"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.models import Session
from django.utils import timezone

from tsunagi.access.actor import Actor, Grant
from tsunagi.access.models import GrantRow, SecondFactorRule
from tsunagi.access.permissions import Role
from tsunagi.access.planned import planned_once
from tsunagi.access.prepared import columns_of
from tsunagi.common.dates import day_in_japan
from tsunagi.organisations.area.models import Municipality
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.models import Post, Staff


def load_actor(
    staff_id: int,
    *,
    now: datetime,
    municipality_id: int | None = None,
    signed_in: AbstractBaseUser | None = None,
) -> Actor | None:
    """The actor of this moment, or None when the person or every role has ended.

    municipality_id: the one chosen in this session, if it still holds a grant there;
    otherwise the one of the oldest grant. signed_in: the row that the session of this
    request has just read, so that it is not read twice.
    """
    staff = signed_in or Staff.objects.filter(pk=staff_id).first()
    if not isinstance(staff, Staff) or not staff.is_active:
        return None
    today = day_in_japan(now)
    # For one time only: what is asked a second time may have changed meanwhile.
    read, staff.read_with_grants = staff.read_with_grants, None
    rows = read.rows if read and read.on == today else _grants_of(staff_id, today)
    if not rows:
        return None
    places = tuple(dict.fromkeys(row.municipality_id for row in rows))
    here = municipality_id if municipality_id in places else places[0]
    own = [row for row in rows if row.municipality_id == here]
    office_id, office_name, works_alone = _main_office(staff_id, own, today)
    return Actor(
        staff_id=staff.pk,
        public_id=staff.public_id,
        name=staff.name,
        municipality_id=here,
        municipality_name=own[0].municipality_name,
        disability_spelling=own[0].disability_spelling,
        grants=frozenset(
            Grant(Role(row.role), row.municipality_id, row.office_id, row.area_id)
            for row in own
        ),
        office_id=office_id,
        office_name=office_name,
        other_municipality_ids=tuple(place for place in places if place != here),
        works_alone=works_alone,
        needs_second_factor=any(row.asks_second_factor for row in own)
        and not own[0].has_second_factor,
    )


def staff_signed_in(staff_id: int) -> Staff | None:
    """The row of whoever the session names, together with the grants of today: every
    page of everybody asks for both."""
    today = day_in_japan(timezone.now())
    with planned_once() as cursor:
        cursor.execute(
            _WITH_GRANTS.format(staff=columns_of(Staff).listed("s")),
            {"staff": staff_id, "today": today.isoformat()},
        )
        return _with_grants(cursor.fetchall(), today)


def session_and_staff(
    session_key: str, staff_id: int
) -> tuple[Session | None, Staff | None]:
    """The same, together with the session that named this person the last time."""
    columns, today = columns_of(Session), day_in_japan(timezone.now())
    with planned_once() as cursor:
        cursor.execute(
            _WITH_SESSION.format(
                session=columns.listed("t"), staff=columns_of(Staff).listed("s")
            ),
            {"key": session_key, "staff": staff_id, "today": today.isoformat()},
        )
        found = cursor.fetchall()
    if not found:
        return None, None
    width = len(columns.names)
    lines = [line[width:] for line in found if line[width] is not None]
    return columns.row(found[0][:width]), _with_grants(lines, today)


def _with_grants(found: list[tuple[Any, ...]], today: date) -> Staff | None:
    if not found:
        return None
    columns = columns_of(Staff)
    width = len(columns.names)
    staff = columns.row(found[0][:width])
    # Without any grant there is one line all the same, with nothing in their place.
    held = [GrantInForce(*line[width:]) for line in found if line[width] is not None]
    staff.read_with_grants = GrantsRead(today, held)
    return staff


class GrantsRead(NamedTuple):
    """The grants in force on a day, read together with the row of their holder."""

    on: date
    rows: list[GrantInForce]


class GrantInForce(NamedTuple):
    """A grant of today with what the actor needs to know of its place."""

    role: str
    municipality_id: int
    office_id: int | None
    area_id: int | None
    municipality_name: str
    disability_spelling: str
    office_name: str | None
    office_has_others: bool
    asks_second_factor: bool
    has_second_factor: bool


# Written by hand: every page of everybody begins with these, and as Django's queries they
# were a third of an empty page (docs/performance.md).
_HAS_OTHERS = f"""
  EXISTS (SELECT 1 FROM {Post._meta.db_table} others
    WHERE others.office_id = {{office}} AND others.staff_id <> %(staff)s
    AND others.valid_from <= %(today)s
    AND (others.valid_before IS NULL OR others.valid_before > %(today)s))
"""  # noqa: S608 — only names of our own tables stand in it

_GRANT = f"""
  g.role, g.municipality_id, g.office_id, g.area_id, m.name,
  m.disability_spelling, o.name,
  {_HAS_OTHERS.format(office="g.office_id")},
  EXISTS (SELECT 1 FROM {SecondFactorRule._meta.db_table} r
    WHERE r.municipality_id = g.municipality_id AND r.role = g.role
    AND r.required_from <= %(today)s),
  EXISTS (SELECT 1 FROM {Authenticator._meta.db_table} a
    WHERE a.user_id = g.staff_id AND a.type <> '{Authenticator.Type.RECOVERY_CODES}')
"""  # noqa: S608 — only names of our own tables stand in it
_HOLDS = """
  g.valid_from <= %(today)s AND (g.valid_before IS NULL OR g.valid_before > %(today)s)
"""
_PLACES = f"""
LEFT JOIN {Municipality._meta.db_table} m ON m.id = g.municipality_id
LEFT JOIN {Office._meta.db_table} o ON o.id = g.office_id
"""

# The oldest grant first.
_IN_FORCE = f"""
SELECT {_GRANT} FROM {GrantRow._meta.db_table} g {_PLACES}
WHERE g.staff_id = %(staff)s AND {_HOLDS} ORDER BY g.id
"""  # noqa: S608 — only names of our own tables stand in it

# The same beside the row of whom they belong to, which is there without any grant, too.
_WITH_GRANTS = f"""
SELECT {{staff}}, {_GRANT} FROM {Staff._meta.db_table} s
LEFT JOIN {GrantRow._meta.db_table} g ON g.staff_id = s.id AND {_HOLDS} {_PLACES}
WHERE s.id = %(staff)s ORDER BY g.id
"""  # noqa: S608 — only names of our own tables stand in it

# And beside the session, which is there without the person, too.
_WITH_SESSION = f"""
SELECT {{session}}, {{staff}}, {_GRANT} FROM {Session._meta.db_table} t
LEFT JOIN {Staff._meta.db_table} s ON s.id = %(staff)s
LEFT JOIN {GrantRow._meta.db_table} g ON g.staff_id = s.id AND {_HOLDS} {_PLACES}
WHERE t.session_key = %(key)s ORDER BY g.id
"""  # noqa: S608 — only names of our own tables stand in it

# Where somebody works whose grants name no office: an officer, for instance.
_POSTED_AT = f"""
SELECT o.id, o.name, {_HAS_OTHERS.format(office="o.id")}
FROM {Office._meta.db_table} o
JOIN {Post._meta.db_table} p ON p.office_id = o.id
WHERE p.staff_id = %(staff)s AND p.valid_before IS NULL
ORDER BY p.id LIMIT 1
"""  # noqa: S608 — only names of our own tables stand in it


def _grants_of(staff_id: int, today: date) -> list[GrantInForce]:
    with planned_once() as cursor:
        cursor.execute(_IN_FORCE, {"staff": staff_id, "today": today.isoformat()})
        return [GrantInForce(*row) for row in cursor.fetchall()]


def _main_office(
    staff_id: int, own: list[GrantInForce], today: date
) -> tuple[int | None, str, bool]:
    """The office that heads the screen, the one of the oldest grant here; and whether
    nobody else has a post there today (then the short menu is enough)."""
    for row in own:
        if row.office_id is not None:
            return row.office_id, row.office_name or "", not row.office_has_others
    with planned_once() as cursor:
        cursor.execute(_POSTED_AT, {"staff": staff_id, "today": today.isoformat()})
        found = cursor.fetchone()
    return (found[0], found[1], not found[2]) if found else (None, "", False)

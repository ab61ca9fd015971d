"""最後に関わった日と、次にすることの日: ケースに置いておき、記録を書くたびに合わせる。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import connection
from django.db.models import Max, Min, Q

from tsunagi.access.planned import planned_once
from tsunagi.cases.case.models import Case
from tsunagi.cases.contact.models import Contact
from tsunagi.cases.search.index import follow_case

# By what stands in the row now, not by what this transaction can see: two records written
# at the same moment both count.
_TAKE_IN = f"""
UPDATE {Case._meta.db_table} SET
  last_contact_on = CASE WHEN last_contact_on > %(on)s THEN last_contact_on
    ELSE %(on)s END,
  next_action_on = CASE WHEN next_action_on < %(next)s OR %(next)s IS NULL
    THEN next_action_on ELSE %(next)s END
WHERE id = %(case)s
RETURNING responsible_office_id
"""  # noqa: S608 — only the name of our own table stands in it


def take_in(case: Case, *, on: date, next_on: date | None) -> None:
    """One more record: what `refresh_case` would find, without reading the others. From
    here to the end of the transaction nobody else moves the case."""
    case.last_contact_on = max(day for day in (case.last_contact_on, on) if day)
    days = (case.next_action_on, next_on)
    case.next_action_on = min((day for day in days if day), default=None)
    with planned_once() as cursor:
        cursor.execute(_TAKE_IN, {
            "case": case.pk,
            "on": on.isoformat(),
            "next": next_on and next_on.isoformat(),
        })  # fmt: skip
        (office_id,) = cursor.fetchone()
    if office_id != case.responsible_office_id:
        follow_case(case.pk)  # another office took it over meanwhile


CASES_AT_ONCE = 1_000
# The same for many cases: what their records say, moved by what stands in each row.
_TAKE_IN_MANY = f"""
UPDATE {Case._meta.db_table} SET
  last_contact_on = CASE WHEN last_contact_on > found.latest THEN last_contact_on
    ELSE found.latest END,
  next_action_on = CASE WHEN found.upcoming IS NULL OR next_action_on < found.upcoming
    THEN next_action_on ELSE found.upcoming END
FROM (
  SELECT case_id, MAX(occurred_on) AS latest,
    MIN(CASE WHEN next_done_at IS NULL THEN next_on END) AS upcoming
  FROM {Contact._meta.db_table}
  WHERE case_id IN ({{marks}}) AND is_current AND NOT is_withdrawn
  GROUP BY case_id
) AS found
WHERE {Case._meta.db_table}.id = found.case_id
RETURNING id, responsible_office_id
"""  # noqa: S608 — only names of our own tables stand in it


def take_in_many(cases: Mapping[int, int]) -> None:
    """Many cases to which records were added, in one statement for each 1,000.

    cases: number of the case → of the office that was responsible when it was read.
    """
    ids = sorted(cases)
    now: list[tuple[int, int]] = []
    with connection.cursor() as cursor:
        for start in range(0, len(ids), CASES_AT_ONCE):
            part = ids[start : start + CASES_AT_ONCE]
            marks = ", ".join(["%s"] * len(part))
            cursor.execute(_TAKE_IN_MANY.format(marks=marks), part)
            now += cursor.fetchall()
    for case_id, office_id in now:
        if office_id != cases[case_id]:
            follow_case(case_id)


def refresh_case(case: Case) -> None:
    """最後に関わった日と、次にすることの日を、いまの記録から取り直す。"""
    # Who writes a record of this case at the same moment is waited for.
    Case.objects.unscoped("one count at a time").select_for_update().get(pk=case.pk)
    current = Contact.objects.unscoped("figures of one case").filter(
        case_id=case.pk, is_current=True, is_withdrawn=False
    )
    found = current.aggregate(
        last=Max("occurred_on"),
        upcoming=Min("next_on", filter=Q(next_done_at=None)),
    )
    case.last_contact_on, case.next_action_on = found["last"], found["upcoming"]
    Case.objects.unscoped("kept by its contacts").filter(pk=case.pk).update(
        last_contact_on=case.last_contact_on, next_action_on=case.next_action_on
    )

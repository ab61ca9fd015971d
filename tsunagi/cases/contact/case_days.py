"""最後に関わった日と、次にすることの日: ケースに置いておき、記録を書くたびに合わせる。"""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.db.models import Max, Min, Q

from tsunagi.cases.case.models import Case
from tsunagi.cases.contact.models import Contact

# By what stands in the row now, not by what this transaction can see: two records written
# at the same moment both count.
_TAKE_IN = f"""
UPDATE {Case._meta.db_table} SET
  last_contact_on = CASE WHEN last_contact_on > %(on)s THEN last_contact_on
    ELSE %(on)s END,
  next_action_on = CASE WHEN %(next)s IS NULL OR next_action_on < %(next)s
    THEN next_action_on ELSE %(next)s END
WHERE id = %(case)s
"""  # noqa: S608 — only the name of our own table stands in it


def take_in(case: Case, *, on: date, next_on: date | None) -> None:
    """One more record: what `refresh_case` would find, without reading the others."""
    case.last_contact_on = max(day for day in (case.last_contact_on, on) if day)
    days = (case.next_action_on, next_on)
    case.next_action_on = min((day for day in days if day), default=None)
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_IN, {
            "case": case.pk,
            "on": on.isoformat(),
            "next": next_on and next_on.isoformat(),
        })  # fmt: skip


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

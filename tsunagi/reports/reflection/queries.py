"""一人の職員の、ひと月ごとの支援内容。自分と、担当を決める人だけが読む。"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from uuid import UUID

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.permissions import Permission
from tsunagi.cases.contact.models import Contact
from tsunagi.cases.lists.queries import staff_choices
from tsunagi.common.dates import YearMonth
from tsunagi.organisations.staff.models import Staff
from tsunagi.organisations.staff.queries import oneself
from tsunagi.reports.reflection.rules import MONTHS, Share, share_of


def whose(*, actor: Actor, staff_id: UUID | None, today: date) -> Staff:
    """Oneself; for whoever decides on the work of the office, a colleague there."""
    if staff_id is None:
        return oneself(actor=actor)
    for person in colleagues(actor=actor, today=today):
        if person.public_id == staff_id:
            return person
    raise NotVisible


def colleagues(*, actor: Actor, today: date) -> list[Staff]:
    """Whose figures one may read beside one's own."""
    if not actor.has(Permission.CASE_ASSIGN):
        return []
    return staff_choices(actor=actor, today=today)


def shares(
    *, actor: Actor, staff: Staff, now: datetime, today: date
) -> list[tuple[YearMonth, Share]]:
    """The last six months, the newest first. One query."""
    first = YearMonth.of(today).plus(1 - MONTHS)
    rows = Contact.objects.visible_to(actor, now=now).filter(
        office_id=actor.office_id or 0, staff=staff, is_current=True,
        is_withdrawn=False, occurred_on__gte=first.first_day, occurred_on__lte=today,
    )  # fmt: skip
    found: dict[YearMonth, list[list[str]]] = defaultdict(list)
    for on, contents in rows.values_list("occurred_on", "contents"):
        found[YearMonth.of(on)].append(contents)
    months = [YearMonth.of(today).plus(-back) for back in range(MONTHS)]
    return [(month, share_of(found.get(month, ()))) for month in months]

"""相談記録と経過の読取り。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.statements import made_once
from tsunagi.cases.case.models import Case, CaseEvent
from tsunagi.cases.case.queries import visible_cases
from tsunagi.cases.case.rules import EventKind
from tsunagi.cases.contact.models import Contact, ContactTemplate
from tsunagi.cases.contact.rules import gaps
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.seen import OfCaseOnce, SeenCase, rows_of_case
from tsunagi.common.frozen import Frozen

PAGE = 50
RECENT = timedelta(days=90)
CONTACT = "contact"


class TimelineContact(NamedTuple):
    """What the timeline and the print of a case say of a contact.

    Plain values of the columns below: fifty records, staff and offices as objects cost
    as much as drawing them.
    """

    pk: int
    record_id: UUID
    version: int
    occurred_on: date
    started_at_time: time | None
    minutes: int | None
    method: str
    contents: list[str]
    text: str
    judgement: str
    next_action: str
    next_on: date | None
    next_done_at: datetime | None
    is_withdrawn: bool
    staff: str
    office: str


COLUMNS = (*TimelineContact._fields[:-2], "staff__name", "office__name")


class TimelineRow(Frozen):
    """One entry of the timeline: a contact or another event, with its source."""

    on: date
    contact: TimelineContact | None = None
    event: CaseEvent | None = None

    @property
    def key(self) -> tuple[date, int, int]:
        """Newest first; on one day contacts stand above events, then the newer id."""
        if self.contact is not None:
            return self.on, 1, self.contact.pk
        return self.on, 0, self.event.pk if self.event else 0


class TimelineFilter(Frozen):
    """kind: "", "contact" or a word of EventKind; staff_id: who did it."""

    kind: str = ""
    staff_id: int | None = None


def timeline(
    *,
    actor: Actor,
    seen: SeenCase,
    wanted: TimelineFilter | None = None,
    before: tuple[date, int, int] | None = None,
) -> tuple[list[TimelineRow], tuple[date, int, int] | None]:
    """One page of the timeline, newest first; the second value continues it.

    Contacts need class 4 (narrative), other events class 3. Two queries.
    """
    wanted = wanted or TimelineFilter()
    rows = [
        *_contact_rows(seen, wanted, before),
        *_event_rows(seen, wanted, before),
    ]
    rows.sort(key=lambda row: row.key, reverse=True)
    page = rows[:PAGE]
    return page, page[-1].key if len(rows) > PAGE else None


def _contact_rows(
    seen: SeenCase, wanted: TimelineFilter, before: tuple[date, int, int] | None
) -> list[TimelineRow]:
    if wanted.kind not in ("", CONTACT):
        return []
    if wanted.staff_id is None and before is None:
        return _as_rows(_newest_contacts(seen))
    contacts = rows_of_case(Contact, seen, needs=FieldClass.NARRATIVE).filter(
        is_current=True
    )
    if wanted.staff_id is not None:
        contacts = contacts.filter(staff_id=wanted.staff_id)
    if before is not None:
        on, rank, pk = before
        # Below a contact: older contacts of the day. Below an event: none of the day.
        same_day = Q(occurred_on=on, pk__lt=pk) if rank == 1 else Q(pk__in=[])
        contacts = contacts.filter(Q(occurred_on__lt=on) | same_day)
    return _as_rows(_contacts_shown(contacts))


def _as_rows(found: Iterable[Any]) -> list[TimelineRow]:
    contacts = (TimelineContact(*columns) for columns in found)
    return [TimelineRow(one.occurred_on, contact=one) for one in contacts]


def _contacts_shown(contacts: QuerySet[Contact]) -> QuerySet[Contact, Any]:
    return contacts.order_by("-occurred_on", "-id").values_list(*COLUMNS)[: PAGE + 1]


_newest_contacts = OfCaseOnce(
    Contact,
    lambda rows: _contacts_shown(rows.filter(is_current=True)),
    needs=FieldClass.NARRATIVE,
)


def _event_rows(
    seen: SeenCase, wanted: TimelineFilter, before: tuple[date, int, int] | None
) -> list[TimelineRow]:
    if wanted.kind == CONTACT:
        return []
    if wanted == TimelineFilter() and before is None:
        return [TimelineRow(e.on, event=e) for e in _newest_events(seen)]
    events = rows_of_case(CaseEvent, seen)
    if wanted.kind:
        events = events.filter(kind=wanted.kind)
    if wanted.staff_id is not None:
        events = events.filter(recorded_by_id=wanted.staff_id)
    if before is not None:
        on, rank, pk = before
        same_day = Q(on=on) if rank == 1 else Q(on=on, pk__lt=pk)
        events = events.filter(Q(on__lt=on) | same_day)
    return [TimelineRow(e.on, event=e) for e in _events_shown(events)]


def _events_shown(events: QuerySet[CaseEvent]) -> QuerySet[CaseEvent]:
    return (
        events.select_related("recorded_by", "office")
        .only("case", "kind", "on", "text", "recorded_by__name", "office__name")
        .order_by("-on", "-id")[: PAGE + 1]
    )


_newest_events = OfCaseOnce(CaseEvent, _events_shown)


def timeline_kinds() -> list[tuple[str, str]]:
    return [(CONTACT, "相談記録"), *EventKind.choices()]


def visible_contacts(*, actor: Actor, now: datetime) -> QuerySet[Contact]:
    return Contact.objects.visible_to(actor, now=now).select_related(
        "staff", "office", "case__person", "case__responsible_office"
    )


def contact_by_record(*, actor: Actor, record_id: UUID, now: datetime) -> Contact:
    """The current version of a record."""
    contact = (
        visible_contacts(actor=actor, now=now)
        .filter(record_id=record_id, is_current=True)
        .first()
    )
    if contact is None:
        raise NotVisible
    return contact


def versions_of(*, actor: Actor, contact: Contact, now: datetime) -> list[Contact]:
    """Every version of a record, newest first."""
    return list(
        Contact.objects.visible_to(actor, now=now)
        .filter(record_id=contact.record_id)
        .select_related("recorded_by", "staff")
        .order_by("-version")
    )


def last_contact_of(*, actor: Actor, seen: SeenCase) -> Contact | None:
    """The newest record of this case by this actor, for 「前回を写す」."""
    return (
        rows_of_case(Contact, seen, needs=FieldClass.NARRATIVE)
        .filter(staff_id=actor.staff_id or 0, is_current=True, is_withdrawn=False)
        .order_by("-occurred_on", "-id")
        .first()
    )  # fmt: skip


def recent_cases(*, actor: Actor, now: datetime, today: date) -> list[Case]:
    """Open cases with which this staff member dealt last: 20 at most, newest first."""
    recent = list(
        Contact.objects.visible_to(actor, now=now)
        .filter(
            staff_id=actor.staff_id or 0, office_id=actor.office_id or 0,
            is_current=True, occurred_on__gte=today - RECENT,
        )
        .exclude(case=None)
        .order_by("-occurred_on", "-id")
        .values_list("case_id", flat=True)[:200]
    )  # fmt: skip
    order = {case_id: place for place, case_id in enumerate(dict.fromkeys(recent))}
    mine = Q(pk__in=list(order)[:20]) | Q(responsible_staff_id=actor.staff_id or 0)
    cases = visible_cases(actor=actor, now=now).filter(mine, closed_on=None)
    found = list(cases.order_by("person__kana_key", "id")[:60])
    return sorted(found, key=lambda case: order.get(case.pk, len(order)))[:20]


class Habits(Frozen):
    """What this staff member chose most in the last weeks; offered first."""

    methods: list[str]
    contents: list[str]


def habits_of(*, actor: Actor, now: datetime, today: date) -> Habits:
    """At most the newest 60 own records of the last 90 days; no text is read."""
    rows = (
        Contact.objects.visible_to(actor, now=now)
        .filter(
            office_id=actor.office_id or 0, staff_id=actor.staff_id or 0,
            is_current=True, occurred_on__gte=today - RECENT,
        )
        .order_by("-occurred_on", "-id")
        .values_list("method", "contents")[:60]
    )  # fmt: skip
    methods: Counter[str] = Counter()
    contents: Counter[str] = Counter()
    for method, chosen in rows:
        methods[method] += 1
        contents.update(chosen)
    return Habits(
        [code for code, _ in methods.most_common()],
        [code for code, _ in contents.most_common()],
    )


def templates_of(*, actor: Actor, now: datetime) -> list[ContactTemplate]:
    return list(
        ContactTemplate.objects.visible_to(actor, now=now)
        .filter(is_retired=False)
        .order_by("title", "id")
    )


def template_by_public_id(
    *, actor: Actor, public_id: UUID, now: datetime
) -> ContactTemplate:
    row = (
        ContactTemplate.objects.visible_to(actor, now=now)
        .filter(public_id=public_id)
        .first()
    )
    if row is None:
        raise NotVisible
    return row


class GapRow(Frozen):
    """A record that still lacks something for the figures."""

    contact: Contact
    words: list[str]


def records_with_gaps(
    *, actor: Actor, now: datetime, today: date, after: UUID | None = None
) -> tuple[list[GapRow], UUID | None]:
    """補う: 自分の記録のうち、時間・支援内容・相手が空のもの。新しい順、50件ずつ。

    after: the record at the end of the page before.
    """
    rows = _with_gaps(actor, now, today).select_related("case__person", "office")
    if after is not None:
        rows = rows.filter(pk__lt=rows.filter(record_id=after).values("pk"))
    found = list(rows[: PAGE + 1])
    page = [
        GapRow(
            contact,
            [
                gap.words
                for gap in gaps(
                    minutes=contact.minutes,
                    contents=tuple(contact.contents),
                    counterpart=tuple(contact.counterpart),
                )
            ],
        )
        for contact in found[:PAGE]
    ]
    return page, page[-1].contact.record_id if len(found) > PAGE else None


def _with_gaps(actor: Actor, now: datetime, today: date) -> QuerySet[Contact]:
    rows = Contact.objects.visible_to(actor, now=now).filter(
        Q(minutes=None) | Q(contents=[]) | Q(counterpart=[]),
        staff_id=actor.staff_id or 0, is_current=True, is_withdrawn=False,
        occurred_on__gte=today - timedelta(days=400),
    )  # fmt: skip
    return rows.order_by("-id")


@made_once
def some_with_gaps(
    *, actor: Actor, now: datetime, today: date
) -> QuerySet[Contact, int]:
    """補う記録の、一ページ分と一つ。数だけを知りたい画面のために。"""
    rows = _with_gaps(actor, now, today)
    return rows.values_list("pk", flat=True)[: PAGE + 1]


def others_of_visit(*, actor: Actor, contact: Contact, now: datetime) -> list[Contact]:
    """Records of other persons of the same visit, as far as the actor may read them."""
    if contact.group_id is None:
        return []
    return list(
        visible_contacts(actor=actor, now=now)
        .filter(group_id=contact.group_id, is_current=True)
        .exclude(record_id=contact.record_id)
    )

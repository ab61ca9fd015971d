"""訪ねる日の件数を、外の暦（iCalendar）に出す。氏名も場所も出さない。"""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor, NotVisible
from tsunagi.access.permissions import Permission
from tsunagi.cases.monitoring.feed_models import CalendarFeed
from tsunagi.cases.monitoring.queries import visits_between
from tsunagi.organisations.staff.actor import load_actor

SHOWN_BEFORE, SHOWN_AFTER = timedelta(days=31), timedelta(days=366)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make_feed(*, by: Actor, now: datetime) -> str:
    """新しい口を作り、番号を一度だけ返す。前の口は、その時から読めない。"""
    try:
        return _make_feed(by=by, now=now)
    except IntegrityError:  # pressed twice at once: the later press holds
        return _make_feed(by=by, now=now)


@transaction.atomic
def _make_feed(*, by: Actor, now: datetime) -> str:
    if by.staff_id is None or not by.has(Permission.CASE_WORK):
        raise AccessDenied(Permission.CASE_WORK)
    _running(by).update(revoked_at=now)
    token = secrets.token_urlsafe(32)
    row = CalendarFeed.objects.create(
        municipality_id=by.here, made_by_id=by.staff_id, token_hash=hash_of(token),
        made_at=now,
    )  # fmt: skip
    audit.record("calendar.make", by=by, target=row)
    return token


@transaction.atomic
def revoke_feed(*, by: Actor, now: datetime) -> None:
    """やめる。なければ何もしない。"""
    row = _running(by).first()
    if row is None:
        return
    _running(by).update(revoked_at=now)
    audit.record("calendar.revoke", by=by, target=row)


def has_feed(*, actor: Actor) -> bool:
    return _running(actor).exists()


def _running(by: Actor) -> QuerySet[CalendarFeed]:
    return CalendarFeed.objects.filter(
        municipality_id=by.here, made_by_id=by.staff_id or 0, revoked_at=None
    )


def read_feed(token: str, *, now: datetime) -> tuple[Actor, str]:
    """The text of the calendar for whoever knows the token. Else: NotVisible.

    The owner is asked for anew: somebody who has left, or may no longer see persons,
    has no calendar. Only counts per day leave the house.
    """
    feed = CalendarFeed.objects.filter(
        token_hash=hash_of(token), revoked_at=None
    ).first()
    owner = (
        load_actor(feed.made_by_id, now=now, municipality_id=feed.municipality_id)
        if feed
        else None
    )
    if (
        feed is None
        or owner is None
        or owner.municipality_id != feed.municipality_id
        or not owner.has(Permission.CASE_WORK)
    ):
        raise NotVisible
    today = localdate(now)
    rows = visits_between(
        actor=owner, first=today - SHOWN_BEFORE, before=today + SHOWN_AFTER, now=now,
        only_mine=True,
    )  # fmt: skip
    counts = Counter(row.planned_on for row in rows if row.planned_on is not None)
    return owner, as_icalendar(counts, feed_id=str(feed.public_id), now=now)


def as_icalendar(counts: Mapping[date, int], *, feed_id: str, now: datetime) -> str:
    """RFC 5545: one event for each day, lines end with CR LF. Every line is short."""
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tsunagi//visits//JA",
        "CALSCALE:GREGORIAN", "X-WR-CALNAME:訪ねる日",
    ]  # fmt: skip
    for day in sorted(counts):
        lines += [
            "BEGIN:VEVENT",
            f"UID:{day:%Y%m%d}-{feed_id}",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:モニタリング {counts[day]}件",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])

"""会議の予定を、外の暦のファイル（iCalendar、RFC 5545）にする。純粋関数だけを置く。

Nothing of a person is written: a name, a place, a time. Lines end with CR LF and are
folded at 75 octets without cutting a letter in two.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from tsunagi.common.dates import TOKYO
from tsunagi.common.frozen import Frozen

CALENDAR_TYPE = "text/calendar; charset=utf-8"
MOST_OCTETS = 75
ZONE = "Asia/Tokyo"
# Japan has had no summer time since 1951; one standard rule is the whole zone.
VTIMEZONE = (
    "BEGIN:VTIMEZONE", f"TZID:{ZONE}", "BEGIN:STANDARD", "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0900", "TZOFFSETTO:+0900", "TZNAME:JST", "END:STANDARD",
    "END:VTIMEZONE",
)  # fmt: skip


class Event(Frozen):
    """One meeting. at None: the time is not fixed yet. sequence grows with each change,
    so that a calendar takes the later file for the same meeting."""

    uid: str
    on: date
    at: time | None
    minutes: int
    title: str
    changed_at: datetime
    place: str = ""
    note: str = ""
    sequence: int = 0
    is_cancelled: bool = False


def as_calendar(events: Iterable[Event], *, name: str) -> str:
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tsunagi//meetings//JA",
        "CALSCALE:GREGORIAN", "METHOD:PUBLISH", f"X-WR-CALNAME:{_escaped(name)}",
        *VTIMEZONE,
    ]  # fmt: skip
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _event(event: Event) -> list[str]:
    stamp = event.changed_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = [
        "BEGIN:VEVENT", f"UID:{event.uid}", f"DTSTAMP:{stamp}",
        f"LAST-MODIFIED:{stamp}", f"SEQUENCE:{event.sequence}", *_when(event),
        f"SUMMARY:{_escaped(event.title)}",
    ]  # fmt: skip
    if event.place:
        lines.append(f"LOCATION:{_escaped(event.place)}")
    if event.note:
        lines.append(f"DESCRIPTION:{_escaped(event.note)}")
    state = "CANCELLED" if event.is_cancelled else "CONFIRMED"
    return [*lines, f"STATUS:{state}", "END:VEVENT"]


def _when(event: Event) -> list[str]:
    if event.at is None:
        after = event.on + timedelta(days=1)
        return [
            f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}"
        ]  # fmt: skip
    begin = datetime.combine(event.on, event.at, tzinfo=TOKYO)
    end = begin + timedelta(minutes=event.minutes)
    return [
        f"DTSTART;TZID={ZONE}:{begin:%Y%m%dT%H%M%S}",
        f"DTEND;TZID={ZONE}:{end:%Y%m%dT%H%M%S}",
    ]


def _escaped(text: str) -> str:
    """RFC 5545 3.3.11: backslash, semicolon, comma and line breaks."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        plain = plain.replace(sign, written)
    return "".join(letter for letter in plain if letter == "\t" or ord(letter) >= 32)


def folded(line: str) -> str:
    """No line of more than 75 octets; what goes on begins with one space."""
    parts: list[str] = []
    part, room = "", MOST_OCTETS
    for letter in line:
        size = len(letter.encode())
        if size > room:
            parts.append(part)
            part, room = "", MOST_OCTETS - 1
        part += letter
        room -= size
    return "\r\n ".join([*parts, part])

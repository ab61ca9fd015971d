"""暦のファイル: 折り返し、変わらない番号、日本の時刻、取りやめ。"""

from __future__ import annotations

from datetime import date, time
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import NOW
from tsunagi.common.dates import is_holiday
from tsunagi.common.frozen import replace
from tsunagi.meetings.series.calendar_file import Event, as_calendar, folded
from tsunagi.meetings.series.year_picture import HEIGHT, WIDTH, Mark, year_picture

EVENT = Event(
    "架空-1", date(2026, 12, 2), time(23, 30), 60, "連絡会議; 東区, ほか", NOW,
    place="架空会館\n2階",
)  # fmt: skip


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_one_meeting_with_its_zone() -> None:
    text = as_calendar([EVENT], name="架空の会議")
    lines = unfolded(text)
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""]
    assert "TZID:Asia/Tokyo" in lines and "TZOFFSETTO:+0900" in lines
    assert "DTSTART;TZID=Asia/Tokyo:20261202T233000" in lines
    assert "DTEND;TZID=Asia/Tokyo:20261203T003000" in lines, "over midnight"
    assert "SUMMARY:連絡会議\\; 東区\\, ほか" in lines
    assert "LOCATION:架空会館\\n2階" in lines
    assert "UID:架空-1" in lines and "STATUS:CONFIRMED" in lines
    assert f"DTSTAMP:{NOW.astimezone(ZoneInfo('UTC')):%Y%m%dT%H%M%SZ}" in lines
    assert "\n" not in text.replace("\r\n", "")


def test_a_day_without_a_time_is_the_whole_day() -> None:
    lines = unfolded(as_calendar([replace(EVENT, at=None)], name="x"))
    assert "DTSTART;VALUE=DATE:20261202" in lines
    assert "DTEND;VALUE=DATE:20261203" in lines


def test_a_cancelled_meeting_says_so_under_the_same_number() -> None:
    gone = replace(EVENT, is_cancelled=True, sequence=3)
    lines = unfolded(as_calendar([gone], name="x"))
    assert {"UID:架空-1", "STATUS:CANCELLED", "SEQUENCE:3"} <= set(lines)


@given(st.text(max_size=300))
def test_lines_are_short_and_lose_nothing(text: str) -> None:
    event = replace(EVENT, title=text, note=text)
    whole = as_calendar([event], name=text)
    for line in whole.split("\r\n"):
        assert len(line.encode()) <= 75
        assert all(ord(letter) >= 32 or letter == "\t" for letter in line)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300))
def test_folding_can_be_undone(text: str) -> None:
    assert folded(text).replace("\r\n ", "") == text


def test_the_picture_of_a_year() -> None:
    day = date(2026, 5, 6)
    months = year_picture(
        2026, {day: Mark("done", 2)}, today=date(2026, 5, 7), is_holiday=is_holiday
    )
    assert [str(one.month) for one in months][::11] == ["2026-04", "2027-03"]
    may = months[1]
    assert may.sentence == "5月: 6日" and len(may.days) == 31
    assert months[0].sentence == "4月: 会議の予定はない"
    marked = [one for one in may.days if one.mark]
    assert [(one.number, one.is_rest) for one in marked] == [(6, True)]
    assert [one.number for one in may.days if one.is_today] == [7]
    for month in months:
        places = {(one.x, one.y) for one in month.days}
        assert len(places) == len(month.days)
        assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in places)

"""週間計画表の決まり: 6時に始まる一日、夜をまたぐ予定、祝日の列、計。"""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.cases.plan.week_pages import week_context
from tsunagi.cases.plan.week_rules import (
    DAY,
    Entry,
    EntryKind,
    Weekday,
    duration_words,
    entries_of,
    entry_of,
    pieces,
    span_words,
    totals,
)

minute = st.integers(0, DAY - 1)
entry = st.builds(
    Entry, key=st.uuids().map(str), day=st.sampled_from(list(Weekday)), start=minute,
    end=minute, label=st.text(min_size=1, max_size=30),
    kind=st.sampled_from(list(EntryKind)),
)  # fmt: skip


def at(day: str, start: int, end: int, kind: EntryKind = EntryKind.OWN) -> Entry:
    return Entry("k", Weekday(day), start * 60, end * 60 % DAY, "x", kind)


@pytest.mark.parametrize(
    ("one", "minutes", "words"),
    [
        pytest.param(at("1", 9, 15), 360, "9:00〜15:00", id="昼"),
        pytest.param(at("1", 22, 7), 540, "22:00〜翌7:00", id="夜をまたぐ"),
        pytest.param(at("1", 20, 24), 240, "20:00〜24:00", id="零時まで"),
        pytest.param(at("1", 0, 6), 360, "0:00〜6:00", id="零時から"),
        pytest.param(at("1", 9, 9), 1440, "9:00から丸一日", id="丸一日"),
    ],
)
def test_length_and_words(one: Entry, minutes: int, words: str) -> None:
    assert (one.minutes, span_words(one)) == (minutes, words)


@pytest.mark.parametrize(
    ("one", "drawn"),
    [
        pytest.param(at("1", 9, 15), [("1", 180, 540)], id="昼"),
        pytest.param(at("1", 22, 7), [("1", 960, 1440), ("2", 0, 60)], id="翌朝へ"),
        pytest.param(at("1", 2, 5), [("1", 1200, 1380)], id="夜中は前の日の列"),
        pytest.param(
            at("7", 22, 7), [("7", 960, 1440), ("1", 0, 60)], id="日曜から月曜"
        ),
        pytest.param(at("8", 22, 7), [("8", 960, 1440)], id="祝日は6時で切れる"),
        pytest.param(at("3", 6, 6), [("3", 0, 1440)], id="丸一日"),
    ],
)
def test_where_it_is_drawn(one: Entry, drawn: list[tuple[str, int, int]]) -> None:
    found = pieces([one])
    assert [(p.day.value, p.top, p.bottom) for p in found] == sorted(drawn)


@given(st.lists(entry, max_size=12))
def test_nothing_is_lost_and_nothing_overlaps(entries: list[Entry]) -> None:
    found = pieces(entries)
    week = [one for one in entries if one.day is not Weekday.HOLIDAY]
    drawn = sum(p.minutes for p in found if p.entry.day is not Weekday.HOLIDAY)
    assert drawn == sum(one.minutes for one in week) == sum(totals(entries).values())
    for one, other in combinations(found, 2):
        if one.day is other.day and one.top < other.bottom and other.top < one.bottom:
            assert one.lane != other.lane or one.lanes != other.lanes
            assert one.lanes == other.lanes
    assert all(0 <= p.top < p.bottom <= DAY and p.lane < p.lanes for p in found)


@given(entry)
def test_an_entry_comes_back_from_storage_as_it_was(one: Entry) -> None:
    assert entry_of(one.as_json()) == one


@given(st.lists(entry, max_size=8))
def test_every_entry_stands_in_the_table_and_the_picture(entries: list[Entry]) -> None:
    shown = week_context([one.as_json() for one in entries])
    assert len(shown["entries"]) == len(entries)
    assert {box.key for box in shown["week"]["boxes"]} == {one.key for one in entries}
    for box in shown["week"]["boxes"]:
        assert box.x + box.width <= shown["week"]["width"]
        assert box.lines


def test_the_week_is_read_from_six_o_clock() -> None:
    rows = [at("1", 2, 3).as_json(), at("1", 7, 8).as_json(), at("2", 6, 7).as_json()]
    assert [(one.day.value, one.start // 60) for one in entries_of(rows)] == [
        ("1", 7), ("1", 2), ("2", 6),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("minutes", "words"), [(30, "30分"), (60, "1時間"), (750, "12時間30分")]
)
def test_durations_in_words(minutes: int, words: str) -> None:
    assert duration_words(minutes) == words

"""会議の時刻、かかった分、下書きの規則。"""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.meetings.meeting.rules import (
    Said,
    TalkMode,
    draft_minutes,
    minutes_between,
    needs_purpose,
    slots,
)

TEN = datetime(2026, 11, 22, 10, 0)


@pytest.mark.parametrize(
    ("started", "minutes"),
    [
        pytest.param(None, None, id="始めた記録がない"),
        pytest.param(TEN - timedelta(minutes=89, seconds=40), 90, id="四捨五入"),
        pytest.param(TEN + timedelta(minutes=1), None, id="終わりより後に始まった"),
        pytest.param(TEN - timedelta(days=3), None, id="一日より長い"),
    ],
)
def test_how_long_it_took(started: datetime | None, minutes: int | None) -> None:
    assert minutes_between(started, TEN) == minutes


@pytest.mark.parametrize(
    ("mode", "minutes", "purpose", "needed"),
    [
        (TalkMode.DISCUSS, 16, "", True),
        (TalkMode.DISCUSS, 15, "", False),
        (TalkMode.DISCUSS, 30, "方針を決める", False),
        (TalkMode.SHARE, 30, "", False),
        (TalkMode.DISCUSS, None, "", False),
    ],
)
def test_a_long_talk_says_what_for(
    mode: TalkMode, minutes: int | None, purpose: str, needed: bool
) -> None:
    assert needs_purpose(mode, minutes, purpose) is needed


@given(
    st.lists(st.none() | st.integers(0, 200), max_size=30),
    st.times(timezones=st.none()).map(lambda t: t.replace(second=0, microsecond=0)),
)
def test_each_item_begins_when_the_one_before_ends(
    minutes: list[int | None], starts: time
) -> None:
    found = slots(starts, minutes)
    assert len(found) == len(minutes)
    passed = starts.hour * 60 + starts.minute
    for slot, one in zip(found, minutes, strict=True):
        assert slot.starts is not None
        assert slot.starts.hour * 60 + slot.starts.minute == passed % 1440
        passed += one or 0


def test_without_a_time_no_item_has_one() -> None:
    assert [slot.starts for slot in slots(None, [5, None])] == [None, None]


def test_the_draft_says_what_was_said_and_nothing_else() -> None:
    text = draft_minutes(
        heading="架空の会議", people=["架空 事業所"],
        items=[
            Said("一つめ", "話した", "決めた"), Said("二つめ", "", ""),
            Said("三つめ", "途中", "", is_carried=True),
        ],
        tasks=["電話する（架空 職員）"],
    )  # fmt: skip
    assert text.splitlines() == [
        "架空の会議", "", "出席: 架空 事業所", "", "1. 一つめ", "　話したこと: 話した",
        "　決めたこと: 決めた", "2. 二つめ", "3. 三つめ", "　話したこと: 途中",
        "　次の会議で話します。", "", "すること", "・電話する（架空 職員）",
    ]  # fmt: skip

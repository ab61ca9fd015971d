"""A timeline says when, who, what; texts with lines, or with the words looked for."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tsunagi.ui.icons import icon
from tsunagi.ui.parts import TimelineEntry
from tsunagi.ui.timeline import draw_timeline

DAY = date(2026, 4, 1)
WHEN = '<time datetime="2026-04-01" title="2026年4月1日">令和8年4月1日</time>'


@pytest.mark.parametrize(
    ("entry", "drawn"),
    [
        (
            TimelineEntry(DAY, "電話", kind="talk"),
            f'<li class="timeline-talk">{icon("talk")}<div>'
            f'<p class="timeline-when">{WHEN}</p>'
            '<p class="timeline-title">電話</p></div></li>',
        ),
        (
            TimelineEntry(DAY, "電話", "一行目\r\n<二行目>", "架空 花子", "/a?b=1&c=2"),
            f'<li class="timeline-empty">{icon("empty")}<div>'
            f'<p class="timeline-when">{WHEN} <span class="quiet">架空 花子</span></p>'
            '<p class="timeline-title"><a href="/a?b=1&amp;c=2">電話</a></p>'
            "<p>一行目<br>&lt;二行目&gt;</p></div></li>",
        ),
        (
            TimelineEntry(DAY, "訪問", parts=[("朝の", False), ("送迎", True)]),
            f'<li class="timeline-empty">{icon("empty")}<div>'
            f'<p class="timeline-when">{WHEN}</p>'
            '<p class="timeline-title">訪問</p>'
            "<p>朝の<mark>送迎</mark></p></div></li>",
        ),
    ],
)
def test_one_entry(entry: TimelineEntry, drawn: str) -> None:
    assert draw_timeline([entry]) == f'<ol class="timeline">{drawn}</ol>'


def test_days_with_their_weekday_and_instants_with_their_time() -> None:
    day, instant = TimelineEntry(DAY, "電話"), datetime(2026, 4, 1, 1, 5, tzinfo=UTC)
    drawn = draw_timeline([day, TimelineEntry(instant, "訪問")], weekday=True)
    assert "令和8年4月1日（水）</time>" in drawn
    assert "令和8年4月1日 10時05分</time>" in drawn

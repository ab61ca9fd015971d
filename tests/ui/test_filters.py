"""日付・金額・数の書き方。"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.ui.render import render

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("source", "value", "expected"),
    [
        pytest.param(
            "{{ v|wareki }}",
            DAY,
            '<time datetime="2026-11-22" title="2026年11月22日">令和8年11月22日</time>',
            id="日",
        ),
        pytest.param(
            '{{ v|wareki:"month" }}',
            DAY,
            '<time datetime="2026-11" title="2026年11月">令和8年11月</time>',
            id="月",
        ),
        pytest.param(
            "{{ v|wareki_short }}",
            DAY,
            '<time datetime="2026-11-22" title="2026年11月22日">R8.11.22</time>',
            id="短い形",
        ),
        pytest.param(
            "{{ v|wareki_weekday }}",
            DAY,
            '<time datetime="2026-11-22" title="2026年11月22日">'
            "令和8年11月22日（日）</time>",
            id="曜日",
        ),
        pytest.param(
            "{{ v|wareki }}",
            datetime(2026, 11, 21, 15, 30, tzinfo=UTC),
            '<time datetime="2026-11-22" title="2026年11月22日">令和8年11月22日</time>',
            id="瞬間は日本の日付で",
        ),
        pytest.param(
            "{{ v|wareki_time }}",
            datetime(2026, 11, 21, 15, 5, tzinfo=UTC),
            '<time datetime="2026-11-22T00:05+09:00" title="2026年11月22日">'
            "令和8年11月22日 0時05分</time>",
            id="時刻",
        ),
        pytest.param("{{ v|wareki }}", None, "—", id="日付なし"),
        pytest.param("{{ v|wareki_time }}", None, "—", id="時刻なし"),
        pytest.param("{{ v|yen }}", 1_234_567, "1,234,567円", id="円"),
        pytest.param("{{ v|yen }}", 0, "0円", id="0円"),
        pytest.param("{{ v|yen }}", None, "—", id="円なし"),
        pytest.param('{{ v|count:"件" }}', 0, "0件", id="0はある"),
        pytest.param('{{ v|count:"件" }}', None, "—", id="わからない"),
        pytest.param('{{ v|count:"件" }}', 12_345, "12,345件", id="桁"),
        pytest.param("{{ v|limited_count }}", 999, "999件", id="千件まで"),
        pytest.param("{{ v|limited_count }}", 1_000, "1,000件以上", id="千件から"),
        pytest.param("{{ v|written }}", "", "—", id="空の事実"),
        pytest.param("{{ v|written }}", 0, "0", id="0の事実"),
        pytest.param("{{ v|written }}", "<b>", "&lt;b&gt;", id="事実は文字"),
    ],
)
def test_written(source: str, value: object, expected: str) -> None:
    assert render(source, v=value) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 22), "今日"),
        (date(2026, 11, 21), "昨日"),
        (date(2026, 11, 23), "あした"),
        (date(2026, 11, 8), "14日前"),
        (date(2026, 12, 2), "10日後"),
        (date(2020, 11, 22), "2,191日前"),
        (None, "—"),
    ],
)
def test_ago_days(day: date | None, expected: str) -> None:
    assert render("{{ day|ago_days:today }}", day=day, today=DAY) == expected

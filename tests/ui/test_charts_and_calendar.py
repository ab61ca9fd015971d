"""図と暦: 図の後ろに必ず表があり、わからない値は0と描き分ける。"""

from __future__ import annotations

from datetime import date

import pytest

from tests.ui.render import Page, render
from tsunagi.ui import charts
from tsunagi.ui.calendar import Entry, month_calendar

NOVEMBER = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("highest", "top"), [(0, 1), (1, 1), (3, 4), (7, 8), (9, 10), (66, 80), (81, 100)]
)
def test_nice_top(highest: int, top: int) -> None:
    assert charts.nice_top(highest) == top


def test_bars_are_in_proportion_and_unknown_is_not_zero() -> None:
    chart = charts.bars("t", ["a", "b", "c"], [10, 5, None], sentence="s", unit="人")
    assert chart.bars[0].width == 2 * chart.bars[1].width
    assert [bar.text for bar in chart.bars] == ["10人", "5人", "—"]
    assert chart.rows == [["a", 10], ["b", 5], ["c", None]]


def test_stacked_bars_stand_end_to_end_within_the_picture() -> None:
    series = [charts.Series("甲", [4, 0]), charts.Series("乙", [4, 8])]
    chart = charts.stacked_bars("t", ["a", "b"], series, sentence="s")
    first, second, full = chart.bars  # a zero draws nothing
    assert second.x == first.x + first.width
    assert full.width == first.width + second.width
    assert all(bar.x + bar.width <= chart.width for bar in chart.bars)


def test_a_line_is_broken_where_the_value_is_unknown() -> None:
    chart = charts.lines(
        "t", list("abcde"), [charts.Series("甲", [1, 2, None, 3, 4])], sentence="s"
    )
    (line,) = chart.lines
    assert len(line.runs) == 2
    assert len(line.marks) == 4


def test_series_differ_by_shape_and_dash() -> None:
    series = [charts.Series(name, [1, 2]) for name in "甲乙丙丁"]
    chart = charts.lines("t", ["a", "b"], series, sentence="s")
    assert len({line.dash for line in chart.lines}) == 4


@pytest.mark.parametrize(
    "series",
    [
        pytest.param([], id="系列なし"),
        pytest.param([charts.Series("甲", [1])], id="数が合わない"),
        pytest.param([charts.Series("甲", [1, -1])], id="負の数"),
        pytest.param([charts.Series("甲", [1, 1])] * 7, id="多すぎる"),
    ],
)
def test_what_cannot_be_drawn_is_refused(series: list[charts.Series]) -> None:
    with pytest.raises(ValueError, match=r"."):
        charts.lines("t", ["a", "b"], series, sentence="s")


def test_every_picture_has_a_sentence_and_a_table() -> None:
    chart = charts.bars("題", ["a", "b"], [1, None], sentence="文。", unit="件")
    page = Page(render("{% bar_chart chart %}", chart=chart))
    assert page.find("svg", role="img")[0]["aria-label"] == "題。文。"
    assert [row["scope"] for row in page.find("th")] == ["col", "col", "row", "row"]
    assert "1件" in page.text
    assert "—" in page.text


def test_the_month_has_whole_weeks_from_sunday() -> None:
    month = month_calendar(NOVEMBER, [], today=date(2026, 11, 22), holidays={})
    assert [len(week) for week in month.weeks] == [7] * 5
    assert [day.on.weekday() for day in month.weeks[0]] == [6, 0, 1, 2, 3, 4, 5]
    flat = [day for week in month.weeks for day in week]
    assert sum(day.in_month for day in flat) == 30
    assert [day.on.day for day in flat if day.is_today] == [22]


def test_days_outside_the_month_show_nothing() -> None:
    outside = date(2026, 12, 1)
    month = month_calendar(
        NOVEMBER,
        [Entry(outside, "師走"), Entry(date(2026, 11, 3), "霜月")],
        today=NOVEMBER,
        holidays={outside: "休み", date(2026, 11, 3): "文化の日"},
    )
    page = Page(render("{% month_calendar month %}", month=month))
    assert "師走" not in page.text
    assert "休み" not in page.text
    assert "霜月" in page.text
    assert "文化の日" in page.text
    assert "今日" in page.text


@pytest.mark.parametrize(
    ("labels", "written"),
    [
        ([f"{month}月" for month in range(1, 13)], 12),
        ([f"10/{day}" for day in range(1, 32)], 8),
        (["4月"], 1),
    ],
)
def test_labels_of_a_line_never_run_into_each_other(
    labels: list[str], written: int
) -> None:
    series = [charts.Series("件数", [1] * len(labels))]
    chart = charts.lines("t", labels, series, sentence="s")
    assert len(chart.labels) == written
    assert chart.labels[0].text == labels[0]

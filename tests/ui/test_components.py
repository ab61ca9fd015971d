"""部品: 入れた言葉はそのまま文字として出て、意味は色だけに頼らない。"""

from __future__ import annotations

from datetime import date

import pytest
from django.test import RequestFactory
from django.utils.safestring import SafeString

from tests.ui.render import Page, render
from tsunagi.ui import charts, parts
from tsunagi.ui.calendar import Entry, month_calendar
from tsunagi.ui.markup import html_attributes

HOSTILE = "<script>x</script>\"'&"
TODAY = date(2026, 11, 22)

SNIPPETS = {
    "button": "{% button bad kind='primary' icon='plus' name=bad %}",
    "button_link": "{% button_link bad bad %}",
    "link": "{% link bad bad new_window=True %}",
    "status": "{% status bad 'danger' %}",
    "tag": "{% tag bad %}",
    "notice": "{% notice 'warning' title=bad %}{{ bad }}{% endnotice %}",
    "panel": "{% panel bad count=3 %}{{ bad }}{% endpanel %}",
    "dialog": "{% dialog 'd' bad %}{{ bad }}{% enddialog %}",
    "table": "{% table bad %}<tbody><tr><td>{{ bad }}</td></tr></tbody>{% endtable %}",
    "bulk_bar": "{% bulk_bar bad %}{{ bad }}{% endbulk_bar %}",
    "progress": "{% progress 3 10 bad bad %}",
    "code_text": "{% code_text bad bad %}",
    "abbr": "{% abbr bad bad %}",
    "crumbs": "{% crumbs bad bad bad %}",
    "empty_state": "{% empty_state bad bad bad bad %}",
    "search_box": "{% search_box bad bad name='q' value=bad hint=bad %}",
    "print_header": "{% print_header bad today %}",
    "icon": "{% icon 'print' label=bad %}",
    "tabs": "{% tabs tab_items bad %}",
    "summary_list": "{% summary_list rows %}",
    "timeline": "{% timeline entries %}",
    "step_list": "{% step_list steps bad %}",
    "stat_line": "{% stat_line stats %}",
    "filter_chips": "{% filter_chips chips bad %}",
    "paging": "{% paging page %}",
    "person_band": "{% person_band band %}",
    "data_table": "{% data_table bad columns cells %}",
    "month": "{% month_calendar month %}",
    "bar_chart": "{% bar_chart bars %}",
    "stacked": "{% bar_chart stacked %}",
    "line_chart": "{% line_chart lines %}",
}


@pytest.fixture
def context() -> dict[str, object]:
    bad = HOSTILE
    series = [charts.Series(bad, [1, 2]), charts.Series("乙", [3, None])]
    return {
        "bad": bad,
        "today": TODAY,
        "request": RequestFactory().get("/list", {"kind": bad, "sort": "-name"}),
        "tab_items": [parts.Tab(bad, bad, current=True, count=2_000)],
        "rows": [parts.SummaryRow(bad, bad, bad, bad)],
        "entries": [
            parts.TimelineEntry(TODAY, bad, bad, bad, bad, "success"),
            parts.TimelineEntry(
                TODAY, bad, kind=bad, parts=[(bad, True), (bad, False)]
            ),
        ],
        "steps": [parts.Step(bad, "done", bad, bad), parts.Step(bad, "current")],
        "stats": [parts.Stat(bad, 3, bad, bad, bad)],
        "chips": [parts.Chip(bad, bad)],
        "page": parts.Paging(bad, bad, 3, 3),
        "band": parts.Band(bad, bad, [bad], [(bad, "warning")]),
        "columns": [parts.Column(bad, sort="name"), parts.Column(bad, kind="number")],
        "cells": [[parts.Cell(bad, url=bad, note=bad), bad]],
        "month": month_calendar(
            TODAY.replace(day=1),
            [Entry(TODAY, bad, bad, bad, "danger")],
            today=TODAY,
            holidays={TODAY: bad},
            sentence=bad,
            previous_url=bad,
        ),
        "bars": charts.bars(bad, [bad, "乙"], [1, None], sentence=bad, unit=bad),
        "stacked": charts.stacked_bars(bad, [bad, "乙"], series, sentence=bad),
        "lines": charts.lines(bad, [bad, "乙"], series, sentence=bad),
    }


@pytest.mark.parametrize("name", SNIPPETS)
def test_every_component_escapes_and_nests(
    name: str, context: dict[str, object]
) -> None:
    markup = render(SNIPPETS[name], **context)
    page = Page(markup)
    assert "<script" not in markup
    assert not page.find("script")
    assert HOSTILE in page.text or any(
        HOSTILE in (value or "") for _, attrs in page.tags for value in attrs.values()
    )
    assert (page.open, page.crossed) == ([], [])
    for _, attrs in page.tags:
        assert not [key for key in attrs if key == "style" or key.startswith("on")]


@pytest.mark.parametrize("name", ["style", "onclick", "hx_on_click", "on_load"])
def test_attributes_that_our_policy_forbids_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="security policy"):
        html_attributes({name: "x"})


def test_attributes_drop_what_is_not_set() -> None:
    markup = html_attributes({"hx_get": "/a?b=1&c", "class_": None, "disabled": True})
    assert markup == ' hx-get="/a?b=1&amp;c" disabled="disabled"'


def test_status_has_word_shape_and_colour() -> None:
    shapes = set()
    for kind in ("neutral", "info", "waiting", "done", "warning", "danger"):
        markup = render("{% status '言葉' kind %}", kind=kind)
        page = Page(markup)
        assert page.text.strip() == "言葉"
        assert page.find("span", class_=f"status status-{kind}")
        shapes.add(page.find("path")[0]["d"])
    assert len(shapes) == 6


def test_a_kept_status_never_lends_its_markup_to_a_text_that_is_not_safe() -> None:
    word = "<i>架空</i>"
    safe = render("{% status word 'info' %}", word=SafeString(word))
    assert word in safe
    assert "&lt;i&gt;架空&lt;/i&gt;" in render("{% status word 'info' %}", word=word)


def test_unknown_kinds_are_refused_early() -> None:
    with pytest.raises(KeyError):
        render("{% status '言葉' 'unheard' %}")
    with pytest.raises(ValueError, match="unheard"):
        render("{% notice 'unheard' %}x{% endnotice %}")


@pytest.mark.parametrize(
    ("query", "aria", "target"),
    [
        pytest.param({}, None, "kind=a&sort=name", id="まだ並べていない"),
        pytest.param({"sort": "name"}, "ascending", "kind=a&sort=-name", id="昇順"),
        pytest.param({"sort": "-name"}, "descending", "kind=a&sort=name", id="降順"),
    ],
)
def test_sort_header_keeps_filters_and_drops_the_page(
    query: dict[str, str], aria: str | None, target: str
) -> None:
    request = RequestFactory().get("/list", {"kind": "a", "after": "x", **query})
    page = Page(
        render("<table>{% sort_header '名称' 'name' %}</table>", request=request)
    )
    assert page.find("th")[0].get("aria-sort") == aria
    assert page.find("a")[0]["href"] == f"?{target}"


def test_sort_header_shows_the_order_that_holds_without_a_choice() -> None:
    request = RequestFactory().get("/list")
    page = Page(
        render("{% sort_header '名称' 'name' default='name' %}", request=request)
    )
    assert page.find("th", aria_sort="ascending")


def test_a_meaning_is_given_once_on_a_page() -> None:
    page = Page(render("{% abbr '基幹' '意味' %}{% abbr '基幹' '意味' %}"))
    (button,) = page.find("button")
    assert page.find("span", id=str(button["popovertarget"]))
    assert page.text.count("基幹") == 3  # the button, its meaning, the second mention


def test_a_table_cell_names_its_column_for_phones() -> None:
    columns = [parts.Column("名称"), parts.Column("空き", kind="number")]
    page = Page(
        render("{% data_table 'T' c r %}", c=columns, r=[["架空", None], ["例", 0]])
    )
    assert [cell["data-label"] for cell in page.find("td")] == ["名称", "空き"] * 2
    assert page.text.count("—") == 1
    assert page.find("td", class_="number")


def test_an_empty_table_says_so_and_a_ragged_row_is_refused() -> None:
    columns = [parts.Column("名称")]
    assert "ありません" in render("{% data_table 'T' c r %}", c=columns, r=[])
    with pytest.raises(ValueError, match="zip"):
        render("{% data_table 'T' c r %}", c=columns, r=[["a", "b"]])


def test_the_current_tab_and_step_are_marked() -> None:
    tab_items = [parts.Tab("甲", "/a", current=True), parts.Tab("乙", "/b")]
    page = Page(render("{% tabs t '見方' %}", t=tab_items))
    assert [link["href"] for link in page.find("a", aria_current="page")] == ["/a"]
    steps = [parts.Step("甲", "done"), parts.Step("乙", "current")]
    page = Page(render("{% step_list s '手順' %}", s=steps))
    assert len(page.find("li", aria_current="step")) == 1
    assert "（済み）" in page.text


def test_the_search_box_for_names_posts() -> None:
    markup = render(
        "{% search_box '/s' '氏名' method='post' %}", csrf_token="token-of-the-page"
    )
    page = Page(markup)
    assert page.find("form", method="post", role="search")
    assert page.find("input", name="csrfmiddlewaretoken", value="token-of-the-page")
    assert page.find("label", for_="search-q")
    assert page.find("input", id="search-q", autocomplete="off")


def test_a_panel_counts_only_what_it_is_told() -> None:
    assert "0件" in render("{% panel '期限' count=0 %}{% endpanel %}")
    assert "件" not in render("{% panel '期限' %}{% endpanel %}")

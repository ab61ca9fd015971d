"""Tags for forms, tables, lists of facts and pictures: values in, a template out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django import template
from django.forms import BaseForm, BoundField
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from tsunagi.ui import parts
from tsunagi.ui.calendar import Month
from tsunagi.ui.charts import Chart
from tsunagi.ui.forms import error_links
from tsunagi.ui.icons import icon as draw_icon
from tsunagi.ui.markup import html_attributes
from tsunagi.ui.timeline import draw_timeline

register = template.Library()


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    return bound.as_field_group()


@register.inclusion_tag("ui/components/error_summary.html")
def error_summary(
    form: BaseForm, title: str = "入力を確かめてください"
) -> dict[str, object]:
    return {"links": error_links(form) if form.is_bound else (), "title": title}


@register.inclusion_tag("ui/components/search_box.html")
def search_box(
    action: str,
    label: str,
    name: str = "q",
    value: str = "",
    method: str = "get",
    hint: str = "",
) -> dict[str, object]:
    """method="post" wherever a name of a person may be typed."""
    return {
        "action": action,
        "label": label,
        "name": name,
        "value": value,
        "method": method,
        "hint": hint,
    }


@register.simple_tag(takes_context=True)
def sort_header(
    context: Context, label: str, key: str, kind: str = "", default: str = ""
) -> SafeString:
    """A column head that sorts through a link; `?sort=key` and `?sort=-key`.

    default: the word in force when the URL has none. Other filters stay in the URL.
    """
    query = context["request"].GET.copy()
    now = query.get("sort", default)
    direction = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    query["sort"] = f"-{key}" if now == key else key
    query.pop("after", None)
    query.pop("before", None)
    shape = {"ascending": "up", "descending": "down"}.get(direction, "updown")
    said = {"ascending": "昇順で並んでいます", "descending": "降順で並んでいます"}
    return format_html(
        '<th scope="col" class="{}"{}><a class="sort" href="?{}">{}{}'
        '<span class="visually-hidden">{}</span></a></th>',
        "number" if kind == "number" else "",
        html_attributes({"aria-sort": direction}),
        query.urlencode(),
        label,
        draw_icon(shape),
        said.get(direction, "並べ替える"),
    )


@register.inclusion_tag("ui/components/table.html", takes_context=True)
def data_table(
    context: Context,
    caption: str,
    columns: Sequence[parts.Column],
    rows: Sequence[Sequence[object]],
    empty: str = "あてはまるものはありません。",
    show_caption: bool = True,
) -> dict[str, object]:
    """A whole table from values; cells are texts, numbers or `Cell`."""
    return {
        "caption": caption,
        "columns": columns,
        "rows": [_cells(columns, row) for row in rows],
        "empty": empty,
        "show_caption": show_caption,
        "request": context.get("request"),
    }


def _cells(
    columns: Sequence[parts.Column], row: Sequence[object]
) -> list[tuple[parts.Column, parts.Cell]]:
    cells = (cell if isinstance(cell, parts.Cell) else parts.Cell(cell) for cell in row)
    return list(zip(columns, cells, strict=True))


@register.inclusion_tag("ui/components/tabs.html")
def tabs(items: Sequence[parts.Tab], label: str) -> dict[str, object]:
    return {"items": items, "label": label}


@register.inclusion_tag("ui/components/summary_list.html")
def summary_list(rows: Sequence[parts.SummaryRow]) -> dict[str, object]:
    return {"rows": rows}


@register.simple_tag
def timeline(
    entries: Sequence[parts.TimelineEntry], *, weekday: bool = False
) -> SafeString:
    """Newest first, as given. weekday: behind each day."""
    return draw_timeline(entries, weekday=weekday)


@register.inclusion_tag("ui/components/steps.html")
def step_list(steps: Sequence[parts.Step], label: str) -> dict[str, object]:
    return {"steps": steps, "label": label}


@register.inclusion_tag("ui/components/stat_line.html")
def stat_line(stats: Sequence[parts.Stat]) -> dict[str, object]:
    return {"stats": stats}


@register.inclusion_tag("ui/components/filter_chips.html")
def filter_chips(chips: Sequence[parts.Chip], clear_url: str = "") -> dict[str, object]:
    return {"chips": chips, "clear_url": clear_url}


@register.inclusion_tag("ui/components/paging.html")
def paging(page: parts.Paging) -> dict[str, object]:
    return {"page": page}


@register.inclusion_tag("ui/components/empty_state.html")
def empty_state(
    title: str, text: str = "", action_label: str = "", action_url: str = ""
) -> dict[str, object]:
    return {
        "title": title,
        "text": text,
        "action_label": action_label,
        "action_url": action_url,
    }


@register.inclusion_tag("ui/components/person_band.html")
def person_band(band: parts.Band) -> dict[str, object]:
    return {"band": band}


@register.inclusion_tag("ui/components/print_header.html")
def print_header(title: str, made_on: date | None = None) -> dict[str, object]:
    """Stands on paper only: what this is and of which day."""
    return {"title": title, "made_on": made_on or localdate()}


@register.inclusion_tag("ui/components/month.html")
def month_calendar(month: Month) -> dict[str, object]:
    return {"month": month}


@register.inclusion_tag("ui/components/chart_bars.html")
def bar_chart(chart: Chart) -> dict[str, object]:
    """`charts.bars(…)` or `charts.stacked_bars(…)`."""
    return {"chart": chart}


@register.inclusion_tag("ui/components/chart_lines.html")
def line_chart(chart: Chart) -> dict[str, object]:
    """`charts.lines(…)`."""
    return {"chart": chart}

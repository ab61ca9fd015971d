"""相談実績の年の表の画面。どの数からも、その月の記録が開ける。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.activity.record.reach import OfficeAtWork
from tsunagi.activity.record.rules import Cell, Dimension
from tsunagi.common.dates import YearMonth, fiscal_year_label
from tsunagi.common.excelfile import EXCEL_TYPE, Sheet, write_excel
from tsunagi.common.frozen import Frozen
from tsunagi.common.wareki import format_wareki
from tsunagi.organisations.area import queries as area_queries
from tsunagi.organisations.area.models import Area
from tsunagi.reports.contacts.asked import asked_scope, spelled
from tsunagi.reports.contacts.drawing import spelled as cell_name
from tsunagi.reports.contacts.queries import Scope, scopes
from tsunagi.reports.year import queries
from tsunagi.reports.year.asked import asked_year, year_choices
from tsunagi.reports.year.queries import YearTable
from tsunagi.ui import charts


class Line(Frozen):
    """One month. cells: (method, served, page of its records) in the methods' order."""

    month: YearMonth
    label: str
    cells: list[tuple[str, int, str]]
    total: int
    minutes: int
    address: str


@action("year_report.view", permission=Permission.CONTACT_REPORT_VIEW)
@require_GET
def year_table(request: ActorRequest) -> HttpResponse:
    """年度の十二か月と支援方法の、延件数の表。"""
    offices = scopes(actor=request.actor)
    found = _asked(request, offices)
    areas = area_queries.areas_of_municipality(actor=request.actor, today=request.today)
    return render(
        request,
        "reports/year/report.html",
        {
            "found": found,
            "year_words": fiscal_year_label(found.year),
            "finding": _finding(found),
            "chart": _chart(found),
            "heads": [found.categories.methods.label_of(m) for m in found.methods],
            "lines": _lines(found),
            "sums": [
                (found.categories.methods.label_of(method), found.of_method(method))
                for method in found.methods
            ],
            "address": _address(found.year, found.scope),
            "years": year_choices(request, found.year),
            "offices": _choices(offices, found.scope.office),
            "areas": _choices(areas if len(offices) > 1 else [], found.scope.area),
        },
    )


@action("year_report.export", permission=Permission.CONTACT_REPORT_VIEW)
@require_GET
def year_table_excel(request: ActorRequest) -> HttpResponse:
    found = _asked(request, scopes(actor=request.actor))
    methods = found.categories.methods
    rows: list[tuple[object, ...]] = [
        (
            format_wareki(month.first_day, "month"),
            *(found.served(month, method) for method in found.methods),
            found.of_month(month),
            found.minutes_of_month(month),
        )
        for month in found.months
    ]
    sums = [found.of_method(method) for method in found.methods]
    rows.append(("年度の計", *sums, found.total, found.minutes))
    stamp = f"{format_wareki(request.today)}に{request.actor.name}が書き出しました。"
    heads = ("月", *map(methods.label_of, found.methods), "延件数", "時間と移動（分）")
    label = fiscal_year_label(found.year)
    sheet = Sheet(
        label, heads, rows,
        notes=(f"相談実績 {label}　{found.scope.title}", _finding(found), stamp),
    )  # fmt: skip
    response = HttpResponse(write_excel([sheet]), content_type=EXCEL_TYPE)
    name = f"contacts-year-{found.year}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _asked(request: ActorRequest, offices: Sequence[OfficeAtWork]) -> YearTable:
    """The year and scope of the address; the look is audited, no person is in it."""
    year = asked_year(request)
    scope = asked_scope(request, offices)
    audit.looked_at(
        "year_report.view", by=request.actor, subjects=[], year=year,
        offices=len(scope.offices),
    )  # fmt: skip
    return queries.year_table(actor=request.actor, year=year, scope=scope)


def _address(year: int, scope: Scope) -> str:
    kept = {"year": str(year)}
    if scope.office is not None:
        kept["office"] = str(scope.office.public_id)
    if scope.area is not None:
        kept["area"] = str(scope.area.public_id)
    return urlencode(kept)


def _choices(
    rows: Iterable[OfficeAtWork | Area], chosen: OfficeAtWork | Area | None
) -> list[tuple[str, str, bool]]:
    return [(str(row.public_id), row.name, row == chosen) for row in rows]


def _lines(found: YearTable) -> list[Line]:
    pages = {
        method: reverse(
            "contact-records", args=[cell_name(Cell(Dimension.METHOD, method))]
        )
        for method in found.methods
    }
    return [
        Line(
            month=month,
            label=f"{month.month}月",
            cells=[
                (
                    found.categories.methods.label_of(method),
                    found.served(month, method),
                    pages[method],
                )
                for method in found.methods
            ],
            total=found.of_month(month),
            minutes=found.minutes_of_month(month),
            address=spelled(month, found.scope),
        )
        for month in found.months
    ]


def _finding(found: YearTable) -> str:
    label = fiscal_year_label(found.year)
    if not found.total:
        return f"{label}、{found.scope.title}の記録はまだありません。"
    top = max(found.months, key=found.of_month)
    return (
        f"{label}、{found.scope.title}の相談・支援は延べ{found.total:,}件でした。"
        f"いちばん多い月は{top.month}月の{found.of_month(top):,}件です。"
    )


def _chart(found: YearTable) -> charts.Chart:
    return charts.bars(
        "月ごとの延件数",
        [f"{month.month}月" for month in found.months],
        [found.of_month(month) for month in found.months],
        sentence=_finding(found), first_column="月",
    )  # fmt: skip

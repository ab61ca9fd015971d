"""関わりのねらい: 何のために関わり、何が変わったか。数えるのは台帳だけ。"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.activity.record.purpose_counting import PurposeCount
from tsunagi.activity.record.purposes import SupportPurpose
from tsunagi.activity.record.queries import purposes_of_year
from tsunagi.common.dates import fiscal_year_label, months_of_fiscal_year
from tsunagi.common.excelfile import EXCEL_TYPE, Sheet, write_excel
from tsunagi.common.frozen import Frozen
from tsunagi.common.wareki import format_wareki
from tsunagi.organisations.staff.chief_queries import chief_staff_ids
from tsunagi.reports.contacts.asked import asked_scope
from tsunagi.reports.contacts.queries import Scope, scopes
from tsunagi.reports.year.asked import asked_year, year_choices
from tsunagi.ui import charts

NOT_SAID = "（書かれていない）"
COLUMNS = (
    "ねらい", "件数", "時間と移動（分）", "うち直接の支援", "直接の支援の分",
    "変化が書かれた", "うち変わった",
)  # fmt: skip


class Line(Frozen):
    """One purpose in words."""

    label: str
    count: PurposeCount

    @property
    def cells(self) -> tuple[str | int, ...]:
        one = self.count
        return (
            self.label, one.records, one.minutes, one.direct_records,
            one.direct_minutes, one.answered, one.changed,
        )  # fmt: skip


@action("purpose_report.view", permission=Permission.CONTACT_REPORT_VIEW)
@require_GET
def purpose_report(request: ActorRequest) -> HttpResponse:
    """年度の関わりを、ねらいごとに。主任の関わりだけを取り出すこともできる。"""
    year, scope = asked_year(request), asked_scope(request)
    only_chiefs = request.GET.get("chiefs") == "1"
    found = purposes_of_year(
        actor=request.actor, months=months_of_fiscal_year(year), offices=scope.ids,
        staff=chief_staff_ids(actor=request.actor, today=request.today)
        if only_chiefs
        else None,
    )  # fmt: skip
    audit.looked_at(
        "purpose_report.view", by=request.actor, subjects=[], year=year,
        offices=len(scope.offices), chiefs=only_chiefs,
    )  # fmt: skip
    lines = [
        Line(SupportPurpose(one.code).label if one.code else NOT_SAID, one)
        for one in [*found[1:], found[0]]
    ]
    sentence = _finding(year, scope, lines, only_chiefs=only_chiefs)
    if request.GET.get("format") == "xlsx":
        return _excel(request, year, lines, sentence)
    return render(
        request,
        "reports/purposes/report.html",
        {
            "lines": lines,
            "finding": sentence,
            "chart": charts.bars(
                "ねらいごとの件数",
                [line.label for line in lines],
                [line.count.records for line in lines],
                sentence=sentence, first_column="ねらい",
            ),
            "scope": scope,
            "only_chiefs": only_chiefs,
            "year_words": fiscal_year_label(year),
            "years": year_choices(request, year),
            "offices": scopes(actor=request.actor),
            "address": _address(year, scope, only_chiefs=only_chiefs),
        },
    )  # fmt: skip


def _address(year: int, scope: Scope, *, only_chiefs: bool) -> str:
    kept = {"year": str(year)}
    if scope.office is not None:
        kept["office"] = str(scope.office.public_id)
    if only_chiefs:
        kept["chiefs"] = "1"
    return urlencode(kept)


def _finding(year: int, scope: Scope, lines: list[Line], *, only_chiefs: bool) -> str:
    label = fiscal_year_label(year)
    said = [line.count for line in lines if line.count.code]
    whose = "主任の" if only_chiefs else ""
    if not any(one.records for one in said):
        return f"{label}、{scope.title}の{whose}記録に、ねらいはまだ書かれていません。"
    top = max(
        (line for line in lines if line.count.code), key=lambda one: one.count.records
    )
    direct = sum(line.count.direct_minutes for line in lines)
    return (
        f"{label}、{scope.title}の{whose}関わりのねらいは「{top.label}」が"
        f"いちばん多く、{top.count.records:,}件です。ねらいごとに足した直接の支援は"
        f"{direct:,}分です。"
    )


def _excel(
    request: ActorRequest, year: int, lines: list[Line], sentence: str
) -> HttpResponse:
    stamp = f"{format_wareki(request.today)}に{request.actor.name}が書き出しました。"
    sheet = Sheet(
        "関わりのねらい", COLUMNS, [line.cells for line in lines],
        notes=(sentence, stamp),
    )  # fmt: skip
    response = HttpResponse(write_excel([sheet]), content_type=EXCEL_TYPE)
    response["Content-Disposition"] = f'attachment; filename="purposes-{year}.xlsx"'
    return response

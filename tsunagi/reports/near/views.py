"""身近な専門員のいない人の画面: 地図、表、見てよい人の名前、Excel と CSV。"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.common.csvfile import write_csv
from tsunagi.common.excelfile import EXCEL_TYPE, Sheet, write_excel
from tsunagi.common.wareki import format_wareki
from tsunagi.organisations.area import queries as area_queries
from tsunagi.reports.near.drawing import draw_near
from tsunagi.reports.near.queries import (
    AreaLine,
    NearTable,
    cases_without,
    near_table,
)
from tsunagi.reports.near.rules import CHOICES_KM, USUAL_KM, Band, Found, Measure

HEADINGS = (
    "地域", "いちばん近い事業所", "直線の距離（km）", "距離の帯",
    *(band.label for band in Band), "人数の計",
)  # fmt: skip


def _asked(request: ActorRequest) -> tuple[Measure, int]:
    """What the address asks for; nonsense means the usual."""
    measure = request.GET.get("to", "")
    within = request.GET.get("within", "")
    return (
        Measure(measure) if measure in set(Measure) else Measure.NEAREST,
        int(within) if within in {str(km) for km in CHOICES_KM} else USUAL_KM,
    )


@action("near_report.view", permission=Permission.CONTACT_REPORT_VIEW)
@require_GET
def near_report(request: ActorRequest) -> HttpResponse:
    """どの地域に、身近な相談支援専門員のいない人がいるか。"""
    actor, (measure, within) = request.actor, _asked(request)
    found = near_table(actor=actor, today=request.today, measure=measure, within=within)
    wanted = request.GET.get("format")
    if wanted in ("xlsx", "csv"):
        audit.looked_at("near_report.view", by=actor, subjects=[], format=wanted)
        return _excel(request, found) if wanted == "xlsx" else _csv(found)
    named = cases_without(
        actor=actor, today=request.today, now=request.now, measure=measure,
        within=within,
    )  # fmt: skip
    audit.looked_at(
        "near_report.view", by=actor, areas=len(found.lines),
        subjects=[one.case.person.public_id for one in named],
    )  # fmt: skip
    outlines = area_queries.outlines(
        actor=actor, area=area_queries.own_area(actor=actor)
    )
    return render(
        request,
        "reports/near/report.html",
        {
            "found": found,
            "finding": _finding(request, found),
            "bands": [band.label for band in Band],
            "by_band": list(zip(Band, found.totals, strict=False)),
            "is_nearest": measure is Measure.NEAREST,
            "drawing": draw_near(found, outlines),
            "credits": sorted({one.credit for one in outlines}),
            "lines": [
                (line, _km(line.found), list(zip(Band, line.cells, strict=False)))
                for line in found.lines
            ],
            "named": [(one.case, _distance(one.found)) for one in named],
            "measures": [(one.value, one.label, one is measure) for one in Measure],
            "distances": [(km, km == within) for km in CHOICES_KM],
            "within": within,
            "address": urlencode({"to": measure.value, "within": str(within)}),
            "on": request.today,
        },
    )


def _finding(request: ActorRequest, found: NearTable) -> str:
    day = format_wareki(request.today)
    where = request.actor.municipality_name
    what = (
        "新しい相談を受けられる専門員のいる事業所"
        if found.measure is Measure.NEAREST
        else "専門員のいる主担当の事業所"
    )
    unknown = found.totals[list(Band).index(Band.UNKNOWN)]
    return (
        f"{day}、{where}で、{what}が直線で{found.within}km未満にない方は"
        f"{_persons(found.without.count)}です。"
        f"座標がなく、距離の分からない方は{_persons(unknown.count)}です。"
    )


def _persons(count: int | None) -> str:
    return "伏せた数" if count is None else f"{count:,}人"


def _km(found: Found) -> str:
    return "—" if found.km is None else f"{found.km:.1f}"


def _distance(found: Found) -> str:
    return found.band.label if found.km is None else f"直線で{found.km:.1f}km"


def _row(line: AreaLine) -> tuple[str | int | None, ...]:
    return (
        line.name, line.office.name if line.office else "", _km(line.found),
        line.found.band.label, *("" if one is None else one.words for one in line.cells),
    )  # fmt: skip


def _excel(request: ActorRequest, found: NearTable) -> HttpResponse:
    stamp = f"{format_wareki(request.today)}に{request.actor.name}が書き出しました。"
    total = ("計", "", "", "", *(one.words for one in found.totals))
    sheet = Sheet(
        "身近な専門員", HEADINGS, [*map(_row, found.lines), total],
        notes=(_finding(request, found), f"{found.measure.label}の直線距離", stamp),
    )  # fmt: skip
    response = HttpResponse(write_excel([sheet]), content_type=EXCEL_TYPE)
    response["Content-Disposition"] = 'attachment; filename="near.xlsx"'
    return response


def _csv(found: NearTable) -> HttpResponse:
    written = write_csv(HEADINGS, [_row(line) for line in found.lines])
    response = HttpResponse(written.data, content_type="text/csv")
    response["Content-Disposition"] = 'attachment; filename="near.csv"'
    return response

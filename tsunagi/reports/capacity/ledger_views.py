"""引受けのかたよりの画面。"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.cases.handover.rules import Decline
from tsunagi.cases.limits.burn_down_rules import half_before, half_year_of
from tsunagi.common.excelfile import EXCEL_TYPE, Sheet, write_excel
from tsunagi.common.wareki import format_wareki
from tsunagi.organisations.area import queries as area_queries
from tsunagi.reports.capacity.ledger_queries import Ledger, LedgerLine, ledger
from tsunagi.reports.capacity.ledger_rules import Tally
from tsunagi.reports.capacity.rules import Load
from tsunagi.reports.capacity.rules import shown as disclosed
from tsunagi.reports.capacity.views import asked_area
from tsunagi.reports.disclosure import disclosed as disclosed_list

HALVES_SHOWN = 6
HEADINGS = (
    "事業所", "頼まれた", "引き受けた",
    *(f"断った（{one.label}）" for one in Decline), "ほかで決まった", "取り下げられた",
    "返事を待つ", "返事までの日数（まんなか）", "始めの常勤1人あたり",
    "終わりの常勤1人あたり",
)  # fmt: skip


def _asked_half(request: ActorRequest) -> tuple[date, date]:
    """The half year in which the day of the address lies; this one for nonsense."""
    try:
        day = date.fromisoformat(request.GET.get("half", ""))
    except ValueError:
        day = request.today
    first, before = half_year_of(min(day, request.today))
    return first, before


def _halves(today: date, chosen: date) -> list[tuple[str, str, bool]]:
    found, first = [], half_year_of(today)[0]
    for _ in range(HALVES_SHOWN):
        found.append((first.isoformat(), _half_words(first), first == chosen))
        first = half_before(first)
    return found


def _half_words(first: date) -> str:
    return f"{format_wareki(first, 'month')}から半年"


@action("fairness.view", permission=Permission.CONTACT_REPORT_VIEW)
@require_GET
def fairness_ledger(request: ActorRequest) -> HttpResponse:
    """半年の間に、どこに頼み、どう返事があったか。見張るためでなく、次にどこへ頼むかのため。"""
    area = asked_area(request)
    first, before = _asked_half(request)
    found = ledger(
        actor=request.actor, area=area, first=first, before=before, today=request.today
    )
    excel = request.GET.get("format") == "xlsx"
    audit.looked_at(
        "fairness.view", by=request.actor, subjects=[], named=len(found.lines),
        **({"format": "xlsx"} if excel else {}),
    )  # fmt: skip
    if excel:
        return _excel(request, found)
    areas = area_queries.areas_of_municipality(actor=request.actor, today=request.today)
    asked = {"half": first.isoformat()}
    if area is not None:
        asked["area"] = str(area.public_id)
    return render(
        request,
        "reports/capacity/ledger.html",
        {
            "found": found,
            "finding": _finding(found),
            "half": _half_words(first),
            "declines": [one.label for one in Decline],
            "lines": [_line(line) for line in found.lines],
            "total": None if found.total is None else _total(found, found.total),
            "areas": [(one.public_id, one.name, one == found.area) for one in areas],
            "halves": _halves(request.today, first),
            "address": urlencode(asked),
        },
    )


def _line(line: LedgerLine) -> dict[str, Any]:
    tally = line.tally
    return {
        "office": line.office,
        "tally": tally,
        "declined": [(one.label, tally.declined[one.value]) for one in Decline],
        "days": _days(tally),
        "start": _per_fte(line.at_start),
        "end": _per_fte(line.at_end),
    }


def _days(tally: Tally) -> str:
    days = tally.median_days
    return "—" if days is None else f"{days:g}日"


def _per_fte(load: Load) -> str:
    return "—" if load.per_fte is None else f"{load.per_fte:.1f}人"


def _total(found: Ledger, total: Tally) -> list[tuple[str, str]]:
    """The sums of the area. Whoever may not read the names reads no small count."""
    rows = [
        ("引き受けた", total.accepted),
        *(
            (f"引き受けられない（{one.label}）", total.declined[one.value])
            for one in Decline
        ),
        ("ほかで決まった", total.elsewhere), ("取り下げられた", total.withdrawn),
        ("返事を待っている", total.waiting),
    ]  # fmt: skip
    if found.everything:
        cells = [f"{count:,}件" for _, count in rows]
    else:
        cells = [
            one.words if one.count is None else f"{one.words}件"
            for one in disclosed_list([count for _, count in rows])
        ]
    return [(label, cell) for (label, _), cell in zip(rows, cells, strict=True)]


def _finding(found: Ledger) -> str:
    words = f"{_half_words(found.first)}、{found.area.name}の{found.offices}か所に"
    if found.total is None:
        return f"{words}頼んだ数は、事業所が少ないので合計を出しません。"
    asked = disclosed(found.total.asked, everything=found.everything)
    if asked.count is None:
        return f"{words}頼んだ引継ぎは、数が少ないので伏せています。"
    words += f"引継ぎを{asked.count:,}件頼みました。"
    if found.total.median_days is not None:
        words += f"返事までの日数のまんなかは{found.total.median_days:g}日です。"
    if found.spread is not None:
        words += (
            f"一か所への依頼は、少ない所で{found.spread[0]}件、"
            f"多い所で{found.spread[1]}件です。"
        )
    return words


def _excel(request: ActorRequest, found: Ledger) -> HttpResponse:
    rows = []
    for line in found.lines:
        tally = line.tally
        rows.append((
            line.office.name, tally.asked, tally.accepted,
            *(tally.declined[one.value] for one in Decline), tally.elsewhere,
            tally.withdrawn, tally.waiting, tally.median_days,
            line.at_start.per_fte, line.at_end.per_fte,
        ))  # fmt: skip
    stamp = f"{format_wareki(request.today)}に{request.actor.name}が書き出しました。"
    sheet = Sheet(
        "引受けのかたより", HEADINGS, rows,
        notes=(_finding(found), "見てよい事業所の分だけです。", stamp),
    )  # fmt: skip
    response = HttpResponse(write_excel([sheet]), content_type=EXCEL_TYPE)
    response["Content-Disposition"] = 'attachment; filename="fairness.xlsx"'
    return response

"""受け持ちと空きの画面: 地域の表、一度押すだけの確認、Excel と CSV。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.cases.limits.limit_rules import Standing
from tsunagi.cases.limits.weight_rules import Weights
from tsunagi.common.csvfile import write_csv
from tsunagi.common.excelfile import EXCEL_TYPE, Sheet, write_excel
from tsunagi.common.wareki import format_wareki
from tsunagi.organisations.area import queries as area_queries
from tsunagi.organisations.area.models import Area
from tsunagi.organisations.office.models import FreePlaces
from tsunagi.organisations.office.rules import LAYER_OF_KIND, OfficeKind
from tsunagi.reports.capacity.queries import Board, BoardLine, Numbers, board
from tsunagi.reports.capacity.rules import Order, shown

HEADINGS = (
    "事業所", "種別", "新しい相談", "受けられる人数", "受け持てる人数", "確かめた日",
    "古い", "入れた人", "ケース", "内訳", "重みつき", "常勤換算", "常勤1人あたり", "上限", "いま",
    "返事を待つ依頼",
)  # fmt: skip
KINDS = {
    Standing.UNDER: "done", Standing.NEAR: "warning", Standing.OVER: "danger",
}  # fmt: skip


def asked_area(request: ActorRequest) -> Area | None:
    """The area of the address; None: the whole municipality, also for nonsense."""
    try:
        public_id = UUID(request.GET.get("area", ""))
    except ValueError:
        return None
    return area_queries.area_by_public_id(actor=request.actor, public_id=public_id)


def _asked(request: ActorRequest) -> tuple[OfficeKind | None, Order]:
    kind, order = request.GET.get("kind", ""), request.GET.get("order", "")
    return (
        OfficeKind(kind) if kind in set(OfficeKind) else None,
        Order(order) if order in set(Order) else Order.NAME,
    )


@action("capacity.view", permission=Permission.DIRECTORY_VIEW)
@require_GET
def capacity_board(request: ActorRequest) -> HttpResponse:
    """地域の事業所の、空きと、見てよい範囲の受け持ち。"""
    actor, area = request.actor, asked_area(request)
    kind, order = _asked(request)
    found = board(actor=actor, area=area, kind=kind, order=order, today=request.today)
    wanted = request.GET.get("format")
    audit.looked_at(
        "capacity.view", by=actor, subjects=[], offices=len(found.lines),
        named=len(found.named), **({"format": wanted} if wanted in FILES else {}),
    )  # fmt: skip
    if wanted in FILES:
        return FILES[wanted](request, found)
    areas = area_queries.areas_of_municipality(actor=actor, today=request.today)
    asked = {"order": order.value}
    if area is not None:
        asked["area"] = str(area.public_id)
    if kind is not None:
        asked["kind"] = kind.value
    address = urlencode(asked)
    return render(
        request,
        "reports/capacity/board.html",
        {
            "found": found,
            "finding": _finding(request, found),
            "own": [one for one in found.lines if one.may_confirm],
            "hears": any(one.may_hear for one in found.lines),
            "named": [_named(line, numbers) for line, numbers in found.named],
            "areas": [(one.public_id, one.name, one == found.area) for one in areas],
            "kinds": [(one.value, one.label, one is kind) for one in LAYER_OF_KIND],
            "orders": [(one.value, one.label, one is order) for one in Order],
            "address": address,
            "back": f"{reverse('capacity-board')}?{address}",
            "total": _total(found),
            "weights": _weights(found.weights),
            "own_office": actor.office_id,
            "opens_cases": actor.has(Permission.CASE_VIEW),
            "opens_limits": actor.has(Permission.CONTACT_REPORT_VIEW),
            "on": request.today,
        },
    )


def _named(line: BoardLine, numbers: Numbers) -> dict[str, Any]:
    one = numbers.measured
    return {
        "office": line.office,
        "numbers": numbers,
        "weighted": _tenths(numbers.load.weighted),
        "fte": _fte(numbers.load.fte),
        "per_fte": _one(numbers.load.per_fte),
        "weighted_per_fte": _one(numbers.load.weighted_per_fte),
        "limit": one.limit,
        "standing": one.standing,
        "kind": KINDS[one.standing] if one.standing else "",
    }


def _weights(weights: Weights) -> list[tuple[str, str]]:
    """The weights in words, from the data that counted."""
    lines = [
        ("難しくする事情があるか、基幹の困難な相談", weights.difficult),
        (
            "始まって1年がたち、難しくする事情がなく、"
            "向こう6か月のモニタリングの予定が1回の計画相談",
            weights.settled,
        ),
        *((mode.label, value) for mode, value in weights.modes.items()),
        ("ほか", weights.ordinary),
    ]
    return [(label, _tenths(value).removesuffix(".0")) for label, value in lines]


def _tenths(value: int) -> str:
    return f"{value // 10:,}.{value % 10}"


def _fte(hundredths: int) -> str:
    return f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")


def _one(value: float | None) -> str:
    return "—" if value is None else f"{value:.1f}"


def _total(found: Board) -> dict[str, Any] | None:
    total = found.total
    if total is None:
        return None
    spread = found.spread
    cases = shown(total.cases, everything=found.everything)
    hides = cases.count is None
    return {
        "cases": cases.words,
        "weighted": "伏せた数" if hides else _tenths(total.weighted),
        "fte": _fte(total.fte),
        "per_fte": "伏せた数" if hides else _one(total.per_fte),
        "waiting": shown(total.waiting, everything=found.everything).words,
        "spread": ""
        if spread is None or hides
        else f"常勤1人あたりは、少ない所で{spread.least:.1f}人、"
        f"まんなかで{spread.middle:.1f}人、多い所で{spread.most:.1f}人です。",
    }


def _finding(request: ActorRequest, found: Board) -> str:
    takes = sum(bool(one.free and one.free.accepts_new) for one in found.lines)
    old = sum(one.is_old or one.free is None for one in found.lines)
    words = (
        f"{format_wareki(request.today)}、{found.area.name}の"
        f"相談支援の事業所{len(found.lines)}か所のうち、新しい相談を受けられるのは"
        f"{takes}か所、受けられる人数は合わせて{found.free_places}人です。"
    )
    if old:
        words += f"{old}か所は、数字が14日より古いか、まだ書かれていません。"
    return words


def _free_words(free: FreePlaces | None) -> str:
    if free is None:
        return "分からない"
    return "受けられる" if free.accepts_new else "いまは受けられない"


def _row(line: BoardLine) -> tuple[Any, ...]:
    free, numbers = line.free, line.numbers
    public = (
        line.office.name, "・".join(line.kinds), _free_words(free),
        free.free_places if free else None, free.capacity if free else None,
        free.confirmed_on if free else None, "古い" if line.is_old else "",
        "代理入力" if free and free.is_for_other else "",
    )  # fmt: skip
    if numbers is None:
        return (*public, *("" for _ in range(len(HEADINGS) - len(public))))
    load, one = numbers.load, numbers.measured
    return (
        *public, load.cases,
        "、".join(f"{label}{count}" for label, count in numbers.by_mode),
        _tenths(load.weighted), _fte(load.fte), _one(load.per_fte),
        one.limit.places if one.limit else None,
        one.standing.label if one.standing else "", load.waiting,
    )  # fmt: skip


def _excel(request: ActorRequest, found: Board) -> HttpResponse:
    stamp = f"{format_wareki(request.today)}に{request.actor.name}が書き出しました。"
    note = "受け持ちの数は、見てよい事業所の分だけです。重みは、つなぎの考えです。"
    sheet = Sheet(
        "受け持ちと空き", HEADINGS, map(_row, found.lines),
        notes=(_finding(request, found), note, stamp),
    )  # fmt: skip
    response = HttpResponse(write_excel([sheet]), content_type=EXCEL_TYPE)
    response["Content-Disposition"] = 'attachment; filename="capacity.xlsx"'
    return response


def _csv(request: ActorRequest, found: Board) -> HttpResponse:
    written = write_csv(HEADINGS, [_row(line) for line in found.lines])
    response = HttpResponse(written.data, content_type="text/csv")
    response["Content-Disposition"] = 'attachment; filename="capacity.csv"'
    return response


FILES = {"xlsx": _excel, "csv": _csv}

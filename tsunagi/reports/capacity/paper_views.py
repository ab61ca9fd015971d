"""空きの表（Excel）の行き帰り: つなぎを使わない事業所の数字を、地域を受け持つ人が入れる。"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases.limits.reading import free_of, kinds_of
from tsunagi.common.csvfile import FileRefusedError, read_excel
from tsunagi.common.errors import UserError
from tsunagi.common.excelfile import EXCEL_TYPE, Sheet, write_excel
from tsunagi.common.wareki import format_wareki
from tsunagi.organisations.office import heard_rules as rules
from tsunagi.organisations.office.heard_actions import write_sheet
from tsunagi.organisations.office.messages import NOBODY_TO_ASK, SHEET_CHANGED
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.office.rules import OfficeKind
from tsunagi.reports.capacity.forms import SheetForm
from tsunagi.reports.capacity.queries import offices_to_ask
from tsunagi.reports.capacity.views import asked_area

GUIDE = (
    "聞いた事業所の行だけに書いてください。空の行は、いまの数字のまま残ります。",
    "「新しい相談」は、受けられる・いまは受けられない・同じのどれかを書きます。",
    "「同じ」と書くと、前と同じ数字を、聞いた日の日付で残します。",
    "「聞いた相手」と「聞いた日」は、書いた行のすべてに要ります。",
    "「受けられる人数」が分からないときは、空のままにします。0と空はちがいます。",
    "「受け持てる人数」を空のままにすると、前の数字が残ります。",
    "「行の印」の列はそのままにしてください。利用者の名前は書かないでください。",
    "書き入れたら、「受け持ちと空き」の「空きの表を取り込む」から戻してください。",
)


def _offices(request: ActorRequest, *, of_area: bool = False) -> list[Office]:
    return offices_to_ask(
        actor=request.actor, area=asked_area(request) if of_area else None,
        today=request.today,
    )  # fmt: skip


def _nobody_to_ask(request: ActorRequest) -> HttpResponse:
    """Who answers for no area, or chose one without offices, goes back to the board."""
    messages.error(request, str(NOBODY_TO_ASK))
    return redirect("capacity-board")


@action("capacity.sheet", permission=Permission.OFFICE_CONFIRM)
@require_GET
def capacity_sheet(request: ActorRequest) -> HttpResponse:
    """受け持つ地域の事業所と、いまの数字の表。書き入れて、戻せる。"""
    offices = _offices(request, of_area=True)
    if not offices:
        return _nobody_to_ask(request)
    audit.looked_at("capacity.sheet", by=request.actor, subjects=[], rows=len(offices))
    title = f"空きの表　{format_wareki(request.today)}"
    sheets = [
        Sheet("空き", rules.HEADERS, [_cells(one) for one in offices]),
        Sheet("書き方", ("この表について",), [(title,), *((line,) for line in GUIDE)]),
    ]
    response = HttpResponse(write_excel(sheets), content_type=EXCEL_TYPE)
    name = f"free-places-{request.today.isoformat()}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _cells(office: Office) -> tuple[Any, ...]:
    free, kinds = free_of(office), kinds_of(office)
    now = _figures(office)
    return (
        office.name,
        "・".join(kind.short_label for kind in OfficeKind if kind in kinds),
        now.word if now else "",
        now.free if now else None,
        now.most if now else None,
        free.confirmed_on if free else None,
        *("" for _ in rules.WRITTEN),
        str(office.public_id),
    )


def _figures(office: Office) -> rules.Figures | None:
    free = free_of(office)
    if free is None:
        return None
    return rules.Figures(
        free.accepts_new, free.free_places, free.capacity, str(free.note)
    )


@action("capacity.sheet_read", permission=Permission.OFFICE_CONFIRM)
@require_http_methods(["GET", "POST"])
def capacity_sheet_read(request: ActorRequest) -> HttpResponse:
    """戻ってきた表を読み、確かめる。まだ何も書かない。"""
    offices = _offices(request)
    if not offices:
        return _nobody_to_ask(request)
    form = SheetForm(request.POST or None, request.FILES or None)

    def save(data: dict[str, Any]) -> HttpResponse:
        try:
            table = read_excel(
                data["file"].read(),
                required_columns=[rules.ANSWER, rules.WHO, rules.DAY, rules.MARK],
            )
        except FileRefusedError as refusal:
            raise UserError(refusal.message, field="file") from refusal
        found = _read(request, offices, ((row.line, row.values) for row in table.rows))
        mistakes = [(one.line, one.reason) for one in found.mistakes]
        mistakes += [(one.line, one.reason) for one in table.errors]
        is_good = found.is_good and not table.errors
        return render(
            request,
            "reports/capacity/sheet_preview.html",
            {
                "lines": found.lines,
                "mistakes": sorted(mistakes),
                "is_good": is_good,
                "once": uuid4(),
            },
            status=200 if is_good else 422,
        )

    return answer_form(
        request, form, template="reports/capacity/sheet_form.html", save=save,
        context={
            "title": "空きの表を取り込む",
            "lead": "読んだ中身を見てから、取り込みます。"
            "読めない行が一つでもあれば、何も取り込みません。",
            "submit_label": "読んで確かめる",
            "up_label": "受け持ちと空き",
            "cancel_url": reverse("capacity-board"),
            "multipart": True,
        },
    )  # fmt: skip


@action("capacity.sheet_write", permission=Permission.OFFICE_CONFIRM)
@require_POST
def capacity_sheet_write(request: ActorRequest) -> HttpResponse:
    """確かめた中身を、代理入力として書く。送られた行を、もう一度同じ決まりで読む。"""
    offices = _offices(request)
    if not offices:
        return _nobody_to_ask(request)
    post = request.POST
    rows = [
        (
            number,
            {
                rules.MARK: key,
                **{
                    name: post.get(f"{field}-{key}", "")
                    for field, name in _FIELDS.items()
                },
            },
        )
        for number, key in enumerate(post.getlist("key"), start=1)
    ]
    found = _read(request, offices, rows)
    try:
        once = _uuid(post.get("once", ""))
        if once is None or not found.is_good or len(found.lines) != len(rows):
            raise UserError(SHEET_CHANGED)
        shown = {
            one.known.key: post.get(f"seen-{one.known.key}", "") for one in found.lines
        }
        count = write_sheet(
            key=once, lines=found.lines, shown=shown, by=request.actor,
            now=request.now, today=request.today,
        )  # fmt: skip
    except UserError as refusal:
        messages.error(request, str(refusal.message))
        return redirect("capacity-sheet-read")
    messages.success(request, f"{count}か所の空きを、代理入力として書きました。")
    return redirect("capacity-board")


_FIELDS = {
    "answer": rules.ANSWER, "free": rules.FREE, "most": rules.MOST,
    "note": rules.NOTE, "who": rules.WHO, "day": rules.DAY,
}  # fmt: skip


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _read(
    request: ActorRequest, offices: Iterable[Office],
    rows: Iterable[tuple[int, dict[str, str]]],
) -> rules.Read:  # fmt: skip
    known = []
    for one in offices:
        free = free_of(one)
        known.append(
            rules.Known(
                one.public_id, one.name, _figures(one),
                free.confirmed_on if free else None, free.pk if free else 0,
            )
        )  # fmt: skip
    return rules.read_sheet(rows, known, today=request.today)

"""成年後見の相談の画面。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access import audit
from tsunagi.access.actor import NotVisible
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases.complaint.forms import ComplaintExportForm
from tsunagi.cases.guardianship import actions, queries
from tsunagi.cases.guardianship.actions import THROUGH
from tsunagi.cases.guardianship.forms import (
    FactsForm,
    GuardianForm,
    StartForm,
    StepForm,
)
from tsunagi.cases.guardianship.models import Guardianship
from tsunagi.cases.guardianship.queries import GuardianshipSheet
from tsunagi.cases.guardianship.rules import WITH_GUARDIAN, Agency, Stage
from tsunagi.cases.lists.messages import TOO_MANY_ROWS
from tsunagi.cases.lists.outputs import mark_of, table_file
from tsunagi.cases.lists.rules import Purpose
from tsunagi.cases.pages import (
    Save,
    answer_case_form,
    band_of,
    looked_at_case,
    may,
    seen_case,
    tabs_of,
)
from tsunagi.cases.search.pages import read_id
from tsunagi.cases.seen import SeenCase
from tsunagi.common.errors import UserError
from tsunagi.common.wareki import format_wareki
from tsunagi.ui import parts
from tsunagi.ui.forms import Form

FORM = "cases/form.html"
COLUMNS = (
    "氏名", "主担当", "担当者", "段階", "最後に動いた日", "次に動く日", "種類",
    "申し立てる人", "申請の費用の助成", "報酬の助成",
)  # fmt: skip


def agency_words(codes: list[str]) -> str:
    return "、".join(Agency(code).label for code in codes)


@action("guardianship.list", permission=Permission.CASE_VIEW)
@require_GET
def guardianship_list(request: ActorRequest) -> HttpResponse:
    """止まっているものから先に。"""
    is_over = request.GET.get("over") == "1"
    after = read_id(request.GET.get("after", ""))
    rows, more = queries.guardianship_list(
        actor=request.actor, is_over=is_over, now=request.now, after=after
    )
    audit.looked_at(
        "guardianship.list", by=request.actor,
        subjects=[row.case.person.public_id for row in rows],
    )  # fmt: skip
    tabs = [
        parts.Tab("進んでいるもの", "?", not is_over),
        parts.Tab("終わったもの", "?over=1", is_over),
    ]
    kept = {"over": "1"} if is_over else {}
    paging = parts.Paging(
        previous_url=f"?{urlencode(kept)}" if after else "",
        next_url=f"?{urlencode({**kept, 'after': str(more)})}" if more else "",
        shown=len(rows),
    )
    context = {
        "rows": rows,
        "tabs": tabs,
        "is_over": is_over,
        "today": request.today,
        "paging": paging,
    }
    return render(request, "cases/guardianship/list.html", context)


@action("guardianship.export", permission=Permission.CASE_EXPORT)
@require_http_methods(["GET", "POST"])
def guardianship_export(request: ActorRequest) -> HttpResponse:
    is_over = request.GET.get("over") == "1"

    def save(data: dict[str, Any]) -> HttpResponse:
        rows, more = queries.guardianship_list(
            actor=request.actor, is_over=is_over, now=request.now,
            limit=queries.MOST_EXPORTED,
        )  # fmt: skip
        if more is not None:
            raise UserError(TOO_MANY_ROWS)
        purpose = Purpose(data["purpose"])
        audit.looked_at(
            "guardianship.export", by=request.actor, purpose=purpose.value,
            shape=data["shape"], rows=len(rows),
            subjects=[row.case.person.public_id for row in rows],
        )  # fmt: skip
        title = "成年後見の相談"
        mark = mark_of(title, len(rows), purpose, actor=request.actor, now=request.now)
        return table_file(
            title, COLUMNS, [_cells(row) for row in rows], mark=mark,
            shape=data["shape"], name="guardianships",
        )  # fmt: skip

    return answer_form(
        request, ComplaintExportForm(request.POST or None), template=FORM, save=save,
        context={
            "title": "成年後見の相談を書き出す",
            "lead": "「終わったもの」を、すべて出します。"
            if is_over
            else "「進んでいるもの」を、すべて出します。",
            "submit_label": "書き出す",
            "up_label": "成年後見の相談",
            "cancel_url": reverse("guardianship-list"),
        },
    )  # fmt: skip


def _cells(row: Guardianship) -> tuple[Any, ...]:
    staff = row.case.responsible_staff
    return (
        row.case.person.name, row.case.responsible_office.name,
        staff.name if staff else "チームで待つ", row.get_stage_display(), row.last_on,
        row.next_on, row.get_kind_display(),
        row.petitioner_words or row.get_petitioner_display(),
        "使う" if row.aids_petition else "", "使う" if row.aids_reward else "",
    )  # fmt: skip


@action("guardianship.view", permission=Permission.CASE_VIEW)
@require_GET
def case_guardianship(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """相談から選任までの段階の図と、そのときどきのこと。"""
    seen = looked_at_case(request, public_id, action="guardianship.view")
    if not seen.sight.sees_support:
        raise NotVisible
    sheets = queries.sheets_of_case(actor=request.actor, seen=seen, now=request.now)
    context = {
        "seen": seen,
        "case": seen.case,
        "band": band_of(seen, today=request.today),
        "tabs": tabs_of(seen, "case-guardianship"),
        "sheets": [_drawn(sheet) for sheet in sheets],
        "is_under_way": any(not sheet.row.is_over for sheet in sheets),
        "may_work": may(request.actor, seen, Permission.CASE_WORK, through=THROUGH),
        "may_relate": may(request.actor, seen, Permission.CASE_WORK),
    }
    return render(request, "cases/guardianship/page.html", context)


def _drawn(sheet: GuardianshipSheet) -> dict[str, Any]:
    row = sheet.row
    aids = [
        word
        for word, is_used in (
            ("申請の費用", row.aids_petition),
            ("報酬の助成", row.aids_reward),
        )
        if is_used
    ]
    return {
        "row": row,
        "path": [
            parts.Step(
                one.stage.label, one.state, format_wareki(one.on) if one.on else ""
            )
            for one in sheet.path
        ],
        "facts": [
            parts.SummaryRow("種類", row.get_kind_display()),
            parts.SummaryRow(
                "申し立てる人",
                "　".join(
                    filter(None, (row.get_petitioner_display(), row.petitioner_words))
                ),
            ),
            parts.SummaryRow("利用支援事業", "、".join(aids)),
            parts.SummaryRow(
                "次に動く日", format_wareki(row.next_on) if row.next_on else ""
            ),
        ],
        "steps": [
            (Stage(step.stage).label, step, agency_words(step.agencies))
            for step in reversed(sheet.steps)
        ],
        "revised": sheet.revised,
        "has_guardian": Stage(row.stage) in WITH_GUARDIAN,
    }


def _answer(
    request: ActorRequest, seen: SeenCase, form: Form, save: Save, **words: Any
) -> HttpResponse:
    back = reverse("case-guardianship", args=[seen.case.public_id])
    return answer_case_form(
        request, seen, form, save, back=back, up_label="成年後見の相談", **words
    )


def _agencies(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "agencies": [Agency(code) for code in data["agencies"]]}


@action("guardianship.start", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def guardianship_start(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="guardianship.start")
    form = StartForm(request.POST or None, initial={"happened_on": request.today})

    def save(data: dict[str, Any]) -> object:
        values = {name: value for name, value in data.items() if name != "key"}

        def make() -> str:
            row = actions.start_guardianship(
                case=seen.case, by=request.actor, now=request.now, today=request.today,
                **_agencies(values),
            )  # fmt: skip
            return str(row.public_id)

        return once(
            data["key"], by=request.actor, action="guardianship.start", make=make,
            body={**values, "of": seen.case.public_id},
        )  # fmt: skip

    return _answer(
        request, seen, form, save, title="成年後見の相談を始める", submit="相談を始める",
        success="始めました。段階は、経過にも一行ずつ残ります。",
    )  # fmt: skip


@action("guardianship.step", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def guardianship_step(
    request: ActorRequest, public_id: UUID, row_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id, action="guardianship.step")
    row = queries.guardianship_of(actor=request.actor, seen=seen, public_id=row_id)
    form = StepForm(
        request.POST or None,
        initial={"happened_on": request.today, "version": row.version},
    )

    def save(data: dict[str, Any]) -> object:
        return actions.add_guardianship_step(
            case=seen.case, row=row, by=request.actor, now=request.now,
            today=request.today, **{**_agencies(data), "stage": Stage(data["stage"])},
        )  # fmt: skip

    return _answer(
        request, seen, form, save, title="段階を書く", submit="この段階を記録する",
        success="記録しました。",
        lead="前に書いた行は直せません。違っていたら、正しい段階をもう一度書きます。",
    )  # fmt: skip


@action("guardianship.facts", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def guardianship_facts(
    request: ActorRequest, public_id: UUID, row_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id, action="guardianship.facts")
    row = queries.guardianship_of(actor=request.actor, seen=seen, public_id=row_id)
    initial = {name: getattr(row, name) for name in (*actions.FACTS, "version")}
    form = FactsForm(request.POST or None, initial=initial)

    def save(data: dict[str, Any]) -> None:
        actions.decide_guardianship(
            case=seen.case, row=row, values=data, version=data["version"],
            by=request.actor, now=request.now,
        )  # fmt: skip

    return _answer(
        request, seen, form, save, title="決まったことを書く", submit="この内容にする",
        success="書きました。",
    )  # fmt: skip


@action("guardianship.guardian", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def guardianship_guardian(
    request: ActorRequest, public_id: UUID, row_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id, action="guardianship.guardian")
    row = queries.guardianship_of(actor=request.actor, seen=seen, public_id=row_id)
    form = GuardianForm(request.POST or None)

    def save(data: dict[str, Any]) -> object:
        values = {name: value for name, value in data.items() if name != "key"}

        def make() -> str:
            person = actions.record_guardian(
                case=seen.case, row=row, by=request.actor, now=request.now, **values
            )
            return str(person.public_id)

        return once(
            data["key"], by=request.actor, action="guardianship.guardian", make=make,
            body={**values, "of": row.public_id},
        )  # fmt: skip

    return _answer(
        request, seen, form, save, title="選ばれた人を関係者に加える", submit="関係者に加える",
        success="関係者に加えました。「家族とつながり」にも出ます。",
    )  # fmt: skip

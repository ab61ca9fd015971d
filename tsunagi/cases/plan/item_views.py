"""課題の行の画面: 足す、直す、順番を変える、外す。同じ人の前の文から選べる。"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form, posted_version
from tsunagi.access.permissions import Permission
from tsunagi.cases.assessment import queries as assessments
from tsunagi.cases.assessment.models import Need
from tsunagi.cases.assessment.rules import Domain, NeedState
from tsunagi.cases.easy.decision_queries import decisions_of
from tsunagi.cases.pages import (
    answer_case_form,
    ask_reason,
    band_of,
    form_context,
    seen_case,
)
from tsunagi.cases.plan import queries, sheet_actions
from tsunagi.cases.plan.forms import ItemForm, RemoveForm, item_initial
from tsunagi.cases.plan.models import PlanSheet
from tsunagi.cases.plan.sheet_rules import (
    Item,
    SheetStage,
    items_of,
    moved_item,
    with_item,
    without_item,
)
from tsunagi.cases.plan.sheet_views import sheet_url
from tsunagi.cases.plan.similar import Similar, similar_items
from tsunagi.cases.plan.views import stage_from
from tsunagi.cases.resource.actions import add_missing
from tsunagi.cases.seen import SeenCase
from tsunagi.common.codes.services import all_services
from tsunagi.common.errors import UserError
from tsunagi.common.wareki import format_wareki

ITEM = "plan_item.write"


def _sheet(
    request: ActorRequest, public_id: UUID, plan_id: UUID, stage: str, name: str | None
) -> tuple[SeenCase, PlanSheet]:
    seen = seen_case(request, public_id, action=name)
    plan = queries.plan_of(actor=request.actor, seen=seen, public_id=plan_id)
    wanted = stage_from(stage)
    if wanted is SheetStage.PRESENT:
        raise Http404
    return seen, queries.sheet_of(
        actor=request.actor, seen=seen, plan=plan, stage=wanted
    )


@action(ITEM, permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def plan_item_new(
    request: ActorRequest, public_id: UUID, plan_id: UUID, stage: str
) -> HttpResponse:
    """行を足す。ニーズ整理票から、または同じ人の前の計画の行から始められる。"""
    seen, sheet = _sheet(request, public_id, plan_id, stage, ITEM)
    needs = assessments.needs_of(actor=request.actor, seen=seen)
    earlier = queries.earlier_sheets(actor=request.actor, seen=seen, plan=sheet.plan)
    start = _start(request, needs, similar_items("", earlier, limit=100))
    form = ItemForm(
        request.POST or None, initial={**start, "version": sheet.version},
        needs=need_choices(needs, start.get("need_ids", ())),
        decisions=_decisions(request, seen),
    )  # fmt: skip
    taken = {one for item in items_of(sheet.items) for one in item.need_ids}
    waiting = [
        need
        for need in needs
        if need.state in (NeedState.OPEN, NeedState.PLANNED)
        and str(need.public_id) not in taken
    ]
    return _answer(
        request, seen, sheet, form, key="", title="課題と支援の行を書く",
        needs=[(need, Domain(need.domain).label) for need in waiting],
        similar=similar_items(str(start.get("need", "")), earlier),
    )  # fmt: skip


@action(ITEM, permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def plan_item(
    request: ActorRequest, public_id: UUID, plan_id: UUID, stage: str, key: str
) -> HttpResponse:
    """行を直す。"""
    seen, sheet = _sheet(request, public_id, plan_id, stage, ITEM)
    item = _item(sheet, key)
    needs = assessments.needs_of(actor=request.actor, seen=seen)
    form = ItemForm(
        request.POST or None,
        initial={**item_initial(item), "version": sheet.version},
        needs=need_choices(needs, item.need_ids),
        decisions=_decisions(request, seen),
    )
    earlier = queries.earlier_sheets(actor=request.actor, seen=seen, plan=sheet.plan)
    return _answer(
        request, seen, sheet, form, key=key, title="課題と支援の行を直す", needs=[],
        similar=similar_items(item.need, earlier),
    )  # fmt: skip


def need_choices(needs: list[Need], chosen: Collection[str]) -> list[tuple[str, str]]:
    """What the row may come from; what was laid aside only where it was chosen before."""
    return [
        (str(need.public_id), f"{need.need[:60]}（{Domain(need.domain).label}）")
        for need in needs
        if need.state != NeedState.LEFT or str(need.public_id) in chosen
    ]


def _decisions(request: ActorRequest, seen: SeenCase) -> list[tuple[str, str]]:
    rows = decisions_of(actor=request.actor, seen=seen)
    return [
        (str(row.public_id), f"{row.question}（{format_wareki(row.held_on)}）")
        for row in rows
    ]


def _item(sheet: PlanSheet, key: str) -> Item:
    found = next((one for one in items_of(sheet.items) if one.key == key), None)
    if found is None:
        raise Http404
    return found


def _start(
    request: ActorRequest, needs: list[Need], earlier: list[Similar]
) -> dict[str, Any]:
    """?need= a row of the needs sheet; ?like= a row of an earlier plan of this person."""
    need = next((n for n in needs if str(n.public_id) == request.GET.get("need")), None)
    if need is not None:
        return {
            "need": need.need, "goal": need.goal, "domain": need.domain,
            "need_ids": [str(need.public_id)],
        }  # fmt: skip
    like = request.GET.get("like", "")
    found = next((one for one in earlier if one.address == like), None)
    return item_initial(found.item) if found is not None else {}


def _answer(
    request: ActorRequest,
    seen: SeenCase,
    sheet: PlanSheet,
    form: ItemForm,
    *,
    key: str,
    title: str,
    **more: Any,
) -> HttpResponse:
    def save(data: dict[str, Any]) -> HttpResponse:
        item = form.item(key or uuid4().hex)
        sheet_actions.write_items(
            sheet=sheet, items=with_item(items_of(sheet.items), item),
            version=data["version"], reason=data["correction_reason"],
            by=request.actor, now=request.now,
        )  # fmt: skip
        return redirect(sheet_url(sheet))

    context = form_context(
        seen, title, "この行を保存する", band=band_of(seen, today=request.today)
    )
    return answer_form(
        request, form, template="cases/plan/item_form.html", save=save,
        success="保存しました。",
        context={
            **context, "cancel_url": sheet_url(sheet), "sheet": sheet,
            "case": seen.case, "plan": sheet.plan, "item_key": key,
            "up_label": SheetStage(sheet.stage).label,
            "services": [one.name for one in all_services()], **more,
        },
    )  # fmt: skip


@action("plan_item.move", permission=Permission.CASE_WORK)
@require_POST
def plan_item_move(
    request: ActorRequest, public_id: UUID, plan_id: UUID, stage: str, key: str
) -> HttpResponse:
    """一つ上へ、一つ下へ。並びがそのまま優先順位になる。"""
    seen, sheet = _sheet(request, public_id, plan_id, stage, None)
    _item(sheet, key)
    by = -1 if request.POST.get("to") == "up" else 1
    items = moved_item(items_of(sheet.items), key, by=by)
    return _replace(request, seen, sheet, items, "順番を変えました。")


@action("plan_item.remove", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def plan_item_remove(
    request: ActorRequest, public_id: UUID, plan_id: UUID, stage: str, key: str
) -> HttpResponse:
    """行を外す。前の版には残る。"""
    seen, sheet = _sheet(request, public_id, plan_id, stage, "plan_item.remove")
    item = _item(sheet, key)
    form = RemoveForm(request.POST or None, initial={"version": sheet.version})

    def save(data: dict[str, Any]) -> object:
        return sheet_actions.write_items(
            sheet=sheet, items=without_item(items_of(sheet.items), key),
            version=data["version"], reason=data["correction_reason"],
            by=request.actor, now=request.now,
        )  # fmt: skip

    return answer_case_form(
        request, seen, form, save, back=sheet_url(sheet),
        up_label=SheetStage(sheet.stage).label, title="この行を外す",
        submit="この行を外す", success="外しました。前の版には残っています。",
        lead=item.need,
    )  # fmt: skip


@action("resource_use.missing", permission=Permission.CASE_WORK)
@require_POST
def plan_item_missing(
    request: ActorRequest, public_id: UUID, plan_id: UUID, stage: str, key: str
) -> HttpResponse:
    """この行のための資源が、地域に見当たらない。一押しで残る。"""
    _, sheet = _sheet(request, public_id, plan_id, stage, None)
    item = _item(sheet, key)
    try:
        add_missing(
            plan=sheet.plan, item_key=key, need=item.need, by=request.actor,
            now=request.now, today=request.today,
        )  # fmt: skip
        messages.success(
            request,
            "「足りない」と残しました。「社会資源と機関」に並び、地域の数になります。",
        )
    except UserError as error:
        messages.error(request, str(error.message))
    return redirect(sheet_url(sheet))


def _replace(
    request: ActorRequest,
    seen: SeenCase,
    sheet: PlanSheet,
    items: tuple[Item, ...],
    success: str,
) -> HttpResponse:
    try:
        sheet_actions.write_items(
            sheet=sheet, items=items, version=posted_version(request),
            reason=request.POST.get("correction_reason", "")[:300],
            by=request.actor, now=request.now,
        )  # fmt: skip
        messages.success(request, success)
    except UserError as error:
        if error.field == "correction_reason":
            return ask_reason(
                request, seen, error, back=sheet_url(sheet),
                up_label=SheetStage(sheet.stage).label,
            )  # fmt: skip
        messages.error(request, str(error.message))
    return redirect(sheet_url(sheet))

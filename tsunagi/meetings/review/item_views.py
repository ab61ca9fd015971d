"""一つの検討事項の画面: 整える、答える、資料、悩んでみる、その後、受付と計画へ。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form, posted_version
from tsunagi.access.permissions import Permission
from tsunagi.common.errors import UserError
from tsunagi.meetings.pledge.reading import has_pledged
from tsunagi.meetings.review import actions, agenda_actions, queries
from tsunagi.meetings.review.case_queries import packet_start
from tsunagi.meetings.review.forms import (
    AnswerConsultForm,
    FollowUpForm,
    LeaveOutForm,
    PacketForm,
    PrepareForm,
    ReturnForm,
    ThinkForm,
)
from tsunagi.meetings.review.models import ReviewItem
from tsunagi.meetings.review.reading import packet_of, queue_line
from tsunagi.meetings.review.reception import give_back, start_of_return
from tsunagi.meetings.review.rules import PreResult, State, is_back
from tsunagi.meetings.review.slot_queries import names_of_items
from tsunagi.meetings.review.views import FORM, to_queue
from tsunagi.ui.forms import Form


@action("review.view", permission=Permission.MEETING_VIEW)
@require_GET
def item_page(request: ActorRequest, item_id: UUID) -> HttpResponse:
    """一つの検討事項: 事前、会議、その後。"""
    item = _item(request, item_id)
    names = names_of_items(actor=request.actor, now=request.now, items=[item])
    audit.looked_at(
        "review.view", by=request.actor,
        subjects={one.person_id for one in names.values()},
    )  # fmt: skip
    presents = actions.is_presenter(item, by=request.actor)
    convenes = actions.is_convener(item, by=request.actor, now=request.now)
    state = State(item.state)
    may_read = (
        presents
        or convenes
        or queries.packet_may_be_read(
            actor=request.actor, item=item, now=request.now, today=request.today
        )
    )
    next_steps = {
        "may_think": presents and state in (State.WAITING, State.CONSULTING),
        "is_before": state in (State.WAITING, State.CONSULTING, State.THINKING),
        "may_return": presents
        and item.reception_id is not None
        and bool(item.decision),
        "may_copy_interval": presents and bool(item.interval_months),
        "may_reopen": state in (State.FOLLOWING, State.DROPPED),
    }
    return render(
        request,
        "meetings/review/item.html",
        {
            "item": item,
            "line": queue_line(
                item, names=names, today=request.today, presents=presents,
                convenes=convenes,
            ),
            "facts": item.facts if may_read else [],
            "packet": packet_of(item) if may_read else (),
            "is_shut": not may_read,
            "steps": queries.steps_of(actor=request.actor, item=item),
            "is_consulting": state is State.CONSULTING,
            "is_following": state is State.FOLLOWING,
            "is_back": is_back(state, item.think_until, today=request.today),
            "has_next": presents and any(next_steps.values()),
            **next_steps,
        },
    )  # fmt: skip


@action("review.prepare", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def prepare(request: ActorRequest, item_id: UUID) -> HttpResponse:
    item = _item(request, item_id)
    names = (*actions.PREPARED, "version")
    form = PrepareForm(
        request.POST or None, initial={name: getattr(item, name) for name in names}
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        values = {name: data[name] for name in actions.PREPARED}
        actions.prepare(
            item=item, values=values, version=data["version"], by=request.actor,
            now=request.now,
        )  # fmt: skip
        return redirect("review-item", item_id)

    return _item_form(
        request, form, save, item, title="ひとこと報告を整える", submit="整える",
        success="整えました。",
    )  # fmt: skip


@action("review.answer", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def answer(request: ActorRequest, item_id: UUID) -> HttpResponse:
    item = _item(request, item_id)
    form = AnswerConsultForm(request.POST or None, initial={"version": item.version})

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.answer_consult(
            item=item, by=request.actor, now=request.now, today=request.today,
            result=PreResult(data["result"]), answer=data["answer"],
            version=data["version"],
        )  # fmt: skip
        return redirect("review-item", item_id)

    return _item_form(
        request, form, save, item, title="事前の相談に答える", submit="答える",
        success="答えました。", lead=item.pre_note,
    )  # fmt: skip


@action("review.packet", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def packet(request: ActorRequest, item_id: UUID) -> HttpResponse:
    """四つの欄は、計画や報告からはじめから入っている。名前のないことを確かめて出す。"""
    item = _item(request, item_id)
    if not actions.is_presenter(item, by=request.actor) or item.case is None:
        raise AccessDenied(Permission.MEETING_RUN)
    start = packet_start(actor=request.actor, item=item, now=request.now)
    if request.method == "GET":
        audit.looked_at("review.packet", by=request.actor, subjects=[start.person_id])
    form = PacketForm(
        request.POST or None, initial={**start.fields, "version": item.version}
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        version = data.pop("version")
        actions.fill_packet(
            item=item, fields=data, version=version, by=request.actor,
            now=request.now, today=request.today,
        )  # fmt: skip
        return redirect("review-item", item_id)

    return _item_form(
        request, form, save, item, title="資料の四つの欄", submit="資料にする",
        success="資料にしました。会議の3日前から7日後まで、出る人が読めます。",
        lead="記録から入れてあります。名前や番地があれば、年代や地域の言葉に替えてください。",
    )  # fmt: skip


@action("review.think", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def think(request: ActorRequest, item_id: UUID) -> HttpResponse:
    item = _item(request, item_id)
    form = ThinkForm(request.POST or None, initial={"version": item.version})

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.think(
            item=item, by=request.actor, now=request.now, today=request.today, **data
        )
        return redirect("review-item", item_id)

    return _item_form(
        request, form, save, item, title="しばらく悩んでみる", submit="悩んでみる",
        success="その日に、また「きょう」に出ます。",
    )  # fmt: skip


@action("review.leave_out", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def leave_out(request: ActorRequest, item_id: UUID) -> HttpResponse:
    item = _item(request, item_id)
    form = LeaveOutForm(request.POST or None, initial={"version": item.version})

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.leave_out(
            item=item, solved=data["solved"] == "yes", note=data["note"],
            version=data["version"], by=request.actor, now=request.now,
            today=request.today,
        )  # fmt: skip
        return to_queue(item.series)

    return _item_form(
        request, form, save, item, title="会議に出さずに終える", submit="終える",
        success="終えました。",
    )  # fmt: skip


@action("review.follow_up", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def follow_up(request: ActorRequest, item_id: UUID) -> HttpResponse:
    item = _item(request, item_id)
    form = FollowUpForm(request.POST or None, initial={"version": item.version})

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.follow_up(
            item=item, by=request.actor, now=request.now, today=request.today, **data
        )
        return to_queue(item.series)

    return _item_form(
        request, form, save, item, title="その後を確かめて終える", submit="終える",
        success="終えました。", lead=item.follow_what,
    )  # fmt: skip


@action("review.reopen", permission=Permission.MEETING_RUN)
@require_POST
def reopen(request: ActorRequest, item_id: UUID) -> HttpResponse:
    item = _item(request, item_id)
    try:
        actions.reopen(
            item=item, version=posted_version(request), by=request.actor,
            now=request.now, today=request.today,
        )  # fmt: skip
    except UserError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, "次の会議を待つものに戻しました。")
    return redirect("review-item", item_id)


@action("review.return", permission=Permission.RECEPTION_RECORD)
@require_http_methods(["GET", "POST"])
def to_reception(request: ActorRequest, item_id: UUID) -> HttpResponse:
    """会議の受理判断を、受付の結果にする。決めるのは、受け付けた窓口。"""
    item = _item(request, item_id)
    start = start_of_return(actor=request.actor, item=item, now=request.now)
    form = ReturnForm(request.POST or None, initial=start)

    def save(data: dict[str, Any]) -> HttpResponse:
        give_back(
            item=item, by=request.actor, now=request.now, today=request.today, **data
        )
        return redirect("review-item", item_id)

    return _item_form(
        request, form, save, item, title="会議の結論を受付に書く", submit="受付の結果にする",
        success="受付の結果にしました。",
    )  # fmt: skip


@action("review.interval", permission=Permission.CASE_WORK)
@require_POST
def to_plan(request: ActorRequest, item_id: UUID) -> HttpResponse:
    """会議の答えた間隔を、計画の「提案する間隔」に写す。"""
    item = _item(request, item_id)
    if not actions.is_presenter(item, by=request.actor):
        raise AccessDenied(Permission.CASE_WORK)
    try:
        agenda_actions.interval_to_plan(item=item, by=request.actor, now=request.now)
    except UserError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(
            request, "計画の「提案する間隔」に写しました。決めるのは市町村です。"
        )
    return redirect("review-item", item_id)


def _item(request: ActorRequest, item_id: UUID) -> ReviewItem:
    if not has_pledged(actor=request.actor):
        raise NotVisible
    return queries.item_by_id(actor=request.actor, public_id=item_id, now=request.now)


def _item_form(
    request: ActorRequest, form: Form, save: Any, item: ReviewItem, *, title: str,
    submit: str, success: str, lead: str = "",
) -> HttpResponse:  # fmt: skip
    return answer_form(
        request, form, template=FORM, save=save, success=success,
        context={
            "title": title, "lead": lead or item.headline, "submit_label": submit,
            "up_label": "検討事項",
            "cancel_url": reverse("review-item", args=[item.public_id]),
        },
    )  # fmt: skip

"""もくひょうと、出た研修の画面。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form, posted_version
from tsunagi.access.permissions import Permission
from tsunagi.activity.growth import aim_actions as actions
from tsunagi.activity.growth import queries
from tsunagi.activity.growth.models import GrowthAim, TrainingTaken
from tsunagi.activity.growth.rules import AimState, usual_due
from tsunagi.cases.growth.forms import (
    AimForm,
    EditAimForm,
    EditTakenForm,
    SettleAimForm,
    TakenForm,
    VersionForm,
)
from tsunagi.cases.growth.pages import FORM, form_page
from tsunagi.common.errors import UserError


@action("growth_aim.set", permission=Permission.GROWTH_KEEP)
@require_http_methods(["GET", "POST"])
def aim_new(request: ActorRequest) -> HttpResponse:
    """半年のもくひょうを一つ決める。"""
    form = AimForm(request.POST or None, initial={"due_on": usual_due(request.today)})

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            row = actions.set_aim(
                new=form.new(), by=request.actor, now=request.now, today=request.today
            )
            return str(row.record_id)

        once(
            data["key"], by=request.actor, action="growth_aim.set", make=make, body=data
        )
        return redirect("growth")

    return answer_form(
        request, form, template=FORM, save=save,
        success="決めました。日が近づくと「きょう」に出ます。",
        context=form_page(
            "もくひょうを決める", "このもくひょうにする",
            lead="これからの半年で、できるようになりたいことを一つ。小さいほど、続きます。",
        ),
    )  # fmt: skip


def _aim(request: ActorRequest, record_id: UUID) -> GrowthAim:
    return queries.own_aim(actor=request.actor, record_id=record_id, now=request.now)


@action("growth_aim.correct", permission=Permission.GROWTH_KEEP)
@require_http_methods(["GET", "POST"])
def aim_edit(request: ActorRequest, record_id: UUID) -> HttpResponse:
    row = _aim(request, record_id)
    form = EditAimForm(request.POST or None, initial=EditAimForm.initial_of(row))

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.correct_aim(
            row=row, new=form.new(), version=data["version"], by=request.actor,
            now=request.now,
        )  # fmt: skip
        return redirect("growth")

    return answer_form(
        request, form, template=FORM, save=save, success="直しました。",
        context=form_page("もくひょうを直す", "この内容で保存する"),
    )  # fmt: skip


@action("growth_aim.settle", permission=Permission.GROWTH_KEEP)
@require_http_methods(["GET", "POST"])
def aim_settle(request: ActorRequest, record_id: UUID) -> HttpResponse:
    """区切りをつける: できた、次へ続ける、手放す。"""
    row = _aim(request, record_id)
    form = SettleAimForm(
        request.POST or None,
        initial={"version": row.version, "next_due": usual_due(request.today)},
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.settle_aim(
            row=row, state=AimState(data["state"]), looking_back=data["looking_back"],
            next_due=data["next_due"], version=data["version"], by=request.actor,
            now=request.now, today=request.today,
        )  # fmt: skip
        return redirect("growth")

    return answer_form(
        request, form, template=FORM, save=save, success="残しました。",
        context=form_page("もくひょうに区切りをつける", "こう残す", lead=row.text),
    )  # fmt: skip


@action("growth_aim.reopen", permission=Permission.GROWTH_KEEP)
@require_POST
def aim_reopen(request: ActorRequest, record_id: UUID) -> HttpResponse:
    """区切りをやめて、もう一度取り組む。"""
    row = _aim(request, record_id)
    try:
        actions.reopen_aim(
            row=row, version=posted_version(request), by=request.actor, now=request.now
        )
    except UserError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, "もう一度、取り組むもくひょうに戻しました。")
    return redirect("growth")


@action("growth_aim.withdraw", permission=Permission.GROWTH_KEEP)
@require_http_methods(["GET", "POST"])
def aim_withdraw(request: ActorRequest, record_id: UUID) -> HttpResponse:
    row = _aim(request, record_id)
    form = VersionForm(request.POST or None, initial={"version": row.version})

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.withdraw_aim(row=row, by=request.actor, now=request.now, **data)
        return redirect("growth")

    return answer_form(
        request, form, template=FORM, save=save, success="取り消しました。",
        context=form_page(
            "もくひょうを取り消す", "このもくひょうを取り消す",
            lead=f"まちがえて書いたもくひょうを、育ちの記録から消します。「{row.text}」",
        ),
    )  # fmt: skip


# --- 出た研修 --------------------------------------------------------------------------
@action("growth_training.add", permission=Permission.GROWTH_KEEP)
@require_http_methods(["GET", "POST"])
def taken_new(request: ActorRequest) -> HttpResponse:
    """出た研修を残す。この市町村で開かれた研修は、選ぶだけ。"""
    form = TakenForm(
        request.POST or None,
        events=queries.trainings_to_take(actor=request.actor, now=request.now),
        initial={"event": request.GET.get("event", "")},
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            row = actions.add_taken(
                new=form.new(), by=request.actor, now=request.now, today=request.today
            )
            return str(row.record_id)

        once(
            data["key"], by=request.actor, action="growth_training.add", make=make,
            body=data,
        )  # fmt: skip
        return redirect("growth")

    return answer_form(
        request, form, template=FORM, save=save, success="育ちの記録に入りました。",
        context=form_page("出た研修を残す", "この研修を残す"),
    )  # fmt: skip


def _taken(request: ActorRequest, record_id: UUID) -> TrainingTaken:
    return queries.own_taken(actor=request.actor, record_id=record_id, now=request.now)


@action("growth_training.correct", permission=Permission.GROWTH_KEEP)
@require_http_methods(["GET", "POST"])
def taken_edit(request: ActorRequest, record_id: UUID) -> HttpResponse:
    row = _taken(request, record_id)
    form = EditTakenForm(request.POST or None, row=row)

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.correct_taken(
            row=row, new=form.new(), version=data["version"], by=request.actor,
            now=request.now, today=request.today,
        )  # fmt: skip
        return redirect("growth")

    return answer_form(
        request, form, template=FORM, save=save, success="直しました。",
        context=form_page("出た研修を直す", "この内容で保存する", lead=row.title),
    )  # fmt: skip


@action("growth_training.withdraw", permission=Permission.GROWTH_KEEP)
@require_http_methods(["GET", "POST"])
def taken_withdraw(request: ActorRequest, record_id: UUID) -> HttpResponse:
    row = _taken(request, record_id)
    form = VersionForm(request.POST or None, initial={"version": row.version})

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.withdraw_taken(row=row, by=request.actor, now=request.now, **data)
        return redirect("growth")

    return answer_form(
        request, form, template=FORM, save=save, success="取り消しました。",
        context=form_page(
            "出た研修を取り消す", "この研修を取り消す",
            lead=f"「{row.title}」を、育ちの記録から消します。",
        ),
    )  # fmt: skip

"""この方の引継ぎの画面（頼む側）: 一覧、準備、ひとつの引継ぎ、直す、やめる、顔合わせ、終える。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.permissions import Permission
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.cases.backup.views import backup_context
from tsunagi.cases.handover import (
    actions,
    answer_actions,
    backup_actions,
    queries,
)
from tsunagi.cases.handover.actions import NewHandover
from tsunagi.cases.handover.forms import (
    EditHandoverForm,
    HandoverForm,
    HappenedForm,
    WithdrawForm,
)
from tsunagi.cases.handover.models import Handover
from tsunagi.cases.handover.reading import handover_line, outline_of
from tsunagi.cases.handover.rules import (
    TOGETHER,
    UNDECIDED_STAGES,
    Act,
    Purpose,
    Stage,
    Way,
)
from tsunagi.cases.pages import answer_case_form, band_of, may, seen_case, tabs_of
from tsunagi.cases.plan.views import looked
from tsunagi.cases.scope import HOLDERS
from tsunagi.cases.seen import SeenCase
from tsunagi.ui import parts

STEPS = (Stage.PREPARED, Stage.ASKING, Stage.ACCEPTED, Stage.MET, Stage.DONE)


def handover_url(handover: Handover) -> str:
    return reverse("handover-page", args=[handover.case.public_id, handover.public_id])


def holds(request: ActorRequest, seen: SeenCase) -> bool:
    return may(request.actor, seen, Permission.CASE_WORK, through=HOLDERS)


@action("handover.list", permission=Permission.CASE_VIEW)
@require_GET
def case_handovers(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """この方の引継ぎ。責任がどこにあり、だれの番か。"""
    seen = looked(request, public_id, "handover.list")
    rows = queries.handovers_of(actor=request.actor, seen=seen)
    lines = [handover_line(row, today=request.today) for row in rows]
    is_open = any(row.stage in queries.OPEN_VALUES for row in rows)
    return render(
        request,
        "cases/handover/list.html",
        {
            "seen": seen,
            "case": seen.case,
            "band": band_of(seen, today=request.today),
            "tabs": tabs_of(seen, "case-handovers"),
            "lines": lines,
            "may_prepare": holds(request, seen) and seen.case.is_open and not is_open,
            "may_work": holds(request, seen) and seen.case.is_open,
            **backup_context(request, seen),
        },
    )


@action("handover.view", permission=Permission.CASE_VIEW)
@require_GET
def handover_page(
    request: ActorRequest, public_id: UUID, handover_id: UUID
) -> HttpResponse:
    """一つの引継ぎ: どこまで進み、どこに頼み、何が届いているか。"""
    seen = looked(request, public_id, "handover.view")
    handover = queries.handover_of(
        actor=request.actor, seen=seen, public_id=handover_id
    )
    line = handover_line(handover, today=request.today)
    kinds = contact_categories(actor=request.actor, on=request.today).disability_kinds
    stage = Stage(handover.stage)
    backing = backup_actions.backing(handover)
    follows = may(request.actor, seen, Permission.CASE_WORK) and stage in TOGETHER
    return render(
        request,
        "cases/handover/page.html",
        {
            "seen": seen,
            "case": seen.case,
            "band": band_of(seen, today=request.today),
            "line": line,
            "handover": handover,
            "outline": outline_of(handover, kinds, today=request.today),
            "stages": _drawn(stage),
            "steps": [
                (row, Act(row.act).label, Way(row.way).label)
                for row in queries.steps_of(
                    actor=request.actor, seen=seen, handover=handover
                )
            ],
            "holds": holds(request, seen),
            "may_ask": holds(request, seen) and stage in UNDECIDED_STAGES,
            "may_follow": follows,
            "backing": backing,
            "may_back": follows
            and backing is None
            and backup_actions.is_former(handover, by=request.actor),
            "days_to_follow": backup_actions.DAYS_TO_FOLLOW,
            "has_met": stage is Stage.MET,
        },
    )


def _drawn(stage: Stage) -> list[parts.Step]:
    if stage is Stage.WITHDRAWN:
        return []
    reached = STEPS.index(stage)
    return [
        parts.Step(
            one.label,
            "done" if number < reached or stage is Stage.DONE
            else "current" if number == reached else "waiting",
        )
        for number, one in enumerate(STEPS)
    ]  # fmt: skip


@action("handover.prepare", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def handover_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="handover.prepare")
    form = HandoverForm(
        request.POST or None,
        initial={"purpose": _asked_purpose(request), "choice": "undecided"},
    )

    def save(data: dict[str, Any]) -> object:
        def make() -> str:
            row = actions.prepare_handover(
                case=seen.case, new=NewHandover(**form.values()), by=request.actor,
                now=request.now, today=request.today,
            )  # fmt: skip
            return str(row.public_id)

        return once(
            data["key"], by=request.actor, action="handover.prepare", make=make,
            body={**data, "case": seen.case.public_id},
        )  # fmt: skip

    return answer_case_form(
        request, seen, form, save,
        back=reverse("case-handovers", args=[seen.case.public_id]), up_label="引継ぎ",
        title="引継ぎを準備する", submit="この内容で準備する",
        success="準備しました。まだどこにも届いていません。次に、どこに頼むかを選びます。",
        lead="引き受けるところが決まるまで、主担当は変わりません。",
    )  # fmt: skip


def _asked_purpose(request: ActorRequest) -> str:
    """From a link such as the list of a leaver; anything else is left open."""
    asked = request.GET.get("purpose", "")
    return asked if asked in {one.value for one in Purpose} else ""


@action("handover.edit", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def handover_edit(
    request: ActorRequest, public_id: UUID, handover_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id, action="handover.edit")
    handover = queries.handover_of(
        actor=request.actor, seen=seen, public_id=handover_id
    )
    names = (*actions.TEXTS, "version")
    form = EditHandoverForm(
        request.POST or None,
        initial={name: getattr(handover, name) for name in names},
    )

    def save(data: dict[str, Any]) -> object:
        return actions.edit_handover(
            handover=handover, values=form.values(), version=data["version"],
            by=request.actor, now=request.now,
        )  # fmt: skip

    return answer_case_form(
        request, seen, form, save, back=handover_url(handover), up_label="この引継ぎ",
        title="引継ぎの内容を直す", submit="直した内容を保存する",
        success="保存しました。頼んだ先にも、直した文が見えます。",
    )  # fmt: skip


@action("handover.withdraw", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def handover_withdraw(
    request: ActorRequest, public_id: UUID, handover_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id, action="handover.withdraw")
    handover = queries.handover_of(
        actor=request.actor, seen=seen, public_id=handover_id
    )
    form = WithdrawForm(request.POST or None, initial={"version": handover.version})

    def save(data: dict[str, Any]) -> object:
        return actions.withdraw_handover(
            handover=handover,
            by=request.actor,
            now=request.now,
            today=request.today,
            **data,
        )

    return answer_case_form(
        request, seen, form, save, back=handover_url(handover), up_label="この引継ぎ",
        title="引継ぎをやめる", submit="わけとともに取り下げる",
        success="取り下げました。主担当はこのままです。",
        lead="返事を待っている依頼も、すべて取り下げます。相手の画面にも、そう出ます。",
    )  # fmt: skip


@action("handover.meet", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def handover_meet(
    request: ActorRequest, public_id: UUID, handover_id: UUID
) -> HttpResponse:
    return _followed(
        request, public_id, handover_id, answer_actions.record_meeting,
        name="handover.meet", title="顔を合わせた日を記す", submit="この日に顔を合わせた",
        success="記しました。本人がつながったことを確かめたら、引継ぎを終えます。",
        lead="前の担当者、新しい担当者、本人がそろうのがいちばんです。",
    )  # fmt: skip


@action("handover.finish", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def handover_finish(
    request: ActorRequest, public_id: UUID, handover_id: UUID
) -> HttpResponse:
    return _followed(
        request, public_id, handover_id, answer_actions.finish,
        name="handover.finish", title="引継ぎを終える", submit="つながったことを確かめた",
        success="引継ぎを終えました。",
        lead="本人が新しい相談先につながっていることを、本人か相手に確かめてから終えます。"
        "前の事業所がこの記録を見られるのは、ここまでです（後方支援をつづける間は、"
        "氏名と支援の内容・経過だけ見られます）。",
    )  # fmt: skip


def _followed(
    request: ActorRequest, public_id: UUID, handover_id: UUID, act: Any, *, name: str,
    **words: Any,
) -> HttpResponse:  # fmt: skip
    seen = seen_case(request, public_id, action=name)
    handover = queries.handover_of(
        actor=request.actor, seen=seen, public_id=handover_id
    )
    form = HappenedForm(
        request.POST or None,
        initial={"on": request.today, "version": handover.version},
    )
    back = handover_url(handover)

    def save(data: dict[str, Any]) -> object:
        return act(
            handover=handover,
            by=request.actor,
            now=request.now,
            today=request.today,
            **data,
        )

    if name == "handover.finish" and not _stays(request, handover):
        back = reverse("handover-list")  # after the end this office sees it no more
    return answer_case_form(
        request, seen, form, save, back=back, up_label="この引継ぎ", **words
    )


def _stays(request: ActorRequest, handover: Handover) -> bool:
    if backup_actions.backing(handover) is not None:
        return True
    return handover.taken_by_id is None or handover.taken_by_id in (
        request.actor.office_ids | {request.actor.office_id}
    )

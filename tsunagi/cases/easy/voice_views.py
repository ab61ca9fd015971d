"""本人の声の画面: 一覧、聞く、返す、書きまちがい。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases.changes import revised
from tsunagi.cases.easy import voice_actions, voice_queries
from tsunagi.cases.easy.forms import AnswerVoiceForm, VoiceForm, WithdrawForm
from tsunagi.cases.easy.rules import Expressed, VoiceKind
from tsunagi.cases.easy.target_queries import NOWHERE, asked_target, targets_of
from tsunagi.cases.easy.views import looked
from tsunagi.cases.easy.voice_models import PersonVoice
from tsunagi.cases.pages import (
    answer_case_form,
    band_of,
    form_context,
    may,
    seen_case,
)
from tsunagi.organisations.staff.queries import oneself


@action("voice.list", permission=Permission.CASE_VIEW)
@require_GET
def case_voices(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """まだ答えていない声が先。"""
    seen = looked(request, public_id, "voice.list")
    found = voice_queries.voices_of(actor=request.actor, seen=seen)
    return render(
        request,
        "cases/easy/voices.html",
        {
            "seen": seen,
            "case": seen.case,
            "band": band_of(seen, today=request.today),
            "rows": [
                (one, revised(PersonVoice, one.row.revisions.all())) for one in found
            ],
            "waiting": sum(one.is_open for one in found),
            "may_work": may(request.actor, seen, Permission.CASE_WORK),
        },
    )


@action("voice.hear", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def voice_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """?plan=、&item=、?report=、?kind= で、何についての声かから始められる。"""
    seen, actor = seen_case(request, public_id, action="voice.hear"), request.actor
    targets = targets_of(actor=actor, seen=seen, reports=True)
    form = VoiceForm(
        request.POST or None, targets=[(t.value, t.label) for t in targets.values()],
        initial={
            "heard_on": request.today, "kind": request.GET.get("kind", ""),
            "target": asked_target(request.GET, actor=actor),
        },
    )  # fmt: skip

    def save(data: dict[str, Any]) -> HttpResponse:
        target = targets.get(data["target"], NOWHERE)

        def make() -> str:
            row = voice_actions.hear_voice(
                case=seen.case,
                new=voice_actions.NewVoice(
                    kind=VoiceKind(data["kind"]), words=data["words"],
                    expressed=Expressed(data["expressed"]),
                    heard_on=data["heard_on"], plan=target.plan,
                    report=target.report, item_key=target.item_key,
                    about=data["about"],
                ),
                staff=oneself(actor=actor), by=actor, now=request.now,
                today=request.today,
            )  # fmt: skip
            return str(row.public_id)

        once(
            data["key"], by=actor, action="voice.hear", make=make,
            body={**data, "case": public_id},
        )  # fmt: skip
        return redirect("case-voices", public_id)

    context = form_context(
        seen, "本人の声を残す", "この声を残す",
        band=band_of(seen, today=request.today),
        lead="「ちがう」「いやだ」も、計画を作る手がかりです。どうしたかを本人に返すまで、計画の上に残ります。",
    )  # fmt: skip
    context["cancel_url"] = reverse("case-voices", args=[public_id])
    context["up_label"] = "本人の声"
    return answer_form(
        request, form, template="cases/form.html", save=save, context=context,
        success="残しました。",
    )  # fmt: skip


@action("voice.answer", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def voice_answer(request: ActorRequest, public_id: UUID, row_id: UUID) -> HttpResponse:
    seen, actor = seen_case(request, public_id, action="voice.answer"), request.actor
    row = voice_queries.voice_of(actor=actor, seen=seen, public_id=row_id)
    form = AnswerVoiceForm(
        request.POST or None,
        initial={"answered_on": request.today, "version": row.version},
    )
    return answer_case_form(
        request, seen, form,
        lambda data: voice_actions.answer_voice(
            voice=row, staff=oneself(actor=actor), by=actor, now=request.now,
            today=request.today, **data,
        ),
        back=reverse("case-voices", args=[public_id]), up_label="本人の声",
        title="本人の声に返す", submit="返したことを残す", success="残しました。",
        lead=f"「{VoiceKind(row.kind).label}」　{row.words}",
    )  # fmt: skip


@action("voice.withdraw", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def voice_withdraw(
    request: ActorRequest, public_id: UUID, row_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id, action="voice.withdraw")
    row = voice_queries.voice_of(actor=request.actor, seen=seen, public_id=row_id)
    form = WithdrawForm(request.POST or None, initial={"version": row.version})
    return answer_case_form(
        request, seen, form,
        lambda data: voice_actions.withdraw_voice(
            voice=row, by=request.actor, now=request.now, **data
        ),
        back=reverse("case-voices", args=[public_id]), up_label="本人の声",
        title="書きまちがいとする", submit="書きまちがいとする",
        lead="別の人の声を書いたときなどに使います。本人の気持ちが変わったときは、新しい声を残します。",
        success="書きまちがいとして残しました。",
    )  # fmt: skip

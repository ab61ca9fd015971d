"""当事者の声の画面: 一覧、残す、見せてよいとする、取り下げる、候補に結び付ける。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.common.errors import UserError
from tsunagi.meetings.issue import queries, voice_actions, voice_queries
from tsunagi.meetings.issue.models import LocalIssueCandidate
from tsunagi.meetings.issue.topics import topic_of, topics
from tsunagi.meetings.issue.views import FORM, read_id
from tsunagi.meetings.issue.voice_forms import (
    AllowVoiceForm,
    VoiceForm,
    WithdrawVoiceForm,
)
from tsunagi.organisations.area.queries import areas_of_municipality


@action("issue_voice.list", permission=Permission.MEETING_VIEW)
@require_GET
def voice_list(request: ActorRequest) -> HttpResponse:
    """声の一覧。地域と話題で絞る。"""
    areas = areas_of_municipality(actor=request.actor, today=request.today)
    asked, topic = request.GET.get("area", ""), request.GET.get("topic", "")[:24]
    area = next((one for one in areas if str(one.public_id) == asked), None)
    rows = voice_queries.voices(
        actor=request.actor, now=request.now, area=area, topic=topic
    )
    audit.looked_at("issue_voice.list", by=request.actor, subjects=[], rows=len(rows))
    return render(
        request,
        "meetings/issue/voices.html",
        {
            "rows": [
                (
                    row,
                    topic_of(row.topic),
                    voice_actions.may_change_voice(
                        row, by=request.actor, now=request.now
                    ),
                    voice_actions.may_withdraw_voice(
                        row, by=request.actor, now=request.now
                    ),
                )
                for row in rows
            ],
            "most": voice_queries.MOST_LISTED,
            "areas": [(one, one == area) for one in areas],
            "topics": [(one.code, one.label, one.code == topic) for one in topics()],
            "may_write": request.actor.has(Permission.MEETING_RUN),
        },
    )


@action("issue_voice.record", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def voice_new(request: ActorRequest) -> HttpResponse:
    """声を残す。?candidate= からは、その候補に結び付く。"""
    asked = read_id(request.GET.get("candidate", ""))
    candidate = None
    if asked is not None:
        candidate = queries.candidate_of(
            actor=request.actor, now=request.now, public_id=asked
        )
    start: dict[str, Any] = {"heard_on": request.today}
    if candidate is not None:
        start |= {"area": str(candidate.area.public_id), "topic": candidate.topic}
    form = VoiceForm(
        request.POST or None, initial=start,
        areas=areas_of_municipality(actor=request.actor, today=request.today),
        topic=candidate.topic if candidate is not None else "",
    )  # fmt: skip

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            row = voice_actions.record_voice(
                new=form.new(), candidate=candidate, by=request.actor,
                now=request.now, today=request.today,
            )  # fmt: skip
            return str(row.public_id)

        once(
            data["key"], by=request.actor, action="issue_voice.record", make=make,
            body={**data, "candidate": str(asked or "")},
        )  # fmt: skip
        return redirect(_back(candidate))

    return answer_form(
        request, form, template=FORM, save=save, success="声を残しました。",
        context={
            "title": "当事者の声を残す",
            "lead": "ここで暮らすことについて、障害のある人が言ったことを、その言葉のまま残します。"
            "一人の相談の中で聞いたことは、その人の記録に書きます。",
            "submit_label": "声を残す",
            "up_label": "地域課題の候補" if candidate is not None else "当事者の声",
            "cancel_url": _back(candidate),
        },
    )  # fmt: skip


@action("issue_voice.allow", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def voice_allow(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """本人が、見せてよいと言った。"""
    voice = voice_queries.voice_of(
        actor=request.actor, now=request.now, public_id=public_id
    )
    form = AllowVoiceForm(
        request.POST or None,
        initial={"agreed_on": request.today, "version": voice.version},
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        voice_actions.allow_voice(
            voice=voice, agreed=form.agreed(), version=data["version"],
            by=request.actor, now=request.now, today=request.today,
        )  # fmt: skip
        return redirect("issue-voices")

    return answer_form(
        request, form, template=FORM, save=save, success="会議で見せられるようにしました。",
        context=_context(
            "本人が、会議で見せてよいと言った", voice.text, "会議で見せる"
        ),
    )  # fmt: skip


@action("issue_voice.withdraw", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def voice_withdraw(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """取り下げる。言葉は消え、戻らない。"""
    voice = voice_queries.voice_of(
        actor=request.actor, now=request.now, public_id=public_id
    )
    form = WithdrawVoiceForm(request.POST or None, initial={"version": voice.version})

    def save(data: dict[str, Any]) -> HttpResponse:
        voice_actions.withdraw_voice(
            voice=voice, version=data["version"], by=request.actor, now=request.now
        )
        return redirect("issue-voices")

    return answer_form(
        request, form, template=FORM, save=save, success="取り下げました。言葉は消えました。",
        context=_context(
            "この声を取り下げる",
            "言葉はすぐに消え、元に戻せません。声があって、取り下げられたことだけが残ります。"
            "もう紙で配ったものは、集めてください。",
            "取り下げて、言葉を消す",
        ),
    )  # fmt: skip


@action("issue_voice.link", permission=Permission.MEETING_RUN)
@require_POST
def voice_link(request: ActorRequest, public_id: UUID, voice_id: UUID) -> HttpResponse:
    """候補のそばに置く。"""
    return _pressed(
        request, public_id, voice_id, voice_actions.link_voice, "結び付けました。"
    )


@action("issue_voice.unlink", permission=Permission.MEETING_RUN)
@require_POST
def voice_unlink(
    request: ActorRequest, public_id: UUID, voice_id: UUID
) -> HttpResponse:
    """結び付けを外す。声は残る。"""
    return _pressed(
        request, public_id, voice_id, voice_actions.unlink_voice, "外しました。"
    )


def _pressed(
    request: ActorRequest,
    public_id: UUID,
    voice_id: UUID,
    act: Callable[..., None],
    success: str,
) -> HttpResponse:
    candidate = queries.candidate_of(
        actor=request.actor, now=request.now, public_id=public_id
    )
    voice = voice_queries.voice_of(
        actor=request.actor, now=request.now, public_id=voice_id
    )
    try:
        act(candidate=candidate, voice=voice, by=request.actor, now=request.now)
        messages.success(request, success)
    except UserError as refusal:
        messages.error(request, str(refusal.message))
    return redirect(_back(candidate))


def _back(candidate: LocalIssueCandidate | None) -> str:
    if candidate is None:
        return reverse("issue-voices")
    return reverse("candidate-page", args=[candidate.public_id]) + "#voices"


def _context(title: str, lead: str, submit: str) -> dict[str, Any]:
    return {
        "title": title,
        "lead": lead,
        "submit_label": submit,
        "up_label": "当事者の声",
        "cancel_url": reverse("issue-voices"),
    }

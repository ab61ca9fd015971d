"""会議のあとのひとことの画面: 答える、結果と移り変わり。"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.meetings.feedback import actions, queries
from tsunagi.meetings.feedback.forms import FeedbackForm
from tsunagi.meetings.feedback.rules import LEAST_SHOWN, Question, TrendPoint
from tsunagi.meetings.meeting.sight import SeenMeeting
from tsunagi.meetings.opening import inside_meeting
from tsunagi.ui.charts import Chart, Series, lines


@action("feedback.give", permission=Permission.MEETING_VIEW)
@require_http_methods(["GET", "POST"])
@inside_meeting
def feedback_new(request: ActorRequest, seen: SeenMeeting) -> HttpResponse:
    """四つの問いに答える。一分で終わる。"""
    meeting = seen.meeting
    standing = queries.standing_of(
        actor=request.actor, now=request.now, today=request.today, meeting=meeting
    )
    form = FeedbackForm(request.POST or None)

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.give_feedback(
            meeting=meeting, answers=form.answers(), line=data["line"],
            by=request.actor, now=request.now, today=request.today,
        )  # fmt: skip
        return redirect("feedback-result", meeting.public_id)

    return answer_form(
        request, form, template="meetings/feedback/form.html", save=save,
        success="受け取りました。だれの答えかは残していません。",
        context={
            "meeting": meeting,
            "standing": standing,
            "least": LEAST_SHOWN,
            "submit_label": "送る",
            "cancel_url": reverse("meeting-page", args=[meeting.public_id]),
        },
    )  # fmt: skip


@action("feedback.view", permission=Permission.MEETING_VIEW)
@require_GET
@inside_meeting
def feedback_result(request: ActorRequest, seen: SeenMeeting) -> HttpResponse:
    """この会議の結果と、会議体の四半期ごとの移り変わり。"""
    meeting = seen.meeting
    asked: dict[str, Any] = {
        "actor": request.actor, "now": request.now, "today": request.today,
        "meeting": meeting,
    }  # fmt: skip
    shown = queries.result_for(**asked)
    points = queries.trend_of(**asked)
    return render(
        request,
        "meetings/feedback/result.html",
        {
            "meeting": meeting,
            "standing": queries.standing_of(**asked),
            "least": LEAST_SHOWN,
            "shown": shown,
            "shares": list(
                zip(
                    (one.label for one in Question),
                    shown.result.shares,
                    strict=True,
                )
            )
            if shown
            else [],
            "questions": [one.label for one in Question],
            "points": points,
            "chart": _chart(points) if len(points) > 1 else None,
        },
    )


def _chart(points: list[TrendPoint]) -> Chart:
    first, last = points[0].result.shares, points[-1].result.shares
    better = sum(then < now for then, now in zip(first, last, strict=True))
    return lines(
        "四半期ごとの移り変わり",
        [one.quarter.label for one in points],
        [
            Series(one.label, [point.result.shares[place] for point in points])
            for place, one in enumerate(Question)
        ],
        sentence=f"はじめの四半期より「そう思う」が増えた問いは、四つのうち{better}つです。",
        unit="%",
        first_column="四半期",
    )

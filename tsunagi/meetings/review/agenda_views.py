"""議題を組み立て、決めていく画面。くらべた数。"""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from statistics import mean
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access import audit
from tsunagi.access.actor import NotVisible
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.meetings.issue.queries import recurrent
from tsunagi.meetings.issue.reading import training_proposed
from tsunagi.meetings.meeting.models import AgendaItem
from tsunagi.meetings.meeting.pages import FORM, run
from tsunagi.meetings.meeting.queries import item_of, items_of
from tsunagi.meetings.meeting.sight import SeenMeeting
from tsunagi.meetings.meeting.views import pressed
from tsunagi.meetings.pledge.reading import has_pledged
from tsunagi.meetings.review import agenda_actions as actions
from tsunagi.meetings.review import queries
from tsunagi.meetings.review.forms import DecideForm
from tsunagi.meetings.review.models import ReviewItem
from tsunagi.meetings.review.reading import queue_line
from tsunagi.meetings.review.rules import MOST_MINUTES, propose_agenda
from tsunagi.meetings.review.slot_queries import names_of_items
from tsunagi.meetings.review.views import collected
from tsunagi.ui.charts import Chart, Series, lines

# つなぎの見立て: 一分に打てる文字の数。打ち直さずにすんだ時間を見積もるためだけに使う。
LETTERS_A_MINUTE = 40


@action("review.propose", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def propose(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """時間に入るだけを選んだ案。進行が自由に変えて、載せる。"""
    seen = run(request, public_id)
    meeting = seen.meeting
    if meeting.series is None:
        raise NotVisible
    items, candidates = queries.ready_for(
        actor=request.actor, meeting=meeting, now=request.now
    )
    if request.method == "POST":
        chosen = set(request.POST.getlist("item"))
        order = {one.key: place for place, one in enumerate(candidates)}
        listed = sorted(
            (one for one in items if str(one.public_id) in chosen),
            key=lambda one: order[one.pk],
        )
        return pressed(
            request, seen,
            lambda: actions.list_items(
                meeting=meeting, items=listed, by=request.actor, now=request.now
            ),
            f"{len(listed)}件を議題に載せました。", part="agenda",
        )  # fmt: skip
    taken = sum(one.minutes or 0 for one in items_of(actor=request.actor, seen=seen))
    limit = meeting.series.most_minutes or MOST_MINUTES
    proposed = propose_agenda(candidates, limit=limit, taken=taken)
    names = names_of_items(actor=request.actor, now=request.now, items=items)
    audit.looked_at(
        "review.propose", by=request.actor, rows=len(items),
        subjects={one.person_id for one in names.values()},
    )  # fmt: skip
    by_key = {one.pk: one for one in items}

    def drawn(keys: Any) -> list[Any]:
        return [
            queue_line(
                by_key[one.key], names=names, today=request.today, presents=False,
                convenes=True,
            )
            for one in keys
        ]  # fmt: skip

    return render(
        request,
        "meetings/review/propose.html",
        {
            "seen": seen,
            "meeting": meeting,
            "chosen": drawn(proposed.chosen),
            "left": drawn(proposed.left),
            "minutes": proposed.minutes,
            "limit": limit,
        },
    )


@action("review.collect", permission=Permission.MEETING_RUN)
@require_POST
def collect_for(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """議題を組み立てる前に、記録から集め直す。ふだんは自動で集まる。"""
    seen = run(request, public_id)
    if seen.meeting.series is None:
        raise NotVisible
    collected(request, seen.meeting.series)
    return redirect("review-propose", public_id)


@action("review.decide", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def decide(request: ActorRequest, public_id: UUID, item_id: UUID) -> HttpResponse:
    """結論を書く。映す画面からも、ここからも。"""
    seen, slot, item = _slot(request, public_id, item_id)
    form = DecideForm(
        request.POST or None,
        section=item.section,
        initial={
            "version": slot.version, "decision": item.decision,
            "note": item.decision_note, "urgency": item.decided_urgency,
            "direction": item.direction, "interval_answer": item.interval_answer,
            "interval_months": str(item.interval_months or ""),
            "interval_reason": item.interval_reason, "follow_what": item.follow_what,
            "follow_on": item.follow_on,
        },
    )  # fmt: skip
    from_screen = request.POST.get("from") == "screen"
    back = reverse(
        "meeting-screen" if from_screen else "meeting-page", args=[public_id]
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.decide(
            slot=slot, decided=form.decided(), version=data["version"],
            by=request.actor, now=request.now,
        )  # fmt: skip
        return redirect(back if from_screen else f"{back}#agenda")

    return answer_form(
        request, form, template=FORM, save=save,
        success="" if from_screen else "結論を書きました。",
        context={
            "title": "結論を書く", "lead": item.headline, "submit_label": "決める",
            "up_label": seen.meeting.title, "cancel_url": back,
        },
    )  # fmt: skip


@action("review.carry", permission=Permission.MEETING_RUN)
@require_POST
def carry(request: ActorRequest, public_id: UUID, item_id: UUID) -> HttpResponse:
    seen = run(request, public_id)
    slot = item_of(actor=request.actor, seen=seen, public_id=item_id)
    to = "meeting-screen" if request.POST.get("from") == "screen" else ""
    return pressed(
        request, seen,
        lambda: actions.carry(
            slot=slot, version=slot.version, by=request.actor, now=request.now
        ),
        "次の会議へ回しました。", part="agenda", to=to,
    )  # fmt: skip


@action("review.carry_rest", permission=Permission.MEETING_RUN)
@require_POST
def carry_rest(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = run(request, public_id)
    return pressed(
        request, seen,
        lambda: actions.carry_rest(
            meeting=seen.meeting, by=request.actor, now=request.now
        ),
        "残りを、次の会議へ回しました。", part="agenda",
    )  # fmt: skip


@action("review.unlist", permission=Permission.MEETING_RUN)
@require_POST
def unlist(request: ActorRequest, public_id: UUID, item_id: UUID) -> HttpResponse:
    seen, slot, _ = _slot(request, public_id, item_id)
    return pressed(
        request, seen,
        lambda: actions.unlist(slot=slot, by=request.actor, now=request.now),
        "議題から外しました。次の会議を待ちます。", part="agenda",
    )  # fmt: skip


@action("review.figures", permission=Permission.MEETING_VIEW)
@require_GET
def figures(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """会議はどれだけ短く、こまめになったか。人は比べない。"""
    if not has_pledged(actor=request.actor):
        raise NotVisible
    series = queries.series_of(
        actor=request.actor, public_id=public_id, now=request.now, today=request.today
    )
    first, last = request.today - timedelta(days=365), request.today
    span: dict[str, Any] = {
        "actor": request.actor, "series": series, "now": request.now,
        "first": first, "last": last,
    }  # fmt: skip
    held = queries.held_meetings(**span)
    solved, ended = queries.solved_share(**span)
    copied, number = queries.typed_and_copied(
        actor=request.actor, items=queries.worries(**span)
    )
    audit.looked_at("review.figures", by=request.actor, subjects=[], rows=len(held))
    gaps = [(later.held_on - earlier.held_on).days for earlier, later in pairwise(held)]
    took = [one.minutes for one in held if one.minutes is not None]
    return render(
        request,
        "meetings/review/figures.html",
        {
            "series": series,
            "held": held[::-1],
            "average": round(mean(took)) if took else None,
            "gap": round(mean(gaps)) if gaps else None,
            "handled": round(mean([one.handled for one in held]), 1) if held else None,
            "solved": solved,
            "ended": ended,
            "topics": [
                training_proposed(one)
                for one in recurrent(
                    actor=request.actor, now=request.now, today=request.today
                )
            ],
            "copied": copied,
            "number": number,
            "saved": round(copied / LETTERS_A_MINUTE),
            "letters": LETTERS_A_MINUTE,
            "first": first,
            "chart": _chart(held),
        },
    )


def _chart(held: list[queries.Held]) -> Chart | None:
    if len(held) < 2:
        return None
    return lines(
        "会議の長さと、話した件数",
        [f"{one.held_on.month}/{one.held_on.day}" for one in held],
        [
            Series("かかった分", [one.minutes for one in held]),
            Series("話した件数", [one.handled for one in held]),
        ],
        sentence="一回ごとの、かかった分と、話し終えた件数です。",
        unit="",
        first_column="会議",
    )


def _slot(
    request: ActorRequest, public_id: UUID, item_id: UUID
) -> tuple[SeenMeeting, AgendaItem, ReviewItem]:
    seen = run(request, public_id)
    slot = item_of(actor=request.actor, seen=seen, public_id=item_id)
    if slot.review is None:
        raise NotVisible
    return seen, slot, slot.review

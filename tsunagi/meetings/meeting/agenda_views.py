"""議題の画面: 足す、直す、話したこと、順、外す、映す画面。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.permissions import Permission
from tsunagi.cases.entitlement.rules import INTERVALS, interval_words
from tsunagi.meetings.meeting import agenda_actions as actions
from tsunagi.meetings.meeting import queries
from tsunagi.meetings.meeting.forms import EditItemForm, NewItemForm, SaidForm
from tsunagi.meetings.meeting.models import AgendaItem
from tsunagi.meetings.meeting.pages import answer, inside, run
from tsunagi.meetings.meeting.reading import attendance_lines
from tsunagi.meetings.meeting.rules import ItemState, Presence, State
from tsunagi.meetings.meeting.sight import SeenMeeting
from tsunagi.meetings.meeting.views import pressed
from tsunagi.meetings.review.reading import SlotLine, slot_lines
from tsunagi.meetings.review.rules import IntervalAnswer, section_label

COMES_DOWN = (
    "（下の会議から上がったものです。決めたことは、上げたところの人みんなに見えます。）"
)


@action("meeting.add_item", permission=Permission.MEETING_VIEW)
@require_http_methods(["GET", "POST"])
def item_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = inside(request, public_id)
    form = NewItemForm(request.POST or None)

    def save(data: dict[str, Any]) -> object:
        def make() -> str:
            item = actions.add_item(
                meeting=seen.meeting, values=form.values(), by=request.actor,
                now=request.now,
            )  # fmt: skip
            return str(item.public_id)

        return once(
            data["key"], by=request.actor, action="meeting.add_item", body=data,
            make=make,
        )  # fmt: skip

    return answer(
        request, seen, form, save, title="議題を足す", submit="足す",
        success="議題を足しました。", part="agenda",
    )  # fmt: skip


@action("meeting.edit_item", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def item_edit(request: ActorRequest, public_id: UUID, item_id: UUID) -> HttpResponse:
    seen, item = _item(request, public_id, item_id)
    names = (*actions.PLANNED, "version")
    form = EditItemForm(
        request.POST or None, initial={name: getattr(item, name) for name in names}
    )

    def save(data: dict[str, Any]) -> object:
        return actions.edit_item(
            item=item, values=form.values(), version=data["version"],
            by=request.actor, now=request.now,
        )  # fmt: skip

    return answer(
        request, seen, form, save, title="議題を直す", submit="直す",
        success="直しました。", part="agenda",
    )  # fmt: skip


@action("meeting.write", permission=Permission.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def item_said(request: ActorRequest, public_id: UUID, item_id: UUID) -> HttpResponse:
    """話したこと、決めたこと。"""
    seen, item = _item(request, public_id, item_id)
    form = SaidForm(
        request.POST or None,
        decides=item.review_id is None,
        initial={
            "note": item.note, "decision": item.decision, "version": item.version,
            "is_done": item.state == ItemState.DONE,
        },
    )  # fmt: skip

    def save(data: dict[str, Any]) -> object:
        values = {"note": data["note"]}
        if item.review_id is None:
            done = ItemState.DONE if data["is_done"] else ItemState.OPEN
            carried = item.state == ItemState.CARRIED
            values["state"] = item.state if carried else done.value
            values["decision"] = data["decision"]
        return actions.write_said(
            item=item, values=values, version=data["version"], by=request.actor,
            now=request.now,
        )  # fmt: skip

    return answer(
        request, seen, form, save, title="話したこと・決めたこと", submit="書き残す",
        success="書き残しました。", part="agenda",
        lead=f"{item.title}　{COMES_DOWN if hasattr(item, 'rise') else ''}".rstrip(),
    )  # fmt: skip


@action("meeting.reorder", permission=Permission.MEETING_RUN)
@require_POST
def item_move(request: ActorRequest, public_id: UUID, item_id: UUID) -> HttpResponse:
    seen, item = _item(request, public_id, item_id)
    return pressed(
        request, seen,
        lambda: actions.move_item(
            item=item, up=request.POST.get("to") == "up", by=request.actor,
            now=request.now,
        ),
        "", part="agenda",
    )  # fmt: skip


@action("meeting.remove_item", permission=Permission.MEETING_RUN)
@require_POST
def item_remove(request: ActorRequest, public_id: UUID, item_id: UUID) -> HttpResponse:
    seen, item = _item(request, public_id, item_id)
    return pressed(
        request, seen,
        lambda: actions.remove_item(item=item, by=request.actor, now=request.now),
        "議題を外しました。", part="agenda",
    )  # fmt: skip


@action("meeting.screen", permission=Permission.MEETING_VIEW)
@require_GET
def screen(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """映す画面。名前は、だれにも出ない。進行は、ここで鍵盤だけで決めていける。"""
    seen = inside(request, public_id)
    items = queries.items_of(actor=request.actor, seen=seen)
    lines = slot_lines(items, meeting=seen.meeting, names={}, today=request.today)
    current = _current(lines, request.GET.get("item", ""))
    audit.looked_at(
        "meeting.screen",
        by=request.actor,
        subjects=[],
        meeting=str(seen.meeting.public_id),
    )
    at = lines.index(current) if current is not None else -1
    section = current.slot.review.section if current and current.slot.review else 0
    return render(
        request,
        "meetings/meeting/screen.html",
        {
            "seen": seen,
            "meeting": seen.meeting,
            "lines": lines,
            "line": current,
            "section": section_label(section),
            "before": lines[at - 1] if at > 0 else None,
            "after": lines[at + 1] if 0 <= at < len(lines) - 1 else None,
            "place": at + 1,
            "left": sum(1 for one in lines if one.is_open),
            "intervals": [(one.value, one.label) for one in IntervalAnswer],
            "months": [(one, interval_words(one)) for one in INTERVALS],
            "round": [
                one
                for one in attendance_lines(
                    queries.attendances_of(actor=request.actor, seen=seen),
                    meeting=seen.meeting,
                )
                if one.row.presence != Presence.ABSENT
            ],
            "may_decide": seen.may_run and seen.meeting.state != State.CANCELLED,
        },
    )


def _current(lines: list[SlotLine], wanted: str) -> SlotLine | None:
    """The item that was asked for, else the first that is still open."""
    for line in lines:
        if str(line.slot.public_id) == wanted:
            return line
    open_lines = [line for line in lines if line.is_open]
    return next(iter(open_lines or lines), None)


def _item(
    request: ActorRequest, public_id: UUID, item_id: UUID
) -> tuple[SeenMeeting, AgendaItem]:
    seen = run(request, public_id)
    return seen, queries.item_of(actor=request.actor, seen=seen, public_id=item_id)

"""週間の表を書く画面の、計画とモニタリング報告に共通の部分。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from tsunagi.access.http import ActorRequest
from tsunagi.access.pages import answer_form, posted_version
from tsunagi.cases.pages import ask_reason, band_of, form_context
from tsunagi.cases.plan.week_forms import EntryForm, entry_initial
from tsunagi.cases.plan.week_pages import week_context
from tsunagi.cases.plan.week_rules import DAY, Entry, Weekday, entries_of
from tsunagi.cases.seen import SeenCase
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen, replace

QUARTER = 15


class WeekHolder(Frozen):
    """What holds the timetable that is being written.

    rows: as stored; url: the address of the editor, with the entries below it; write:
    (entries, version, reason) -> anything, refusing by UserError.
    """

    seen: SeenCase
    label: str
    rows: Sequence[dict[str, Any]]
    version: int
    url: str
    back: str
    write: Callable[[Sequence[Entry], int, str], object]

    def entry(self, key: str) -> Entry:
        found = next((one for one in entries_of(self.rows) if one.key == key), None)
        if found is None:
            raise Http404
        return found


def answer_week(request: ActorRequest, holder: WeekHolder) -> HttpResponse:
    """予定を足す画面。絵と、いまの予定の表が下にある。"""
    form = EntryForm(request.POST or None, initial={"version": holder.version})
    return _answer(request, holder, form, key="")


def answer_entry(request: ActorRequest, holder: WeekHolder, key: str) -> HttpResponse:
    """予定を直す画面。曜日を増やすと、その曜日にも入る。"""
    initial = {**entry_initial(holder.entry(key)), "version": holder.version}
    return _answer(
        request, holder, EntryForm(request.POST or None, initial=initial), key=key
    )


def _answer(
    request: ActorRequest, holder: WeekHolder, form: EntryForm, *, key: str
) -> HttpResponse:
    def save(data: dict[str, Any]) -> HttpResponse:
        others = [one for one in entries_of(holder.rows) if one.key != key]
        entries = [*others, *form.entries()]
        holder.write(entries, data["version"], data["correction_reason"])
        return redirect(holder.url)

    title, submit = ("予定を直す", "この予定にする") if key else (
        "週間計画表", "この予定を足す",
    )  # fmt: skip
    context = form_context(
        holder.seen, title, submit, band=band_of(holder.seen, today=request.today)
    )
    return answer_form(
        request, form, template="cases/plan/week_form.html", save=save,
        success="直しました。" if key else "足しました。",
        context={
            **context, "cancel_url": holder.url if key else holder.back,
            "up_label": holder.label, "stage_label": holder.label,
            "is_edit": bool(key), "week_url": holder.url,
            "week_version": holder.version, **week_context(holder.rows),
        },
    )  # fmt: skip


def answer_move(request: ActorRequest, holder: WeekHolder, key: str) -> HttpResponse:
    """絵の上で動かした先: 曜日と、始まりの分。長さは変わらない。"""
    entry = holder.entry(key)
    moved = _moved(entry, request.POST.get("day", ""), request.POST.get("start", ""))
    if moved is None:
        raise Http404
    entries = [moved if one.key == key else one for one in entries_of(holder.rows)]
    return _write(request, holder, entries, "動かしました。")


def _moved(entry: Entry, day: str, start: str) -> Entry | None:
    if day not in set(Weekday) or not (start.isascii() and start.isdigit()):
        return None
    minute = int(start[:5]) // QUARTER * QUARTER
    if minute >= DAY:
        return None
    end = (minute + entry.minutes) % DAY
    return replace(entry, day=Weekday(day), start=minute, end=end)


def answer_remove(request: ActorRequest, holder: WeekHolder, key: str) -> HttpResponse:
    """予定を消す。前の版には残る。"""
    holder.entry(key)
    entries = [one for one in entries_of(holder.rows) if one.key != key]
    return _write(request, holder, entries, "消しました。前の版には残っています。")


def _write(
    request: ActorRequest, holder: WeekHolder, entries: list[Entry], success: str
) -> HttpResponse:
    reason = request.POST.get("correction_reason", "")[:300]
    try:
        holder.write(entries, posted_version(request), reason)
        messages.success(request, success)
    except UserError as error:
        if error.field == "correction_reason":
            return ask_reason(
                request, holder.seen, error, back=holder.url, up_label=holder.label
            )
        messages.error(request, str(error.message))
    return redirect(holder.url)

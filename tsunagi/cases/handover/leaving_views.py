"""去る人と、閉じる事業所: 持っているすべてを並べ、案を見て、確かめて、一度に渡す。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.complaint.models import Complaint
from tsunagi.cases.handover import leaving_actions, leaving_queries
from tsunagi.cases.handover.leaving_queries import Colleague, Held
from tsunagi.cases.handover.leaving_rules import Elsewhere, shares
from tsunagi.cases.handover.place_queries import hard_rules, market
from tsunagi.cases.handover.place_rules import wanted_for
from tsunagi.cases.search.pages import read_id
from tsunagi.common.errors import UserError
from tsunagi.organisations.area.queries import own_area
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.models import Staff

TEMPLATE = "cases/handover/leaving.html"
WHOLE_OFFICE = "office"
MOST_OFFERED = 5
Option = tuple[str, str]


@dataclass
class Row:
    """One thing that is held. options: (value, words); chosen: the proposal, or what was
    picked; note: why it cannot be moved here."""

    key: str
    row: Case | Complaint
    options: list[Option] = field(default_factory=list)
    chosen: str = ""
    note: str = ""

    @property
    def words(self) -> str:
        return dict(self.options).get(self.chosen, "まだ決めない")


@action("handover.leave", permission=Permission.CASE_ASSIGN)
@require_http_methods(["GET", "POST"])
def leaving(request: ActorRequest) -> HttpResponse:
    """だれが去るかを選ぶ → 割り振りの案 → 確かめる → 一度に渡す。"""
    actor, today = request.actor, request.today
    office = leaving_queries.office_of(actor=actor)
    people = leaving_queries.colleagues(
        actor=actor, office=office, but=None, today=today
    )
    who = (request.POST or request.GET).get("staff", "")
    context: dict[str, Any] = {
        "office": office,
        "who": who,
        "people": [one.staff for one in people],
        "whole": WHOLE_OFFICE,
    }
    found = read_id(who)
    if who != WHOLE_OFFICE and found is None:
        return render(request, TEMPLATE, context)
    leaver = (
        leaving_queries.colleague_by_id(
            actor=actor, office=office, public_id=found, today=today
        )
        if found is not None
        else None
    )
    held = leaving_queries.held_by(
        actor=actor, office=office, staff=leaver, now=request.now
    )
    audit.looked_at(
        "handover.leave", by=actor, rows=len(held.cases),
        subjects={case.person.public_id for case in held.cases},
    )  # fmt: skip
    others = [one for one in people if leaver is None or one.staff.pk != leaver.pk]
    rows = (
        _for_colleagues(held, others) if leaver is not None
        else _for_offices(request, held, office)
    )  # fmt: skip
    complaints = _complaints(held, others) if leaver is not None else []
    step = request.POST.get("step", "")
    if step:
        _take(request.POST, [*rows, *complaints])
    if step == "save" and _saved(request, rows, complaints, leaver, others):
        return redirect("handover-leaving-letters")
    return render(
        request, TEMPLATE,
        {
            **context, "leaver": leaver, "is_chosen": True, "rows": rows,
            "complaints": complaints, "is_ready": step == "preview",
            "most": leaving_queries.MOST_AT_ONCE,
        },
        status=422 if step == "save" else 200,
    )  # fmt: skip


def _for_colleagues(held: Held, others: list[Colleague]) -> list[Row]:
    given = shares([case.pk for case in held.cases], [one.carrier for one in others])
    names = {one.staff.pk: str(one.staff.public_id) for one in others}
    options = [*_people(others), *Elsewhere.choices()]
    return [
        _held_back(
            Row(str(case.public_id), case, options,
                names.get(given.get(case.pk, 0), Elsewhere.TEAM.value)),
            held,
        )
        for case in held.cases
    ]  # fmt: skip


def _people(others: list[Colleague]) -> list[Option]:
    return [
        (str(one.staff.public_id), f"{one.staff.name}（いま{one.carrier.cases}人）")
        for one in others
    ]


def _held_back(row: Row, held: Held) -> Row:
    """Who already has an open handover can still change the person in charge, not begin
    a second one."""
    if isinstance(row.row, Case) and row.row.pk in held.handovers:
        other = {Elsewhere.OTHER_OFFICE.value}
        row.options = [option for option in row.options if option[0] not in other]
        row.note = "引継ぎが進んでいる"
    return row


def _for_offices(request: ActorRequest, held: Held, office: Office) -> list[Row]:
    """Each next person is proposed as if those before were already there."""
    free = [case for case in held.cases if case.pk not in held.handovers]
    here = own_area(actor=request.actor)
    rules = hard_rules(actor=request.actor, cases=free, today=request.today)
    wanted = {case.pk: wanted_for(Mode(case.mode), rules.get(case.pk)) for case in free}
    offices = market(
        actor=request.actor, wanted=set(wanted.values()), where=here,
        today=request.today,
    )  # fmt: skip
    rows = []
    for case in held.cases:
        row = Row(str(case.public_id), case)
        rows.append(row)
        if case.pk in held.handovers:
            row.note = "引継ぎが進んでいる"
            continue
        found = offices.suggest(
            wanted[case.pk], case.person.area or here, but={office.pk}
        )
        listed = [offices.offices[one.key] for one in found.candidates[:MOST_OFFERED]]
        row.options = [(str(one.public_id), one.name) for one in listed]
        row.options.append((Elsewhere.OTHER_OFFICE.value, "準備だけして、あとで選ぶ"))
        row.chosen = row.options[0][0]
        if listed:
            offices.promised(listed[0].pk)
    return rows


def _complaints(held: Held, others: list[Colleague]) -> list[Row]:
    people = _people(others)
    return [
        Row(str(row.public_id), row, people, people[0][0] if people else "")
        for row in held.complaints
    ]


def _take(posted: Mapping[str, str], rows: list[Row]) -> None:
    """What was picked, where it is one of the choices; the versions as they were seen."""
    for row in rows:
        picked = posted.get(f"to.{row.key}", row.chosen)
        row.chosen = picked if picked in dict(row.options) else ""
        version = posted.get(f"v.{row.key}", "")
        if version.isascii() and version.isdigit():
            row.row.version = int(version[:9])


def _saved(
    request: ActorRequest, rows: list[Row], complaints: list[Row],
    leaver: Staff | None, others: list[Colleague],
) -> bool:  # fmt: skip
    frame: dict[str, Any] = {
        "by": request.actor, "now": request.now, "today": request.today,
    }  # fmt: skip
    try:
        if leaver is None:
            moved = leaving_actions.ask_for_all(to=_offices_of(request, rows), **frame)
            words = (
                f"{moved.prepared}人の引継ぎを準備し、{moved.asked}人分を頼みました。"
            )
        else:
            people = {str(one.staff.public_id): one.staff for one in others}
            moved = leaving_actions.hand_all_on(
                to={
                    row.row: people.get(row.chosen)
                    for row in rows
                    if isinstance(row.row, Case)
                    and row.chosen in (*people, Elsewhere.TEAM.value)
                },
                elsewhere=[
                    row.row for row in rows
                    if isinstance(row.row, Case)
                    and row.chosen == Elsewhere.OTHER_OFFICE.value
                ],
                complaints={
                    row.row: people[row.chosen] for row in complaints
                    if isinstance(row.row, Complaint) and row.chosen in people
                },
                **frame,
            )  # fmt: skip
            words = f"{moved.assigned}人の担当を替え、{moved.prepared}人の引継ぎを準備しました。"
    except UserError as error:
        messages.error(request, str(error.message))
        return False
    messages.success(request, words)
    return True


def _offices_of(request: ActorRequest, rows: list[Row]) -> dict[Case, Office | None]:
    """The picked offices; the rest of the choices is 「準備だけ」."""
    ids: dict[str, UUID] = {
        row.key: found for row in rows if (found := read_id(row.chosen)) is not None
    }
    offices = leaving_queries.offices_picked(
        actor=request.actor, public_ids=set(ids.values())
    )
    return {
        row.row: offices.get(ids[row.key]) if row.key in ids else None
        for row in rows
        if isinstance(row.row, Case) and row.chosen
    }


@action("handover.letters", permission=Permission.CASE_ASSIGN)
@require_GET
def leaving_letters(request: ActorRequest) -> HttpResponse:
    """担当が替わった方と、事業所を閉じるために次をさがす方へのお知らせ。一人一枚。"""
    office = leaving_queries.office_of(actor=request.actor)
    rows = leaving_queries.moved_on(
        actor=request.actor, office=office, on=request.today, now=request.now
    )
    closing = leaving_queries.looked_for(
        actor=request.actor, office=office, now=request.now
    )
    persons = [row.case.person for row in rows] + [row.case.person for row in closing]
    audit.looked_at(
        "handover.letters", by=request.actor, rows=len(persons),
        subjects={person.public_id for person in persons},
    )  # fmt: skip
    return render(
        request, "cases/handover/letters.html",
        {
            "office": office, "rows": rows, "closing": closing, "on": request.today,
            "count": len(persons),
        },
    )  # fmt: skip

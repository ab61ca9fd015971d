"""相談受付の読取り。自分の窓口の受付だけ。尋ねられた側には、輪郭だけ。"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import (
    BooleanField,
    Count,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Coalesce

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.policy import FALSE_Q
from tsunagi.cases.case.models import Case
from tsunagi.cases.intake.models import (
    CoreQuestion,
    Handoff,
    Reception,
    ReceptionRevision,
)
from tsunagi.cases.intake.policy import desks_of
from tsunagi.cases.intake.rules import (
    MOST_OWN_MATCHES,
    State,
    is_reporter,
)
from tsunagi.cases.scope import shielded_from, sight_of
from tsunagi.common.frozen import Frozen
from tsunagi.common.text import search_key
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.models import Staff

PAGE = 50
OPEN = "open"
MINE = "mine"
FILTERS: dict[str, str] = {
    OPEN: "済んでいない",
    State.MEETING.value: "受理会議を待つ",
    State.HANDOFF.value: "つなぎ先の返事を待つ",
    State.ASKED.value: "基幹に相談中",
    MINE: "わたしが受けた",
    "all": "すべて",
}


def visible_receptions(*, actor: Actor, now: datetime) -> QuerySet[Reception]:
    return Reception.objects.visible_to(actor, now=now).select_related(
        "office", "received_by", "area", "referrer", "result_by", "case__person",
        "case__responsible_office", "lead",
    )  # fmt: skip


def desk_of(*, actor: Actor) -> Office:
    """The office at which the actor takes a call now."""
    desks = desks_of(actor)
    pk = actor.office_id if actor.office_id in desks else min(desks, default=0)
    office = Office.objects.select_related("municipality", "area").filter(pk=pk).first()
    if office is None:
        raise NotVisible
    return office


def own_staff(*, actor: Actor) -> Staff:
    """The row of whoever acts."""
    staff = Staff.objects.filter(pk=actor.staff_id or 0).first()
    if staff is None:
        raise NotVisible
    return staff


class ReceptionPage(Frozen):
    """One page of the list, newest first."""

    rows: list[Reception]
    next_key: str
    has_previous: bool


def reception_list(
    *, actor: Actor, view: str, now: datetime, after: str = ""
) -> ReceptionPage:
    """受付の一覧。新しい順、50件ずつ。"""
    rows = _filtered(actor, view, now)
    key = _read_key(after)
    if key is not None:
        on, pk = key
        rows = rows.filter(Q(received_on__lt=on) | Q(received_on=on, pk__lt=pk))
    found = list(rows.order_by("-received_on", "-id")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return ReceptionPage(
        rows=found[:PAGE],
        next_key=f"{last.received_on.isoformat()}_{last.pk}" if last else "",
        has_previous=key is not None,
    )


def _filtered(actor: Actor, view: str, now: datetime) -> QuerySet[Reception]:
    rows = visible_receptions(actor=actor, now=now).filter(office__in=desks_of(actor))
    if view == OPEN:
        return rows.exclude(state=State.SETTLED)
    if view == MINE:
        return rows.filter(received_by_id=actor.staff_id)
    if view in (State.MEETING, State.HANDOFF, State.ASKED):
        return rows.filter(state=view)
    return rows


def _read_key(text: str) -> tuple[date, int] | None:
    """The place in the order; nonsense means the first page."""
    day, _, pk = text.partition("_")
    is_number = pk.isascii() and pk.isdigit() and len(pk) < 19
    try:
        return (date.fromisoformat(day), int(pk)) if is_number else None
    except ValueError:
        return None


def counts_by_filter(*, actor: Actor, now: datetime) -> dict[str, int]:
    """How many wait, for the tabs. One query."""
    states = dict(
        Reception.objects.visible_to(actor, now=now)
        .filter(office__in=desks_of(actor))
        .exclude(state=State.SETTLED)
        .values_list("state")
        .annotate(count=Count("id"))
    )
    waiting = {s.value: states.get(s.value, 0) for s in State if s in states}
    return {OPEN: sum(states.values()), **waiting}


class ReceptionSheet(Frozen):
    """Everything on the page of one reception, reduced to what the actor may see."""

    reception: Reception
    sees_whereabouts: bool
    sees_case: bool
    sees_asker: bool
    handoffs: list[Handoff]
    questions: list[CoreQuestion]
    revisions: list[ReceptionRevision]
    is_own_desk: bool


def reception_by_public_id(
    *, actor: Actor, public_id: UUID, now: datetime
) -> Reception:
    reception = (
        visible_receptions(actor=actor, now=now).filter(public_id=public_id).first()
    )
    if reception is None:
        raise NotVisible
    return reception


def reception_sheet(
    *, actor: Actor, reception: Reception, now: datetime
) -> ReceptionSheet:
    """Constant number of queries; with a case its sight decides about whereabouts."""
    sees_whereabouts, sees_case = True, False
    is_own_desk = reception.office_id in desks_of(actor)
    sees_asker = is_own_desk or not is_reporter(
        reception.asker_kinship, reception.danger_signs
    )
    if reception.case is not None:
        sight = sight_of(reception.case, actor=actor, now=now)
        sees_case = bool(sight.classes)
        sees_whereabouts = sight.sees_whereabouts
        if not sees_case:
            hidden = shielded_from(actor, [reception.case.person_id])
            sees_whereabouts = not hidden
    return ReceptionSheet(
        reception=reception,
        sees_whereabouts=sees_whereabouts,
        sees_case=sees_case,
        sees_asker=sees_asker,
        handoffs=list(
            Handoff.objects.visible_to(actor, now=now)
            .filter(reception=reception)
            .select_related("office", "asked_by", "answer_recorded_by")
            .order_by("asked_on", "id")
        ),
        questions=list(
            CoreQuestion.objects.visible_to(actor, now=now)
            .filter(reception=reception)
            .select_related("to_office", "asked_by", "answered_by")
            .order_by("asked_at", "id")
        ),
        revisions=list(
            ReceptionRevision.objects.visible_to(actor, now=now)
            .filter(reception=reception)
            .select_related("recorded_by")
            .order_by("-version")
        )
        if is_own_desk
        else [],
        is_own_desk=is_own_desk,
    )


def own_matches(
    *, actor: Actor, name: str, kana: str, birth_on: date | None, now: datetime
) -> list[Case]:
    """自分たちがすでに知っている、同じかもしれない人。書き方の違いによらず、5人まで。

    The newest case of each person the actor sees; beyond that nothing is asked.
    """
    same = Q(pk__in=())
    kana_key, name_key = search_key(kana), search_key(name)
    if len(kana_key) >= 2:
        same |= Q(person__kana_key__startswith=kana_key)
    if len(name_key) >= 2:
        same |= Q(person__name_key__startswith=name_key)
    if birth_on is not None:
        same |= Q(person__birth_on=birth_on)
    rows = (
        Case.objects.visible_to(actor, now=now)
        .filter(same, person__merged_into=None)
        .annotate(
            same_kana=_truth(Q(person__kana_key=kana_key)),
            same_birth=_truth(Q(person__birth_on=birth_on) if birth_on else FALSE_Q),
        )
        .select_related("person", "responsible_office")
        .order_by(
            "-same_birth", "-same_kana", F("closed_on").desc(nulls_first=True),
            "-opened_on", "-id",
        )
    )  # fmt: skip
    found: dict[int, Case] = {}
    for case in rows[: MOST_OWN_MATCHES * 4]:
        found.setdefault(case.person_id, case)
    return list(found.values())[:MOST_OWN_MATCHES]


def _truth(condition: Q) -> Coalesce:
    """True or false, never unknown: both engines then sort alike."""
    return Coalesce(
        ExpressionWrapper(condition, output_field=BooleanField()), Value(False)
    )


def open_case_by_public_id(*, actor: Actor, public_id: UUID, now: datetime) -> Case:
    """The case that was picked from the list of known persons."""
    case = (
        Case.objects.visible_to(actor, now=now)
        .select_related("person", "responsible_office", "responsible_staff")
        .filter(public_id=public_id, closed_on=None)
        .first()
    )
    if case is None:
        raise NotVisible
    return case

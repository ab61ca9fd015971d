"""本人の声の読取り。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.statements import made_once
from tsunagi.cases.changes import with_history
from tsunagi.cases.easy.queries import items_for
from tsunagi.cases.easy.rules import Expressed, VoiceKind, VoiceState
from tsunagi.cases.easy.voice_models import PersonVoice, PersonVoiceRevision
from tsunagi.cases.plan.models import Plan
from tsunagi.cases.seen import SeenCase, rows_of_case
from tsunagi.common.frozen import Frozen


class VoiceLine(Frozen):
    """A voice with its words for the page. about: the plan's row, or what was written."""

    row: PersonVoice
    about: str

    @property
    def kind(self) -> VoiceKind:
        return VoiceKind(self.row.kind)

    @property
    def state(self) -> VoiceState:
        return VoiceState(self.row.state)

    @property
    def expressed(self) -> str:
        return Expressed(self.row.expressed).label

    @property
    def is_open(self) -> bool:
        return self.state is VoiceState.OPEN


def _rows(seen: SeenCase) -> QuerySet[PersonVoice]:
    return rows_of_case(PersonVoice, seen).select_related(
        "staff", "answered_by", "plan", "report"
    )


def voices_of(*, actor: Actor, seen: SeenCase) -> list[VoiceLine]:
    """All voices; those that wait for an answer first, then the newest."""
    rows = list(
        _rows(seen)
        .prefetch_related(with_history("revisions", PersonVoiceRevision))
        .order_by("-heard_on", "-id")
    )
    rows.sort(key=lambda row: row.state != VoiceState.OPEN)
    return _lines(actor, seen, rows)


def open_voices_of(*, actor: Actor, seen: SeenCase, plan: Plan) -> list[VoiceLine]:
    """この計画への、まだ答えていない声。計画のページのいちばん上に置く。"""
    rows = _rows(seen).filter(plan=plan, state=VoiceState.OPEN)
    return _lines(actor, seen, list(rows.order_by("heard_on", "id")))


def voice_of(*, actor: Actor, seen: SeenCase, public_id: UUID) -> PersonVoice:
    row = _rows(seen).filter(public_id=public_id).select_related("case__person").first()
    if row is None:
        raise NotVisible
    return row


def _lines(
    actor: Actor, seen: SeenCase, rows: Iterable[PersonVoice]
) -> list[VoiceLine]:
    """The sheets of the plans that are named are read once each."""
    listed = list(rows)
    plans = {row.plan_id for row in listed if row.plan_id and row.item_key}
    needs: dict[tuple[int | None, str], str] = {
        (pk, item.key): item.need
        for pk in plans
        for item in items_for(actor=actor, seen=seen, plan_id=pk)
    }
    return [
        VoiceLine(row, needs.get((row.plan_id, row.item_key), "") or _about(row))
        for row in listed
    ]


def _about(row: PersonVoice) -> str:
    """As written, else the paper that it is about."""
    if row.about or row.plan_id is None:
        return str(row.about)
    return "モニタリング報告" if row.report_id else "計画の全体"


MOST_NAMED = 10


def open_voices_of_mine(
    *, actor: Actor, now: datetime
) -> list[tuple[UUID, UUID, str, str]]:
    """自分の担当の人の、まだ返していない声: (case, person, name, 声の言葉)。初めの十件。"""
    rows = _open_of_mine(actor=actor, now=now)
    return [
        (case, person, name, VoiceKind(kind).label) for case, person, name, kind in rows
    ]


@made_once
def _open_of_mine(*, actor: Actor, now: datetime) -> QuerySet[Any, Any]:
    return (
        PersonVoice.objects.visible_to(actor, now=now)
        .filter(
            state=VoiceState.OPEN, case__responsible_staff_id=actor.staff_id or 0,
            case__closed_on=None,
        )
        .order_by("heard_on", "id")
        .values_list(
            "case__public_id", "case__person__public_id", "case__person__name", "kind"
        )[:MOST_NAMED]
    )  # fmt: skip

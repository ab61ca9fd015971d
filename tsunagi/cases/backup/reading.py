"""助言・同行・後方支援の一行を、画面の言葉に。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from tsunagi.access.actor import Actor
from tsunagi.cases.backup.actions import may_correct
from tsunagi.cases.backup.models import BackupSupport
from tsunagi.cases.backup.rules import Kind, Mandate, State, is_due
from tsunagi.common.frozen import Frozen


class BackupLine(Frozen):
    """One record in words. before: the earlier versions, the newest first."""

    row: BackupSupport
    kind: str
    mandate: str
    state_word: str
    state_kind: str
    is_due: bool
    may_correct: bool
    may_observe: bool = False
    before: Sequence[BackupSupport] = ()

    @property
    def is_going(self) -> bool:
        return self.row.state == State.GOING and not self.row.is_withdrawn


def backup_lines(
    rows: Iterable[BackupSupport],
    *,
    actor: Actor,
    today: date,
    before: Mapping[UUID, Sequence[BackupSupport]] | None = None,
) -> list[BackupLine]:
    return [
        _line(row, actor, today, (before or {}).get(row.record_id, ())) for row in rows
    ]


def _line(
    row: BackupSupport, actor: Actor, today: date, before: Sequence[BackupSupport]
) -> BackupLine:
    state = State(row.state)
    due = is_due(state, row.follow_on, today=today)
    if row.is_withdrawn:
        word, kind = "取り消した", "neutral"
    elif state is State.DONE:
        word, kind = state.label, "done"
    else:
        word, kind = state.label, "warning" if due else "waiting"
    return BackupLine(
        row, Kind(row.kind).label, Mandate(row.mandate).label, word, kind, due,
        may_correct(row, by=actor),
        not row.is_withdrawn
        and row.kind == Kind.ACCOMPANY
        and row.staff_id == actor.staff_id,
        before,
    )  # fmt: skip

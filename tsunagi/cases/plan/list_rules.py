"""計画の進みの一覧: 見方と、住所に残る条件。純粋関数だけを置く。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from tsunagi.cases.plan.rules import Dates, PlanKind, Stage, Step, next_steps
from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled

# From these stages on the draft is out of the office's hands.
SUBMITTED = (
    Stage.DRAFT_SUBMITTED, Stage.DECIDED, Stage.MET, Stage.PLAN_MADE, Stage.ACTIVE,
    Stage.REPLACED, Stage.ENDED,
)  # fmt: skip
OVER_OR_IN_USE = (Stage.ACTIVE, Stage.REPLACED, Stage.ENDED)
NEAR_DAYS = 7


class BoardView(Labelled):
    MOVING = "moving", "進めている"
    DUE = "due", "期限が近い・過ぎた"
    CITY = "city", "支給決定を待つ"
    ACTIVE = "active", "使っている計画"
    WITHOUT = "without", "計画のない人"


class DeskView(Labelled):
    """市町村の机: 依頼、届いた案、まだの案、決定。"""

    ASKED = "asked", "依頼している"
    MISSING = "missing", "期限を過ぎてまだ"
    UNDATED = "undated", "期限を決めていない"
    RECEIVED = "received", "届いた計画案"
    WAITING = "waiting", "支給決定を待つ"


class BoardFilter(Frozen):
    view: BoardView = BoardView.MOVING
    is_mine: bool = False
    staff_id: UUID | None = None


def board_filter(query: Mapping[str, str]) -> BoardFilter:
    """What an address asks for; what cannot be read is left out."""
    view = query.get("view", "")
    try:
        staff = UUID(query.get("staff", ""))
    except ValueError:
        staff = None
    return BoardFilter(
        view=BoardView(view) if view in set(BoardView) else BoardView.MOVING,
        is_mine=query.get("mine") == "1",
        staff_id=staff,
    )


def board_query(wanted: BoardFilter, *, view: BoardView | None = None) -> str:
    parts = {"view": (view or wanted.view).value}
    if wanted.is_mine:
        parts["mine"] = "1"
    if wanted.staff_id:
        parts["staff"] = str(wanted.staff_id)
    return urlencode(parts)


def desk_view(query: Mapping[str, str]) -> DeskView:
    view = query.get("view", "")
    return DeskView(view) if view in set(DeskView) else DeskView.ASKED


class Progress(Frozen):
    """One row of the board: what is done in each of the four blocks, and what is next."""

    draft: str
    decision: str
    meeting: str
    plan: str
    next_step: str
    next_label: str
    next_actor: str


def progress_of(dates: Dates, *, kind: PlanKind, short: Mapping[Step, str]) -> Progress:
    """short: the day of each step as the table prints it."""

    def block(*steps: tuple[Step, str]) -> str:
        return "　".join(
            f"{word} {short[step]}" for step, word in steps if step in dates
        )

    waiting = next_steps(dates, kind=kind)
    return Progress(
        draft=block(
            (Step.DRAFT_MADE, "作成"), (Step.DRAFT_CONSENTED, "同意"),
            (Step.DRAFT_SUBMITTED, "提出"),
        ),
        decision=block((Step.DECIDED, "決定")),
        meeting=block((Step.MEETING, "開催")),
        plan=block(
            (Step.PLAN_MADE, "作成"), (Step.PLAN_CONSENTED, "同意"),
            (Step.PLAN_GIVEN, "本人へ"), (Step.PLAN_TO_CITY, "市へ"),
        ),
        next_step=waiting[0].step.value if waiting else "",
        next_label=waiting[0].step.label if waiting else "",
        next_actor=waiting[0].actor.label if waiting else "",
    )  # fmt: skip


def days_here(since: date, *, today: date) -> int:
    """いまのところに来て、何日か。"""
    return max((today - since).days, 0)

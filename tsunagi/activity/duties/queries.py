"""務めの一覧と、担い手のない機能の読取り。"""

from __future__ import annotations

from datetime import date

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.activity.catalogue.items import Item
from tsunagi.activity.catalogue.queries import InForce, in_force
from tsunagi.activity.duties.actions import DUTIES
from tsunagi.activity.duties.models import DutyState
from tsunagi.activity.duties.rules import Coverage, DutyProgress, coverage
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.area.queries import kinds_present, own_area

FUNCTIONS = "function-map"


class DutyLine(Frozen):
    """One duty: what the catalogue says, and what the municipality has written."""

    item: Item
    state: DutyState | None

    @property
    def owner(self) -> str:
        return (self.state.owner if self.state else "") or self.item.owner

    @property
    def progress(self) -> DutyProgress | None:
        return DutyProgress(self.state.progress) if self.state else None


def duty_lines(*, actor: Actor, on: date) -> list[DutyLine]:
    """Every duty of the catalogue in force, with its state here. Two queries."""
    states = {
        row.item_code: row
        for row in DutyState.objects.filter(municipality_id=actor.here).select_related(
            "updated_by"
        )
    }
    items = in_force(actor=actor, name=DUTIES, on=on).items
    return [DutyLine(item, states.get(item.code)) for item in items]


def duty_line(*, actor: Actor, code: str, on: date) -> DutyLine:
    for line in duty_lines(actor=actor, on=on):
        if line.item.code == code:
            return line
    raise NotVisible


class FunctionMap(Frozen):
    """The map of the area on a day: an image, not a promise."""

    source: InForce
    lines: list[Coverage]
    present: frozenset[str]


def function_map(*, actor: Actor, on: date) -> FunctionMap:
    """機能ごとに、いまこの地域にある担い手と、担い手のない機能。"""
    present = kinds_present(actor=actor, area=own_area(actor=actor), on=on)
    source = in_force(actor=actor, name=FUNCTIONS, on=on)
    return FunctionMap(source, coverage(source.items, present), present)

"""Receptions made through the action; `room` of tests/cases underneath."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.cases.intake.actions import save_reception
from tsunagi.cases.intake.models import Reception

Take = Callable[..., Reception]


@pytest.fixture
def take(room: CaseRoom) -> Take:
    """take("specialist", complaint=…, result=…) → a stored reception."""

    def taken(by: str = "specialist", office: str = "hikari", **values: Any) -> Any:
        actor = room.actor(by)
        extra = {
            name: values.pop(name)
            for name in ("result", "case", "case_staff", "lead", "seen")
            if name in values
        }
        method = contact_categories(actor=actor, on=TODAY).methods.codes[0]
        return save_reception(
            values={
                "method": method,
                "complaint": "息子が部屋から出てこない。",
                **values,
            },
            office=room.region.offices[office],
            staff=room.region.staff[by],
            by=actor,
            now=NOW,
            today=TODAY,
            **extra,
        )

    return taken


@pytest.fixture
def typed(room: CaseRoom) -> dict[str, Any]:
    """What a browser sends for the shortest call."""
    methods = contact_categories(actor=room.actor("specialist"), on=TODAY).methods
    return {
        "complaint": "眠れないと母から電話",
        "method": methods.codes[0],
        "received_on": "令和8年11月22日",
        "key": str(uuid4()),
    }

"""重なった記録を一つにすると、わかりやすい版も声も決定も移り、元に戻せる。"""

from __future__ import annotations

from typing import Any

import pytest

from tests.cases.conftest import CaseRoom
from tests.cases.easy.conftest import planned_for
from tests.cases.easy.test_papers import fix, write
from tests.cases.easy.test_voices import decide, hear
from tests.cases.test_merge import merged, undo
from tests.conftest import NOW
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.easy.actions import choose_format
from tsunagi.cases.easy.rules import Format
from tsunagi.cases.models import (
    DecisionSupport,
    EasyFormat,
    EasyPaper,
    FuriganaFix,
    PersonVoice,
)

pytestmark = pytest.mark.django_db
ROWS: tuple[Any, ...] = (
    DecisionSupport, EasyFormat, EasyPaper, FuriganaFix, PersonVoice,
)  # fmt: skip


def test_everything_of_the_person_moves_and_comes_back(room: CaseRoom) -> None:
    kept, taken = room.case(mode=Mode.PLAN), room.case(name="架空 華子")
    for case in (kept, taken):
        planned = planned_for(room, case)
        write(room, planned)
        hear(room, planned)
        decide(room, planned)
        fix(room, planned, "海", "うみ", False)
        choose_format(
            case=case, wanted=Format(), version=0, by=room.actor("specialist"), now=NOW
        )
    merge = merged(room, kept, taken)
    assert [row._base_manager.filter(case=kept).count() for row in ROWS] == [2] * 5
    undo(room, merge)
    assert [row._base_manager.filter(case=taken).count() for row in ROWS] == [1] * 5

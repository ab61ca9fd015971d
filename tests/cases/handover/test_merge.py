"""二つの記録を一つにするとき、引継ぎはどうなるか。"""

from __future__ import annotations

import pytest

from tests.cases.conftest import CaseRoom
from tests.cases.handover.conftest import HandRoom
from tests.cases.test_merge import merged, pair, undo
from tests.conftest import NOW, TODAY
from tsunagi.cases.handover.actions import withdraw_handover
from tsunagi.cases.handover.models import Handover
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db


def test_a_handover_under_way_is_settled_first(room: CaseRoom, hands: HandRoom) -> None:
    kept, taken = pair(room)
    handover = hands.prepare(taken, by="consultant")
    with pytest.raises(UserError) as caught:
        merged(room, kept, taken)
    assert caught.value.message.code == "MRG-007"
    withdraw_handover(
        handover=handover, reason="まとめる", version=handover.version,
        by=room.actor("consultant"), now=NOW, today=TODAY,
    )  # fmt: skip
    merge = merged(room, kept, taken)
    row = Handover.objects.unscoped("test").get()
    assert row.case == kept
    undo(room, merge)
    row.refresh_from_db(from_queryset=Handover.objects.unscoped("test"))
    assert row.case == taken

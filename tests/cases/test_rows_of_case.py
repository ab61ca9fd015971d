"""ケースの中の行を、一度だけ作る文で読む: 毎回作るのと同じで、見えない区分は聞きもしない。"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tsunagi.cases.case.models import CaseEvent, CollaboratingOffice
from tsunagi.cases.case.queries import case_by_public_id
from tsunagi.cases.field_classes import FieldClass, Sight
from tsunagi.cases.seen import OfCaseOnce, SeenCase, rows_of_case

pytestmark = pytest.mark.django_db
events = OfCaseOnce(CaseEvent, lambda rows: rows.order_by("-id"))
helpers = OfCaseOnce(
    CollaboratingOffice,
    lambda rows, today: rows.filter(valid_from__lte=today).order_by("id"),
)


def seen(room: CaseRoom, **values: str) -> SeenCase:
    case = room.case(**values)
    return case_by_public_id(
        actor=room.actor("specialist"), public_id=case.public_id, now=NOW
    )


def test_each_case_has_its_own_rows(room: CaseRoom) -> None:
    one, other = seen(room), seen(room, name="架空 次郎", kana="かくう じろう")
    assert events(one) and events(other)
    for mine in (one, other):
        assert events(mine) == list(rows_of_case(CaseEvent, mine).order_by("-id"))
    assert not {e.pk for e in events(one)} & {e.pk for e in events(other)}


def test_what_the_sight_does_not_open_is_not_asked_for(room: CaseRoom) -> None:
    open_to_me = seen(room)
    classes = open_to_me.sight.classes - {FieldClass.SUPPORT}
    less = SeenCase(open_to_me.case, Sight(classes, open_to_me.sight.relations))
    with CaptureQueriesContext(connection) as queries:
        assert events(less) == []
        assert helpers(less, today=TODAY) == []
    assert len(queries) == 0


def test_rows_that_hold_for_a_time_are_those_of_the_day(room: CaseRoom) -> None:
    mine = seen(room)
    row = CollaboratingOffice.objects.create(
        case=mine.case, office=room.region.offices["alone"], valid_from=TODAY,
        recorded_at=NOW,
    )  # fmt: skip
    assert helpers(mine, today=TODAY) == [row]
    assert helpers(mine, today=TODAY - timedelta(days=1)) == []
    with pytest.raises(TypeError, match="day"):
        helpers(mine)
    with pytest.raises(TypeError, match="day"):
        events(mine, today=TODAY)

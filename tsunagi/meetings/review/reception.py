"""会議の受理判断を、受け付けた窓口が受付の結果にする。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import Actor, NotVisible
from tsunagi.cases.intake.result_actions import decide_result
from tsunagi.cases.intake.rules import Result
from tsunagi.cases.models import Reception
from tsunagi.meetings.review.models import ReviewItem
from tsunagi.meetings.review.rules import Decision

# 会議の結論が、受付のどの結果になるか（窓口が変えられる）。
RESULTS: Mapping[str, Result] = {
    Decision.ACCEPT: Result.CONTINUING,
    Decision.SHORT: Result.SHORT,
    Decision.REFER: Result.REFER,
    Decision.INFORM: Result.INFORMATION,
    Decision.MORE: Result.MEETING,
    Decision.WATCH: Result.MEETING,
}


def start_of_return(
    *, actor: Actor, item: ReviewItem, now: datetime
) -> dict[str, object]:
    """What the form begins with: the result that follows from the decision."""
    call = _call(actor, item, now)
    return {
        "result": RESULTS.get(item.decision, Result.MEETING),
        "note": "　".join(filter(None, [item.decision_note, item.direction])),
        "next_on": item.follow_on,
        "version": call.version,
    }


@transaction.atomic
def give_back(
    *, item: ReviewItem, result: str, note: str, next_on: date | None, version: int,
    by: Actor, now: datetime, today: date,
) -> Any:  # fmt: skip
    """The action of the reception does the rest: permission, rule, case, audit."""
    call = _call(by, item, now)
    done = decide_result(
        reception=call, result=Result(result), note=note, next_on=next_on,
        version=version, by=by, now=now, today=today,
    )  # fmt: skip
    audit.record("review.return", by=by, target=item, result=result)
    return done


def _call(actor: Actor, item: ReviewItem, now: datetime) -> Reception:
    call = (
        Reception.objects.visible_to(actor, now=now)
        .filter(pk=item.reception_id or 0)
        .first()
    )
    if call is None:
        raise NotVisible
    return call

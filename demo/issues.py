"""地域課題の候補の、その先: 記録から上がった候補。

Called last: the complaints and the missing resources stand there by then.
"""

from __future__ import annotations

from demo.calls import Person
from demo.world import World
from tsunagi.cases.complaint import queries as complaint_queries
from tsunagi.cases.models import ResourceUse
from tsunagi.cases.resource.rules import Purpose
from tsunagi.meetings.issue.actions import From, NewCandidate, raise_candidate
from tsunagi.meetings.issue.rules import Cause, Source, Viewpoint, text_of_theme
from tsunagi.meetings.series.rules import Level

WORKER = "senmon"


def tell_of_issues(world: World) -> None:
    _raise_from_records(world)


def _raise_from_records(world: World) -> None:
    """One theme of the complaints and one missing resource have become a candidate."""
    worker = Person(world, WORKER, world.now)
    lines = complaint_queries.themes(actor=worker.actor, now=world.now)
    for line in lines[:1]:
        raise_candidate(
            item=None, by=worker.actor, now=world.now,
            origin=From(Source.THEME, line.key),
            new=NewCandidate(
                area=line.area, text=text_of_theme(line.theme), topic="moving",
                viewpoint=Viewpoint.PERSON, cause=Cause.ENVIRONMENT, level=Level.AREA,
            ),
        )  # fmt: skip
    missing = (
        ResourceUse.objects.visible_to(worker.actor, now=world.now)
        .filter(purpose=Purpose.MISSING)
        .order_by("-id")
        .first()
    )
    if missing is not None:
        raise_candidate(
            item=None, by=worker.actor, now=world.now,
            origin=From(Source.MISSING, missing.public_id),
            new=NewCandidate(
                area=world.areas["east"], viewpoint=Viewpoint.PERSON,
                text="昼に、予約なしで立ち寄って人と話せる場所が、歩いて行ける所にない。",
                cause=Cause.RESOURCE, level=Level.AREA, topic="",
            ),
        )  # fmt: skip

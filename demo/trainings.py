"""研修の開催: 基幹が相談支援部会と企画したもの、うちだけのもの。"""

from __future__ import annotations

from datetime import timedelta

from demo.calls import Person
from demo.world import World
from tsunagi.activity.office_support.queries import areas_of_support, offices_to_support
from tsunagi.activity.training_event.actions import (
    NewTraining,
    Round,
    record_training,
)
from tsunagi.activity.training_event.rules import TrainingKind

CORE = "kikan"
# title, purpose, kind, with whom, days ago, minutes, how many came from each office
HELD = (
    ("はじめての担当者会議", "会議の前に本人と準備することを、全員が言えるようになる",
     TrainingKind.PRACTICE, "相談支援部会", 40, 120, (2, 1, 0, 1)),
    ("強みから書く計画", "本人のできていることを、計画の一行目に書けるようになる",
     TrainingKind.CASE_STUDY, "", 12, 90, (1, 2)),
)  # fmt: skip


def hold_trainings(world: World) -> None:
    """The core centre has held two trainings for its area."""
    core = Person(world, CORE, world.now)
    area = areas_of_support(actor=core.actor, today=world.today)[0]
    offices = list(offices_to_support(actor=core.actor, today=world.today, area=area))
    for title, purpose, kind, with_whom, ago, minutes, came in HELD:
        record_training(
            new=NewTraining(
                title, purpose, kind, world.today - timedelta(days=ago), with_whom,
                minutes,
            ),
            about=Round(area, [core.staff], dict(zip(offices, came, strict=False))),
            by=core.actor, now=world.now, today=world.today,
        )  # fmt: skip

"""調整・交渉: 結果を待つもの、返事の日を過ぎたもの、結果の出たもの。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from demo.calls import Person
from demo.care import WORKER
from demo.world import World
from tsunagi.cases.case.models import Case
from tsunagi.cases.coordination.actions import (
    NewCoordination,
    Outcome,
    ask_partner,
    enter_result,
)
from tsunagi.cases.coordination.rules import Partner, Result

# partner, its name, purpose, what was asked, days ago, days until an answer, the result
ASKED = (
    (Partner.ADMINISTRATION, "つなぎ市 障がい福祉課（架空）", "週末の見守りを増やす",
     "支給量を月10時間ふやす変更の申請を受けてほしい", 9, 14, None),
    (Partner.MEDICAL, "架空クリニック", "薬の時間を作業所の昼に合わせる",
     "昼の薬を一包にしてほしい", 20, 10, None),
    (Partner.OFFICE, "架空の作業所 ひだまり", "通う日を一日ふやす",
     "木曜の送迎に乗せてもらえるか", 30, 7, (Result.PARTLY, "隔週の木曜から", 21)),
)  # fmt: skip


def ask_around(world: World, found: Sequence[Case]) -> None:
    """The main account has asked three partners for the first of its persons."""
    worker = Person(world, WORKER, world.now)
    cases = (
        Case._base_manager.filter(
            pk__in=[one.pk for one in found], closed_on=None,
            responsible_staff=worker.staff,
        )
        .select_related("person", "responsible_office")
        .order_by("pk")[: len(ASKED)]
    )  # fmt: skip
    for case, told in zip(cases, ASKED, strict=False):
        partner, name, purpose, asked, ago, until, result = told
        day = max(world.today - timedelta(days=ago), case.opened_on)
        row = ask_partner(
            case=case,
            new=NewCoordination(
                partner, name, purpose, asked, day, day + timedelta(days=until)
            ),
            by=worker.actor, now=world.now, today=world.today,
        )  # fmt: skip
        if result is not None:
            kind, words, days_ago = result
            on = max(world.today - timedelta(days=days_ago), day)
            enter_result(
                row=row, outcome=Outcome(kind, on, words), version=1, by=worker.actor,
                now=world.now, today=world.today,
            )  # fmt: skip

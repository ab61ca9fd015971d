"""Rows of the three old words come over into the words of the handover, and back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.cases.conftest import CaseRoom
from tests.cases.intake.conftest import Take
from tests.cases.intake.test_handoffs import WHEN, accept, decline, hand_over
from tests.conftest import NOW, TODAY
from tsunagi.cases.handover.rules import Answer, Way
from tsunagi.cases.intake import handoff_moves
from tsunagi.cases.intake.models import Handoff

pytestmark = pytest.mark.django_db(transaction=True)
BEFORE = [("cases", "0007_meeting_event")]
LONG = "長い返事。" * 100


def migrated(to: list[tuple[str, str]]) -> Any:
    return MigrationExecutor(connection).migrate(to)


def newest() -> list[tuple[str, str]]:
    return MigrationExecutor(connection).loader.graph.leaf_nodes()


def test_the_three_old_words_become_answers_and_come_back(
    room: CaseRoom, take: Take
) -> None:
    seen = hand_over(room, take())
    handoff_moves.see_handoff(handoff=seen, by=room.actor("consultant"), now=NOW)
    hand_over(room, take(), answer_by=TODAY + timedelta(days=20))
    partner = {"office": None, "partner_name": "架空病院"}
    telephone = {"way": Way.PHONE, "name": "架空 次郎", "note": LONG}
    taken = accept(room, hand_over(room, take(), **partner), "specialist", **telephone)
    handoff_moves.confirm_arrival(
        handoff=taken, on=TODAY, note="", version=taken.version,
        by=room.actor("specialist"), **WHEN,
    )  # fmt: skip
    decline(room, hand_over(room, take()), "consultant")
    withdrawn = hand_over(room, take())
    handoff_moves.withdraw(
        handoff=withdrawn, reason="本人が選び直した", version=withdrawn.version,
        by=room.actor("specialist"), **WHEN,
    )  # fmt: skip
    try:
        old = migrated(BEFORE).apps.get_model("cases", "Handoff")._base_manager
        assert list(old.order_by("pk").values_list("state", "answer_method")) == [
            ("open", ""), ("open", ""), ("taken_up", "NAT-M4"), ("not_taken", ""),
            ("not_taken", ""),
        ]  # fmt: skip
        assert old.get(state="taken_up").answer_note == LONG[:300]
    finally:
        migrated(newest())
    rows = Handoff.objects.unscoped("test").order_by("pk")
    assert list(rows.values_list("state", "answer_way")) == [
        (Answer.ASKED, ""), (Answer.ASKED, ""), (Answer.ACCEPTED, "phone"),
        (Answer.DECLINED, "system"), (Answer.DECLINED, "system"),
    ]  # fmt: skip
    assert {row.answer_by for row in rows} == {TODAY + timedelta(days=7)}
    assert not rows.exclude(arrived_on=None).exists(), "nobody had made sure of it"

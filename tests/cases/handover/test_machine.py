"""どんな順で何をしても: 主担当はいつも一つ、依頼は失われず、見えないものは見えない。"""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.cases.handover.conftest import HandRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.cases.case.models import Case, CaseResponsibility
from tsunagi.cases.handover import actions, answer_actions
from tsunagi.cases.handover.answer_actions import Said
from tsunagi.cases.handover.models import Handover, HandoverAsk, HandoverStep
from tsunagi.cases.handover.rules import OPEN_STAGES, Answer, Decline, Way
from tsunagi.cases.scope import sight_of
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db
AT = {"specialist": "hikari", "alone": "alone", "consultant": "core"}
PEOPLE = tuple(AT)
PLACES = ("alone", "core", "hikari", None)
ACTS = {
    "prepare": 6, "ask": 10, "see": 2, "question": 2, "reply": 2, "accept": 6,
    "decline": 2, "withdraw_ask": 2, "withdraw": 1, "meet": 2, "finish": 3,
}  # fmt: skip
REFUSED = (UserError, AccessDenied, NotVisible)


class Play:
    """One case and random acts on it by three offices, each as the acts come."""

    def __init__(self, hands: HandRoom, chance: random.Random) -> None:
        self.hands, self.chance = hands, chance
        self.case = hands.room.case()
        hands.consent(self.case, "alone", "core", "hikari", names=("架空病院",))
        self.done: list[str] = []

    def act(self) -> None:
        name = self.chance.choices([*ACTS], [*ACTS.values()])[0]
        by = self._who()
        try:
            getattr(self, name)(self.hands.room.actor(by), by)
        except REFUSED:
            return
        self.done.append(name)

    def _who(self) -> str:
        """Mostly somebody of the office that is responsible, sometimes anybody."""
        if self.chance.random() < 0.4:
            return self.chance.choice(PEOPLE)
        case = Case.objects.unscoped("test").get(pk=self.case.pk)
        offices = self.hands.room.region.offices
        return next(
            name for name, key in AT.items()
            if offices[key].pk == case.responsible_office_id
        )  # fmt: skip

    def _handover(self) -> Handover:
        rows = Handover.objects.unscoped("test").select_related(
            "case__responsible_office"
        )
        found = list(rows.order_by("-pk")[:2])
        if not found:
            raise NotVisible
        return self.chance.choice(found)

    def _ask(self) -> HandoverAsk:
        found = list(HandoverAsk.objects.unscoped("test").order_by("-pk")[:4])
        if not found:
            raise NotVisible
        return self.hands.fresh(self.chance.choice(found))

    def prepare(self, by: Any, name: str) -> None:
        case = Case.objects.unscoped("test").get(pk=self.case.pk)
        self.hands.prepare(case, by=name)

    def ask(self, by: Any, name: str) -> None:
        self.hands.ask(self._handover(), self.chance.choice(PLACES), by=name)

    def see(self, by: Any, name: str) -> None:
        answer_actions.see_ask(ask=self._ask(), by=by, **self.hands.now)

    def question(self, by: Any, name: str) -> None:
        answer_actions.ask_back(
            ask=self._ask(), question="何時がよいですか。", by=by, **self.hands.now
        )

    def reply(self, by: Any, name: str) -> None:
        actions.reply_to_question(
            ask=self._ask(), reply="昼です。", by=by, **self.hands.now
        )

    def accept(self, by: Any, name: str) -> None:
        answer_actions.accept(
            ask=self._ask(), said=self._said(), staff=None, mode=None, by=by,
            **self.hands.now,
        )  # fmt: skip

    def decline(self, by: Any, name: str) -> None:
        answer_actions.decline(
            ask=self._ask(), why=Decline.FULL, said=self._said(), by=by,
            **self.hands.now,
        )  # fmt: skip

    def _said(self) -> Said:
        if self.chance.random() < 0.5:
            return Said(on=TODAY)
        return Said(on=TODAY, way=Way.PHONE, name="架空 所長")

    def withdraw_ask(self, by: Any, name: str) -> None:
        actions.withdraw_ask(ask=self._ask(), reason="x", by=by, **self.hands.now)

    def withdraw(self, by: Any, name: str) -> None:
        row = self._handover()
        actions.withdraw_handover(
            handover=row, reason="x", version=row.version, by=by, **self.hands.now
        )

    def meet(self, by: Any, name: str) -> None:
        self._follow(answer_actions.record_meeting, by)

    def finish(self, by: Any, name: str) -> None:
        self._follow(answer_actions.finish, by)

    def _follow(self, act: Any, by: Any) -> None:
        row = self._handover()
        act(
            handover=row, on=TODAY, note="", version=row.version, by=by,
            **self.hands.now,
        )  # fmt: skip

    def holds(self) -> None:
        """What must be true after every act."""
        case = Case.objects.unscoped("test").get(pk=self.case.pk)
        running = CaseResponsibility.objects.unscoped("test").filter(
            case=case, valid_before=None
        )
        assert [row.office_id for row in running] == [case.responsible_office_id]
        handovers = Handover.objects.unscoped("test").filter(case=case)
        open_ones = handovers.filter(stage__in=[one.value for one in OPEN_STAGES])
        assert open_ones.count() <= 1
        asks = HandoverAsk.objects.unscoped("test")
        taken = asks.filter(answer=Answer.ACCEPTED)
        for handover in handovers:
            assert taken.filter(handover=handover).count() <= 1
        steps = HandoverStep.objects.unscoped("test")
        assert steps.filter(act="ask").count() == asks.count(), "no request is lost"
        assert steps.filter(act="accept").count() == taken.count()
        for name, office in AT.items():
            sight = sight_of(case, actor=self.hands.room.actor(name), now=NOW)
            place = self.hands.room.region.offices[office]
            if case.responsible_office_id == place.pk:
                assert "responsible" in sight.relations
            elif not taken.filter(handover__from_office=place).exists():
                assert not sight.classes, f"{office} never had the case"


@pytest.mark.parametrize("seed", range(12))
def test_whatever_happens_somebody_is_responsible(hands: HandRoom, seed: int) -> None:
    play = Play(hands, random.Random(seed))
    hands.prepare(play.case)
    for _ in range(50):
        play.act()
        play.holds()
    assert "ask" in play.done

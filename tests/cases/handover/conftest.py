"""A handover of one case, through the real actions as far as a test wants."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tsunagi.cases.case.models import Case
from tsunagi.cases.consent.actions import NewConsent, record_consent
from tsunagi.cases.consent.models import Consent
from tsunagi.cases.consent.rules import ConsentMethod, Explanation
from tsunagi.cases.consent.rules import Purpose as ConsentPurpose
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.handover.actions import (
    NewAsk,
    NewHandover,
    ask_place,
    prepare_handover,
)
from tsunagi.cases.handover.answer_actions import Said, accept
from tsunagi.cases.handover.models import Handover, HandoverAsk
from tsunagi.cases.handover.rules import Choice, Purpose

CLASSES = (
    FieldClass.IDENTITY, FieldClass.WHEREABOUTS, FieldClass.SUPPORT,
    FieldClass.NARRATIVE,
)  # fmt: skip


class HandRoom:
    """Prepares, asks and takes over. Times are `NOW` unless said."""

    def __init__(self, room: CaseRoom) -> None:
        self.room = room
        self.now = {"now": NOW, "today": TODAY}

    def prepare(
        self, case: Case | None = None, *, by: str = "specialist", **more: Any
    ) -> Handover:
        values: dict[str, Any] = {
            "purpose": Purpose.BETTER_PLACE, "choice": Choice.LEFT_TO_US,
            "outline": "本人は家の近くで相談したいと言っている。",
        }  # fmt: skip
        return prepare_handover(
            case=case or self.room.case(), new=NewHandover(**{**values, **more}),
            by=self.room.actor(by), **self.now,
        )  # fmt: skip

    def ask(
        self, handover: Handover, office: str | None = "alone", *,
        by: str = "specialist", **more: Any,
    ) -> HandoverAsk:  # fmt: skip
        values: dict[str, Any] = {
            "office": self.room.region.offices[office] if office else None,
            "partner_name": "" if office else "架空病院",
            "asked_on": TODAY, "answer_by": TODAY + timedelta(days=7), "rank": 1,
        }  # fmt: skip
        handover.refresh_from_db(
            from_queryset=Handover.objects.unscoped("test").select_related("case")
        )
        return ask_place(
            handover=handover, new=NewAsk(**{**values, **more}),
            by=self.room.actor(by), **self.now,
        )  # fmt: skip

    def consent(
        self, case: Case, *offices: str, names: tuple[str, ...] = (),
        classes: tuple[FieldClass, ...] = CLASSES, by: str = "specialist",
    ) -> Consent:  # fmt: skip
        return record_consent(
            case=case,
            new=NewConsent(
                purposes=[ConsentPurpose.REFERRAL], classes=classes,
                offices=[self.room.region.offices[key] for key in offices],
                other_recipients=names, explained_on=TODAY, given_on=TODAY,
                explanation=Explanation.PLAIN, method=ConsentMethod.SIGNATURE,
            ),
            by=self.room.actor(by), now=NOW,
        )  # fmt: skip

    def fresh(self, ask: HandoverAsk) -> HandoverAsk:
        return (
            HandoverAsk.objects.unscoped("test")
            .select_related("handover__case__responsible_office", "office")
            .get(pk=ask.pk)
        )

    def accept(self, ask: HandoverAsk, by: str = "alone", **said: Any) -> HandoverAsk:
        return accept(
            ask=self.fresh(ask), said=Said(on=TODAY, **said), staff=None, mode=None,
            by=self.room.actor(by), **self.now,
        )  # fmt: skip


@pytest.fixture
def hands(room: CaseRoom) -> HandRoom:
    return HandRoom(room)

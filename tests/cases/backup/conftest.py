"""A case that 基幹 may see by consent, and help that it gives."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tsunagi.cases.backup.actions import NewBackup, give_backup
from tsunagi.cases.backup.models import BackupSupport
from tsunagi.cases.backup.rules import Kind, Mandate
from tsunagi.cases.case.models import Case
from tsunagi.cases.consent.actions import NewConsent, record_consent
from tsunagi.cases.consent.models import Consent
from tsunagi.cases.consent.rules import ConsentMethod, Explanation, Purpose
from tsunagi.cases.field_classes import FieldClass

CLASSES = (FieldClass.IDENTITY, FieldClass.SUPPORT)


class HelpRoom:
    """Shows a case to another office and lets it help. Times are `NOW` unless said."""

    def __init__(self, room: CaseRoom) -> None:
        self.room = room

    def shown(
        self, *, to: str = "core", classes: tuple[FieldClass, ...] = CLASSES,
        **case: Any,
    ) -> Case:  # fmt: skip
        row = self.room.case(**case)
        self.consent(row, to=to, classes=classes)
        return row

    def consent(
        self, case: Case, *, to: str = "core",
        classes: tuple[FieldClass, ...] = CLASSES,
    ) -> Consent:  # fmt: skip
        return record_consent(
            case=case,
            new=NewConsent(
                purposes=[Purpose.SUPPORT], classes=classes,
                offices=[self.room.region.offices[to]], explained_on=TODAY,
                given_on=TODAY, explanation=Explanation.PLAIN,
                method=ConsentMethod.ORAL,
            ),
            by=self.room.actor("specialist"), now=NOW,
        )  # fmt: skip

    def new(self, **values: Any) -> NewBackup:
        told: dict[str, Any] = {
            "kind": Kind.ADVICE, "occurred_on": TODAY, "mandate": Mandate.OFFICE,
            "advice": "短い訪問を、同じ曜日に続ける", "minutes": 40,
        }  # fmt: skip
        return NewBackup(**{**told, **values})

    def give(
        self, case: Case | None = None, *, by: str = "core_staff", **values: Any
    ) -> BackupSupport:
        return give_backup(
            case=case or self.shown(), new=self.new(**values), by=self.room.actor(by),
            now=NOW, today=TODAY,
        )  # fmt: skip

    def fresh(self, row: BackupSupport) -> BackupSupport:
        """The current version, with its case."""
        return (
            BackupSupport.objects.unscoped("test")
            .select_related("case__person", "case__responsible_office")
            .get(record_id=row.record_id, is_current=True)
        )


@pytest.fixture
def helping(room: CaseRoom) -> HelpRoom:
    return HelpRoom(room)

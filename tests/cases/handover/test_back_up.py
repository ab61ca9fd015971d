"""引き継いだあとの後方支援（KUM-95）: 一度押して始め、件数は増えず、終えれば見えなくなる。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.cases.handover.conftest import HandRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.cases.backup.actions import end_backup
from tsunagi.cases.backup.models import BackupSupport
from tsunagi.cases.backup.rules import State
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.handover.answer_actions import finish
from tsunagi.cases.handover.backup_actions import back_up_after
from tsunagi.cases.handover.models import Handover
from tsunagi.cases.limits import counts
from tsunagi.cases.scope import sight_of
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]


@pytest.fixture
def taken(room: CaseRoom, hands: HandRoom) -> Handover:
    """A new plan case of the centre, which ひとり has taken over."""
    case = room.case(office="core", staff="core_staff", by="core_manager")
    hands.consent(case, "alone", by="core_staff")
    ask = hands.ask(hands.prepare(case, by="core_staff"), by="core_staff")
    return fresh(hands.accept(ask).handover)


def fresh(handover: Handover) -> Handover:
    return (
        Handover.objects.unscoped("test")
        .select_related("case__responsible_office", "from_office", "taken_by")
        .get(pk=handover.pk)
    )


def back_up(room: CaseRoom, handover: Handover, by: str = "core_staff") -> Any:
    return back_up_after(
        handover=fresh(handover), by=room.actor(by), now=NOW, today=TODAY
    )


def plans(room: CaseRoom, office: str) -> int:
    pk = room.region.offices[office].pk
    found = counts.modes_of(
        office_ids=[pk], municipality_id=room.actor("officer").here
    )  # fmt: skip
    return found.get(pk, {}).get(Mode.PLAN, 0)


def test_it_ends_as_held_by_the_other_office_with_back_up(
    room: CaseRoom, taken: Handover
) -> None:
    row = back_up(room, taken)
    assert (row.office, row.receiver) == (
        room.region.offices["core"], room.region.offices["alone"],
    )  # fmt: skip
    assert (row.state, row.follow_on) == (State.GOING, TODAY + timedelta(days=30))
    assert (plans(room, "core"), plans(room, "alone")) == (0, 1), "the count of KUM-94"
    handover = fresh(taken)
    finish(
        handover=handover, on=TODAY, note="", version=handover.version,
        by=room.actor("alone"), now=NOW, today=TODAY,
    )  # fmt: skip
    case = Case.objects.unscoped("test").get(pk=taken.case_id)
    later = NOW + timedelta(minutes=1)
    sight = sight_of(case, actor=room.actor("core_staff"), now=later)
    assert sight.sees(FieldClass.SUPPORT) and not sight.sees(FieldClass.WHEREABOUTS)
    assert not sight.sees(FieldClass.NUMBERS)
    assert case.responsible_office == room.region.offices["alone"]
    assert (plans(room, "core"), plans(room, "alone")) == (0, 1)
    end_backup(backup=row, version=1, by=room.actor("alone"), now=later)
    after = sight_of(
        case, actor=room.actor("core_staff"), now=later + timedelta(minutes=1)
    )
    assert not after.classes, "the office in charge ends it with one press"


def test_without_it_the_sight_ends_as_before(room: CaseRoom, taken: Handover) -> None:
    finish(
        handover=taken, on=TODAY, note="", version=taken.version,
        by=room.actor("alone"), now=NOW, today=TODAY,
    )  # fmt: skip
    case = Case.objects.unscoped("test").get(pk=taken.case_id)
    later = NOW + timedelta(minutes=1)
    assert not sight_of(case, actor=room.actor("core_staff"), now=later).classes
    with pytest.raises(NotVisible):
        back_up_after(
            handover=fresh(taken), by=room.actor("core_staff"), now=later, today=TODAY
        )


def test_once_and_only_by_the_former_office(room: CaseRoom, taken: Handover) -> None:
    with pytest.raises(UserError) as refused:
        back_up(room, taken, by="alone")
    assert refused.value.message.code == "HND-021"
    with pytest.raises(NotVisible):
        back_up(room, taken, by="specialist")
    back_up(room, taken)
    with pytest.raises(UserError) as refused:
        back_up(room, taken)
    assert refused.value.message.code == "HND-022"
    assert BackupSupport.objects.unscoped("test").count() == 1


def test_not_before_somebody_has_taken_over(room: CaseRoom, hands: HandRoom) -> None:
    handover = hands.prepare(room.case())
    with pytest.raises(UserError):
        back_up(room, handover, by="specialist")
    assert not BackupSupport.objects.unscoped("test").exists()


def test_one_press_on_the_page(
    room: CaseRoom, taken: Handover, client_for: ClientFor
) -> None:
    keys = [taken.case.public_id, taken.public_id]
    page, press = reverse("handover-page", args=keys), reverse(
        "handover-back-up", args=keys
    )  # fmt: skip
    core = client_for("core_staff")
    assert "後方支援もする" in core.get(page).content.decode()
    assert "後方支援もする" not in client_for("alone").get(page).content.decode()
    assert core.post(press)["Location"] == page
    shown = core.get(page).content.decode()
    assert "が担当し、架空 coreが後ろから支えています" in shown
    assert "後方支援もする" not in shown
    assert "後ろから支えています" in client_for("alone").get(page).content.decode()
    assert AuditEvent.objects.filter(action="handover.back_up").count() == 1
    assert core.post(press).status_code == 302, "a second press says so"
    assert client_for("specialist").post(press).status_code == 404
    assert client_for("member").post(press).status_code == 403

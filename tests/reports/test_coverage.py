"""計画の行き渡り: 四つの計はいつもサービスを使う人の数。名前は、支える事業所だけが見る。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.cases.monitoring.test_actions import decide
from tests.conftest import NOW, TODAY
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.entitlement.rules import Coverage, coverage_of
from tsunagi.cases.person.actions import add_certificate
from tsunagi.cases.person.rules import CertificateKind
from tsunagi.reports.coverage.queries import coverage_table

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]


@pytest.fixture
def room(region: object) -> CaseRoom:
    return CaseRoom(region)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mode", "coverage"),
    [
        (Mode.PLAN, Coverage.PLAN), (Mode.CHILD_PLAN, Coverage.CHILD),
        (Mode.SELF_PLAN, Coverage.SELF), (Mode.ENTRUSTED, Coverage.NONE),
        (Mode.CORE_DIFFICULT, Coverage.NONE), (Mode.TRANSITION, Coverage.NONE),
    ],
)  # fmt: skip
def test_how_a_mode_counts(mode: Mode, coverage: Coverage) -> None:
    assert coverage_of(mode) is coverage


def table(room: CaseRoom) -> dict[str, int]:
    found = coverage_table(
        actor=room.actor("specialist"), on=TODAY,
        offices=[room.region.offices["hikari"].pk],
    )  # fmt: skip
    assert found.total == sum(found.counts.values())
    return {one.value: count for one, count in found.counts.items() if count}


def hold(room: CaseRoom, name: str, mode: Mode, kind: CertificateKind) -> None:
    add_certificate(
        case=room.case(name=name, mode=mode), kind=kind, values={"number": "1"},
        by=room.actor("specialist"), now=NOW,
    )  # fmt: skip


def test_users_are_those_with_a_decision_or_a_certificate(room: CaseRoom) -> None:
    decide(room, room.case(name="架空 計画"))
    hold(room, "架空 委託", Mode.ENTRUSTED, CertificateKind.WELFARE)
    hold(room, "架空 自分", Mode.SELF_PLAN, CertificateKind.CHILD)
    hold(room, "架空 手帳", Mode.ENTRUSTED, CertificateKind.MENTAL)
    over = room.case(name="架空 期限切れ", mode=Mode.ENTRUSTED)
    decide(room, over, valid_from=date(2026, 5, 1), last_day=date(2026, 10, 31))
    assert table(room) == {"plan": 1, "none": 1, "self_plan": 1}


def test_names_are_for_the_office_that_supports(
    room: CaseRoom, client_for: ClientFor
) -> None:
    hold(room, "架空 委託", Mode.ENTRUSTED, CertificateKind.WELFARE)
    url = reverse("coverage-report")
    own = client_for("specialist").get(url).content.decode()
    assert "架空 委託さん" in own and "計画のない人は1人" in own
    office = str(room.region.offices["hikari"].public_id)
    seen = client_for("officer").get(url, {"office": office}).content.decode()
    assert "計画のない人は1人" in seen and "架空 委託" not in seen
    assert client_for("member").get(url).status_code == 403

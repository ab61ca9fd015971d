"""務めの進み具合、機能の担い手、役割の呼び名が決める業務の区分。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import NOW, TODAY
from tests.factories.region import Region
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.activity.catalogue import actions as catalogues
from tsunagi.activity.catalogue.loader import newest
from tsunagi.activity.duties import queries
from tsunagi.activity.duties.actions import set_duty_state
from tsunagi.activity.duties.rules import DutyProgress, coverage
from tsunagi.activity.record.own_business import default_work_kind, own_business
from tsunagi.common.errors import UserError
from tsunagi.organisations.models import OfficeKindPeriod, Post

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]


def write(
    region: Region, who: str = "officer", code: str = "DUT-C01", version: int = 0
):  # type: ignore[no-untyped-def]
    return set_duty_state(
        item_code=code, progress=DutyProgress.UNDER_WAY, owner="障がい福祉課",
        note="委託の仕様を直している", version=version, by=region.actor(who), now=NOW,
    )  # fmt: skip


def test_a_duty_has_its_owner_and_its_state(region: Region) -> None:
    write(region)
    line = queries.duty_line(actor=region.actor("manager"), code="DUT-C01", on=TODAY)
    assert (line.owner, line.progress) == ("障がい福祉課", DutyProgress.UNDER_WAY)
    others = queries.duty_lines(actor=region.actor("officer"), on=TODAY)
    assert all(one.owner for one in others)
    assert sum(one.progress is None for one in others) == len(others) - 1


def test_two_officers_do_not_overwrite_each_other(region: Region) -> None:
    write(region)
    with pytest.raises(UserError):
        write(region, "second_officer")
    assert write(region, "second_officer", version=1).version == 2


def test_only_the_municipality_writes_and_only_known_duties(region: Region) -> None:
    with pytest.raises(AccessDenied):
        write(region, "manager")
    with pytest.raises(NotVisible):
        write(region, code="DUT-XX")
    write(region)
    assert queries.duty_line(
        actor=region.actor("minato_officer"), code="DUT-C01", on=TODAY
    ).state is None  # fmt: skip


def test_a_function_without_its_leading_kind_is_uncovered() -> None:
    shipped = newest("function-map")
    assert shipped is not None
    nobody = coverage(shipped.items, ())
    assert nobody and all(line.is_uncovered for line in nobody)
    everybody = coverage(shipped.items, [c.key for c in shipped.placements])
    assert not any(line.is_uncovered for line in everybody)


def test_closing_the_core_centre_uncovers_its_functions(region: Region) -> None:
    officer = region.actor("officer")
    before = {
        line.item.code
        for line in queries.function_map(actor=officer, on=TODAY).lines
        if line.is_uncovered
    }
    OfficeKindPeriod.objects.filter(kind="core_centre").update(valid_before=TODAY)
    after = {
        line.item.code
        for line in queries.function_map(actor=officer, on=TODAY).lines
        if line.is_uncovered
    }
    assert before < after


def test_the_pages_open_and_save(region: Region, client_for: ClientFor) -> None:
    client = client_for("officer")
    assert client.get(reverse("duty-list")).status_code == 200
    url = reverse("duty-edit", args=["DUT-C02"])
    data = {"progress": "in_place", "owner": "市", "note": "", "version": "0"}
    assert client.post(url, data).status_code == 302
    assert client.post(url, {**data, "progress": ""}).status_code == 422
    assert "できている" in client.get(reverse("duty-list")).content.decode()
    page = client.get(reverse("function-map")).content.decode()
    assert "考えるための形（イメージ）です" in page
    assert client_for("manager").get(url).status_code == 403


def adopt_kumamoto(region: Region) -> None:
    catalogues.adopt(
        name="kumamoto-services", base_version="R3", effective_from=date(2026, 4, 1),
        by=region.actor("officer"), now=NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("title", "begins"),
    [("相談支援機能強化員", "Ⅱ"), ("地域支援員", "Ⅲ"), ("相談員", "Ⅰ")],
)
def test_the_local_title_decides_the_first_category(
    title: str, begins: str, region: Region, client_for: ClientFor
) -> None:
    adopt_kumamoto(region)
    Post.objects.filter(staff=region.staff["core_staff"]).update(local_title=title)
    actor = region.actor("core_staff")
    own = own_business(actor=actor, on=TODAY)
    assert own is not None and own.heading.startswith(begins)
    chosen = default_work_kind(actor=actor, on=TODAY, contents=[], method="NAT-M1")
    assert chosen in own.codes
    page = client_for("core_staff").get(reverse("home")).content.decode()
    assert f"{title}の業務" in page


def test_without_a_local_title_nothing_is_preset(region: Region) -> None:
    adopt_kumamoto(region)
    assert own_business(actor=region.actor("specialist"), on=TODAY) is None

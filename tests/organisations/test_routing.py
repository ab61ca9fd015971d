"""困難な相談の行き先: 日付のある決まり、上の地域の決まり、直し方、画面。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import NOW, TODAY
from tests.factories.region import Region
from tsunagi.access.actor import AccessDenied
from tsunagi.access.models import AuditEvent
from tsunagi.common.errors import UserError
from tsunagi.organisations.area.routing_actions import set_route
from tsunagi.organisations.area.routing_models import RoutingRule
from tsunagi.organisations.area.routing_queries import rule_for
from tsunagi.organisations.area.routing_rules import Route, Ruled, rank, rule_on
from tsunagi.organisations.office.rules import OfficeKind

ClientFor = Callable[[str], Client]
DAY = date(2026, 11, 22)
CITY = Ruled("/1/2/", "架空市", Route.CORE, date(2026, 4, 1))
WARD = Ruled("/1/2/3/", "東区", Route.OFFICE, date(2026, 10, 1), date(2026, 12, 1))


@pytest.mark.parametrize(
    ("where", "day", "rule"),
    [
        ("/1/2/3/", DAY, WARD), ("/1/2/3/9/", DAY, WARD), ("/1/2/4/", DAY, CITY),
        ("/1/2/", DAY, CITY), ("/1/5/", DAY, None), ("/1/2/33/", DAY, CITY),
        pytest.param("/1/2/3/", date(2026, 9, 30), CITY, id="まだ始まらない"),
        pytest.param("/1/2/3/", date(2026, 12, 1), CITY, id="終わった"),
        pytest.param("/1/2/", date(2026, 3, 31), None, id="まだない"),
    ],
)  # fmt: skip
def test_the_nearest_rule_of_the_day(where: str, day: date, rule: Any) -> None:
    assert rule_on([CITY, WARD], where, day) == rule


@pytest.mark.parametrize(
    ("route", "ranks"),
    [(Route.CORE, [0, 1, 2, 0]), (Route.COMMISSIONED, [1, 0, 2, 1]),
     (Route.OFFICE, [2, 1, 0, 2])],
)  # fmt: skip
def test_whom_a_rule_asks_first(route: Route, ranks: list[int]) -> None:
    core, entrusted, plan = (
        OfficeKind.CORE_CENTRE, OfficeKind.COMMISSIONED, OfficeKind.DESIGNATED_PLAN,
    )  # fmt: skip
    offices = [{core, plan}, {entrusted, plan}, {plan}, {core, entrusted, plan}]
    assert [rank(frozenset(kinds), route) for kinds in offices] == ranks
    assert rank(frozenset({OfficeKind.DESK}), route) >= max(ranks)


def put(region: Region, area: str = "east", **more: Any) -> Any:
    values: dict[str, Any] = {
        "route": Route.CORE, "reason": "運営会議で決めた", "valid_from": TODAY,
        "by": region.actor("officer"), "now": NOW, **more,
    }  # fmt: skip
    return set_route(area=region.areas[area], **values)


def now_in(region: Region, area: str, day: date = TODAY) -> Route | None:
    found = rule_for(
        actor=region.actor("specialist"), area=region.areas[area], today=day
    )
    return found.route if found else None


@pytest.mark.django_db
def test_a_rule_holds_from_its_day_below_its_area(region: Region) -> None:
    put(region, "tsunagi", valid_from=TODAY - timedelta(days=10))
    put(region, "east", route=Route.OFFICE, valid_from=TODAY + timedelta(days=3))
    assert now_in(region, "east") is Route.CORE
    assert now_in(region, "east", TODAY + timedelta(days=3)) is Route.OFFICE
    assert now_in(region, "west", TODAY + timedelta(days=3)) is Route.CORE
    event = AuditEvent.objects.filter(action="area.route_set").latest("pk")
    assert event.details["route"] == "office"


@pytest.mark.django_db
def test_a_new_rule_ends_the_old_and_strikes_what_was_to_come(region: Region) -> None:
    old = put(region, valid_from=TODAY - timedelta(days=30))
    coming = put(region, route=Route.OFFICE, valid_from=TODAY + timedelta(days=5))
    put(region, route=Route.COMMISSIONED)
    old.refresh_from_db()
    coming.refresh_from_db()
    assert old.valid_before == TODAY and not old.is_struck
    assert coming.is_struck
    assert now_in(region, "east", TODAY - timedelta(days=1)) is Route.CORE
    assert now_in(region, "east", TODAY + timedelta(days=9)) is Route.COMMISSIONED
    put(region, route=None, reason="市の決まりに合わせる")
    assert now_in(region, "east") is None
    assert RoutingRule.objects.count() == 3, "the history stays"
    with pytest.raises(UserError):
        put(region, route=None)


@pytest.mark.django_db
def test_the_same_day_again_is_a_correction(region: Region) -> None:
    put(region)
    put(region, route=Route.OFFICE)
    assert now_in(region, "east") is Route.OFFICE
    assert [row.is_struck for row in RoutingRule.objects.order_by("pk")] == [
        True,
        False,
    ]


@pytest.mark.django_db
def test_who_may_decide(region: Region) -> None:
    for who in ("core_manager", "ward_officer", "specialist", "minato_officer"):
        with pytest.raises(AccessDenied):
            put(region, by=region.actor(who))
    with pytest.raises(UserError):
        put(region, reason=" ")
    with pytest.raises(AccessDenied):
        put(region, "prefecture")
    assert not RoutingRule.objects.exists()


@pytest.mark.django_db
def test_the_screens(region: Region, client_for: ClientFor) -> None:
    keys = [region.areas["east"].public_id]
    page, url = reverse("area-routes", args=keys), reverse("area-route-set", args=keys)
    officer = client_for("officer")
    assert "いま効いている決まりはありません" in officer.get(page).content.decode()
    form = officer.get(url).context["form"]
    sent = {
        "route": "commissioned", "valid_from": TODAY.isoformat(), "reason": "",
        "key": str(form["key"].value()),
    }  # fmt: skip
    assert officer.post(url, sent).status_code == 422
    sent["reason"] = "運営会議で決めた"
    assert officer.post(url, sent)["Location"] == page
    assert officer.post(url, sent).status_code == 302
    assert RoutingRule.objects.count() == 1, "sent twice"
    for who in ("specialist", "member"):
        shown = client_for(who).get(page).content.decode()
        assert "委託があれば委託へ" in shown and "運営会議で決めた" in shown
        assert url not in shown
        assert client_for(who).get(url).status_code == 403
    area = officer.get(reverse("area-page", args=keys)).content.decode()
    assert "委託があれば委託へ" in area and page in area
    assert client_for("minato_officer").get(url).status_code == 403

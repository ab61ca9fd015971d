"""The pages that are measured: who opens what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import uuid4

from bench.browser import Application, Browser


@dataclass(frozen=True)
class Scenario:
    """One page. `limit_ms` is what issue and decisions promise; None: only watched."""

    name: str
    login: str
    address: str
    limit_ms: float | None = None


def scenarios() -> list[Scenario]:
    from tsunagi.access.models import AuditEvent
    from tsunagi.organisations.area.models import Area
    from tsunagi.organisations.office.models import Office
    from tsunagi.organisations.staff.models import Staff

    event = AuditEvent.objects.filter(action="bench.event").order_by("id")[0]
    own = Office.objects.filter(posts__staff__login_name="bench-specialist").get()
    colleague = Staff.objects.get(login_name="bench-manager")
    ward = Area.objects.filter(kind="ward").order_by("id")[0]
    city = Area.objects.get(kind="municipality")
    middle = _after_pages(99)
    specialist, officer = "bench-specialist", "bench-officer"
    information = "bench-information"
    return [
        Scenario("empty signed-in page", specialist, "/account/"),
        Scenario("light page with audit row", information, f"/audit/{event.pk}/"),
        Scenario("staff page, audited", specialist, f"/staff/{colleague.public_id}/"),
        Scenario("today, specialist", specialist, "/", 100),
        Scenario("today, officer", officer, "/", 100),
        Scenario("today, core centre", "bench-core", "/", 100),
        Scenario("directory, first page", specialist, "/offices/", 100),
        Scenario("directory, page 100", specialist, f"/offices/?after={middle}", 100),
        Scenario("directory, kana fragment", specialist, "/offices/?q=ぞらこう", 100),
        Scenario("directory, name of nothing", specialist, "/offices/?q=むむむ", 100),
        Scenario(
            "directory, kind and accepting",
            specialist,
            "/offices/?kind=designated_plan&accepts=on",
            100,
        ),
        Scenario("directory, nearest", specialist, "/offices/?near=on"),
        Scenario("office page", specialist, f"/offices/{own.public_id}/", 100),
        Scenario("staff list, officer", officer, "/staff/"),
        Scenario("staff list, due training", officer, "/staff/?training=due_soon"),
        Scenario("area page, ward", officer, f"/areas/{ward.public_id}/"),
        Scenario("area page, city", officer, f"/areas/{city.public_id}/"),
        Scenario("chiefs", specialist, "/chiefs/"),
        Scenario("catalogue list", officer, "/catalogues/"),
        Scenario("audit list", information, "/audit/"),
        Scenario("system", "bench-administrator", "/system/"),
    ]


def audit_row_writer() -> Callable[[], bytes]:
    """What a look at one person adds to any page: one event with one subject."""
    from tsunagi.access import audit
    from tsunagi.access.actor import system_actor
    from tsunagi.organisations.area.models import Municipality

    here = system_actor("bench", municipality_id=Municipality.objects.get().pk)

    def write() -> bytes:
        audit.looked_at("bench.event", by=here, subjects=[uuid4()])
        return b""

    return write


def _after_pages(count: int) -> str:
    """The key that leads to the page after so many pages of the directory."""
    from tsunagi.organisations.office.models import Office
    from tsunagi.organisations.office.queries import PAGE, _write_key

    offices = Office.objects.filter(closed_on=None).order_by("search_key", "id")
    place = min(count * PAGE, offices.count()) - 1
    return _write_key(offices[place])


def browsers(
    application: Application, wanted: list[Scenario]
) -> Iterator[tuple[Scenario, Browser]]:
    signed_in: dict[str, Browser] = {}
    for scenario in wanted:
        if scenario.login not in signed_in:
            signed_in[scenario.login] = Browser(application, scenario.login)
        yield scenario, signed_in[scenario.login]

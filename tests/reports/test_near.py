"""身近な専門員: 距離の帯、少ない数、名前を見られる人、代表点。"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied
from tsunagi.cases.person.models import Person
from tsunagi.common.errors import UserError
from tsunagi.organisations.area.actions import set_area_point
from tsunagi.organisations.office.map import WIDTH
from tsunagi.organisations.office.models import FreePlaces, Office
from tsunagi.organisations.staff.models import Post
from tsunagi.reports.near.drawing import AreaMark
from tsunagi.reports.near.queries import cases_without, near_table
from tsunagi.reports.near.rules import (
    Band,
    Measure,
    Point,
    Site,
    band_of,
    to_nearest,
    to_own,
)

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
HERE = (26.50, 127.90)
# A tenth of a degree to the north is 11.12 km.
NORTH = (26.60, 127.90)


@pytest.mark.parametrize(
    ("km", "band"),
    [
        (0.0, Band.UNDER_5), (4.99, Band.UNDER_5), (5.0, Band.FROM_5),
        (9.99, Band.FROM_5), (10.0, Band.FROM_10), (19.99, Band.FROM_10),
        (20.0, Band.FROM_20), (300.0, Band.FROM_20),
    ],
)  # fmt: skip
def test_a_distance_has_one_band(km: float, band: Band) -> None:
    assert band_of(km) is band


def site(
    number: int, point: Point | None, *, specialist: bool = True, takes: bool = True
) -> Site:
    return Site(number, point, specialist, takes)


@pytest.mark.parametrize(
    ("here", "sites", "band", "office"),
    [
        pytest.param(HERE, [site(1, HERE), site(2, NORTH)], Band.UNDER_5, 1,
                     id="近いほう"),
        pytest.param(HERE, [site(1, HERE, takes=False), site(2, NORTH)], Band.FROM_10,
                     2, id="いっぱいの所は飛ばす"),
        pytest.param(HERE, [site(1, HERE, specialist=False), site(2, NORTH)],
                     Band.FROM_10, 2, id="専門員のいない所は飛ばす"),
        pytest.param(HERE, [site(1, None), site(2, NORTH)], Band.FROM_10, 2,
                     id="座標のない所は測れない"),
        pytest.param(HERE, [site(1, None)], Band.UNKNOWN, None, id="測れる所がない"),
        pytest.param(None, [site(1, HERE)], Band.UNKNOWN, None, id="代表点がない"),
        pytest.param(HERE, [], Band.NONE, None, id="どこにもいない"),
        pytest.param(None, [site(1, HERE, takes=False)], Band.NONE, None,
                     id="どこもいっぱい"),
    ],
)  # fmt: skip
def test_the_nearest_office(
    here: Point | None, sites: list[Site], band: Band, office: int | None
) -> None:
    found = to_nearest(here, sites)
    assert found.band is band
    assert (found.site.office_id if found.site else None) == office


@pytest.mark.parametrize(
    ("here", "own", "band"),
    [
        (HERE, site(1, HERE, takes=False), Band.UNDER_5), (HERE, None, Band.NONE),
        (HERE, site(1, HERE, specialist=False), Band.NONE),
        (HERE, site(1, None), Band.UNKNOWN), (None, site(1, HERE), Band.UNKNOWN),
    ],
)  # fmt: skip
def test_the_own_office(here: Point | None, own: Site | None, band: Band) -> None:
    assert to_own(here, own).band is band


def test_near_means_nearer_than_the_distance() -> None:
    found = to_nearest(HERE, [site(1, NORTH)])
    assert (found.is_within(10), found.is_within(20)) == (False, True)
    assert not to_nearest(None, [site(1, NORTH)]).is_within(20)


@pytest.fixture
def room(region: object) -> CaseRoom:
    room = CaseRoom(region)  # type: ignore[arg-type]
    for key, point in (("east", HERE), ("west", NORTH)):
        area = room.region.areas[key]
        set_area_point(
            area=area, latitude=point[0], longitude=point[1], version=area.version,
            by=room.region.builder(),
        )  # fmt: skip
    Office.objects.filter(pk=room.region.offices["hikari"].pk).update(
        latitude=HERE[0], longitude=HERE[1]
    )
    return room


def people(room: CaseRoom, area: str, count: int, name: str = "架空 遠い") -> None:
    for number in range(count):
        person = room.case(name=f"{name}{number}").person
        Person._base_manager.filter(pk=person.pk).update(area=room.region.areas[area])


def test_areas_and_their_people(room: CaseRoom) -> None:
    people(room, "east", 10)
    people(room, "west", 11)
    found = near_table(
        actor=room.actor("officer"), today=TODAY, measure=Measure.NEAREST, within=10
    )
    lines = {line.name: line for line in found.lines}
    assert lines["東区"].found.band is Band.UNDER_5
    assert lines["東区"].persons.count == 10
    assert lines["西区"].found.band is Band.FROM_10
    assert lines["西区"].office == room.region.offices["hikari"]
    assert found.without.count == 11
    assert lines["北区"].found.band is Band.UNKNOWN
    assert lines["北区"].persons.count is None


def test_few_people_are_not_told(room: CaseRoom) -> None:
    people(room, "west", 3)
    found = near_table(
        actor=room.actor("officer"), today=TODAY, measure=Measure.NEAREST, within=10
    )
    assert found.without.count is None
    assert all(line.persons.count is None for line in found.lines)


def test_an_office_that_is_full_or_empty_is_not_near(room: CaseRoom) -> None:
    people(room, "east", 12)
    FreePlaces.objects.create(
        office=room.region.offices["hikari"], accepts_new=False, confirmed_on=TODAY,
        recorded_at=NOW, is_current=True,
    )  # fmt: skip

    def band(measure: Measure) -> Band:
        found = near_table(
            actor=room.actor("officer"), today=TODAY, measure=measure, within=10
        )
        row = next(line for line in found.lines if line.name == "東区")
        return next(
            band
            for band, one in zip(Band, row.cells, strict=False)
            if one is not None and one.count == 12
        )

    # みなと町's office takes cases, but nobody knows where it lies.
    assert band(Measure.NEAREST) is Band.UNKNOWN
    assert band(Measure.OWN) is Band.UNDER_5
    Post.objects.filter(kind="specialist").update(valid_before=TODAY)
    assert band(Measure.NEAREST) is Band.NONE
    assert band(Measure.OWN) is Band.NONE


def test_names_are_for_the_office_that_supports(
    room: CaseRoom, client_for: ClientFor
) -> None:
    people(room, "west", 1)
    url = reverse("near-report")
    own = client_for("specialist").get(url).content.decode()
    assert "架空 遠い0さん" in own and "直線で11.1km" in own
    seen = client_for("officer").get(url).content.decode()
    assert "架空 遠い" not in seen and "伏せた数" in seen
    assert client_for("member").get(url).status_code == 403
    nearer = client_for("specialist").get(url, {"within": "20"}).content.decode()
    assert "架空 遠い" not in nearer


def test_whose_address_is_secret_is_not_named(room: CaseRoom) -> None:
    people(room, "west", 1)
    Person._base_manager.update(sealed_contact="x")
    named = cases_without(
        actor=room.actor("specialist"), today=TODAY, now=NOW,
        measure=Measure.NEAREST, within=10,
    )  # fmt: skip
    assert named == []


def test_excel_and_csv_hide_the_same(room: CaseRoom, client_for: ClientFor) -> None:
    people(room, "west", 3)
    client, url = client_for("officer"), reverse("near-report")
    text = client.get(url, {"format": "csv"}).content.decode("utf-8-sig")
    assert "西区" in text and "伏せた数" in text and "架空 遠い" not in text
    assert client.get(url, {"format": "xlsx"}).content[:2] == b"PK"


def test_the_page_asks_a_constant_number_of_questions(
    room: CaseRoom, client_for: ClientFor, django_assert_max_num_queries: object
) -> None:
    client, url = client_for("specialist"), reverse("near-report")
    people(room, "west", 2)
    client.get(url)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        client.get(url)
    people(room, "west", 4, name="架空 ほか")
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)


def test_half_a_point_is_refused_and_a_point_can_be_taken_away(
    room: CaseRoom, client_for: ClientFor
) -> None:
    area = room.region.areas["east"]
    client, url = client_for("officer"), reverse("area-point", args=[area.public_id])
    half = client.post(
        url, {"latitude": "26.5", "longitude": "", "version": area.version}
    )
    assert half.status_code == 422 and "ARE-005" in half.content.decode()
    assert "26.5" in half.content.decode()
    done = client.post(url, {"latitude": "", "longitude": "", "version": area.version})
    area.refresh_from_db()
    assert done.status_code == 302 and area.latitude is None
    with pytest.raises(UserError):
        set_area_point(
            area=area, latitude=26.5, longitude=None, version=area.version,
            by=room.region.builder(),
        )  # fmt: skip
    with pytest.raises(AccessDenied):
        set_area_point(
            area=area, latitude=26.5, longitude=127.9, version=area.version,
            by=room.actor("specialist"),
        )  # fmt: skip


@pytest.mark.parametrize(
    ("x", "anchor"), [(0, "start"), (WIDTH / 2, "middle"), (WIDTH, "end")]
)
def test_words_beside_a_place_stay_inside_the_map(x: float, anchor: str) -> None:
    assert AreaMark(x, 0, "circle", "", "東区", "99人").anchor == anchor

"""一度だけ作る文: だれが、いつ尋ねても、毎回作るのと同じ答えになる。"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import F, QuerySet
from django.test.utils import CaptureQueriesContext

from tests.conftest import NOW, TODAY
from tests.factories.region import Region
from tsunagi.access.actor import Actor, Grant
from tsunagi.access.permissions import Role
from tsunagi.access.shapes import (
    Asking,
    Place,
    Values,
    two_alike,
    values_of,
    with_lists,
)
from tsunagi.access.statements import made_once, number_of
from tsunagi.common.frozen import names_of, replace
from tsunagi.organisations.models import Post, Staff

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WHO = ("specialist", "manager", "alone", "officer", "core_staff")


def posts(*, actor: Actor, now: datetime, today: date) -> QuerySet[Post]:
    """Rows of three tables, by the actor's office and by days before and after today."""
    return (
        Post.objects.filter(
            office_id__in=sorted(actor.office_ids), valid_from__lte=today - 2 * DAY
        )
        .exclude(valid_before__lte=today + DAY)
        .select_related("office__area", "staff")
        .order_by("staff__search_key", "pk")
    )


def colleagues(*, actor: Actor, now: datetime) -> QuerySet[Staff, Any]:
    return (
        Staff.objects.filter(posts__office_id=actor.office_id or 0, joined_at__lte=now)
        .exclude(public_id=actor.public_id)
        .order_by("search_key")
        .values_list("name", "public_id", "is_active", named=True)[:3]
    )


def names_of_posts(*, actor: Actor, now: datetime) -> QuerySet[Post, Any]:
    """Sorted by what is not among the columns: the database is given more of them."""
    rows = Post.objects.filter(office__municipality_id=actor.here).distinct()
    return rows.order_by("staff__search_key", "kind").values_list("kind")


def how_many(*, actor: Actor, now: datetime) -> QuerySet[Any, int]:
    return number_of(Post.objects.filter(office_id=actor.office_id or 0))


def asked(build: Callable[..., Any], asking: Asking) -> list[Any]:
    known = {"actor": asking.actor, "now": asking.now, "today": asking.today}
    names = build.__code__.co_varnames[: build.__code__.co_kwonlyargcount]
    return list(build(**{name: known[name] for name in names}))


@pytest.mark.parametrize("build", [posts, colleagues, names_of_posts, how_many])
def test_everybody_is_answered_as_if_it_were_made_for_them(
    region: Region, build: Callable[..., Any]
) -> None:
    once = made_once(build)
    answers = set()
    for later in (timedelta(), 400 * DAY, -4_000 * DAY):
        for who in WHO:
            asking = Asking(region.actor(who), NOW + later, TODAY + later)
            found = once(actor=asking.actor, now=asking.now, today=asking.today)
            assert found == asked(build, asking), (who, later)
            answers.add(str(found))
    assert len(answers) > 1 or build is names_of_posts
    assert any(answer != "[]" for answer in answers)


def test_of_the_rows_asked_about_come_those_that_it_may_say(region: Region) -> None:
    made = 0

    def told(
        *, actor: Actor, now: datetime, ids: Collection[int]
    ) -> QuerySet[Post, int]:
        nonlocal made
        made += 1
        rows = Post.objects.filter(pk__in=ids, office_id__in=sorted(actor.office_ids))
        return rows.order_by("-pk").values_list("pk", flat=True)

    once = made_once(told)
    everybody = list(Post.objects.order_by("pk").values_list("pk", flat=True))
    seen = 0
    for who in WHO:
        actor = region.actor(who)
        own = Post.objects.filter(office_id__in=actor.office_ids)
        for count in (1, 2, 3, 5, 8, len(everybody)):
            ids = everybody[-count:]
            mine = own.filter(pk__in=ids).order_by("-pk").values_list("pk", flat=True)
            assert once(actor=actor, now=NOW, ids=ids) == list(mine), (who, count)
            seen += len(mine)
    assert seen > 0
    assert once(actor=region.actor("specialist"), now=NOW, ids=[]) == []
    before = made
    assert (
        once(actor=region.actor("specialist"), now=NOW, ids=everybody[:7]) is not None
    )
    assert made == before, "seven are asked with the text made for eight"
    with pytest.raises(ValueError, match="1025"):
        once(actor=region.actor("specialist"), now=NOW, ids=range(1_025))


def test_the_rows_asked_about_become_one_value_and_nothing_else_does() -> None:
    listed = Values(
        (7, 1, 2, "x", 3, 4, 1, 2),
        (Place(0, slot=0), *rows_at(1), *rows_at(6)),
    )
    sql, values = with_lists(
        "a = %s AND b IN (%s, %s) AND c LIKE '50%%s' || %s AND d IN (%s, %s)"
        " AND e IN (%s, %s)",
        listed,
        2,
    )
    assert sql == (
        "a = %s AND b = ANY(%s) AND c LIKE '50%%s' || %s AND d IN (%s, %s)"
        " AND e = ANY(%s)"
    )
    actor = Actor(
        staff_id=5, public_id=None, name="", municipality_id=None, office_id=None
    )
    assert values is not None
    filled = values.of(Asking(actor, NOW, TODAY, (10, 20, 30)))
    assert filled == (5, [10, 20, 30], "x", 3, 4, [10, 20, 30])


def test_a_row_named_apart_keeps_the_text_from_being_made_once() -> None:
    apart = Values((1, 2, 1), (*rows_at(0), Place(2, row=0)))
    assert with_lists("a IN (%s, %s) OR b = %s", apart, 2)[1] is None


def rows_at(at: int) -> tuple[Place, Place]:
    return Place(at, row=0), Place(at + 1, row=1)


def test_rows_come_with_what_was_read_with_them(region: Region) -> None:
    once = made_once(posts)
    actor = region.actor("specialist")
    once(actor=actor, now=NOW, today=TODAY)
    with CaptureQueriesContext(connection) as queries:
        [*rows] = once(actor=actor, now=NOW, today=TODAY)
        assert rows and all(row.office.area.name and row.staff.name for row in rows)
    assert len(queries) == 1


def test_the_text_is_made_for_a_shape_and_not_for_a_person(region: Region) -> None:
    made = 0

    def counted(*, actor: Actor, now: datetime) -> QuerySet[Staff]:
        nonlocal made
        made += 1
        return Staff.objects.filter(pk=actor.staff_id or 0)

    once = made_once(counted)
    actor = region.actor("specialist")
    other = replace(
        actor, staff_id=region.staff["alone"].pk, public_id=uuid4(), name="架空 別人"
    )
    assert once(actor=actor, now=NOW) == [region.staff["specialist"]]
    assert once(actor=other, now=NOW) == [region.staff["alone"]]
    assert once(actor=replace(other, staff_id=None), now=NOW) == []
    assert made == 4, "two for those with a number, two for the program without one"


def test_two_who_differ_in_more_than_numbers_are_two_shapes(region: Region) -> None:
    actor = region.actor("specialist")
    [grant] = actor.grants
    for other in (
        replace(actor, office_id=None),
        replace(actor, grants=frozenset({replace(grant, role=Role.OFFICE_MANAGER)})),
        replace(actor, grants=frozenset({grant, replace(grant, office_id=999_999)})),
        replace(actor, works_alone=not actor.works_alone),
    ):
        assert two_alike(other) != two_alike(actor)


def test_the_numbers_of_the_stand_ins_stand_in_the_order_of_the_real_ones() -> None:
    offices = [31, 7, 19]
    grants = frozenset(Grant(Role.SPECIALIST, 2, office_id=one) for one in offices)
    actor = Actor(5, uuid4(), "架空", 2, grants, office_id=19)
    for one in two_alike(actor):
        assert len(one.actor.office_ids) == 3
        assert sorted(one.actor.office_ids)[1] == one.actor.office_id


def test_everything_that_tells_one_person_from_another_is_stood_in_for() -> None:
    grant = Grant(Role.SPECIALIST, 2, office_id=3, area_id=4)
    actor = Actor(
        1, UUID(int=8), "架空", 2, frozenset({grant}), office_id=3, office_name="あ",
        municipality_name="い", other_municipality_ids=(6,),
    )  # fmt: skip
    alike = {"disability_spelling", "needs_second_factor", "works_alone"}
    for one, two in zip((actor, actor), two_alike(actor), strict=True):
        for name in set(names_of(Actor)) - alike:
            assert getattr(one, name) != getattr(two.actor, name), name


def reckons(*, actor: Actor, now: datetime, today: date) -> QuerySet[Post]:
    return Post.objects.filter(valid_from__lte=today.replace(day=1))


def sums(*, actor: Actor, now: datetime) -> QuerySet[Post]:
    return Post.objects.exclude(pk=(actor.staff_id or 0) + (actor.office_id or 0))


def names(*, actor: Actor, now: datetime) -> QuerySet[Staff]:
    return Staff.objects.filter(name=actor.name)


def reads(*, actor: Actor, now: datetime) -> QuerySet[Post]:
    return Post.objects.filter(pk__in=list(Post.objects.values_list("pk", flat=True)))


def nobody(*, actor: Actor, now: datetime) -> QuerySet[Post]:
    return Post.objects.filter(pk__in=[])


def other_text(*, actor: Actor, now: datetime) -> QuerySet[Post]:
    rows = Post.objects.order_by("pk")
    return rows if now.month == 1 else rows.filter(valid_from__lte=F("valid_before"))


@pytest.mark.parametrize(
    "build", [reckons, sums, names, reads, nobody, other_text],
    ids=["reckons", "sums", "names", "reads", "nobody", "other text"],
)  # fmt: skip
def test_what_cannot_be_kept_is_made_each_time_and_right(
    region: Region, build: Callable[..., Any]
) -> None:
    calls = 0

    def counted(**known: Any) -> Any:
        nonlocal calls
        calls += 1
        return build(**known)

    counted.__signature__ = __import__("inspect").signature(build)  # type: ignore[attr-defined]
    once = made_once(counted)
    asking = Asking(region.actor("specialist"), NOW, TODAY)
    for _ in range(2):
        before = calls
        found = once(actor=asking.actor, now=NOW, today=TODAY)
        assert found == asked(build, asking)
        assert calls > before
    assert build is nobody or build is other_text or found


def test_a_value_that_is_no_number_of_the_asker_is_not_taken_for_one(
    region: Region,
) -> None:
    alike = two_alike(region.actor("specialist"))
    assert values_of(["x", 1], ["x", 1], alike) is not None
    assert values_of([1], [1, 2], alike) is None
    assert values_of([1_900_000_000], [2_000_000_001], alike) is None
    assert values_of(["2026-01-01"], ["2026-01-02"], alike) is None
    assert values_of([True], [False], alike) is None


def test_a_function_that_takes_more_is_refused() -> None:
    def more(*, actor: Actor, now: datetime, wanted: str) -> QuerySet[Post]:
        return Post.objects.filter(local_title=wanted)

    with pytest.raises(TypeError, match="more"):
        made_once(more)

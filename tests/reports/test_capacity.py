"""受け持ちと空き、引受けのかたより: 数え方、だれが名前とともに見るか、一度押すだけの確認。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.cases.handover.conftest import HandRoom
from tests.cases.monitoring.test_actions import decide
from tests.conftest import NOW, TODAY
from tsunagi.cases.case.rules import DifficultyGroup, Mode
from tsunagi.cases.case.team_actions import add_difficulty
from tsunagi.cases.handover.answer_actions import Said, decline
from tsunagi.cases.handover.rules import Answer, Decline
from tsunagi.cases.limits import counts
from tsunagi.cases.limits.queries import consulting_offices, named_ids
from tsunagi.cases.limits.weight_rules import Group, weighted, weights_on
from tsunagi.organisations.office.actions import report_free_places
from tsunagi.organisations.office.models import FreePlaces
from tsunagi.reports.capacity.ledger_queries import ledger
from tsunagi.reports.capacity.ledger_rules import Asked, summed, tallies
from tsunagi.reports.capacity.queries import Board, board
from tsunagi.reports.capacity.rules import (
    Load,
    Order,
    beside,
    may_say_sum,
    shown,
    spread,
)
from tsunagi.reports.capacity.rules import summed as summed_loads

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
HALF = (date(2026, 10, 1), date(2027, 4, 1))


@pytest.fixture
def room(region: object) -> CaseRoom:
    return CaseRoom(region)  # type: ignore[arg-type]


@pytest.fixture
def hands(room: CaseRoom) -> HandRoom:
    return HandRoom(room)


# --- 重み ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("group", "tenths"),
    [
        pytest.param(Group(Mode.PLAN), 10, id="ふつう"),
        pytest.param(Group(Mode.ENTRUSTED), 10, id="委託"),
        pytest.param(Group(Mode.PLAN, is_settled=True), 5, id="落ち着いた計画"),
        pytest.param(Group(Mode.CHILD_PLAN, is_settled=True), 5, id="児も同じ"),
        pytest.param(Group(Mode.ENTRUSTED, is_settled=True), 10, id="計画だけ"),
        pytest.param(Group(Mode.PLAN, is_difficult=True, is_settled=True), 20,
                     id="難しさが先"),
        pytest.param(Group(Mode.CORE_DIFFICULT), 20, id="基幹の困難"),
        pytest.param(Group(Mode.TRANSITION), 20, id="地域移行"),
        pytest.param(Group(Mode.SELF_PLAN), 5, id="セルフプラン"),
        pytest.param(Group(Mode.SETTLING), 10, id="地域定着"),
    ],
)  # fmt: skip
def test_what_a_case_weighs(group: Group, tenths: int) -> None:
    assert weights_on(TODAY).of(group) == tenths


def test_the_weights_are_said_to_be_ours() -> None:
    weights = weights_on(TODAY)
    assert weights.confidence == "C" and "つなぎの考え" in weights.source
    assert weights_on(date(2000, 1, 1)) == weights
    assert weighted({Group(Mode.PLAN): 3, Group(Mode.SELF_PLAN): 1}, weights) == 35


# --- 合計とばらつき ----------------------------------------------------------------------
@pytest.mark.parametrize(
    ("offices", "others", "says"),
    [
        (3, [], True), (2, [], False), (0, [], False), (5, [3, 0, 4], True),
        (5, [3, 2], False), (5, [1], False),
    ],
)  # fmt: skip
def test_when_a_sum_may_be_said(offices: int, others: list[int], says: bool) -> None:
    assert may_say_sum(offices, others) is says


def test_what_stands_beside_a_part() -> None:
    paths = ["/1/2/3/", "/1/2/3/9/", "/1/2/4/", "/1/2/"]
    assert beside(paths, "/1/2/", "/1/2/") == []
    assert sorted(beside(paths, "/1/2/3/", "/1/2/")) == [1, 1]
    assert beside(paths, "/1/2/3/9/", "/1/2/") == [1], "below a part nothing is told"


def test_loads() -> None:
    assert Load(cases=30, weighted=450, fte=150).per_fte == 20
    assert Load(cases=30, weighted=450, fte=150).weighted_per_fte == 30
    assert Load(cases=3).per_fte is None and Load(cases=3).weighted_per_fte is None
    assert summed_loads([Load(1, 10, 100, 2), Load(2, 5)]) == Load(3, 15, 100, 2)


def test_the_spread_needs_five_offices() -> None:
    loads = [Load(cases=10 * number, fte=100) for number in range(1, 6)]
    found = spread(loads)
    assert found is not None
    assert (found.least, found.middle, found.most) == (10, 30, 50)
    assert spread(loads[:4]) is None
    assert spread([*loads[:4], Load(cases=9)]) is None


def test_small_sums_are_hidden_from_others() -> None:
    assert shown(9, everything=False).words == "伏せた数"
    assert (shown(10, everything=False).count, shown(0, everything=True).count) == (
        10,
        0,
    )


# --- だれが名前とともに見るか -----------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("specialist", {"hikari"}), ("alone", {"alone"}),
        ("core_staff", {"core", "hikari"}), ("consultant", {"core", "hikari"}),
        ("officer", {"core", "hikari", "alone"}), ("ward_officer", {"core", "hikari"}),
        ("secretary", set()), ("member", set()), ("adviser", set()),
        ("administrator", set()), ("information_officer", set()), ("trainee", set()),
    ],
)  # fmt: skip
def test_who_reads_figures_by_name(room: CaseRoom, who: str, names: set[str]) -> None:
    actor = room.actor(who)
    offices = consulting_offices(actor=actor, today=TODAY)
    found = named_ids(actor=actor, offices=offices, today=TODAY)
    assert found == {room.region.offices[key].pk for key in names}


def seen(room: CaseRoom, who: str = "officer", **asked: Any) -> Board:
    values = {"area": None, "kind": None, "order": Order.NAME, **asked}
    return board(actor=room.actor(who), today=TODAY, **values)


def test_the_numbers_come_from_the_records(room: CaseRoom, hands: HandRoom) -> None:
    hard = room.case(name="架空 一")
    room.case(name="架空 二", mode=Mode.ENTRUSTED)
    add_difficulty(
        case=hard, group=DifficultyGroup.SUPPORT, text="支える人が少ない",
        noticed_on=TODAY, by=room.actor("specialist"), now=NOW,
    )  # fmt: skip
    hands.ask(hands.prepare(hard))
    lines = {line.office.pk: line for line in seen(room).lines}
    ours = lines[room.region.offices["hikari"].pk].numbers
    theirs = lines[room.region.offices["alone"].pk].numbers
    assert ours is not None and theirs is not None
    assert ours.by_mode == [("委託相談", 1), ("計画相談", 1)]
    assert (ours.load.cases, ours.load.weighted, ours.load.fte) == (2, 30, 200)
    assert (ours.load.waiting, theirs.load.waiting) == (0, 1)


def test_a_settled_plan_is_a_year_old_with_one_monitoring_ahead(
    room: CaseRoom,
) -> None:
    decide(room, room.case(name="架空 一", opened_on=date(2025, 4, 1)), every=6)
    room.case(name="架空 二", opened_on=date(2025, 4, 1))
    groups = counts.groups_of(
        office_ids=[room.region.offices["hikari"].pk],
        municipality_id=room.actor("officer").here, today=TODAY,
    )[room.region.offices["hikari"].pk]  # fmt: skip
    assert groups[Group(Mode.PLAN)] == 1, "nothing planned says nothing"
    assert groups[Group(Mode.PLAN, is_settled=True)] == 1


def say(room: CaseRoom, office: str, by: str, ago: int = 0, **more: Any) -> None:
    day = TODAY - timedelta(days=ago)
    values = {"accepts_new": True, "free_places": 2, "capacity": 40, "note": "", **more}
    report_free_places(
        office=room.region.offices[office], by=room.actor(by), now=NOW, today=day,
        **values,
    )  # fmt: skip


def test_orders(room: CaseRoom) -> None:
    say(room, "hikari", "manager", ago=20, free_places=1)
    say(room, "alone", "alone", free_places=4)
    room.case()

    def names(order: Order, who: str = "officer") -> list[str]:
        return [
            line.office.name.removeprefix("架空 ")
            for line in seen(room, who, order=order).lines
        ]

    assert names(Order.NAME) == ["alone", "core", "hikari"]
    assert names(Order.FREE) == ["alone", "hikari", "core"]
    assert names(Order.OLDEST) == ["core", "hikari", "alone"]
    assert names(Order.LOAD)[-1] == "hikari"
    assert names(Order.WAITING) == names(Order.NAME)
    assert names(Order.LOAD, "specialist")[0] == "hikari", "the others are not told"


def test_area_and_kind_narrow_the_board(room: CaseRoom) -> None:
    east = seen(room, area=room.region.areas["east"])
    assert {line.office for line in east.lines} == {
        room.region.offices["core"], room.region.offices["hikari"],
    }  # fmt: skip
    core = seen(room, kind=next(k for k in _kinds() if k.value == "core_centre"))
    assert [line.office for line in core.lines] == [room.region.offices["core"]]


def _kinds() -> list[Any]:
    from tsunagi.organisations.office.rules import OfficeKind

    return list(OfficeKind)


def test_sums_are_told_to_others_only_where_they_tell_of_nobody(room: CaseRoom) -> None:
    assert seen(room, "specialist").total is not None, "three offices"
    east = seen(room, "specialist", area=room.region.areas["east"])
    assert east.total is None, "two offices: the other is known by subtraction"
    assert seen(room, "member").total is None
    assert seen(room, "officer", area=room.region.areas["west"]).total is not None


def text(response: Any) -> str:
    return str(response.content.decode())


def test_the_page_shows_free_places_to_all_and_load_to_few(
    room: CaseRoom, client_for: ClientFor
) -> None:
    say(room, "hikari", "manager", ago=15)
    room.case()
    url = reverse("capacity-board")
    for who in ("member", "alone", "officer"):
        page = text(client_for(who).get(url))
        assert "架空 hikari" in page and "受けられる" in page and "古い" in page, who
        assert ("内訳" in page) == (who != "member"), who
    alone = client_for("alone").get(url)
    assert [row["office"].name for row in alone.context["named"]] == ["架空 alone"]
    own = text(client_for("specialist").get(url))
    assert reverse("case-office") in own and "つなぎの考え" in own
    assert "架空 花子" not in own


@pytest.mark.parametrize("asked", ["area=x", "kind=x&order=y", "format=zip"])
def test_nonsense_in_the_address_is_the_usual(
    client_for: ClientFor, asked: str
) -> None:
    page = client_for("specialist").get(f"{reverse('capacity-board')}?{asked}")
    assert page.status_code == 200


def test_one_press_confirms_the_same_numbers(
    room: CaseRoom, client_for: ClientFor
) -> None:
    say(room, "hikari", "manager", ago=20, note="午後なら")
    office = room.region.offices["hikari"]
    url = reverse("office-free-same", args=[office.public_id])
    back = reverse("capacity-board")
    done = client_for("specialist").post(url, {"next": back})
    assert (done.status_code, done["Location"]) == (302, back)
    rows = FreePlaces.objects.filter(office=office).order_by("pk")
    assert [row.is_current for row in rows] == [False, True]
    assert (rows[1].free_places, rows[1].note) == (2, "午後なら")
    assert rows[1].confirmed_on > rows[0].confirmed_on
    away = client_for("specialist").post(url, {"next": "https://example.invalid/"})
    assert away["Location"] == reverse("office-page", args=[office.public_id])
    assert client_for("alone").post(url).status_code == 403


def test_without_numbers_the_form_opens(room: CaseRoom, client_for: ClientFor) -> None:
    public_id = room.region.offices["hikari"].public_id
    done = client_for("specialist").post(reverse("office-free-same", args=[public_id]))
    assert done["Location"] == reverse("office-free-places", args=[public_id])


def test_files_hold_no_more_than_the_screen(
    room: CaseRoom, client_for: ClientFor
) -> None:
    room.case(mode=Mode.TRANSITION)
    url = reverse("capacity-board")
    own = client_for("specialist").get(url, {"format": "csv"})
    other = client_for("alone").get(url, {"format": "csv"})
    assert "地域移行1" in own.content.decode("utf-8-sig")
    assert "地域移行" not in other.content.decode("utf-8-sig")
    assert client_for("officer").get(url, {"format": "xlsx"}).content[:2] == b"PK"


@pytest.mark.parametrize("name", ["capacity-board", "fairness-ledger"])
def test_the_pages_ask_a_constant_number_of_questions(
    room: CaseRoom, hands: HandRoom, client_for: ClientFor, name: str
) -> None:
    client, url = client_for("officer"), reverse(name)
    say(room, "hikari", "manager")
    hands.ask(hands.prepare(room.case(name="架空 一")))
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    say(room, "alone", "alone")
    for number in range(3):
        hands.ask(hands.prepare(room.case(name=f"架空 もう{number}")))
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)


# --- かたより --------------------------------------------------------------------------
def test_every_request_counts_once() -> None:
    day = date(2026, 10, 1)

    def one(answer: Answer, days: int | None = None, decline: str = "") -> Asked:
        on = None if days is None else day + timedelta(days=days)
        return Asked(7, day, answer, on, decline)

    found = tallies([
        one(Answer.ACCEPTED, 3), one(Answer.DECLINED, 5, Decline.FULL.value),
        one(Answer.DECLINED, 1), one(Answer.ELSEWHERE, 2), one(Answer.WITHDRAWN),
        one(Answer.ASKED), one(Answer.SEEN), one(Answer.QUESTIONED),
        Asked(8, day, Answer.ACCEPTED, day),
    ])  # fmt: skip
    tally = found[7]
    assert (tally.asked, tally.accepted, tally.all_declined) == (8, 1, 2)
    assert tally.declined == {"full": 1, "other": 1}
    assert (tally.elsewhere, tally.withdrawn, tally.waiting) == (1, 1, 3)
    assert tally.median_days == 3
    total = summed(found.values())
    assert (total.asked, total.accepted) == (9, 2)
    assert summed([]).median_days is None


def test_the_ledger_of_an_area(room: CaseRoom, hands: HandRoom) -> None:
    hands.ask(hands.prepare(room.case(name="架空 一")))
    ask = hands.ask(hands.prepare(room.case(name="架空 二")))
    decline(
        ask=hands.fresh(ask), why=Decline.FULL, said=Said(on=TODAY),
        by=room.actor("alone"), now=NOW, today=TODAY,
    )  # fmt: skip
    found = ledger(
        actor=room.actor("officer"), area=None, first=HALF[0], before=HALF[1],
        today=TODAY,
    )  # fmt: skip
    line = next(
        one for one in found.lines if one.office == room.region.offices["alone"]
    )
    assert (line.tally.asked, line.tally.waiting) == (2, 1)
    assert line.tally.declined == {"full": 1} and line.tally.median_days == 0
    ours = next(
        one for one in found.lines if one.office == room.region.offices["hikari"]
    )
    assert found.ends == (date(2026, 9, 30), TODAY)
    assert (ours.at_start.cases, ours.at_end.cases) == (2, 2)
    assert found.total is not None and found.total.asked == 2
    before = ledger(
        actor=room.actor("officer"), area=None, first=date(2026, 4, 1), before=HALF[0],
        today=TODAY,
    )  # fmt: skip
    assert before.total is not None and before.total.asked == 0


def test_the_ledger_names_only_to_those_in_charge(
    room: CaseRoom, hands: HandRoom, client_for: ClientFor
) -> None:
    hands.ask(hands.prepare(room.case()))
    url = reverse("fairness-ledger")
    own = client_for("alone").get(url)
    assert [row["office"].name for row in own.context["lines"]] == ["架空 alone"]
    assert "架空 hikari" not in text(own) and "伏せ" in text(own)
    assert len(client_for("officer").get(url).context["lines"]) == 3
    assert client_for("officer").get(url, {"half": "x"}).status_code == 200
    assert client_for("member").get(url).status_code == 403
    excel = client_for("officer").get(url, {"format": "xlsx"})
    assert excel.content[:2] == b"PK"
    east = {"area": str(room.region.areas["east"].public_id)}
    assert "事業所が少ない" in text(client_for("specialist").get(url, east))

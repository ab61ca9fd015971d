"""セルフプラン率、間隔の分かれ方、時期どおり: 数え方、基準日、後ろの人、命令。"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.cases.monitoring.test_actions import decide, month_row, reset
from tests.cases.plan.conftest import PlanRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.models import AuditEvent
from tsunagi.cases.case.actions import change_mode
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.entitlement.actions import withdraw_entitlement
from tsunagi.cases.models import Exclusion
from tsunagi.cases.monitoring.actions import mark_done, mark_not_done
from tsunagi.cases.person.actions import add_certificate
from tsunagi.cases.person.rules import CertificateKind
from tsunagi.cases.plan.rules import Step
from tsunagi.common.dates import YearMonth
from tsunagi.reports.plans.queries import persons_behind, plan_report, time_to_draft
from tsunagi.reports.plans.rules import (
    Behind,
    Interval,
    PlanFigures,
    Ratio,
    draft_time,
    interval_of_months,
    summed,
)

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]


@pytest.fixture
def room(region: object) -> CaseRoom:
    return CaseRoom(region)  # type: ignore[arg-type]


def figures(room: CaseRoom, on: date = TODAY, office: str = "hikari") -> PlanFigures:
    return plan_report(
        actor=room.actor("specialist"), on=on, offices=[room.region.offices[office].pk]
    ).total


@pytest.mark.parametrize(
    ("numerator", "denominator", "rate", "words"),
    [
        (0, 0, None, "—"),
        (0, 4, 0.0, "0.0％"),
        (1, 3, 33.3, "33.3％"),
        (4, 4, 100.0, "100.0％"),
    ],
)
def test_a_rate_keeps_its_parts(
    numerator: int, denominator: int, rate: float | None, words: str
) -> None:
    ratio = Ratio(numerator, denominator)
    assert (ratio.rate, ratio.words) == (rate, words)


@pytest.mark.parametrize(
    ("every", "interval"),
    [
        (1, "1"),
        (2, "2"),
        (3, "3"),
        (4, "4"),
        (6, "6"),
        (12, "12"),
        (5, "other"),
        (9, "other"),
    ],
)
def test_how_an_interval_is_called(every: int, interval: str) -> None:
    assert interval_of_months(every) is Interval(interval)


def test_the_sum_of_the_offices_is_the_whole() -> None:
    one = PlanFigures(3, 1, 2, 0, Counter({Interval.SIX: 2}), 4, 1, 1)
    two = PlanFigures(1, 0, 0, 5, Counter({Interval.SIX: 1, Interval.YEAR: 3}), 0, 0, 2)
    total = summed([one, two])
    assert (total.planned, total.self_child, total.late) == (4, 5, 3)
    assert total.intervals == Counter({Interval.SIX: 3, Interval.YEAR: 3})
    assert summed([]).is_empty and not one.is_empty


def test_who_plans_for_oneself_by_the_certificate_of_that_day(room: CaseRoom) -> None:
    room.case(name="架空 計画")
    room.case(name="架空 児童", mode=Mode.CHILD_PLAN)
    room.case(name="架空 委託", mode=Mode.ENTRUSTED)
    room.case(name="架空 セルフ", mode=Mode.SELF_PLAN)
    child = room.case(name="架空 セルフ児", mode=Mode.SELF_PLAN)
    add_certificate(
        case=child, kind=CertificateKind.CHILD,
        values={"number": "1", "valid_from": date(2026, 6, 1)},
        by=room.actor("specialist"), now=NOW,
    )  # fmt: skip
    found = figures(room)
    assert (found.self_rate, found.self_child_rate) == (Ratio(1, 2), Ratio(1, 2))
    before = figures(room, on=date(2026, 5, 1))
    assert (before.self_rate, before.self_child_rate) == (Ratio(2, 3), Ratio(0, 1))
    assert figures(room, on=date(2026, 3, 31)).is_empty, "nobody had come yet"
    assert figures(room, office="alone").is_empty


def test_the_mode_of_the_day_counts(room: CaseRoom) -> None:
    case = room.case(mode=Mode.SELF_PLAN)
    change_mode(
        case=case, mode=Mode.PLAN, on=date(2026, 9, 1), reason="専門員が決まった",
        version=case.version, by=room.actor("manager"), now=NOW, today=TODAY,
    )  # fmt: skip
    assert figures(room, on=date(2026, 8, 31)).self_rate == Ratio(1, 1)
    assert figures(room, on=date(2026, 9, 1)).self_rate == Ratio(0, 1)


def test_the_interval_of_the_day_counts(room: CaseRoom) -> None:
    row = decide(room, room.case(), term_from=YearMonth(2026, 7))
    decide(room, room.case(name="架空 次郎"), every=5)
    gone = decide(room, room.case(name="架空 三郎"))
    reset(room, row, every=1, from_month=YearMonth(2026, 10))
    withdraw_entitlement(
        entitlement=gone, reason="誤り", by=room.actor("specialist"), now=NOW
    )
    now = Counter({Interval.MONTHLY: 1, Interval.OTHER: 1})
    assert figures(room).intervals == now
    then = Counter({Interval.THREE: 1, Interval.OTHER: 1})
    assert figures(room, on=date(2026, 5, 10)).intervals == then
    assert figures(room, on=date(2027, 5, 1)).intervals == Counter()


def test_what_was_done_in_its_month(room: CaseRoom) -> None:
    case, by = room.case(), room.actor("specialist")
    decide(room, case, every=1)
    mark_done(
        row=month_row(case, 202605), done_on=date(2026, 5, 8), version=1, by=by,
        now=NOW, today=TODAY,
    )  # fmt: skip
    mark_not_done(
        row=month_row(case, 202606), reason="入院", version=1, by=by, now=NOW,
        today=TODAY,
    )  # fmt: skip
    found = figures(room)
    assert (found.done, found.not_done, found.late) == (1, 1, 4)
    assert found.on_time == Ratio(1, 6)
    assert figures(room, on=date(2026, 6, 30)).on_time == Ratio(1, 1)
    assert figures(room, on=date(2026, 5, 31)).on_time == Ratio(0, 0)


def behind(room: CaseRoom, which: Behind, who: str = "specialist") -> list[str]:
    rows = persons_behind(
        actor=room.actor(who), on=TODAY, offices=[room.region.offices["hikari"].pk],
        which=which, now=NOW,
    )  # fmt: skip
    return [case.person.name for case in rows]


def test_a_figure_and_its_list_agree(room: CaseRoom) -> None:
    one = room.case(name="架空 一")
    decide(room, one)
    decide(room, room.case(name="架空 二"), every=5)
    room.case(name="架空 三", mode=Mode.SELF_PLAN)
    found = figures(room)
    counts = {Behind(f"every_{k.value}"): n for k, n in found.intervals.items()}
    counts[Behind.SELF_PLAN] = found.self_plan
    for which in Behind:
        if which is not Behind.LATE:
            assert len(behind(room, which)) == counts.get(which, 0), which
    assert behind(room, Behind.LATE) == ["架空 一", "架空 二"]
    assert behind(room, Behind.THREE, who="alone") == []
    Exclusion._base_manager.create(
        case=one, staff=room.region.staff["specialist"], reason="架空", valid_from=NOW
    )
    assert behind(room, Behind.THREE) == []


def test_on_screen(room: CaseRoom, client_for: ClientFor) -> None:
    case = room.case()
    decide(room, case)
    url = reverse("plan-report")
    page = client_for("specialist").get(url)
    text = page.content.decode()
    assert page.status_code == 200 and "セルフプラン率は0.0％" in text
    dated = client_for("specialist").get(url, {"on": "R8.11.22"}).content.decode()
    assert 'name="on" value="令和8年11月22日"' in dated
    assert "架空 花子" not in text and reverse("plan-people") in text
    people = client_for("specialist").get(reverse("plan-people"), {"which": "every_3"})
    assert "架空 花子" in people.content.decode()
    event = AuditEvent.objects.filter(action="plan_report.people").get()
    assert event.subjects.get().subject_public_id == case.person.public_id
    officer = client_for("officer").get(url).content.decode()
    assert "セルフプラン率は0.0％" in officer and reverse("plan-people") not in officer
    for text in ("13月1日", "R20.1.1"):
        wrong = client_for("specialist").get(url, {"on": text}).content.decode()
        assert "きょうの数を出しています" in wrong
    excel = client_for("specialist").get(url, {"format": "xlsx", "on": "2026-05-01"})
    assert excel.content[:2] == b"PK"
    astray = client_for("specialist").get(reverse("plan-people"))
    assert astray["Location"] == url
    assert client_for("member").get(url).status_code == 403


def test_the_number_of_queries_does_not_grow(
    room: CaseRoom, client_for: ClientFor
) -> None:
    client = client_for("specialist")
    counts = []
    for number in range(2):
        decide(room, room.case(name=f"架空 {number}"))
        for url in (reverse("plan-report"), reverse("plan-people") + "?which=every_3"):
            client.get(url)
            with CaptureQueriesContext(connection) as found:
                client.get(url)
            counts.append(len(found))
    assert counts[:2] == counts[2:]


def test_the_command_answers_as_json(room: CaseRoom) -> None:
    decide(room, room.case())
    out = StringIO()
    call_command("report", "plans", "--as-of", "2026-11-22", "--json", stdout=out)
    answer = json.loads(out.getvalue())
    assert answer["self_plan"] == {"numerator": 0, "denominator": 1, "rate": 0.0}
    assert answer["self_plan_child"]["rate"] is None
    assert answer["intervals"]["3か月"] == 1 and set(answer["intervals"]) == {
        "毎月", "2か月", "3か月", "4か月", "6か月", "1年", "その他",
    }  # fmt: skip
    assert [one["office"] for one in answer["offices"]] == ["架空 hikari"]
    text = StringIO()
    call_command("report", "plans", "--as-of", "2026-11-22", stdout=text)
    assert "self_plan: 0 / 1 = 0.0%" in text.getvalue()
    with pytest.raises(CommandError, match="--as-of"):
        call_command("report", "plans", stdout=StringIO())


@pytest.mark.parametrize(
    ("days", "count", "middle"),
    [
        pytest.param([], 0, None, id="まだない"),
        pytest.param([12], 1, 12, id="一件"),
        pytest.param([30, 4, 10], 3, 10, id="まん中"),
        pytest.param([30, 4, 10, 20], 4, 10, id="偶数なら小さい方"),
        pytest.param([-3, 8], 1, 8, id="出した日が先のものは数えない"),
    ],
)
def test_the_middle_of_the_days_to_a_draft(
    days: list[int], count: int, middle: int | None
) -> None:
    found = draft_time((TODAY, TODAY + timedelta(days=one)) for one in days)
    assert (found.count, found.days) == (count, middle)


def test_the_days_to_a_draft_are_read_from_the_steps(room: CaseRoom) -> None:
    plans = PlanRoom(room)
    plan = plans.plan()
    plans.until(plan, Step.DRAFT_SUBMITTED)
    office = room.region.offices["hikari"].pk
    found = time_to_draft(actor=room.actor("manager"), on=TODAY, offices=[office])
    order = list(Step)
    apart = order.index(Step.DRAFT_SUBMITTED) - order.index(Step.VISITED)
    assert (found.count, found.days) == (1, apart)

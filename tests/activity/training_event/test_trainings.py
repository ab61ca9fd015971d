"""研修の開催: 共催、地域と年度の数、事業所ごとの人数、台帳に一度だけの時間。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.conftest import NOW, TODAY
from tests.factories.region import LONG_AGO, Region
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.activity.record.models import Activity
from tsunagi.activity.training_event import actions, queries
from tsunagi.activity.training_event.actions import NewTraining, Round
from tsunagi.activity.training_event.models import TrainingEvent
from tsunagi.activity.training_event.rules import (
    AreaCount,
    Held,
    TrainingKind,
    cleaned_turnout,
    counts_by_area,
)
from tsunagi.common.errors import UserError
from tsunagi.organisations.office.models import OfficeArea

ClientFor = Callable[[str], Client]


def test_an_area_counts_what_was_held_and_what_was_planned_jointly() -> None:
    found = counts_by_area(
        [
            Held("東区", True, 8, 3, 60), Held("西区", False, 2, 1, None),
            Held("東区", False, 0, 0, 30),
        ]
    )  # fmt: skip
    assert found == [
        AreaCount("東区", 2, 1, 8, 3, 90),
        AreaCount("西区", 1, 0, 2, 1, 0),
    ]


def test_nobody_came_is_not_the_same_as_not_asked() -> None:
    assert cleaned_turnout({1: 0, 2: None, 3: 4}) == {1: 0, 3: 4}


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today_is_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(minutes=5))


def new(**values: Any) -> NewTraining:
    told: dict[str, Any] = {
        "title": "はじめての担当者会議", "purpose": "準備を言える", "minutes": 90,
        "kind": TrainingKind.PRACTICE, "held_on": TODAY, "with_whom": "相談支援部会",
    }  # fmt: skip
    return NewTraining(**{**told, **values})


def about(region: Region, *people: str, area: str = "east", came: int = 3) -> Round:
    return Round(
        region.areas[area],
        [region.staff[name] for name in people or ("core_staff", "consultant")],
        {region.offices["hikari"]: came, region.offices["alone"]: 0},
    )


def hold(
    region: Region, by: str = "core_staff", where: Round | None = None, **values: Any
) -> TrainingEvent:
    return actions.record_training(
        new=new(**values), about=where or about(region), by=region.actor(by), now=NOW,
        today=TODAY,
    )  # fmt: skip


def correct(
    region: Region, row: TrainingEvent, where: Round, by: str = "core_staff",
    reason: str = "人数", **values: Any,
) -> TrainingEvent:  # fmt: skip
    return actions.correct_training(
        row=row, new=new(**values), about=where, reason=reason, version=row.version,
        by=region.actor(by), now=NOW, today=TODAY,
    )  # fmt: skip


def in_ledger() -> dict[str, int | None]:
    rows = Activity._base_manager.filter(
        kind="training", is_current=True, is_withdrawn=False
    )
    return dict(rows.values_list("staff__login_name", "minutes"))


def count() -> int:
    return TrainingEvent.objects.unscoped("test").count()


def test_each_organiser_has_one_row_of_time(region: Region) -> None:
    row = hold(region)
    assert (row.came, row.offices_came, row.with_whom) == (3, 1, "相談支援部会")
    assert in_ledger() == {"core_staff": 90, "consultant": 90}
    assert AuditEvent.objects.get(action="training_event.hold").details["came"] == 3


def test_a_correction_writes_no_time_twice(region: Region) -> None:
    row = hold(region)
    where = about(region, "core_staff", "core_manager", came=5)
    after = correct(region, row, where, minutes=60)
    assert (after.version, after.came) == (2, 5)
    assert in_ledger() == {"core_staff": 60, "core_manager": 60}
    with pytest.raises(UserError, match="ほかの人"):
        correct(region, row, where)
    assert count() == 2
    gone = actions.withdraw_training(
        row=after,
        reason="二度書いた",
        version=2,
        by=region.actor("core_staff"),
        now=NOW,
    )
    assert in_ledger() == {} and gone.is_withdrawn
    with pytest.raises(UserError, match="TRE-007"):
        correct(region, gone, where)


@pytest.mark.parametrize(
    ("values", "where", "code"),
    [
        ({"title": " "}, {}, "TRE-003"), ({"purpose": ""}, {}, "TRE-003"),
        ({"held_on": TODAY + timedelta(days=1)}, {}, "TRE-004"),
        ({}, {"area": "west"}, "TRE-002"),
    ],
)  # fmt: skip
def test_what_is_wrong_keeps_nothing(
    region: Region, values: dict[str, Any], where: dict[str, Any], code: str
) -> None:
    with pytest.raises(UserError, match=code):
        hold(region, where=about(region, **where), **values)
    assert count() == 0 and in_ledger() == {}


def test_somebody_held_it_and_a_correction_has_its_reason(region: Region) -> None:
    with pytest.raises(UserError, match="TRE-005"):
        hold(region, where=Round(region.areas["east"], [], {}))
    row = hold(region)
    with pytest.raises(UserError, match="TRE-006"):
        correct(region, row, about(region), reason=" ")
    assert count() == 1


def test_only_those_who_support_others_write(region: Region) -> None:
    for name in ("specialist", "secretary"):
        with pytest.raises(AccessDenied):
            hold(region, by=name)
    with pytest.raises(UserError, match="TRE-001"):
        hold(region, by="manager")
    with pytest.raises(UserError, match="TRE-005"):
        hold(region, where=about(region, "core_staff", "specialist"))
    assert in_ledger() == {}
    row = hold(region)
    with pytest.raises(NotVisible):
        correct(region, row, about(region), by="officer")
    with pytest.raises(AccessDenied):
        correct(region, row, about(region), by="specialist")
    assert count() == 1


def test_the_turnout_by_office_is_for_the_office_that_held_it(region: Region) -> None:
    row = hold(region)
    for name, shown in (("core_staff", 2), ("specialist", 0), ("alone", 0)):
        rows = queries.turnout_of(actor=region.actor(name), now=NOW, event=row)
        assert len(rows) == shown, name
    with pytest.raises(NotVisible):
        queries.training_of(
            actor=region.actor("minato_officer"), now=NOW, record_id=row.record_id
        )


def test_the_filter_of_areas_and_years_works(
    region: Region, client_for: ClientFor
) -> None:
    OfficeArea.objects.create(
        office=region.offices["core"], area=region.areas["west"], valid_from=LONG_AGO
    )
    OfficeArea.objects.create(
        office=region.offices["core"], area=region.areas["east"], valid_from=LONG_AGO
    )
    hold(region)
    hold(region, where=about(region, area="west"), title="西の研修")
    hold(region, title="前の年度の研修", held_on=date(2026, 3, 1))
    client, url = client_for("specialist"), reverse("training-list")

    def titles(**asked: str) -> set[str]:
        return {row.title for row in client.get(url, asked).context["rows"]}

    west = str(region.areas["west"].public_id)
    assert titles() == {"はじめての担当者会議", "西の研修"}
    assert titles(area=west) == {"西の研修"}
    whole = str(region.areas["tsunagi"].public_id)
    assert titles(area=whole) == {"はじめての担当者会議", "西の研修"}
    assert titles(year="2025") == {"前の年度の研修"}
    (line,) = client.get(url, {"area": west}).context["counts"]
    assert (line.area, line.held, line.joint, line.came) == ("西区", 1, 1, 3)
    assert "相談支援部会" in client.get(url).content.decode()


def test_who_supports_no_others_is_told_whom_to_ask(
    region: Region, client_for: ClientFor
) -> None:
    answer = client_for("manager").get(reverse("training-new"), follow=True)
    assert answer.redirect_chain[0][0] == reverse("training-list")
    assert "地域の基幹に伝えてください" in answer.content.decode()


def test_it_is_written_on_one_form_and_corrected(
    region: Region, client_for: ClientFor
) -> None:
    client, url = client_for("core_staff"), reverse("training-new")
    form = client.get(url).context["form"]
    came = f"came_{region.offices['hikari'].public_id.hex}"
    assert came in form.fields and form["organisers"].value()
    values: dict[str, Any] = {
        "key": str(form["key"].value()), "title": "記録の書き方", "purpose": " ",
        "kind": "lecture", "with_whom": "", "held_on": TODAY.isoformat(),
        "minutes": "60", "organisers": form["organisers"].value(), came: "4",
    }  # fmt: skip
    kept = client.post(url, values)
    assert kept.status_code == 422 and "記録の書き方" in kept.content.decode()
    for _ in range(2):
        assert client.post(url, {**values, "purpose": "短く書く"}).status_code == 302
    row = TrainingEvent.objects.unscoped("test").get()
    assert (row.came, row.with_whom) == (4, "") and in_ledger() == {"core_staff": 60}
    page = reverse("training-page", args=[row.record_id])
    assert "架空 hikari" in client.get(page).content.decode()
    assert "架空 hikari" not in client_for("alone").get(page).content.decode()
    edit = reverse("training-edit", args=[row.record_id])
    shown = client.get(edit).context["form"]
    assert shown[came].value() == 4
    changed = {**values, "purpose": "短く", came: "6", "reason": "人数", "version": "1"}
    assert client.post(edit, changed).status_code == 302
    assert "6人" in client.get(page).content.decode()
    gone = reverse("training-withdraw", args=[row.record_id])
    client.post(gone, {"reason": "別の年度", "version": "2"})
    assert "記録の書き方" not in client.get(reverse("training-list")).content.decode()
    assert client_for("specialist").get(url).status_code == 403


def test_the_pages_ask_a_constant_number_of_questions(
    region: Region, client_for: ClientFor
) -> None:
    row = hold(region)
    client = client_for("core_staff")
    urls = [reverse("training-list"), reverse("training-page", args=[row.record_id])]

    def counts() -> list[int]:
        found = []
        for url in urls:
            client.get(url)
            with CaptureQueriesContext(connection) as made:
                client.get(url)
            found.append(len(made))
        return found

    before = counts()
    for number in range(3):
        hold(region, title=f"研修{number}")
    assert counts() == before

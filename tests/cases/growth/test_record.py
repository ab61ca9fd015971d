"""わたしの育ちの記録: 一本の時の流れ、絞り込み、続き、書き出し、見せている人の画面。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.backup.conftest import HelpRoom
from tests.cases.growth.conftest import ITEM, RecordRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.models import AuditEvent
from tsunagi.activity.growth import aim_actions
from tsunagi.activity.growth.aim_actions import NewAim, NewTaken
from tsunagi.activity.growth.models import GrowthShare
from tsunagi.activity.growth.rules import EvidenceKind
from tsunagi.activity.growth.share_actions import write_remark
from tsunagi.cases.growth.queries import own_record
from tsunagi.cases.growth.timeline import (
    LineKind,
    Wanted,
    growth_lines,
    read_mark,
)
from tsunagi.organisations.staff import training_actions
from tsunagi.organisations.staff.rules import QualificationKind

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
GROWTH = "/growth/"


def take(record: RecordRoom, title: str, on: date = TODAY) -> Any:
    return aim_actions.add_taken(
        new=NewTaken(on, title, learned="持ち帰り"), by=record.actor("specialist"),
        now=NOW, today=TODAY,
    )  # fmt: skip


def qualify(record: RecordRoom, on: date = date(2023, 6, 1)) -> None:
    region = record.region
    training_actions.record_qualification(
        staff=region.staff["specialist"], office=region.offices["hikari"],
        new=training_actions.NewQualification(QualificationKind.INITIAL, on),
        by=region.actor("manager"), today=TODAY,
    )  # fmt: skip


def fill(record: RecordRoom, number: int = 0) -> None:
    """One line of every kind."""
    record.observation(HelpRoom(record.room)) if number == 0 else None
    record.reflection(name=f"架空 花子{number}")
    row = record.assessment(on=TODAY - timedelta(days=number))
    made = record.decision(record.room.case(name=f"架空 次郎{number}"))
    record.attach(row, EvidenceKind.DECISION, made.public_id, "絵で聞けた")
    take(record, f"架空の研修{number}", TODAY - timedelta(days=400 * number))
    aim_actions.set_aim(
        new=NewAim(f"もくひょう{number}", TODAY + timedelta(days=30)), now=NOW,
        by=record.actor("specialist"), today=TODAY,
    )  # fmt: skip
    qualify(record, date(2023 - number, 6, 1))


def lines(record: RecordRoom, **values: Any) -> list[LineKind]:
    whose = own_record(actor=record.actor("specialist"))
    found, _ = growth_lines(whose, wanted=Wanted(**values), now=NOW)
    return [line.kind for line in found]


def test_the_observation_result_stands_in_the_growth_record(
    record: RecordRoom, client_for: ClientFor
) -> None:
    row = record.observation()
    text = client_for("specialist").get(GROWTH).content.decode()
    assert reverse("observation-page", args=[row.record_id]) in text
    assert "面接の気づき（架空 core_staff）" in text
    assert "できていた" in text and "本人のペース" in text
    assert "沈黙を待てていた" not in text and "絵を先に置いた" not in text
    assert "架空 花子" not in text, "whose visit it was is read on the sheet"
    for other in ("core_staff", "manager"):
        own = client_for(other).get(GROWTH).content.decode()
        assert "面接の気づき（" not in own


def test_the_reflection_stands_in_the_growth_record(
    record: RecordRoom, client_for: ClientFor
) -> None:
    row = record.reflection()
    client = client_for("specialist")
    text = client.get(GROWTH).content.decode()
    link = reverse("reflection-page", args=[row.record_id])
    assert link in text and "終わった支援のふり返り" in text
    assert "意思決定（本人が決めることを支える）" in text
    assert "笑って手を振った" not in text, "the words are read on their own page"
    assert "笑って手を振った" in client.get(link).content.decode()
    for name in ("reflection-list", "observation-list"):
        assert f'href="{GROWTH}"' in client.get(reverse(name)).content.decode()


def test_all_kinds_in_one_line_of_time_newest_first(record: RecordRoom) -> None:
    fill(record)
    assert lines(record) == list(LineKind)
    for kind in LineKind:
        assert lines(record, kind=kind) == [kind]
    qualify(record, date(2022, 6, 1))
    assert lines(record, year=2023) == [LineKind.QUALIFICATION]
    assert lines(record, year=2022, kind=LineKind.QUALIFICATION) == [
        LineKind.QUALIFICATION
    ]
    assert lines(record, year=2021) == []


def test_the_edges_of_a_fiscal_year(record: RecordRoom) -> None:
    for day in (
        date(2025, 3, 31),
        date(2025, 4, 1),
        date(2026, 3, 31),
        date(2026, 4, 1),
    ):
        take(record, f"架空 {day}", day)
    assert len(lines(record, year=2025)) == 2


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_paging_shows_every_line_once(record: RecordRoom, limit: int) -> None:
    for number in range(3):
        fill(record, number)
    for number in range(4):
        take(record, f"同じ日{number}")
    whose = own_record(actor=record.actor("specialist"))
    whole, more = growth_lines(whose, wanted=Wanted(), now=NOW, limit=500)
    assert more == "" and len(whole) == 20
    seen, mark = [], ""
    while True:
        part, mark = growth_lines(
            whose, wanted=Wanted(), now=NOW, after=read_mark(mark), limit=limit
        )
        assert 0 < len(part) <= limit
        seen += part
        if not mark:
            break
    assert [one.mark for one in seen] == [one.mark for one in whole]


@pytest.mark.parametrize("text", ["", "x", "aim", "aim.1", "none.", "\x00", "aim.x.y"])
def test_a_mark_that_we_did_not_write_begins_at_the_top(
    record: RecordRoom, client_for: ClientFor, text: str
) -> None:
    assert read_mark(text) is None
    take(record, "架空の研修")
    page = client_for("specialist").get(GROWTH, {"after": text, "year": text})
    assert page.status_code == 200 and "架空の研修" in page.content.decode()


def test_the_next_legal_training_stands_on_top(
    record: RecordRoom, client_for: ClientFor
) -> None:
    client = client_for("specialist")
    assert "初任者研修の記録がありません" in client.get(GROWTH).content.decode()
    qualify(record)
    text = client.get(GROWTH).content.decode()
    assert "次の期限" in text and "相談支援従事者初任者研修" in text
    assert "次の期限" not in client_for("trainee").get(GROWTH).content.decode()


def test_the_number_of_queries_does_not_grow(
    record: RecordRoom, client_for: ClientFor
) -> None:
    fill(record)
    record.share()
    row = record.assessment(on=TODAY - timedelta(days=50))
    author = record.region.staff["specialist"].public_id
    urls = [
        ("specialist", GROWTH), ("specialist", "/growth/export/"),
        ("manager", reverse("growth-of", args=[author])), ("manager", "/growth/shared/"),
        ("specialist", reverse("growth-assessment", args=[row.record_id])),
        ("specialist", reverse("growth-evidence-new", args=[row.record_id, ITEM])),
    ]  # fmt: skip

    def counts() -> list[int]:
        found = []
        for name, url in urls:
            client = client_for(name)
            client.get(url)
            with CaptureQueriesContext(connection) as made:
                assert client.get(url).status_code == 200
            found.append(len(made))
        return found

    before = counts()
    for number in range(1, 4):
        fill(record, number)
    assert counts() == before


def test_the_home_page_asks_no_more_for_more_aims_and_remarks(
    record: RecordRoom, client_for: ClientFor
) -> None:
    row, client = record.assessment(), client_for("specialist")
    record.share()

    def more() -> None:
        aim_actions.set_aim(
            new=NewAim("もくひょう", TODAY), now=NOW, today=TODAY,
            by=record.actor("specialist"),
        )  # fmt: skip
        write_remark(assessment=row, text="一言", by=record.actor("manager"), now=NOW)

    def count() -> int:
        client.get("/")
        with CaptureQueriesContext(connection) as made:
            text = client.get("/").content.decode()
        assert "区切りをつける" in text and "ことばが届いています" in text
        return len(made)

    more()
    before = count()
    more()
    more()
    assert count() == before


def test_the_chosen_one_reads_what_is_shown_and_no_more(
    record: RecordRoom, client_for: ClientFor
) -> None:
    record.make_chief("core_manager")
    fill(record)
    shown = record.reflection(
        name="架空 三子", heart="見せる言葉",
        shown_to=record.region.staff["core_manager"],
    )  # fmt: skip
    url = reverse("growth-of", args=[record.region.staff["specialist"].public_id])
    manager = client_for("core_manager")
    assert manager.get(url).status_code == 404
    assert "架空 specialist" not in manager.get("/growth/shared/").content.decode()
    record.share(to="core_manager")
    assert url in manager.get("/growth/shared/").content.decode()
    text = manager.get(url).content.decode()
    assert "もくひょう0" in text and "架空の研修0" in text and "絵で聞けた" in text
    assert "初任者研修" in text, "legal trainings are read with the author's own sight"
    assert text.count("終わった支援のふり返り") == 1
    assert reverse("reflection-page", args=[shown.record_id]) in text
    assert "面接の気づき（" not in text, "the sheet lies between the two"
    assert "書き出し" not in text and "区切りをつける" not in text
    event = AuditEvent.objects.filter(action="growth.view_shown").latest("id")
    assert event.details["whose"] == str(record.region.staff["specialist"].public_id)
    GrowthShare._base_manager.update(valid_before=NOW)
    assert manager.get(url).status_code == 404, "taken back: not there any more"
    for other in ("core_staff", "manager", "officer"):
        assert client_for(other).get(url).status_code == 404


def test_the_observer_reads_their_own_sheet_in_the_shown_record(
    record: RecordRoom, client_for: ClientFor
) -> None:
    record.make_chief()
    row = record.observation()
    record.share(to="core_staff")
    url = reverse("growth-of", args=[record.region.staff["specialist"].public_id])
    text = client_for("core_staff").get(url).content.decode()
    assert reverse("observation-page", args=[row.record_id]) in text


def test_one_exports_ones_own_only(record: RecordRoom, client_for: ClientFor) -> None:
    fill(record)
    record.share()
    answer = client_for("specialist").get("/growth/export/")
    assert answer["Content-Type"] == "text/csv"
    text = answer.content.decode("utf-8-sig")
    assert text.splitlines()[0] == "日,種類,題,内容,根拠,もらったことば"
    assert len(text.splitlines()) == 1 + len(LineKind)
    assert (
        "もくひょう0" in text and "意思決定支援の記録" in text and "絵で聞けた" in text
    )
    for hidden in ("花子", "次郎", "笑って手を振った", "沈黙", "どこで話すか"):
        assert hidden not in text, hidden
    event = AuditEvent.objects.get(action="growth.export")
    assert event.details == {"rows": 6}
    narrow = client_for("specialist").get("/growth/export/", {"kind": "aim"})
    assert len(narrow.content.decode("utf-8-sig").splitlines()) == 2
    others = client_for("manager").get("/growth/export/").content.decode("utf-8-sig")
    assert len(others.splitlines()) == 1


def test_who_may_not_keep_a_record_gets_no_page(client_for: ClientFor) -> None:
    for name in ("secretary", "information_officer"):
        assert client_for(name).get(GROWTH).status_code == 403
    page = client_for("trainee").get(GROWTH)
    assert page.status_code == 200
    text = page.content.decode()
    assert "支援のふり返り</a>" not in text, "pages one may not open are not offered"

"""つなぎを使わない事業所の空き: 電話で聞いて入れる、Excel の行き帰り、聞取り票。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied
from tsunagi.access.models import AuditEvent
from tsunagi.common.csvfile import read_excel
from tsunagi.common.errors import UserError
from tsunagi.common.excelfile import Sheet, write_excel
from tsunagi.organisations.office.actions import Heard, report_free_places
from tsunagi.organisations.office.answering import answered_ids
from tsunagi.organisations.office.heard_rules import (
    ANSWER,
    DAY,
    FREE,
    HEADERS,
    MARK,
    NAME,
    WHO,
)
from tsunagi.organisations.office.models import FreePlaces

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]


@pytest.fixture
def room(region: object) -> CaseRoom:
    return CaseRoom(region)  # type: ignore[arg-type]


def text(response: Any) -> str:
    return str(response.content.decode())


def hear(room: CaseRoom, office: str, by: str, **more: Any) -> FreePlaces:
    values: dict[str, Any] = {
        "accepts_new": True, "free_places": 3, "capacity": 30, "note": "",
        "heard": Heard("架空 はる", TODAY), **more,
    }  # fmt: skip
    return report_free_places(
        office=room.region.offices[office], by=room.actor(by), now=NOW, today=TODAY,
        **values,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("officer", {"core", "hikari", "alone"}), ("ward_officer", {"core", "hikari"}),
        ("core_staff", {"hikari"}), ("consultant", {"hikari"}), ("specialist", set()),
        ("manager", set()), ("alone", set()), ("member", set()), ("secretary", set()),
        ("administrator", set()), ("minato_officer", set()),
    ],
)  # fmt: skip
def test_who_answers_for_which_office(
    room: CaseRoom, who: str, names: set[str]
) -> None:
    offices = {key: room.region.offices[key] for key in ("core", "hikari", "alone")}
    found = answered_ids(
        actor=room.actor(who), offices=offices.values(), today=TODAY
    )  # fmt: skip
    assert {key for key, one in offices.items() if one.pk in found} == names


def test_what_was_heard_says_who_and_when(room: CaseRoom) -> None:
    day = TODAY - timedelta(days=2)
    row = hear(room, "hikari", "core_staff", heard=Heard(" 架空 はる ", day))
    assert (row.is_for_other, row.said_by, row.confirmed_on) == (
        True, "架空 はる", day
    )  # fmt: skip
    event = AuditEvent.objects.filter(action="office.free_places").latest("pk")
    assert event.details["for_other"] is True and "はる" not in str(event.details)


def test_nobody_else_writes_for_another(room: CaseRoom) -> None:
    for who, office in (
        ("alone", "hikari"), ("core_staff", "alone"), ("specialist", "hikari"),
    ):  # fmt: skip
        with pytest.raises(AccessDenied):
            hear(room, office, who)
    assert not FreePlaces.objects.exists()


def test_what_is_missing_or_too_old_is_refused(room: CaseRoom) -> None:
    for heard, code in (
        (Heard(" ", TODAY), "OFF-007"),
        (Heard("架空 はる", TODAY + timedelta(days=1)), "OFF-008"),
    ):
        with pytest.raises(UserError) as refused:
            hear(room, "hikari", "core_staff", heard=heard)
        assert refused.value.message.code == code
    report_free_places(
        office=room.region.offices["hikari"], accepts_new=False, free_places=0,
        capacity=None, note="", by=room.actor("manager"), now=NOW, today=TODAY,
    )  # fmt: skip
    with pytest.raises(UserError) as refused:
        hear(
            room, "hikari", "core_staff",
            heard=Heard("架空 はる", TODAY - timedelta(days=1)),
        )  # fmt: skip
    assert refused.value.message.code == "OFF-009"
    assert FreePlaces.objects.get(is_current=True).accepts_new is False


def test_the_form_for_one_office(room: CaseRoom, client_for: ClientFor) -> None:
    office = room.region.offices["hikari"]
    url = reverse("office-free-heard", args=[office.public_id])
    client = client_for("core_staff")
    page = client.get(url)
    sent = {
        "accepts_new": "yes", "free_places": "2", "capacity": "", "note": "",
        "said_by": "", "said_on": TODAY.isoformat(),
        "key": str(page.context["form"]["key"].value()),
    }  # fmt: skip
    refused = client.post(url, sent)
    assert refused.status_code == 422 and not FreePlaces.objects.exists()
    sent["said_by"] = "架空 なつ"
    assert client.post(url, sent).status_code == 302
    assert client.post(url, sent).status_code == 302, "sent twice"
    assert FreePlaces.objects.get().said_by == "架空 なつ"
    shown = text(client.get(reverse("office-page", args=[office.public_id])))
    assert "代理入力" in shown and "架空 なつから聞き" in shown
    for who in ("specialist", "alone"):
        assert client_for(who).get(url).status_code == 403, who
        page = client_for(who).get(reverse("office-page", args=[office.public_id]))
        assert url not in text(page)
    board = text(client.get(reverse("capacity-board")))
    assert "代理入力" in board and url in board and "架空 なつ" not in board


def test_the_paper(room: CaseRoom, client_for: ClientFor) -> None:
    hear(room, "hikari", "officer")
    office = room.region.offices["hikari"]
    url = reverse("office-free-paper", args=[office.public_id])
    page = text(client_for("core_staff").get(url))
    assert "架空 hikari 御中" in page and "□ 受けられる" in page and "架空 core" in page
    assert "返す先 架空 desk" in text(client_for("officer").get(url))
    assert client_for("specialist").get(url).status_code == 403


# --- 表の行き帰り --------------------------------------------------------------------
def upload(rows: list[list[Any]]) -> SimpleUploadedFile:
    return SimpleUploadedFile("free.xlsx", write_excel([Sheet("空き", HEADERS, rows)]))


def sheet(client: Client) -> list[list[Any]]:
    table = read_excel(client.get(reverse("capacity-sheet-file")).content)
    assert table.columns == HEADERS
    return [list(row.values.values()) for row in table.rows]


def fill(line: list[Any], **values: Any) -> None:
    names = {"answer": ANSWER, "free": FREE, "who": WHO, "day": DAY, "mark": MARK}
    for name, value in values.items():
        line[HEADERS.index(names[name])] = value


def confirmed(preview: Any) -> dict[str, Any]:
    sent: dict[str, Any] = {"once": str(preview.context["once"]), "key": []}
    for one in preview.context["lines"]:
        key = str(one.known.key)
        sent["key"].append(key)
        sent |= {
            f"seen-{key}": one.known.figure, f"answer-{key}": one.new.word,
            f"free-{key}": "" if one.new.free is None else one.new.free,
            f"most-{key}": "" if one.new.most is None else one.new.most,
            f"note-{key}": one.new.note, f"who-{key}": one.who,
            f"day-{key}": one.on.isoformat(),
        }  # fmt: skip
    return sent


def test_the_sheet_goes_out_comes_back_and_is_written(
    room: CaseRoom, client_for: ClientFor
) -> None:
    hear(room, "alone", "officer", note="朝なら", heard=Heard("架空 あき", NOW.date()))
    client = client_for("officer")
    lines = sheet(client)
    assert {line[0] for line in lines} == {"架空 core", "架空 hikari", "架空 alone"}
    by_name = {line[0]: line for line in lines}
    fill(
        by_name["架空 hikari"], answer="受けられる", free=4, who="架空 はる", day=TODAY
    )
    fill(by_name["架空 alone"], answer="同じ", who="架空 あき", day=TODAY)
    read, write = reverse("capacity-sheet-read"), reverse("capacity-sheet-write")
    preview = client.post(read, {"file": upload(lines)})
    assert preview.status_code == 200 and FreePlaces.objects.count() == 1
    sent = confirmed(preview)
    assert client.post(write, sent)["Location"] == reverse("capacity-board")
    client.post(write, sent)
    assert FreePlaces.objects.count() == 3, "the same sheet twice is written once"
    current = {
        row.office.name: (row.free_places, row.note, row.said_by, row.is_for_other)
        for row in FreePlaces.objects.filter(is_current=True)
    }
    assert current == {
        "架空 hikari": (4, "", "架空 はる", True),
        "架空 alone": (3, "朝なら", "架空 あき", True),
    }
    assert AuditEvent.objects.filter(action="capacity.sheet_write").count() == 1


def test_one_bad_line_and_nothing_is_taken(
    room: CaseRoom, client_for: ClientFor
) -> None:
    client = client_for("officer")
    lines = sheet(client)
    for line in lines:
        fill(line, answer="受けられる", who="架空 はる", day=TODAY)
    fill(lines[1], answer="たぶん")
    url = reverse("capacity-sheet-read")
    refused = client.post(url, {"file": upload(lines)})
    assert refused.status_code == 422 and "3行目" in text(refused)
    assert "代理入力として取り込む" not in text(refused)
    for bad in (
        SimpleUploadedFile("free.xlsx", b"not excel"),
        SimpleUploadedFile("free.csv", b"a,b"), upload([]),
    ):  # fmt: skip
        assert client.post(url, {"file": bad}).status_code == 422
    assert not FreePlaces.objects.exists()


def test_what_changed_since_the_preview_writes_nothing(
    room: CaseRoom, client_for: ClientFor
) -> None:
    client = client_for("officer")
    lines = sheet(client)
    for line in lines:
        fill(line, answer="受けられる", who="架空 はる", day=TODAY)
    preview = client.post(reverse("capacity-sheet-read"), {"file": upload(lines)})
    sent = confirmed(preview)
    report_free_places(
        office=room.region.offices["hikari"], accepts_new=False, free_places=0,
        capacity=None, note="", by=room.actor("manager"), now=NOW, today=TODAY,
    )  # fmt: skip
    write = reverse("capacity-sheet-write")
    answer = client.post(write, sent)
    assert answer["Location"] == reverse("capacity-sheet-read")
    assert FreePlaces.objects.count() == 1
    for broken in ({}, {**sent, "once": "x"}, {**sent, "key": [str(uuid4())]}):
        client.post(write, broken)
    assert FreePlaces.objects.count() == 1


def test_the_sheet_holds_only_the_own_area(
    room: CaseRoom, client_for: ClientFor
) -> None:
    core = client_for("core_staff")
    lines = sheet(core)
    assert [line[HEADERS.index(NAME)] for line in lines] == ["架空 hikari"]
    foreign = [*lines[0]]
    fill(
        foreign, answer="受けられる", who="架空 はる", day=TODAY,
        mark=str(room.region.offices["alone"].public_id),
    )  # fmt: skip
    url = reverse("capacity-sheet-read")
    assert core.post(url, {"file": upload([foreign])}).status_code == 422
    for who in ("specialist", "alone"):
        client = client_for(who)
        for name in ("capacity-sheet-file", "capacity-sheet-read"):
            answer = client.get(reverse(name))
            assert answer["Location"] == reverse("capacity-board"), who
        sent = {"once": str(uuid4()), "key": [lines[0][-1]]}
        answer = client.post(reverse("capacity-sheet-write"), sent)
        assert answer["Location"] == reverse("capacity-board"), who
        assert "代わりに空きを入れる事業所がありません" in text(
            client.get(reverse("capacity-board"))
        )
    assert client_for("member").get(reverse("capacity-sheet-file")).status_code == 403
    assert not FreePlaces.objects.exists()


def test_the_sheet_asks_a_constant_number_of_questions(
    room: CaseRoom, client_for: ClientFor
) -> None:
    client, url = client_for("officer"), reverse("capacity-sheet-file")
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    hear(room, "hikari", "officer")
    hear(room, "alone", "officer")
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)

"""会議体の画面: 作る、予定を入れる、直す、構成員、数え方、暦、紙と表の行き帰り。"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import NOW, TODAY
from tests.meetings.series.conftest import SeriesRoom
from tsunagi.common.csvfile import read_excel
from tsunagi.common.excelfile import Sheet, write_excel
from tsunagi.meetings.meeting.rules import Presence
from tsunagi.meetings.models import Attendance, CouncilCount, Meeting, Series
from tsunagi.meetings.pledge.actions import sign
from tsunagi.meetings.series.rules import MemberKind, Part, SignedKind
from tsunagi.meetings.series.sheet_rules import ANSWER, HEADERS, MARK

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
ClientFor = Callable[[str], Client]
TOMORROW = TODAY + timedelta(days=1)


def text(response: Any) -> str:
    return str(response.content.decode())


def values_of(form: Any, **changed: Any) -> dict[str, Any]:
    """What a browser would send back unchanged."""
    sent = {name: form[name].value() for name in form.fields}
    told = {name: value for name, value in sent.items() if value not in (None, False)}
    for name in ("valid_from", "last_day"):
        if name in told and hasattr(told[name], "isoformat"):
            told[name] = told[name].isoformat()
    return {**told, **changed}


def only() -> Series:
    return Series.objects.unscoped("test").get()


def test_a_series_is_made_from_a_kind_and_its_year_planned(
    room: SeriesRoom, client_for: ClientFor
) -> None:
    client = client_for("core_staff")
    assert "鶴ヶ島市の講義資料" in text(client.get(reverse("series-new")))
    url = f"{reverse('series-new')}?kind=liaison"
    form = client.get(url).context["form"]
    assert form["rhythm_number"].value() == 14 and form["most_minutes"].value() == 120
    values = values_of(form, usual_weekday="2", starts_at_time="10:00", level="area")
    refused = client.post(url, {**values, "name": ""})
    assert refused.status_code == 422
    assert client.post(url, {**values, "planned_minutes": "150"}).status_code == 422
    for _ in range(2):
        assert client.post(url, values).status_code == 302
    page = text(client.get(reverse("series-page", args=[only().public_id])))
    assert "14日をこえてあけない（ふつう7日ごと）　水曜日" in page
    assert "指定特定相談支援事業所のすべて" in page and "架空 hikari" in page
    plan = reverse("series-plan", args=[only().public_id])
    form = client.get(plan).context["form"]
    days = form["days"].value()
    assert days[0] == "2026-11-25" and "2026-12-30" not in days
    assert client.post(plan, {"days": []}).status_code == 422
    assert client.post(plan, {"days": days[:3]}).status_code == 302
    assert Meeting.objects.unscoped("test").count() == 3
    assert days[0] not in client.get(plan).context["form"]["days"].value()
    shown = text(client.get(reverse("series-page", args=[only().public_id])))
    assert "12月9日の次が決まっていません" in shown


def test_only_the_convening_office_is_shown_a_way_to_change(
    room: SeriesRoom, client_for: ClientFor
) -> None:
    series = room.make()
    page = reverse("series-page", args=[series.public_id])
    names = ("series-edit", "series-end", "series-plan", "series-member-add")
    for by, may in (("core_staff", True), ("manager", False), ("officer", False)):
        client = client_for(by)
        shown = text(client.get(page))
        for name in names:
            url = reverse(name, args=[series.public_id])
            assert (url in shown) is may, (by, name)
            assert client.get(url).status_code == (200 if may else 403), (by, name)
    stranger = client_for("minato_officer")
    assert stranger.get(page).status_code == 404


def test_an_edit_and_an_end_stay_readable(
    room: SeriesRoom, client_for: ClientFor
) -> None:
    series = room.make()
    client = client_for("core_manager")
    edit = reverse("series-edit", args=[series.public_id])
    form = client.get(edit).context["form"]
    client.post(edit, values_of(form, place="架空会館", starts_at_time="10:00"))
    stale = client.post(edit, values_of(form, place="別", starts_at_time="10:00"))
    assert stale.status_code == 422
    page = reverse("series-page", args=[series.public_id])
    assert "場所: — → 架空会館" in text(client.get(page))
    end = reverse("series-end", args=[series.public_id])
    form = client.get(end).context["form"]
    client.post(end, values_of(form))
    assert only().last_day == TODAY
    assert "終えた" in text(client.get(page))


def test_members_come_and_go(room: SeriesRoom, client_for: ClientFor) -> None:
    series, client = room.make("case_conference"), client_for("core_staff")
    url = reverse("series-member-add", args=[series.public_id])
    form = client.get(url).context["form"]
    values = values_of(form, kind="partner", part="guest", partner_name="")
    assert client.post(url, values).status_code == 422
    assert client.post(url, {**values, "partner_name": "架空病院"}).status_code == 302
    page = reverse("series-page", args=[series.public_id])
    assert "架空病院" in text(client.get(page))
    line = series.members.model.objects.unscoped("test").get()
    end = reverse("series-member-end", args=[series.public_id, line.public_id])
    client.post(end, values_of(client.get(end).context["form"]))
    line.refresh_from_db()
    assert line.last_day == TODAY


def test_two_share_the_network_meeting(room: SeriesRoom, client_for: ClientFor) -> None:
    series, client = room.make("ward_network"), client_for("core_staff")
    page = reverse("series-page", args=[series.public_id])
    lone = "共同で開くところが、ほかにありません"
    assert lone not in text(client.get(page))
    assert "一度も開いていません" not in text(client.get(page))
    desk = series.members.model.objects.unscoped("test").filter(office_kind="desk")
    desk.update(part=Part.MEMBER)
    assert lone in text(client.get(page))


def test_the_officer_decides_what_counts(
    room: SeriesRoom, client_for: ClientFor
) -> None:
    series = room.make()
    url = reverse("series-count", args=[series.public_id])
    assert client_for("core_staff").get(url).status_code == 403
    officer = client_for("officer")
    form = officer.get(url).context["form"]
    assert form["rule_version"].value() == "R6"
    values = values_of(form, is_counted="yes", reason="")
    assert officer.post(url, values).status_code == 422
    officer.post(url, {**values, "reason": "協議会に置いた連絡会"})
    assert CouncilCount.objects.unscoped("test").get().is_counted
    page = reverse("series-page", args=[series.public_id])
    assert "協議会に置いた連絡会" in text(client_for("alone").get(page))


def test_the_calendar_shows_the_year_and_what_is_not_kept(
    room: SeriesRoom, client_for: ClientFor
) -> None:
    series = room.make()
    room.plan(series, TOMORROW)
    client = client_for("specialist")
    url = reverse("meeting-calendar")
    page = text(client.get(url))
    assert series.name in page and "12月7日までに開きます" in page
    assert "11月: 23日" in page
    assert series.name in text(client.get(f"{url}?mine=1&year=2026"))
    alone = text(client_for("alone").get(f"{url}?mine=1"))
    assert "この年度の会議はありません" in alone
    assert "会議は、まだ一つもありません" in text(client.get(f"{url}?year=2025"))
    chosen = text(client.get(f"{url}?series={series.public_id}&year=abc"))
    assert "会議は1回" in chosen


def test_the_file_for_another_calendar(room: SeriesRoom, client_for: ClientFor) -> None:
    series = room.make(online_url="https://example.invalid/secret", place="架空会館")
    (meeting,) = room.plan(series, TOMORROW)
    light = Meeting.objects.create(
        municipality=series.municipality, office=series.office, kind="case_conference",
        title="架空 一郎さんの会議", held_on=TOMORROW, recorded_at=NOW,
    )  # fmt: skip
    client = client_for("specialist")
    for url in (
        reverse("series-file", args=[series.public_id]),
        reverse("meeting-file", args=[meeting.public_id]),
    ):
        response = client.get(url)
        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        whole = text(response).replace("\r\n ", "")
        assert "DTSTART;TZID=Asia/Tokyo:20261123T100000" in whole
        assert f"UID:{meeting.public_id}@tsunagi" in whole
        assert "secret" not in whole and "LOCATION:架空会館" in whole
    whole = text(client.get(reverse("meeting-file", args=[light.public_id])))
    assert "一郎" not in whole and "個別支援会議" in whole
    stranger = client_for("minato_officer")
    url = reverse("meeting-file", args=[meeting.public_id])
    assert stranger.get(url).status_code == 404


def test_what_can_still_be_kept_comes_to_today_of_the_convener(
    room: SeriesRoom, client_for: ClientFor
) -> None:
    weekly = room.make(valid_from=TODAY - timedelta(days=10))
    monthly = room.series("supervision", valid_from=TODAY - timedelta(days=60))
    core, other = client_for("core_staff"), client_for("manager")
    page = text(core.get("/"))
    assert f"{weekly.name}: 間があきすぎる" in page
    assert f"{monthly.name}: 今月はまだ" in page, "from the 20th"
    assert weekly.name not in text(other.get("/"))
    room.plan(weekly, TOMORROW)
    assert f"{weekly.name}: 間があきすぎる" not in text(core.get("/"))


# --- 紙と表 -------------------------------------------------------------------------------
@pytest.fixture
def planned(room: SeriesRoom) -> Meeting:
    """A meeting of tomorrow with one partner who does not sign in."""
    series = room.make()
    room.member(
        series, MemberKind.PARTNER, Part.MEMBER, partner_name="架空病院 地域連携室"
    )
    (meeting,) = room.plan(series, TOMORROW)
    actor = room.region.actor("core_staff")
    sign(kind=SignedKind.CONFIDENTIALITY, name=actor.name, by=actor, now=NOW)
    return meeting


def test_a_letter_for_each_and_a_slip_for_the_partner(
    planned: Meeting, client_for: ClientFor
) -> None:
    client = client_for("core_staff")
    url = reverse("meeting-letters", args=[planned.public_id])
    page = text(client.get(url))
    assert page.count("letter-page") == 3 and page.count("出欠票</h3>") == 1
    assert "架空病院 地域連携室 御中" in page and "新規相談者の受理判断" in page
    assert "支援を共同で検討し" in page, "what it is for"
    only_partners = text(client.get(f"{url}?who=partners"))
    assert only_partners.count("letter-page") == 1
    assert client_for("specialist").get(url).status_code == 403
    assert client_for("minato_officer").get(url).status_code in (403, 404)


def upload(rows: list[list[str]]) -> SimpleUploadedFile:
    data = write_excel([Sheet("出欠", HEADERS, rows)])
    return SimpleUploadedFile("answers.xlsx", data)


def test_the_sheet_goes_out_comes_back_and_is_written_for_others(
    planned: Meeting, client_for: ClientFor
) -> None:
    client = client_for("core_staff")
    got = client.get(reverse("meeting-sheet-file", args=[planned.public_id]))
    table = read_excel(got.content)
    assert table.columns == HEADERS and len(table.rows) == 4
    lines = [list(row.values.values()) for row in table.rows]
    answer, mark = HEADERS.index(ANSWER), HEADERS.index(MARK)
    lines[0][answer], lines[3][answer] = "欠席", "出席"
    url = reverse("meeting-sheet-read", args=[planned.public_id])
    preview = client.post(url, {"file": upload(lines)})
    assert preview.status_code == 200
    rows = Attendance.objects.unscoped("test")
    assert not rows.exclude(presence=Presence.INVITED).exists(), "only looked at"
    sent: dict[str, Any] = {"key": []}
    for one in preview.context["answers"]:
        key = str(one.known.key)
        sent["key"].append(key)
        sent |= {f"answer-{key}": one.word, f"note-{key}": one.note}
    write = reverse("meeting-sheet-write", args=[planned.public_id])
    assert client.post(write, sent).status_code == 302
    told = {
        str(row.public_id): (row.presence, row.is_entered_for_other)
        for row in rows.all()
    }
    assert told[lines[0][mark]] == (Presence.ABSENT, True)
    assert told[lines[3][mark]] == (Presence.COMING, True)
    assert sum(for_other for _, for_other in told.values()) == 2
    sent[f"answer-{sent['key'][0]}"] = "たぶん"
    client.post(write, sent)
    assert rows.get(public_id=lines[0][mark]).presence == Presence.ABSENT


def test_one_bad_line_and_nothing_is_taken(
    planned: Meeting, client_for: ClientFor
) -> None:
    client = client_for("core_staff")
    rows = Attendance.objects.unscoped("test").order_by("id")
    lines = [["", "", "", "出席", "", str(row.public_id)] for row in rows]
    lines[1][3] = "たぶん"
    url = reverse("meeting-sheet-read", args=[planned.public_id])
    refused = client.post(url, {"file": upload(lines)})
    assert refused.status_code == 422
    assert "3行目" in text(refused) and "代理入力として取り込む" not in text(refused)
    for bad in (
        SimpleUploadedFile("answers.xlsx", b"not excel"),
        SimpleUploadedFile("answers.csv", b"a,b"),
        upload([]),
    ):
        assert client.post(url, {"file": bad}).status_code == 422
    assert client_for("specialist").get(url).status_code == 403


def test_the_number_of_queries_does_not_grow(
    room: SeriesRoom, planned: Meeting, client_for: ClientFor
) -> None:
    client, series = client_for("core_staff"), planned.series
    assert series is not None
    urls = [
        reverse("series-list"), reverse("meeting-calendar"),
        f"{reverse('meeting-calendar')}?mine=1",
        *(reverse(name, args=[series.public_id]) for name in (
            "series-page", "series-plan", "series-attendance", "series-file",
        )),
        reverse("meeting-letters", args=[planned.public_id]),
        reverse("attendance-own"),
    ]  # fmt: skip

    def counts() -> list[int]:
        found = []
        for url in urls:
            client.get(url)
            with CaptureQueriesContext(connection) as made:
                assert client.get(url).status_code == 200
            found.append(len(made))
        return found

    before = counts()
    room.plan(series, *(TODAY + timedelta(days=n) for n in (9, 16, 23)))
    for number in range(3):
        room.make("supervision", name=f"架空 {number}")
        room.member(series, MemberKind.PARTNER, partner_name=f"架空 相手{number}")
    assert counts() == before


def test_every_screen_is_free_of_what_is_not_japanese(
    room: SeriesRoom, planned: Meeting, client_for: ClientFor
) -> None:
    client = client_for("core_staff")
    page = io.StringIO()
    for url in (reverse("series-list"), reverse("meeting-calendar")):
        page.write(text(client.get(url)))
    for word in ("liaison", "planned<", "None", "office_kind"):
        assert f">{word}" not in page.getvalue()

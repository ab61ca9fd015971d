"""わかりやすい版: 作る、直す、取り消す、形、読み、だれが見られるか。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.cases.easy.conftest import Planned
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.cases.easy import actions, queries
from tsunagi.cases.easy.actions import EasyText
from tsunagi.cases.easy.models import EasyPaper, FuriganaFix
from tsunagi.cases.easy.rules import Format, Line, Picture, Section, Size
from tsunagi.cases.monitoring.report_models import MonitoringReport
from tsunagi.cases.plan.sheet_actions import write_texts
from tsunagi.cases.seen import SeenCase, looked_up
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
LINES = (
    Line(Section.WISH, "海の近くで 暮らしたい", Picture.HEART),
    Line(Section.SELF, "毎日、私が 作業所に 行く", Picture.WORK, "work"),
)


def seen_by(room: CaseRoom, planned: Planned, who: str = "specialist") -> SeenCase:
    seen = looked_up(actor=room.actor(who), public_id=planned.case.public_id, now=NOW)
    assert seen is not None
    return seen


def write(
    room: CaseRoom, planned: Planned, by: str = "specialist", **more: Any
) -> EasyPaper:
    text = EasyText(
        **{"title": "わたしの けいかく", "made_on": TODAY, "lines": LINES, **more}
    )
    return actions.write_paper(
        source=planned.sheet, text=text, by=room.actor(by), now=NOW, today=TODAY
    )


def fix(
    room: CaseRoom, planned: Planned, surface: str, reading: str, wide: bool
) -> FuriganaFix:
    return actions.fix_reading(
        case=planned.case, surface=surface, reading=reading, is_wide=wide,
        by=room.actor("specialist"), now=NOW,
    )  # fmt: skip


def test_it_is_written_with_its_source_and_leaves_a_trail(
    room: CaseRoom, planned: Planned
) -> None:
    row = write(room, planned)
    assert (row.sheet_id, row.report_id, row.plan_id) == (
        planned.sheet.pk, None, planned.plan.pk,
    )  # fmt: skip
    event = AuditEvent.objects.order_by("-id")[0]
    assert event.action == "easy_paper.write" and "海" not in str(event.details)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"lines": ()}, "EAS-001"),
        ({"lines": (Line(Section.WISH, " ", Picture.HEART),)}, "EAS-001"),
        ({"made_on": TODAY + timedelta(days=1)}, "EAS-002"),
    ],
)
def test_bad_input_changes_nothing(
    more: dict[str, Any], code: str, room: CaseRoom, planned: Planned
) -> None:
    with pytest.raises(UserError) as error:
        write(room, planned, **more)
    assert error.value.message.code == code
    assert not EasyPaper._base_manager.exists()


def test_versions_and_withdrawal(room: CaseRoom, planned: Planned) -> None:
    row, by = write(room, planned), room.actor("specialist")

    def correct(version: int) -> EasyPaper:
        return actions.correct_paper(
            paper=row, source=planned.sheet, version=version,
            text=EasyText("題", TODAY, LINES[:1]), by=by, now=NOW, today=TODAY,
        )  # fmt: skip

    newer = correct(1)
    assert (newer.version, newer.supersedes_id, len(newer.lines)) == (2, row.pk, 1)
    with pytest.raises(UserError):
        correct(1)
    with pytest.raises(UserError) as error:
        actions.withdraw_paper(paper=newer, reason=" ", version=2, by=by, now=NOW)
    assert error.value.message.code == "EAS-008"
    gone = actions.withdraw_paper(
        paper=newer, reason="別の人", version=2, by=by, now=NOW
    )
    assert gone.is_withdrawn and gone.lines == newer.lines
    for again in (
        lambda: actions.withdraw_paper(paper=gone, reason="x", version=3, by=by, now=NOW),
        lambda: actions.correct_paper(
            paper=gone, source=planned.sheet, version=3, by=by, now=NOW, today=TODAY,
            text=EasyText("題", TODAY, LINES),
        ),
    ):  # fmt: skip
        with pytest.raises(UserError) as error:
            again()
        assert error.value.message.code == "EAS-003"


def test_a_paper_knows_that_its_plan_was_changed(
    room: CaseRoom, planned: Planned
) -> None:
    row, by, seen = (
        write(room, planned),
        room.actor("specialist"),
        seen_by(room, planned),
    )
    row = queries.paper_of(actor=by, seen=seen, record_id=row.record_id)
    source = queries.current_source(actor=by, seen=seen, paper=row)
    assert not queries.is_behind(row, source, actor=by)
    write_texts(
        sheet=planned.sheet, values={"policy": "新しい方針"},
        version=planned.sheet.version, by=by, now=NOW,
    )  # fmt: skip
    source = queries.current_source(actor=by, seen=seen, paper=row)
    assert queries.is_behind(row, source, actor=by)


def test_the_form_is_remembered_for_the_person(
    room: CaseRoom, planned: Planned
) -> None:
    by, seen = room.actor("specialist"), seen_by(room, planned)
    assert queries.format_of(actor=by, seen=seen) == (Format(), 0)
    wanted = Format(Size.LARGEST, furigana=False, spaced=True, pictures=False)

    def choose(version: int) -> None:
        actions.choose_format(
            case=planned.case, wanted=wanted, version=version, by=by, now=NOW
        )

    choose(0)
    assert queries.format_of(actor=by, seen=seen) == (wanted, 1)
    with pytest.raises(UserError):
        choose(0)
    choose(1)
    assert queries.format_of(actor=by, seen=seen)[1] == 2


@pytest.mark.parametrize(
    ("surface", "reading", "wide", "code"),
    [
        ("ひらがな", "ひらがな", False, "EAS-006"),
        ("作業所", "sagyosho", False, "EAS-005"),
        ("作業所", "", False, "EAS-005"),
        ("花子", "はなこ", True, "EAS-007"),
        ("佐藤", "さとう", True, "EAS-007"),
    ],
)
def test_what_is_no_reading_is_refused(
    surface: str, reading: str, wide: bool, code: str, room: CaseRoom, planned: Planned
) -> None:
    with pytest.raises(UserError) as error:
        fix(room, planned, surface, reading, wide)
    assert error.value.message.code == code
    assert not FuriganaFix._base_manager.exists()


def test_readings_are_remembered_for_one_or_for_all(
    room: CaseRoom, planned: Planned
) -> None:
    other = room.case(name="架空 次郎", kana="かくう じろう")
    wide = fix(room, planned, "工房", "こうぼう", True)
    fix(room, planned, "海", "み", False)
    fix(room, planned, "海", "うみ", False)
    by = room.actor("specialist")
    here = queries.fixes_of(actor=by, seen=seen_by(room, planned), now=NOW)
    assert [(one.surface, one.reading) for one in here] == [
        ("工房", "こうぼう"), ("海", "うみ"),
    ]  # fmt: skip
    there = looked_up(actor=by, public_id=other.public_id, now=NOW)
    assert there is not None
    assert [x.pk for x in queries.fixes_of(actor=by, seen=there, now=NOW)] == [wide.pk]
    assert FuriganaFix._base_manager.count() == 3, "what was replaced stays"
    actions.withdraw_reading(fix=wide, case=planned.case, by=by, now=NOW)
    with pytest.raises(UserError):
        actions.withdraw_reading(fix=wide, case=planned.case, by=by, now=NOW)
    assert queries.fixes_of(actor=by, seen=there, now=NOW) == []


def test_readings_of_another_municipality_are_not_used(
    room: CaseRoom, planned: Planned
) -> None:
    fix(room, planned, "工房", "こうぼう", True)
    rows = FuriganaFix.objects.visible_to(room.actor("minato_specialist"), now=NOW)
    assert not rows.exists()
    assert FuriganaFix.objects.visible_to(room.actor("alone"), now=NOW).count() == 1


@pytest.mark.parametrize("who", ["alone", "core_staff", "minato_specialist"])
def test_others_see_and_write_nothing(
    who: str, room: CaseRoom, planned: Planned, client_for: ClientFor
) -> None:
    row = write(room, planned)
    with pytest.raises(NotVisible):
        write(room, planned, by=who)
    client, case = client_for(who), planned.case.public_id
    for name in ("case-easy", "easy-format", "case-voices", "voice-new",
                 "case-decisions", "decision-new"):  # fmt: skip
        assert client.get(reverse(name, args=[case])).status_code == 404
    for name in ("easy-page", "easy-correct", "easy-withdraw", "easy-readings"):
        url = reverse(name, args=[case, row.record_id])
        assert client.get(url).status_code == 404
    new = reverse("easy-new", args=[case, "plan", planned.plan.public_id])
    assert client.get(new).status_code == 404


def test_the_officer_reads_and_does_not_write(
    room: CaseRoom, planned: Planned, client_for: ClientFor
) -> None:
    row = write(room, planned)
    with pytest.raises(AccessDenied):
        write(room, planned, by="officer")
    url = reverse("easy-page", args=[planned.case.public_id, row.record_id])
    page = client_for("officer").get(url).content.decode()
    assert "わたし" in page and "もっと分かりやすく" not in page


def test_on_screen_from_plan_to_paper(
    room: CaseRoom, planned: Planned, client_for: ClientFor
) -> None:
    case, client = planned.case.public_id, client_for("specialist")
    hub = client.get(reverse("case-easy", args=[case])).content.decode()
    url = reverse("easy-new", args=[case, "plan", planned.plan.public_id])
    assert url in hub
    form = client.get(url).context["form"]
    assert form["self_1_text"].value() == "買い物のメモを書く"
    data = {
        "title": "わたしの けいかく", "made_on": "令和8年11月22日",
        "wish_1_text": "海の近くで 暮らしたい", "wish_1_picture": "",
        "self_1_text": "支給決定を 受ける", "self_1_picture": "star",
        "self_1_key": "work", "self_8_text": "毎日 行く",
        "key": str(form["key"].value()),
    }  # fmt: skip
    assert client.post(url, {**data, "title": ""}).status_code == 422
    first, second = client.post(url, data), client.post(url, data)
    assert first.status_code == 302 and first["Location"] == second["Location"]
    row = EasyPaper._base_manager.get()
    assert [(x["text"], x["picture"], x["item_key"]) for x in row.lines] == [
        ("海の近くで 暮らしたい", "heart", ""), ("支給決定を 受ける", "star", "work"),
        ("毎日 行く", "me", ""),
    ]  # fmt: skip
    page = client.get(first["Location"]).content.decode()
    assert "<ruby>海<rp>（</rp><rt>うみ</rt><rp>）</rp></ruby>" in page
    assert "<rt>はなこ</rt>" in page and "むずかしい言葉です" in page
    correct = reverse("easy-correct", args=[case, row.record_id])
    edited = {**data, "wish_1_text": "", "version": 1}
    edited.pop("key")
    assert client.post(correct, edited).status_code == 302
    assert client.post(correct, edited).status_code == 422, "an old version"
    withdraw = reverse("easy-withdraw", args=[case, row.record_id])
    assert client.post(withdraw, {"reason": "別の人", "version": 2}).status_code == 302
    hub = client.get(reverse("case-easy", args=[case])).content.decode()
    assert "取り消し" in hub


def test_form_and_readings_on_screen(
    room: CaseRoom, planned: Planned, client_for: ClientFor
) -> None:
    row, client = write(room, planned), client_for("specialist")
    one = [planned.case.public_id, row.record_id]
    page = reverse("easy-page", args=one)
    assert "<rt>わたし</rt>" in client.get(page).content.decode()
    readings = reverse("easy-readings", args=one)
    key = client.get(readings).context["form"]["key"].value()
    data = {"surface": "海", "reading": "み", "scope": "case", "key": str(key)}
    for _ in range(2):
        assert client.post(readings, data).status_code == 302
    stored = FuriganaFix._base_manager.get()
    assert "<rt>み</rt>" in client.get(page).content.decode()
    away = reverse("reading-withdraw", args=[*one, stored.public_id])
    assert client.post(away).status_code == 302
    assert client.post(away).status_code == 404
    assert "<rt>み</rt>" not in client.get(page).content.decode()
    form = reverse("easy-format", args=one[:1])
    assert client.post(form, {"size": "largest", "version": 0}).status_code == 302
    text = client.get(page).content.decode()
    assert "easy-largest" in text and "<rt>うみ</rt>" not in text
    assert 'class="easy-paper easy-largest easy-plain"' in text


def test_the_page_works_without_the_dictionary(
    room: CaseRoom, planned: Planned, client_for: ClientFor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    row = write(room, planned)
    monkeypatch.setattr("tsunagi.cases.easy.reading.analyse", lambda text: None)
    url = reverse("easy-page", args=[planned.case.public_id, row.record_id])
    page = client_for("specialist").get(url).content.decode()
    assert "ふりがなを付けられませんでした" in page and "海の近くで</span> " in page


def test_for_a_report_and_for_a_plan_without_a_sheet(
    room: CaseRoom, planned: Planned, client_for: ClientFor
) -> None:
    office, staff = room.region.offices["hikari"], room.region.staff["specialist"]
    report = MonitoringReport.objects.create(
        case=planned.case, plan=planned.plan, office=office, staff=staff,
        held_on=TODAY, recorded_at=NOW, next_month=202703,
        results=[{"key": "cook", "goal": "料理", "person_words": "楽しい"}],
    )  # fmt: skip
    case, client = planned.case.public_id, client_for("specialist")
    url = reverse("easy-new", args=[case, "report", report.record_id])
    form = client.get(url).context["form"]
    assert form["feeling_1_text"].value() == "楽しい"
    assert "令和9年3月ごろ" in form["next_1_text"].value()
    data = {"title": "ふりかえり", "made_on": "令和8年11月22日", "feeling_1_text": "楽しい",
            "key": str(form["key"].value())}  # fmt: skip
    page = client.post(url, data)
    assert page.status_code == 302
    assert "楽" in client.get(page["Location"]).content.decode()
    assert EasyPaper._base_manager.get().report_id == report.pk
    type(planned.sheet)._base_manager.all().update(is_current=False)
    url = reverse("easy-new", args=[case, "plan", planned.plan.public_id])
    assert client.get(url)["Location"] == reverse("case-easy", args=[case])
    nothing = reverse("easy-new", args=[case, "other", planned.plan.public_id])
    assert client.get(nothing).status_code == 404


def test_the_number_of_queries_does_not_grow(
    room: CaseRoom, planned: Planned, client_for: ClientFor
) -> None:
    client, counts = client_for("specialist"), []
    for number in range(2):
        row = write(room, planned)
        fix(room, planned, f"海{number}", "うみ", False)
        for url in (
            reverse("case-easy", args=[planned.case.public_id]),
            reverse("easy-page", args=[planned.case.public_id, row.record_id]),
        ):
            client.get(url)
            with CaptureQueriesContext(connection) as found:
                client.get(url)
            counts.append(len(found))
    assert counts[:2] == counts[2:]

"""同行・面接の気づき: 書ける人、読める二人、返事、同意が終わったあと、画面。"""

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

from tests.cases.backup.conftest import HelpRoom
from tests.cases.conftest import CaseRoom
from tests.conftest import NOW
from tsunagi.access.actor import NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.cases.backup.models import BackupSupport
from tsunagi.cases.backup.rules import Kind
from tsunagi.cases.case.models import CaseResponsibility
from tsunagi.cases.consent.actions import withdraw_consent
from tsunagi.cases.observation import actions, queries
from tsunagi.cases.observation.actions import Noticed
from tsunagi.cases.observation.models import Observation
from tsunagi.cases.observation.rules import (
    SheetKind,
    kept_points,
    may_observe,
    sheet_on,
    sheets,
)
from tsunagi.common.errors import UserError

ClientFor = Callable[[str], Client]
DAY = date(2026, 11, 22)
POINTS = {"pace": {"level": "seen", "text": "沈黙を待てていた"}}


@pytest.mark.parametrize(
    ("kind", "helper", "me", "observed", "may"),
    [
        pytest.param(Kind.ACCOMPANY, 1, 1, 2, True, id="一緒に行った本人"),
        pytest.param(Kind.ACCOMPANY, 1, 3, 2, False, id="ほかの人"),
        pytest.param(Kind.ADVICE, 1, 1, 2, False, id="助言だけ"),
        pytest.param(Kind.ACCOMPANY, 1, 1, None, False, id="担当者がいない"),
        pytest.param(Kind.ACCOMPANY, 1, 1, 1, False, id="自分のこと"),
        pytest.param(Kind.ACCOMPANY, 1, None, 2, False, id="職員でない"),
    ],
)
def test_who_may_write(
    kind: Kind, helper: int, me: int | None, observed: int | None, may: bool
) -> None:
    assert may_observe(kind=kind, helper=helper, me=me, observed=observed) is may


def test_every_sheet_says_whose_proposal_it_is() -> None:
    assert {one.kind for one in sheets()} == set(SheetKind)
    for one in sheets():
        assert "つなぎの提案" in one.source and len(one.viewpoints) >= 5
    assert sheet_on(SheetKind.INTERVIEW, date(2000, 1, 1)).viewpoints


def test_only_known_viewpoints_and_levels_are_kept() -> None:
    sheet = sheet_on(SheetKind.ACCOMPANY, DAY)
    said = {
        "pace": {"level": "seen", "text": " "}, "listening": {"level": "best"},
        "setting": {"level": "9", "text": " 静か "}, "secret": {"text": "x"},
    }  # fmt: skip
    assert kept_points(sheet, said) == {
        "pace": {"level": "seen", "text": ""}, "setting": {"level": "", "text": "静か"},
    }  # fmt: skip


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today_is_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(minutes=5))


@pytest.fixture
def helping(room: CaseRoom) -> HelpRoom:
    return HelpRoom(room)


def accompany(helping: HelpRoom, **values: Any) -> BackupSupport:
    given = {"kind": Kind.ACCOMPANY, **values}
    return helping.fresh(helping.give(given.pop("case", None), **given))


def write(
    helping: HelpRoom, backup: BackupSupport | None = None, by: str = "core_staff",
    kind: SheetKind = SheetKind.ACCOMPANY, **said: Any,
) -> Observation:  # fmt: skip
    return actions.write_observation(
        backup=backup or accompany(helping), kind=kind, by=helping.room.actor(by),
        said=Noticed(**{"points": POINTS, "next_time": "約束を紙で", **said}), now=NOW,
    )  # fmt: skip


def count() -> int:
    return Observation.objects.unscoped("test").count()


def answer(
    helping: HelpRoom, row: Observation, by: str = "specialist", text: str = "はい"
) -> Observation:
    return actions.answer_observation(
        row=row, answer=text, version=row.version, by=helping.room.actor(by), now=NOW
    )


def test_only_the_two_read_it(helping: HelpRoom) -> None:
    row = write(helping)
    assert row.observer == helping.room.region.staff["core_staff"]
    assert row.observed == helping.room.region.staff["specialist"]
    for name, reads in (
        ("core_staff", True), ("specialist", True), ("manager", False),
        ("core_manager", False), ("officer", False), ("assistant", False),
        ("minato_specialist", False),
    ):  # fmt: skip
        rows = Observation.objects.visible_to(helping.room.actor(name), now=NOW)
        assert rows.exists() is reads, name
    event = AuditEvent.objects.get(action="observation.write")
    assert "沈黙" not in str(event.details)


@pytest.mark.parametrize(
    ("by", "values", "code"),
    [
        ("core_manager", {}, "OBS-001"), ("specialist", {}, "OBS-001"),
        ("core_staff", {"points": {}, "next_time": " "}, "OBS-002"),
    ],
)  # fmt: skip
def test_what_may_not_be_written_changes_nothing(
    helping: HelpRoom, by: str, values: dict[str, Any], code: str
) -> None:
    backup = accompany(helping)
    with pytest.raises(UserError, match=code):
        write(helping, backup, by=by, **values)
    assert count() == 0


def test_advice_alone_was_not_together_and_a_sheet_is_written_once(
    helping: HelpRoom,
) -> None:
    with pytest.raises(UserError, match="OBS-001"):
        write(helping, helping.fresh(helping.give()))
    backup = accompany(helping, case=helping.shown(name="架空 次郎"))
    write(helping, backup)
    with pytest.raises(UserError, match="OBS-003"):
        write(helping, backup)
    write(helping, backup, kind=SheetKind.INTERVIEW)
    assert count() == 2


def test_it_is_for_the_one_who_was_there_and_not_for_a_successor(
    helping: HelpRoom,
) -> None:
    backup = accompany(helping, occurred_on=DAY)
    case = backup.case
    CaseResponsibility._base_manager.filter(case=case).update(valid_before=DAY)
    for staff, since, until in (
        ("specialist", date(2026, 4, 1), DAY), ("assistant", DAY, None),
    ):  # fmt: skip
        CaseResponsibility._base_manager.create(
            case=case, office=case.responsible_office, recorded_at=NOW,
            staff=helping.room.region.staff[staff], valid_from=since,
            valid_before=until and until + timedelta(days=1),
        )  # fmt: skip
    before = accompany(helping, case=case, occurred_on=DAY - timedelta(days=3))
    people = helping.room.region.staff
    assert write(helping, before).observed == people["specialist"]
    assert write(helping, backup).observed == people["assistant"]


def test_others_do_not_even_find_the_visit(helping: HelpRoom) -> None:
    backup = accompany(helping)
    for name in ("alone", "minato_specialist"):
        with pytest.raises(NotVisible):
            write(helping, backup, by=name)
    assert count() == 0


def test_after_the_answer_both_words_stand(helping: HelpRoom) -> None:
    row = write(helping)
    with pytest.raises(UserError, match="OBS-005"):
        answer(helping, row, text=" ")
    for name in ("core_staff", "manager"):
        with pytest.raises(NotVisible):
            answer(helping, row, by=name)
    better = actions.correct_observation(
        row=row, said=Noticed({}, good="席がよかった"), version=1,
        by=helping.room.actor("core_staff"), now=NOW,
    )  # fmt: skip
    with pytest.raises(UserError, match="ほかの人"):
        answer(helping, row)
    done = answer(helping, better)
    assert (done.answer, done.good, done.version) == ("はい", "席がよかった", 3)
    with pytest.raises(UserError, match="OBS-004"):
        answer(helping, done)
    with pytest.raises(UserError, match="OBS-004"):
        actions.correct_observation(
            row=done, said=Noticed(POINTS), version=3,
            by=helping.room.actor("core_staff"), now=NOW,
        )  # fmt: skip
    with pytest.raises(NotVisible):
        actions.correct_observation(
            row=better, said=Noticed(POINTS), version=2,
            by=helping.room.actor("specialist"), now=NOW,
        )  # fmt: skip
    assert count() == 3


def test_without_the_consent_the_words_about_the_visit_are_gone(
    helping: HelpRoom, client_for: ClientFor
) -> None:
    case = helping.room.case()
    consent = helping.consent(case)
    row = write(helping, accompany(helping, case=case))
    withdraw_consent(
        case=case, consent=consent, words="もういい",
        by=helping.room.actor("specialist"), now=NOW,
    )  # fmt: skip
    url = reverse("observation-page", args=[row.record_id])
    theirs = client_for("core_staff").get(url).content.decode()
    assert "本人のペース" in theirs and "沈黙を待てていた" not in theirs
    assert case.person.name not in theirs and "約束を紙で" not in theirs
    edit = reverse("observation-edit", args=[row.record_id])
    assert client_for("core_staff").get(edit).status_code == 404
    mine = client_for("specialist").get(url).content.decode()
    assert "沈黙を待てていた" in mine and case.person.name in mine


def test_it_is_written_from_the_visit_and_comes_to_the_other(
    helping: HelpRoom, client_for: ClientFor
) -> None:
    backup = accompany(helping)
    observer, observed = client_for("core_staff"), client_for("specialist")
    args = [backup.case.public_id, backup.record_id]
    url = reverse("observation-new", args=[*args, "interview"])
    rows = reverse("case-backups", args=args[:1])
    assert url in observer.get(rows).content.decode()
    assert url not in observed.get(rows).content.decode()
    page = observer.get(url)
    assert "つなぎの提案" in page.content.decode()
    form = page.context["form"]
    values = {**dict.fromkeys(form.fields, ""), "key": str(form["key"].value())}
    assert observer.post(url, values).status_code == 422
    values |= {
        "opening_level": "growing",
        "opening_text": "時間を先に言う",
        "good": "落ち着いていた",
    }
    for _ in range(2):
        assert observer.post(url, values).status_code == 302
    row = Observation.objects.unscoped("test").get()
    assert row.points == {"opening": {"level": "growing", "text": "時間を先に言う"}}
    assert "面接・同行の気づきが1件" in observed.get("/").content.decode()
    assert "面接・同行の気づきが" not in observer.get("/").content.decode()
    one = reverse("observation-page", args=[row.record_id])
    assert one in observed.get(reverse("observation-list")).content.decode()
    written = observer.get(reverse("observation-list"), {"view": "written"})
    assert one in written.content.decode()
    reply = reverse("observation-answer", args=[row.record_id])
    assert reply in observed.get(one).content.decode()
    assert reply not in observer.get(one).content.decode()
    assert observed.post(reply, {"answer": "やってみます", "version": "1"}).url == one
    assert "やってみます" in observer.get(one).content.decode()
    assert "面接・同行の気づきが" not in observed.get("/").content.decode()
    again = observer.get(reverse("observation-edit", args=[row.record_id]))
    assert again.status_code == 200, "the form says on saving that it stands"


def test_a_correction_keeps_the_former_words(
    helping: HelpRoom, client_for: ClientFor
) -> None:
    row = write(helping)
    client = client_for("core_staff")
    url = reverse("observation-edit", args=[row.record_id])
    form = client.get(url).context["form"]
    assert form["pace_text"].value() == "沈黙を待てていた"
    values = {name: str(form[name].value() or "") for name in form.fields}
    client.post(url, {**values, "good": "席の並べ方"})
    words = Observation.objects.unscoped("test").order_by("version")
    assert [one.good for one in words] == ["", "席の並べ方"]


def test_others_get_no_page(helping: HelpRoom, client_for: ClientFor) -> None:
    row = write(helping)
    for name in ("manager", "alone", "core_manager"):
        client = client_for(name)
        for url in ("observation-page", "observation-edit", "observation-answer"):
            assert client.get(reverse(url, args=[row.record_id])).status_code == 404
    assert client_for("secretary").get(reverse("observation-list")).status_code == 403
    backup = accompany(helping, case=helping.shown(name="架空 別"))
    bad = reverse(
        "observation-new", args=[backup.case.public_id, backup.record_id, "grade"]
    )
    assert client_for("core_staff").get(bad).status_code == 404


def test_the_number_of_queries_does_not_grow(
    helping: HelpRoom, client_for: ClientFor
) -> None:
    write(helping)
    client = client_for("specialist")
    urls = [reverse("observation-list"), "/"]

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
        write(helping, accompany(helping, case=helping.shown(name=f"架空 {number}郎")))
    assert counts() == before
    actor = helping.room.actor("specialist")
    assert queries.unanswered_count(actor=actor, now=NOW) == 4

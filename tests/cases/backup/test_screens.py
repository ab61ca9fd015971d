"""助言・同行・後方支援の画面: 書く、見る、一度押して終える、直す、数える。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from tests.cases.backup.conftest import HelpRoom
from tests.conftest import NOW
from tsunagi.access.models import AuditEvent
from tsunagi.cases.backup.models import BackupSupport
from tsunagi.cases.backup.rules import State
from tsunagi.cases.case.models import Case

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]


@pytest.fixture(autouse=True)
def today_is_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(minutes=5))


def text(response: Any) -> str:
    return str(response.content.decode())


def values_of(client: Client, url: str, **changed: str) -> dict[str, str]:
    """What the form holds when it is opened, with a line typed into it."""
    form = client.get(url).context["form"]
    return {
        "key": str(form["key"].value()), "kind": "advice", "mandate": "office",
        "occurred_on": localdate().isoformat(), "minutes": "20", "follow_on": "",
        "advice": "先に席を決めておく", **changed,
    }  # fmt: skip


def only() -> BackupSupport:
    return BackupSupport.objects.unscoped("test").get(is_current=True)


def address(name: str, case: Case, *more: Any) -> str:
    return reverse(name, args=[case.public_id, *more])


def test_it_is_written_in_six_fields_with_today_filled_in(
    helping: HelpRoom, client_for: ClientFor
) -> None:
    case = helping.shown()
    client = client_for("core_staff")
    page = client.get(address("case-page", case))
    assert address("case-backups", case) in text(page), "a way from the person's page"
    url = address("backup-new", case)
    form = client.get(url).context["form"]
    assert len(form.visible_fields()) == 6
    assert form.get_initial_for_field(form.fields["occurred_on"], "occurred_on") == (
        localdate()
    )
    empty = client.post(url, values_of(client, url, advice=""))
    assert empty.status_code == 422 and BackupSupport.objects.unscoped("t").count() == 0
    kept = client.post(url, values_of(client, url, advice=" ", minutes="35"))
    assert kept.status_code == 422 and 'value="35"' in text(kept)
    values = values_of(client, url)
    for _ in range(2):
        assert client.post(url, values).status_code == 302
    assert only().minutes == 20 and only().state == State.DONE
    assert "先に席を決めておく" in text(client.get(address("case-backups", case)))


def test_the_office_in_charge_reads_it_beside_the_handovers(
    helping: HelpRoom, client_for: ClientFor
) -> None:
    row = helping.give(follow_on=localdate())
    client = client_for("specialist")
    for name in ("case-handovers", "case-backups"):
        page = text(client.get(address(name, row.case)))
        assert row.advice in page and "架空 core_staff" in page
        assert address("backup-end", row.case, row.record_id) in page
        assert address("backup-new", row.case) not in page, "it is one's own work"
        assert address("backup-edit", row.case, row.record_id) not in page
    assert address("case-backups", row.case) in text(
        client.get(address("case-team", row.case))
    )
    page = text(client_for("assistant").get(address("case-handovers", row.case)))
    assert address("backup-new", row.case) in page


def test_one_press_ends_it_and_today_is_clear(
    helping: HelpRoom, client_for: ClientFor
) -> None:
    row = helping.give(follow_on=localdate())
    url = address("backup-end", row.case, row.record_id)
    for name in ("core_staff", "specialist"):
        assert "助言・同行のその後" in text(client_for(name).get("/"))
    assert client_for("specialist").get(url).status_code == 405
    stale = client_for("specialist").post(url, {"version": "9"}, follow=True)
    assert only().state == State.GOING and "ほかの人" in text(stale)
    client_for("specialist").post(url, {"version": "1"})
    assert only().state == State.DONE
    for name in ("core_staff", "specialist"):
        assert "助言・同行のその後" not in text(client_for(name).get("/"))


def test_a_correction_and_a_withdrawal_stay_readable(
    helping: HelpRoom, client_for: ClientFor
) -> None:
    row = helping.give()
    client = client_for("core_staff")
    url = address("backup-edit", row.case, row.record_id)
    shown = client.get(url).context["form"]
    assert shown["advice"].value() == row.advice
    values = {
        "kind": "meeting", "mandate": "own", "advice": "会議に出た", "minutes": "60",
        "occurred_on": row.occurred_on.isoformat(), "follow_on": "",
        "reason": "種類がちがった", "version": "1",
    }  # fmt: skip
    assert client.post(url, {**values, "reason": ""}).status_code == 422
    assert client.post(url, values).status_code == 302
    page = text(client.get(address("case-backups", row.case)))
    assert "会議に出た" in page and row.advice in page and "種類がちがった" in page
    gone = address("backup-withdraw", row.case, row.record_id)
    client.post(gone, {"reason": "別の方だった", "version": "2"})
    page = text(client.get(address("case-backups", row.case)))
    assert "取り消した" in page and "別の方だった" in page
    assert "会議に出た" not in text(client.get(reverse("backup-list")))


def test_the_list_counts_what_was_given_and_received(
    helping: HelpRoom, client_for: ClientFor
) -> None:
    row = helping.give(occurred_on=localdate())
    url = reverse("backup-list")
    given = text(client_for("core_staff").get(url))
    assert row.advice in given and row.case.person.name in given and "40分" in given
    received = text(client_for("specialist").get(url + "?view=received"))
    assert row.advice in received and "架空 core_staff" in received
    for name in ("alone", "minato_specialist"):
        for view in ("", "?view=received", "?year=0"):
            page = client_for(name).get(url + view)
            assert page.status_code == 200 and row.advice not in text(page)


def test_others_find_nothing_there(helping: HelpRoom, client_for: ClientFor) -> None:
    row = helping.give(follow_on=localdate())
    client = client_for("alone")
    for name in ("case-backups", "backup-new"):
        assert client.get(address(name, row.case)).status_code == 404
    for name in ("backup-edit", "backup-withdraw"):
        url = address(name, row.case, row.record_id)
        assert client.get(url).status_code == 404
    url = address("backup-end", row.case, row.record_id)
    assert client.post(url, {"version": "1"}).status_code == 404
    assert only().state == State.GOING


def test_a_record_of_another_case_is_not_opened_through_this_one(
    helping: HelpRoom, client_for: ClientFor
) -> None:
    row = helping.give()
    other = helping.shown(name="架空 次郎", kana="かくう じろう")
    url = address("backup-edit", other, row.record_id)
    assert client_for("core_staff").get(url).status_code == 404


def test_looks_are_written(helping: HelpRoom, client_for: ClientFor) -> None:
    row = helping.give(occurred_on=localdate())
    client = client_for("core_staff")
    client.get(address("case-backups", row.case))
    client.get(reverse("backup-list"))
    client.get(address("backup-new", row.case))
    for name in ("backup.list", "backup.office", "case.form"):
        event = AuditEvent.objects.filter(action=name).latest("id")
        keys = event.subjects.values_list("subject_public_id", flat=True)
        assert list(keys) == [row.case.person.public_id]


def test_the_number_of_queries_does_not_grow(
    helping: HelpRoom, client_for: ClientFor
) -> None:
    case = helping.shown()
    helping.give(case, follow_on=localdate())
    client = client_for("core_staff")
    urls = [
        address("case-backups", case), address("case-handovers", case),
        reverse("backup-list"), "/",
    ]  # fmt: skip

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
        helping.give(case, follow_on=localdate())
        helping.give(helping.shown(name=f"架空 {number}郎"), follow_on=localdate())
    assert counts() == before

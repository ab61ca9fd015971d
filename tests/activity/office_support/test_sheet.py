"""事業所の様子: 訪問や助言で聞いたことから、欄ごとにいちばん新しい内容と、聞いた日。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.activity.office_support.conftest import SupportRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.models import AuditEvent
from tsunagi.activity.office_support import actions, queries
from tsunagi.activity.office_support.models import OfficeSupport
from tsunagi.activity.office_support.rules import Intake, Seen, Way, status_sheet
from tsunagi.common.errors import UserError

ClientFor = Callable[[str], Client]
MAY, JUNE = date(2026, 5, 10), date(2026, 6, 10)
Told = list[tuple[str, date | None]]


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        pytest.param([], [], id="一度も聞いていない"),
        pytest.param([Seen(MAY)], [], id="どの欄も空"),
        pytest.param(
            [Seen(JUNE, 2), Seen(MAY, 1, "few", "一人で休めない")],
            [
                ("2人", JUNE), ("少しなら受けられる", MAY), ("一人で休めない", MAY),
                ("", None),
            ],
            id="欄ごとに新しいもの",
        ),
        pytest.param(
            [Seen(JUNE, 0, worries="　"), Seen(MAY, worries="休めない")],
            [("0人", JUNE), ("", None), ("休めない", MAY), ("", None)],
            id="0人は聞いたこと、空白は聞いていないこと",
        ),
        pytest.param(
            [Seen(JUNE, 3), Seen(JUNE, 2)],
            [("3人", JUNE), ("", None), ("", None), ("", None)],
            id="同じ日は先に並ぶもの",
        ),
    ],
)  # fmt: skip
def test_each_part_shows_what_was_heard_last(seen: list[Seen], told: Told) -> None:
    assert [(line.words, line.on) for line in status_sheet(seen)] == told


pytestmark = pytest.mark.django_db


def sheet(support: SupportRoom, by: str, to: str = "hikari") -> dict[str, str]:
    found = queries.sheet_of(
        actor=support.region.actor(by), now=NOW, target=support.region.offices[to]
    )
    return {line.label: line.words for line in found}


def test_a_later_visit_changes_only_what_was_heard(support: SupportRoom) -> None:
    long_ago = TODAY - timedelta(days=90)
    support.give(occurred_on=long_ago, people=1, worries="休みの日の電話")
    support.give(people=2, intake=Intake.FULL)
    support.give(way=Way.PHONE)
    assert sheet(support, "core_staff") == {
        "相談員の人数": "2人", "受け入れ": "いまは受けられない",
        "困りごと": "休みの日の電話", "得意なこと": "",
    }  # fmt: skip


def test_a_correction_and_a_withdrawal_change_the_sheet(support: SupportRoom) -> None:
    row = support.give(people=20, strengths="送迎の手配")
    by = support.region.actor("core_staff")
    actions.correct_support(
        support=support.fresh(row), new=support.new(people=2, strengths="送迎の手配"),
        reason="打ちまちがい", version=1, by=by, now=NOW, today=TODAY,
    )  # fmt: skip
    assert sheet(support, "core_staff")["相談員の人数"] == "2人"
    actions.withdraw_support(
        support=support.fresh(row), reason="別の事業所", version=2, by=by, now=NOW
    )
    assert sheet(support, "core_staff") == {}


def test_it_is_seen_by_the_two_offices_and_nobody_else(support: SupportRoom) -> None:
    support.answer_for("core", "east", "west")
    support.give(people=2)
    for name in ("core_staff", "core_manager", "specialist", "manager"):
        assert sheet(support, name), name
    for name in ("alone", "officer", "secretary", "minato_officer"):
        assert not sheet(support, name), name
    assert not sheet(support, "core_staff", "alone"), "another office's"


@pytest.mark.parametrize("field", ["worries", "strengths"])
def test_words_that_tell_who_somebody_is_are_refused(
    support: SupportRoom, field: str
) -> None:
    with pytest.raises(UserError) as caught:
        support.give(**{field: "田中さんのことで困っている"})
    assert (caught.value.message.code, caught.value.field) == ("OFS-016", field)
    assert not OfficeSupport.objects.unscoped("test").exists()


def test_what_was_heard_is_not_in_the_audit(support: SupportRoom) -> None:
    support.give(people=2, worries="休みの日の電話")
    event = AuditEvent.objects.get(action="office_support.give")
    assert "電話" not in str(event.details) and "people" not in str(event.details)


# --- 画面 ---------------------------------------------------------------------------------
@pytest.fixture
def that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(minutes=5))


@pytest.mark.usefixtures("that_day")
def test_it_is_filled_from_the_form_and_shown_with_its_day(
    support: SupportRoom, client_for: ClientFor
) -> None:
    target = support.region.offices["hikari"]
    client = client_for("core_staff")
    url = f"{reverse('support-new')}?office={target.public_id}"
    values = {
        "key": str(client.get(url).context["form"]["key"].value()),
        "target": str(target.public_id), "way": "visit", "topic": "claims",
        "mandate": "own", "subject": "締めの前", "result": "", "minutes": "",
        "follow_on": "", "occurred_on": TODAY.isoformat(), "people": "２",
        "intake": "few", "worries": "田中さんのこと", "strengths": "",
    }  # fmt: skip
    refused = client.post(url, values)
    assert refused.status_code == 422
    assert refused.context["form"].errors.keys() == {"worries"}
    assert refused.context["form"]["people"].value() == "２"
    client.post(url, {**values, "worries": "休みの日の電話"})
    row = OfficeSupport.objects.unscoped("test").get()
    pages = [
        reverse("support-page", args=[row.record_id]),
        reverse("visit-plan", args=[target.public_id]), url,
    ]  # fmt: skip
    for page in pages:
        text = client.get(page).content.decode()
        assert "事業所の様子" in text and "まだ聞いていない" in text, page
        assert "少しなら受けられる" in text and "に聞いた" in text, page
    received = client_for("specialist").get(pages[0]).content.decode()
    assert "休みの日の電話" in received
    edit = client.get(reverse("support-edit", args=[row.record_id])).context["form"]
    assert (edit["people"].value(), edit["intake"].value()) == (2, "few")


@pytest.mark.usefixtures("that_day")
def test_the_number_of_queries_does_not_grow(
    support: SupportRoom, client_for: ClientFor
) -> None:
    first, client = support.give(people=1), client_for("core_staff")
    target = support.region.offices["hikari"]
    urls = [
        reverse("support-page", args=[first.record_id]),
        reverse("visit-plan", args=[target.public_id]),
        f"{reverse('support-new')}?office={target.public_id}",
    ]

    def counts() -> list[int]:
        found = []
        for url in urls:
            client.get(url)
            with CaptureQueriesContext(connection) as made:
                client.get(url)
            found.append(len(made))
        return found

    before = counts()
    for number in range(4):
        support.give(people=number, worries="休みの日の電話")
    assert counts() == before

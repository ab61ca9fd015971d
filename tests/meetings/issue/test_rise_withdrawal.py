"""上げたことは、話している最中でなければ、候補を受け持つ人がわけとともに取り下げられる。"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import NOW
from tests.factories.region import Region
from tests.meetings.issue.test_candidates import code, settle, text
from tests.meetings.issue.test_rises import Ladder
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.meetings.issue.rise_actions import withdraw_rise
from tsunagi.meetings.issue.rules import RiseState, State
from tsunagi.meetings.meeting import agenda_actions
from tsunagi.meetings.meeting.models import AgendaItem, Meeting
from tsunagi.meetings.meeting.rules import ItemState
from tsunagi.meetings.meeting.rules import State as MeetingState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
ClientFor = Callable[[str], Client]
WHY = "その会議体が、もう開かれないため"


@pytest.fixture
def ladder(region: Region) -> Ladder:
    return Ladder(region)


def withdraw(
    ladder: Ladder, by: str = "core_staff", reason: str = WHY, version: int = 0
) -> None:
    row = ladder.fresh()
    withdraw_rise(
        candidate=row, reason=reason, version=version or row.version,
        by=ladder.region.actor(by), now=NOW,
    )  # fmt: skip


def items(ladder: Ladder) -> list[AgendaItem]:
    return list(AgendaItem._base_manager.filter(meeting=ladder.above))


def runs(ladder: Ladder, state: MeetingState) -> None:
    Meeting._base_manager.filter(pk=ladder.above.pk).update(state=state)


def test_carried_from_a_series_that_never_meets_again_it_comes_back(
    ladder: Ladder,
) -> None:
    item = ladder.up().item
    assert item is not None
    ladder.said(state=ItemState.OPEN, note="話した", decision="")
    item.refresh_from_db(from_queryset=AgendaItem.objects.unscoped("test"))
    by = ladder.region.actor("secretary")
    agenda_actions.carry_item(item=item, version=item.version, by=by, now=NOW)
    runs(ladder, MeetingState.DONE)
    withdraw(ladder)
    rise = ladder.rise()
    assert (rise.state, rise.item, rise.reason) == (RiseState.WITHDRAWN, None, WHY)
    kept = items(ladder)
    assert [one.note for one in kept] == ["話した"], "what was said stays"
    assert ladder.told()[-1] == ["架空市協議会 本会議（令和8年12月12日）", WHY]
    settle(ladder.region, ladder.row, State.DROPPED, by="core_staff")


def test_who_runs_the_meeting_takes_the_untouched_item_off_too(ladder: Ladder) -> None:
    ladder.up()
    withdraw(ladder, by="secretary")
    assert items(ladder) == [] and ladder.rise().reason == WHY
    assert AuditEvent.objects.get(action="issue.withdraw").details["is_off"] is True
    assert len(ladder.told()) == 2, "told once"
    ladder.up()


def test_who_does_not_run_it_leaves_the_item_without_it(ladder: Ladder) -> None:
    ladder.up()
    withdraw(ladder, by="officer")
    assert len(items(ladder)) == 1 and ladder.rise().item is None
    event = AuditEvent.objects.get(action="issue.withdraw")
    assert event.details["is_off"] is False and WHY not in str(event.details)


def test_later_words_of_the_item_no_longer_come_down(ladder: Ladder) -> None:
    item = ladder.up().item
    assert item is not None
    withdraw(ladder)
    agenda_actions.write_said(
        item=item, values={"state": ItemState.DONE.value, "decision": "試す"},
        version=item.version, by=ladder.region.actor("secretary"), now=NOW,
    )  # fmt: skip
    rise = ladder.rise()
    assert (rise.state, rise.result) == (RiseState.WITHDRAWN, "")


@pytest.mark.parametrize(
    ("meeting", "item", "may"),
    [
        (MeetingState.PLANNED, ItemState.OPEN, True),
        (MeetingState.HELD, ItemState.OPEN, False),
        (MeetingState.HELD, ItemState.CARRIED, True),
        (MeetingState.WRAPPING, ItemState.OPEN, True),
        (MeetingState.DONE, ItemState.CARRIED, True),
    ],
)
def test_not_while_it_is_being_discussed(
    meeting: MeetingState, item: ItemState, may: bool, ladder: Ladder,
    client_for: ClientFor,
) -> None:  # fmt: skip
    ladder.up()
    runs(ladder, meeting)
    AgendaItem._base_manager.filter(meeting=ladder.above).update(state=item)
    page = reverse("candidate-page", args=[ladder.row.public_id])
    url = reverse("candidate-raise-withdraw", args=[ladder.row.public_id])
    assert (url in text(client_for("core_staff").get(page))) is may
    if may:
        withdraw(ladder)
    else:
        assert code(lambda: withdraw(ladder))[0] == "ISS-019"
    expected = RiseState.WITHDRAWN if may else RiseState.RAISED
    assert ladder.rise().state == expected


def test_what_is_refused_changes_nothing(ladder: Ladder) -> None:
    assert code(lambda: withdraw(ladder))[0] == "ISS-018"
    ladder.up()
    assert code(lambda: withdraw(ladder, reason=" ")) == ("ISS-005", "reason")
    assert code(lambda: withdraw(ladder, reason="佐藤様の件")) == ("MTG-013", "reason")
    assert code(lambda: withdraw(ladder, version=9))[0] == "ACC-008"
    assert code(lambda: withdraw(ladder, by="alone"))[0] == "ISS-003"
    with pytest.raises(AccessDenied):
        withdraw(ladder, by="member")
    with pytest.raises(NotVisible):
        withdraw(ladder, by="minato_specialist")
    assert ladder.rise().state == RiseState.RAISED and len(items(ladder)) == 1
    assert not AuditEvent.objects.filter(action="issue.withdraw").exists()


def test_withdrawing_on_the_screen(ladder: Ladder, client_for: ClientFor) -> None:
    ladder.up()
    client = client_for("core_staff")
    url = reverse("candidate-raise-withdraw", args=[ladder.row.public_id])
    page = reverse("candidate-page", args=[ladder.row.public_id])
    assert url in text(client.get(page))
    assert url not in text(client_for("alone").get(page))
    version = str(ladder.fresh().version)
    named = client.post(url, {"reason": "佐藤様の件", "version": version})
    assert named.status_code == 422 and "佐藤様の件" in text(named)
    assert client.post(url, {"reason": WHY, "version": version})["Location"] == page
    shown = text(client.get(page))
    assert WHY in shown and url not in shown
    assert reverse("candidate-raise", args=[ladder.row.public_id]) in shown
    assert client_for("member").get(url).status_code == 403
    assert client_for("minato_specialist").get(url).status_code == 404

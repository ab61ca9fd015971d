"""候補は上の段の会議に一度だけ上がり、決まったことが返り、外れたら、もう一度上げられる。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import NOW, TODAY
from tests.factories.meetings import make_item, make_meeting, make_series
from tests.factories.region import Region
from tests.meetings.issue.test_candidates import code, settle, text, write
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.meetings.issue.models import IssueCandidateRevision, LocalIssueCandidate
from tsunagi.meetings.issue.rise_actions import raise_up
from tsunagi.meetings.issue.rise_models import CandidateRise
from tsunagi.meetings.issue.rise_queries import meetings_above, rises_of_series
from tsunagi.meetings.issue.rules import RiseState, State, wider_than
from tsunagi.meetings.meeting import agenda_actions
from tsunagi.meetings.meeting.models import AgendaItem, Meeting
from tsunagi.meetings.meeting.rules import ItemState
from tsunagi.meetings.meeting.rules import State as MeetingState
from tsunagi.meetings.review.agenda_actions import call_off, wrap_up
from tsunagi.meetings.series.models import Series
from tsunagi.meetings.series.rules import Level

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
ClientFor = Callable[[str], Client]
DECIDED = "市の部会で、夜の電話の受け方を試す"


class Ladder:
    """The ward's network meeting, where a candidate came up, and the council above."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.ward = make_series(
            region,
            kind="ward_network",
            level=Level.WARD,
            name="架空東区ネットワーク会議",
        )
        self.council = make_series(
            region, office="council", area="tsunagi", kind="council_main",
            level=Level.MUNICIPALITY, name="架空市協議会 本会議",
        )  # fmt: skip
        self.below = make_meeting(region, series=self.ward)
        self.above = self.coming(self.council, 20)
        item = make_item(region, self.below)
        self.row = write(region, by="core_staff", item=item)

    def coming(self, series: Series, days: int, **values: Any) -> Meeting:
        told: dict[str, Any] = {
            "office": "council", "invited": ("core",), "there": (),
            "kind": series.kind, "title": series.name, "state": MeetingState.PLANNED,
            "held_on": TODAY + timedelta(days=days), **values,
        }  # fmt: skip
        return make_meeting(self.region, series=series, **told)

    def fresh(self) -> LocalIssueCandidate:
        rows = LocalIssueCandidate.objects.unscoped("test")
        return rows.select_related("area", "meeting__series").get(pk=self.row.pk)

    def up(
        self, meeting: Meeting | None = None, by: str = "core_staff"
    ) -> CandidateRise:
        row = self.fresh()
        return raise_up(
            candidate=row, meeting=meeting or self.above, version=row.version,
            by=self.region.actor(by), now=NOW, today=TODAY,
        )  # fmt: skip

    def rise(self) -> CandidateRise:
        rows = CandidateRise.objects.unscoped("test")
        return rows.select_related("item__meeting").latest("id")

    def said(self, *, state: ItemState = ItemState.DONE, **values: Any) -> None:
        item = self.rise().item
        assert item is not None
        agenda_actions.write_said(
            item=item, values={"state": state.value, "decision": DECIDED, **values},
            version=item.version, by=self.region.actor("secretary"), now=NOW,
        )  # fmt: skip

    def told(self) -> list[list[str]]:
        rows = IssueCandidateRevision.objects.unscoped("test").filter(
            candidate=self.row, changes__has_key="raised"
        )
        return [one.changes["raised"] for one in rows.order_by("version")]


@pytest.fixture
def ladder(region: Region) -> Ladder:
    return Ladder(region)


@pytest.mark.parametrize(
    ("level", "above"),
    [
        (Level.OFFICE, 5), (Level.WARD, 3), (Level.MUNICIPALITY, 2), (Level.PREFECTURE, 0),
    ],
)  # fmt: skip
def test_only_wider_levels_are_above(level: Level, above: int) -> None:
    found = wider_than(level)
    assert len(found) == above and level not in found


def test_it_becomes_an_item_above_and_names_its_origin(ladder: Ladder) -> None:
    rise = ladder.up()
    item = rise.item
    assert item is not None
    assert (item.meeting, item.title) == (ladder.above, ladder.row.text)
    assert item.rise.candidate == ladder.row
    assert ladder.told() == [["", "架空市協議会 本会議（令和8年12月12日）"]]
    event = AuditEvent.objects.get(action="issue.rise")
    assert "夜間" not in str(event.details)


def test_only_coming_wider_meetings_of_the_area_to_which_one_is_invited(
    ladder: Ladder,
) -> None:
    region = ladder.region
    wrong = [
        ladder.coming(ladder.ward, 10),
        ladder.coming(ladder.council, 30, invited=()),
        ladder.coming(ladder.council, 31, state=MeetingState.CANCELLED),
        make_meeting(region, series=ladder.council, held_on=TODAY - timedelta(days=3)),
        ladder.coming(
            make_series(region, area="west", level=Level.MUNICIPALITY, kind="chiefs"), 9
        ),
    ]
    found = meetings_above(
        actor=region.actor("core_staff"), now=NOW, today=TODAY, candidate=ladder.fresh()
    )
    assert found == [ladder.above]
    for meeting in wrong:
        assert code(lambda one=meeting: ladder.up(one)) == ("ISS-009", "meeting")
    assert not CandidateRise.objects.unscoped("test").exists()
    assert not AgendaItem._base_manager.filter(meeting=ladder.above).exists()


def test_a_series_that_meets_often_leaves_room_for_the_others(ladder: Ladder) -> None:
    next_time = ladder.coming(ladder.council, 40)
    ladder.coming(ladder.council, 50)
    found = meetings_above(
        actor=ladder.region.actor("core_staff"), now=NOW, today=TODAY,
        candidate=ladder.fresh(),
    )  # fmt: skip
    assert found == [ladder.above, next_time]


def test_who_may_raise(ladder: Ladder) -> None:
    with pytest.raises(AccessDenied):
        ladder.up(by="member")
    with pytest.raises(NotVisible):
        ladder.up(by="minato_specialist")
    assert code(lambda: ladder.up(by="alone"))[0] == "ISS-003"
    settle(ladder.region, ladder.row, State.DROPPED, by="core_staff")
    assert code(ladder.up)[0] == "ISS-004"


def test_raised_once_at_a_time(ladder: Ladder) -> None:
    ladder.up()
    later = ladder.coming(ladder.council, 50)
    assert code(lambda: ladder.up(later))[0] == "ISS-008"
    with pytest.raises(IntegrityError), transaction.atomic():
        CandidateRise.objects.create(candidate=ladder.row, meeting=later, raised_at=NOW)


def test_a_version_that_is_gone_changes_nothing(ladder: Ladder) -> None:
    row = ladder.fresh()
    refused = code(
        lambda: raise_up(
            candidate=row, meeting=ladder.above, version=9, now=NOW, today=TODAY,
            by=ladder.region.actor("core_staff"),
        )
    )  # fmt: skip
    assert refused[0] == "ACC-008"
    assert not AgendaItem._base_manager.filter(meeting=ladder.above).exists()


def test_what_was_decided_comes_down_and_follows_its_correction(ladder: Ladder) -> None:
    ladder.up()
    ladder.said()
    rise = ladder.rise()
    assert (rise.state, rise.result) == (RiseState.RETURNED, DECIDED)
    ladder.said(decision="来年度に考える")
    assert ladder.rise().result == "来年度に考える"
    ladder.said(state=ItemState.OPEN)
    assert (ladder.rise().state, ladder.rise().result) == (RiseState.RAISED, "")
    assert [after for _, after in ladder.told()][1:] == [
        "返ってきた", "返ってきたことを直した", "もう一度話す",
    ]  # fmt: skip


def test_what_comes_down_names_nobody(ladder: Ladder) -> None:
    ladder.up()
    refused = code(lambda: ladder.said(decision="田中さんに頼む"))
    assert refused == ("MTG-013", "decision")
    assert ladder.rise().state == RiseState.RAISED


def test_after_an_answer_it_goes_up_from_there(ladder: Ladder) -> None:
    ladder.up()
    ladder.said()
    later = ladder.coming(ladder.council, 50)
    assert code(lambda: ladder.up(later)) == ("ISS-009", "meeting"), "not wider"
    sphere = make_series(
        ladder.region,
        area="prefecture",
        level=Level.SPHERE,
        kind="other",
        name="架空圏域",
    )
    ladder.up(ladder.coming(sphere, 60))


def test_taken_off_the_agenda_it_may_be_raised_again(ladder: Ladder) -> None:
    item = ladder.up().item
    assert item is not None
    agenda_actions.remove_item(item=item, by=ladder.region.actor("secretary"), now=NOW)
    rise = ladder.rise()
    assert (rise.state, rise.item, rise.meeting) == (
        RiseState.WITHDRAWN, None, ladder.above,
    )  # fmt: skip
    assert ladder.told()[-1][1] == "議題から外した"
    ladder.up()


def test_what_something_was_written_to_is_not_taken_off(ladder: Ladder) -> None:
    ladder.up()
    ladder.said(state=ItemState.OPEN, note="話した")
    item = ladder.rise().item
    assert item is not None
    by = ladder.region.actor("secretary")
    assert code(lambda: agenda_actions.remove_item(item=item, by=by, now=NOW))[
        0
    ].startswith("MTG")
    assert ladder.rise().state == RiseState.RAISED


def test_a_meeting_that_is_called_off_gives_it_back(ladder: Ladder) -> None:
    ladder.coming(ladder.council, 50)
    ladder.up()
    make_item(ladder.region, ladder.above, title="架空の別の議題", position=9)
    call_off(
        meeting=ladder.above, reason="台風", version=ladder.above.version,
        by=ladder.region.actor("secretary"), now=NOW,
    )  # fmt: skip
    rise = ladder.rise()
    assert (rise.state, rise.reason) == (RiseState.WITHDRAWN, "会議が取りやめになった")
    later = Meeting._base_manager.get(series=ladder.council, state="planned")
    titles = AgendaItem._base_manager.filter(meeting=later).values_list(
        "title", flat=True
    )
    assert list(titles) == ["架空の別の議題"], "the rest goes on"
    ladder.up(later)


def test_what_was_not_talked_about_waits_for_the_next_meeting(ladder: Ladder) -> None:
    ladder.up()
    later = ladder.coming(ladder.council, 50)
    rows = Meeting._base_manager.filter(pk=ladder.above.pk)
    rows.update(state=MeetingState.WRAPPING)
    wrap_up(meeting=rows.get(), version=1, by=ladder.region.actor("secretary"), now=NOW)
    assert (ladder.rise().meeting, ladder.rise().state) == (later, RiseState.RAISED)


def test_what_is_up_is_not_dropped(ladder: Ladder) -> None:
    ladder.up()
    assert code(
        lambda: settle(ladder.region, ladder.row, State.DROPPED, by="core_staff")
    ) == ("ISS-010", "state")
    settle(ladder.region, ladder.row, State.TAKEN, by="core_staff")


def test_a_carried_item_takes_its_candidate_along(ladder: Ladder) -> None:
    item = ladder.up().item
    assert item is not None
    later = ladder.coming(ladder.council, 50)
    by = ladder.region.actor("secretary")
    agenda_actions.carry_item(item=item, version=item.version, by=by, now=NOW)
    rise = ladder.rise()
    assert rise.item is not None
    assert (rise.meeting, rise.item.meeting, rise.state) == (
        later, later, RiseState.RAISED,
    )  # fmt: skip
    ladder.said()
    assert ladder.rise().result == DECIDED


def test_both_directions_stand_on_series_meeting_and_candidate(
    ladder: Ladder, client_for: ClientFor
) -> None:
    ladder.up()
    ladder.said()
    page = reverse("candidate-page", args=[ladder.row.public_id])
    pages = [
        page,
        reverse("series-page", args=[ladder.ward.public_id]),
        reverse("series-page", args=[ladder.council.public_id]),
    ]
    for who in ("alone", "specialist"):
        for one in pages:
            assert DECIDED in text(client_for(who).get(one)), (who, one)
    assert DECIDED in text(
        client_for("specialist").get(
            reverse("meeting-page", args=[ladder.below.public_id])
        )
    )
    above = text(
        client_for("core_staff").get(
            reverse("meeting-page", args=[ladder.above.public_id])
        )
    )
    assert "上がってきた地域課題の候補" in above and page in above
    for one in pages:
        assert client_for("minato_specialist").get(one).status_code == 404
    moved = rises_of_series(
        actor=ladder.region.actor("alone"), now=NOW, series=ladder.ward
    )
    assert len(moved.up) == 1 and not moved.down


def test_raising_on_the_screen(ladder: Ladder, client_for: ClientFor) -> None:
    client = client_for("core_staff")
    url = reverse("candidate-raise", args=[ladder.row.public_id])
    page = reverse("candidate-page", args=[ladder.row.public_id])
    assert url in text(client.get(page))
    assert "架空市協議会 本会議" in text(client.get(url))
    empty = client.post(url, {"version": "1"})
    assert empty.status_code == 422
    wanted = {"meeting": str(ladder.above.public_id), "version": "1"}
    assert (
        client.post(url, {**wanted, "meeting": str(ladder.below.public_id)}).status_code
        == 422
    )
    assert client.post(url, wanted)["Location"] == page
    shown = text(client.get(page))
    assert "上げている" in shown and url not in shown
    assert "上げた会議" in shown, "the history says where"
    assert client_for("alone").get(url).status_code == 200
    assert "これから開く、呼ばれているものがありません" in text(
        client_for("alone").get(url)
    )
    assert client_for("member").get(url).status_code == 403
    assert client_for("minato_specialist").get(url).status_code == 404


def test_candidates_of_a_series_are_counted_by_who_noticed(
    ladder: Ladder, client_for: ClientFor
) -> None:
    region = ladder.region
    item = make_item(region, ladder.below)
    write(region, by="specialist", item=item)
    write(region, by="specialist", item=item)
    write(region, by="specialist", text="会議の外のこと")
    series = reverse("series-page", args=[ladder.ward.public_id])
    hikari = region.offices["hikari"]
    link = (
        f"{reverse('candidate-list')}?series={ladder.ward.public_id}"
        f"&office={hikari.public_id}"
    )
    shown = text(client_for("alone").get(series))
    assert link.replace("&", "&amp;") in shown and "2件" in shown
    listed = client_for("alone").get(link)
    assert len(listed.context["rows"]) == 2
    assert "架空東区ネットワーク会議から出たもの" in text(listed)
    assert len(client_for("alone").get(f"{link}&year=2020").context["rows"]) == 0
    attended = reverse("series-attendance", args=[ladder.ward.public_id])
    lines = client_for("specialist").get(attended).context["lines"]
    assert [(one.name, one.noticed) for one in lines] == [(hikari.name, 2)]
    own = client_for("specialist").get(reverse("attendance-own")).context["lines"]
    assert [(one.name, one.noticed) for one in own] == [(ladder.ward.name, 2)]


def test_the_pages_cost_the_same_however_many_went_up(
    ladder: Ladder, client_for: ClientFor
) -> None:
    client = client_for("core_staff")
    pages = [
        reverse("candidate-page", args=[ladder.row.public_id]),
        reverse("series-page", args=[ladder.ward.public_id]),
        reverse("series-page", args=[ladder.council.public_id]),
        reverse("meeting-page", args=[ladder.above.public_id]),
        reverse("series-attendance", args=[ladder.ward.public_id]),
    ]

    def counts() -> list[int]:
        found = []
        for page in pages:
            client.get(page)
            with CaptureQueriesContext(connection) as made:
                client.get(page)
            found.append(len(made))
        return found

    ladder.up()
    before = counts()
    for number in range(3):
        item = make_item(ladder.region, ladder.below)
        ladder.row = write(
            ladder.region, by="core_staff", item=item, text=f"架空の困りごと{number}"
        )
        ladder.up()
    assert counts() == before

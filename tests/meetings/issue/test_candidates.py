"""地域課題の候補: 議題から一歩で、だれのことか分からない形で。くり返す話題は研修に。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import NOW, TODAY
from tests.factories.meetings import make_item, make_meeting
from tests.factories.region import Region
from tests.meetings.supervision.conftest import SupervisionRoom
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.common.errors import UserError
from tsunagi.meetings.issue import actions, queries
from tsunagi.meetings.issue.actions import NewCandidate
from tsunagi.meetings.issue.models import IssueCandidateRevision, LocalIssueCandidate
from tsunagi.meetings.issue.queries import Filter
from tsunagi.meetings.issue.rules import Cause, State, Viewpoint
from tsunagi.meetings.meeting.models import AgendaItem
from tsunagi.meetings.series.rules import Level

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
ClientFor = Callable[[str], Client]


def new(region: Region, area: str = "east", **values: Any) -> NewCandidate:
    told: dict[str, Any] = {
        "text": "夜間に電話のつながるところがない", "viewpoint": Viewpoint.FAMILY,
        "cause": Cause.RESOURCE, "level": Level.AREA, "topic": "crisis", **values,
    }  # fmt: skip
    return NewCandidate(area=region.areas[area], **told)


def write(
    region: Region, *, by: str = "specialist", item: AgendaItem | None = None,
    now: Any = NOW, **values: Any,
) -> LocalIssueCandidate:  # fmt: skip
    return actions.raise_candidate(
        item=item, new=new(region, **values), by=region.actor(by), now=now
    )


def settle(
    region: Region,
    row: LocalIssueCandidate,
    state: State,
    *,
    by: str,
    reason: str = "部会で話す",
) -> None:
    fresh = LocalIssueCandidate.objects.unscoped("test").get(pk=row.pk)
    actions.settle_candidate(
        candidate=fresh, state=state, reason=reason, version=fresh.version,
        by=region.actor(by), now=NOW,
    )  # fmt: skip


def code(act: Callable[[], object]) -> tuple[str, str | None]:
    with pytest.raises(UserError) as caught:
        act()
    return caught.value.message.code, caught.value.field


def test_one_step_from_an_agenda_item(region: Region) -> None:
    item = make_item(region, make_meeting(region))
    row = write(region, item=item)
    assert (row.item, row.meeting, row.state) == (item, item.meeting, State.CANDIDATE)
    assert row.office == region.offices["hikari"]
    event = AuditEvent.objects.get(action="issue.raise")
    assert "夜間" not in str(event.details)
    with pytest.raises(NotVisible):
        write(region, item=item, by="alone")
    assert write(region, by="alone").meeting is None, "noticed at work"


def test_nobody_can_be_recognised_in_it(region: Region) -> None:
    assert code(lambda: write(region, text="田中さんの家は東町1-2-3")) == (
        "MTG-013",
        "text",
    )
    assert code(lambda: write(region, text=" ")) == ("ISS-001", "text")
    assert code(lambda: write(region, area="minato")) == ("ISS-006", "area")
    row = write(region)
    assert code(
        lambda: settle(region, row, State.DROPPED, by="core_staff", reason="佐藤様の件")
    ) == ("MTG-013", "reason")


def test_everybody_of_the_meetings_here_sees_it_and_nobody_elsewhere(
    region: Region,
) -> None:
    write(region)
    for name in ("specialist", "alone", "officer", "secretary", "member", "adviser"):
        assert queries.candidate_list(
            actor=region.actor(name), now=NOW, wanted=Filter()
        ), name
    for name in ("minato_specialist", "trainee", "administrator"):
        assert not queries.candidate_list(
            actor=region.actor(name), now=NOW, wanted=Filter()
        ), name
    for name in ("member", "trainee"):
        with pytest.raises(AccessDenied):
            write(region, by=name)


def test_the_own_office_and_those_who_convene_change_it(region: Region) -> None:
    row = write(region)

    def edit(by: str, version: int = 1) -> None:
        actions.edit_candidate(
            candidate=row, new=new(region, text="夜の電話が足りない"), version=version,
            by=region.actor(by), now=NOW,
        )  # fmt: skip

    assert code(lambda: edit("assistant", 9))[0] == "ACC-008"
    edit("assistant")
    with pytest.raises(NotVisible):
        edit("minato_specialist", 2)
    row.refresh_from_db(from_queryset=LocalIssueCandidate.objects.unscoped("test"))
    assert row.version == 2
    change = IssueCandidateRevision.objects.unscoped("test").get(version=2)
    assert change.changes == {
        "text": ["夜間に電話のつながるところがない", "夜の電話が足りない"]
    }
    other = write(region, by="core_staff")
    assert code(lambda: actions.edit_candidate(
        candidate=other, new=new(region), version=1, by=region.actor("specialist"), now=NOW
    ))[0] == "ISS-003"  # fmt: skip


def test_taken_dropped_and_back_always_with_a_reason(region: Region) -> None:
    row = write(region)
    assert code(
        lambda: settle(region, row, State.DROPPED, by="core_staff", reason="")
    ) == ("ISS-005", "reason")
    settle(region, row, State.DROPPED, by="secretary")
    assert (
        code(lambda: settle(region, row, State.DROPPED, by="secretary"))[0] == "ISS-004"
    )
    fresh = queries.candidate_of(
        actor=region.actor("specialist"), now=NOW, public_id=row.public_id
    )
    assert (fresh.state, fresh.reason) == (State.DROPPED, "部会で話す")
    assert code(lambda: actions.edit_candidate(
        candidate=fresh, new=new(region), version=2, by=region.actor("specialist"), now=NOW
    ))[0] == "ISS-004"  # fmt: skip
    settle(region, row, State.TAKEN, by="officer")
    settle(region, row, State.CANDIDATE, by="specialist", reason="まちがえた")


def test_found_by_state_area_topic_and_words(region: Region) -> None:
    row = write(region)
    other = write(region, area="west", text="バスが一日に二本しかない", topic="moving")
    settle(region, other, State.TAKEN, by="core_staff")

    def found(**values: Any) -> list[int]:
        rows = queries.candidate_list(
            actor=region.actor("officer"), now=NOW, wanted=Filter(**values)
        )
        return [one.pk for one in rows]

    assert found() == [other.pk, row.pk]
    assert found(state=State.TAKEN) == [other.pk]
    assert found(area=region.areas["east"]) == [row.pk]
    assert found(area=region.areas["tsunagi"]) == [other.pk, row.pk]
    assert found(topic="crisis") == [row.pk]
    assert found(text="ﾊﾞｽ") == [other.pk]


def test_a_topic_seen_three_times_proposes_a_training(region: Region) -> None:
    def total(who: str = "officer") -> list[tuple[str, int]]:
        found = queries.recurrent(actor=region.actor(who), now=NOW, today=TODAY)
        return [(one.topic, one.total) for one in found]

    write(region)
    write(region, now=NOW - timedelta(days=100))
    write(region, now=NOW - timedelta(days=400))
    assert total() == []
    SupervisionRoom(region).begin(topic="crisis")
    assert total() == [("crisis", 3)]
    assert total("minato_specialist") == [] and total("trainee") == []


def text(response: Any) -> str:
    return str(response.content.decode())


def values_of(region: Region, **values: Any) -> dict[str, Any]:
    return {
        "text": "夜間に電話のつながるところがない", "viewpoint": "family",
        "cause": "resource", "level": "area", "topic": "crisis",
        "area": str(region.areas["east"].public_id), **values,
    }  # fmt: skip


def test_writing_it_from_the_item_on_the_screen(
    region: Region, client_for: ClientFor
) -> None:
    item = make_item(region, make_meeting(region), title="架空の議題の言葉")
    url = reverse("candidate-new", args=[item.meeting.public_id, item.public_id])
    client = client_for("specialist")
    page = client.get(url)
    assert "架空の議題の言葉" not in text(page), "nothing of the item is copied"
    assert "地域のこととして" in text(page)
    values = values_of(region, key=str(page.context["form"]["key"].value()))
    refused = client.post(url, {**values, "text": "すずきさんのこと"})
    assert refused.status_code == 422 and "MTG-013" in text(refused)
    for _ in range(2):
        done = client.post(url, values)
    row = LocalIssueCandidate.objects.unscoped("test").get()
    assert done["Location"] == reverse("candidate-page", args=[row.public_id])
    assert row.item == item
    assert client_for("alone").get(url).status_code == 404
    assert client_for("member").get(url).status_code == 403
    other = reverse(
        "candidate-new", args=[make_meeting(region).public_id, item.public_id]
    )
    assert client.get(other).status_code == 404, "an item of another meeting"


def test_list_page_edit_settle_and_file(region: Region, client_for: ClientFor) -> None:
    row = write(region)
    write(region)
    write(region, text="=1+1")
    client = client_for("specialist")
    listed = text(client.get(reverse("candidate-list")))
    assert "くり返し出ている話題" in listed and "研修の案" in listed
    assert (
        client.get(
            reverse("candidate-list") + "?state=x&area=x&topic=x&q=夜"
        ).status_code
        == 200
    )
    page = reverse("candidate-page", args=[row.public_id])
    edit = reverse("candidate-edit", args=[row.public_id])
    assert edit in text(client.get(page)) and edit not in text(
        client_for("alone").get(page)
    )
    assert client.post(edit, values_of(region, text="", version="1")).status_code == 422
    client.post(edit, values_of(region, text="夜の電話が足りない", version="1"))
    drop = reverse("candidate-settle", args=[row.public_id])
    assert (
        client.post(
            drop, {"state": "dropped", "reason": "", "version": "2"}
        ).status_code
        == 422
    )
    client.post(drop, {"state": "dropped", "reason": "別の候補と同じ", "version": "2"})
    shown = text(client.get(page))
    assert (
        "夜の電話が足りない" in shown
        and "別の候補と同じ" in shown
        and "見送った" in shown
    )
    file = client.get(reverse("candidate-file") + "?state=dropped")
    content = file.content.decode("utf-8-sig")
    assert file["Content-Type"].startswith("text/csv")
    assert "夜の電話が足りない" in content and content.count("\r\n") == 2
    assert "'=1+1" in client.get(reverse("candidate-file")).content.decode("utf-8-sig")
    assert client_for("member").get(reverse("candidate-file")).status_code == 403
    assert client_for("minato_specialist").get(page).status_code == 404


def test_the_number_of_queries_does_not_grow(
    region: Region, client_for: ClientFor
) -> None:
    client = client_for("specialist")
    pages = [reverse("candidate-list"), reverse("candidate-file")]

    def counts() -> list[int]:
        found = []
        for page in pages:
            client.get(page)
            with CaptureQueriesContext(connection) as made:
                client.get(page)
            found.append(len(made))
        return found

    item = make_item(region, make_meeting(region))
    write(region, item=item)
    before = counts()
    for _ in range(4):
        write(region, item=item)
    assert counts() == before


def test_open_candidates_of_an_area_and_its_parts(region: Region) -> None:
    settle(region, write(region, text="閉じた"), State.TAKEN, by="core_staff")
    for number in range(6):
        write(
            region, text=f"東区の困りごと{number}", now=NOW + timedelta(minutes=number)
        )
    write(region, area="west", text="西区のこと")

    def found(area: str, who: str = "member") -> tuple[int, list[str]] | None:
        one = queries.open_of_area(
            actor=region.actor(who), now=NOW, area=region.areas[area]
        )
        return None if one is None else (one.count, [row.text for row in one.newest])

    east = found("east")
    assert east is not None and east[0] == 6
    assert east[1] == [f"東区の困りごと{number}" for number in (5, 4, 3, 2, 1)]
    assert (found("tsunagi") or (0,))[0] == 7
    assert found("north") == (0, [])
    assert found("east", "minato_specialist") == (0, []), "another municipality's"
    assert found("east", "trainee") is None

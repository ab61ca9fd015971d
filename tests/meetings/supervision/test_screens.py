"""グループスーパービジョンの画面: はじめの問い、前の回が先、段ごと、選ぶ、その後。"""

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
from tests.factories.meetings import make_item, make_meeting, make_series, pledge
from tests.meetings.supervision.conftest import IDEAS, PICK, QUESTIONS, SupervisionRoom
from tsunagi.meetings.supervision import actions
from tsunagi.meetings.supervision.models import Supervision, SupervisionLine
from tsunagi.meetings.supervision.rules import LineKind, State

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
ClientFor = Callable[[str], Client]


def text(response: Any) -> str:
    return str(response.content.decode())


def url(name: str, gsv: SupervisionRoom, *ids: Any) -> str:
    return reverse(name, args=[gsv.meeting.public_id, *(one.public_id for one in ids)])


def key_of(page: Any) -> str:
    return str(page.context["form"]["key"].value())


def test_yes_at_the_gate_shows_the_telephone_and_sends_nothing(
    gsv: SupervisionRoom, client_for: ClientFor
) -> None:
    core = gsv.region.offices["core"]
    core.phone = "0950-00-0000"
    core.save(update_fields=["phone"])
    client = client_for("specialist")
    gate = url("supervision-gate", gsv)
    assert "命や安全の心配がありますか" in text(client.get(gate))
    assert (
        client.post(gate, {"crisis": "", "key": key_of(client.get(gate))}).status_code
        == 422
    )
    page = text(
        client.post(
            gate, {"crisis": "yes", "key": key_of(client.get(gate))}, follow=True
        )
    )
    assert core.name in page and 'href="tel:0950-00-0000"' in page
    assert "何も送りません" in page and reverse("reception-new") in page
    assert Supervision.objects.unscoped("test").get().state == State.STOPPED
    assert "始めなかった" in text(client.get(url("supervision-of-meeting", gsv)))
    secretary = make_meeting(gsv.region, invited=("council",), title="架空")
    other = text(
        client_for("secretary").get(
            reverse("supervision-crisis", args=[secretary.public_id])
        )
    )
    assert reverse("reception-new") not in other and core.name in other


def test_no_at_the_gate_leads_to_the_beginning_with_the_earlier_result_first(
    gsv: SupervisionRoom, client_for: ClientFor
) -> None:
    series = make_series(gsv.region)
    old = make_meeting(gsv.region, series=series, held_on=TODAY - timedelta(days=30))
    before = gsv.decided(meeting=old, theme="夜に困ること")
    gsv.meeting.series = series
    gsv.meeting.save(update_fields=["series"])
    item = make_item(gsv.region, gsv.meeting)
    client = client_for("specialist")
    begin = url("supervision-begin", gsv)
    assert client.get(begin).status_code == 302, "the gate comes first"
    gate = f"{url('supervision-gate', gsv)}?item={item.public_id}"
    sent_on = client.post(gate, {"crisis": "no", "key": key_of(client.get(gate))})
    page = client.get(sent_on["Location"])
    shown = text(page)
    assert shown.index("夜に困ること") < shown.index('name="theme"')
    assert "その後をまだ聞いていない" in shown
    assert (
        reverse("supervision-report", args=[old.public_id, before.public_id]) in shown
    )
    values = {
        "key": key_of(page), "method": "local", "topic": "relation", "wish": "",
        "theme": "", "presenter": str(gsv.region.staff["specialist"].public_id),
    }  # fmt: skip
    assert client.post(sent_on["Location"], values).status_code == 422
    for _ in range(2):
        done = client.post(sent_on["Location"], {**values, "theme": "会えない方"})
    row = Supervision.objects.unscoped("test").get(meeting=gsv.meeting)
    assert row.item == item and row.topic == "relation"
    assert done["Location"] == url("supervision-run", gsv, row)
    first = text(client.get(done["Location"]))
    assert "役: 進行、発表する人" in first
    assert item.title in text(client.get(url("supervision-page", gsv, row)))
    assert "夜に困ること" in first and "前の回の、その後" in first


def test_step_by_step(gsv: SupervisionRoom, client_for: ClientFor) -> None:
    row = gsv.begin()
    client = client_for("specialist")
    run, move = url("supervision-run", gsv, row), url("supervision-move", gsv, row)
    page = text(client.get(run))
    assert (
        'data-key="n"' in page
        and 'data-key="p"' not in page
        and 'name="text"' not in page
    )
    client.post(move, {"seen": "0", "to": str(QUESTIONS)})
    again = text(client.post(move, {"seen": "0", "to": "1"}, follow=True))
    assert "GSV-008" in again
    page = client.get(run)
    assert "まだ確かめていない段" in text(page) and 'data-key="p"' in text(page)
    late = client.post(run, {"text": "こうしては", "kind": "idea", "key": key_of(page)})
    assert (
        late.status_code == 422
        and "GSV-006" in text(late)
        and "こうしては" in text(late)
    )
    named = client.post(
        run, {"text": "田中さんは？", "kind": "question", "key": key_of(page)}
    )
    assert named.status_code == 422 and "MTG-013" in text(named)
    for _ in range(2):
        client.post(
            run, {"text": "どこで会う？", "kind": "question", "key": key_of(page)}
        )
    assert SupervisionLine.objects.unscoped("test").count() == 1
    assert "どこで会う？" in text(client.get(run))
    line = SupervisionLine.objects.unscoped("test").get()
    client.post(url("supervision-line-strike", gsv, row, line))
    assert "どこで会う？" not in text(client.get(run))


def test_picking_deciding_reporting(
    gsv: SupervisionRoom, client_for: ClientFor
) -> None:
    row = gsv.begin()
    gsv.move(row, IDEAS)
    line = gsv.say(row, LineKind.IDEA, "手紙を置く")
    gsv.move(row, PICK)
    client, other = client_for("specialist"), client_for("manager")
    run, pick = (
        url("supervision-run", gsv, row),
        url("supervision-line-pick", gsv, row, line),
    )
    assert pick in text(client.get(run)) and pick not in text(other.get(run))
    assert "GSV-009" in text(other.post(pick, {"picked": "yes"}, follow=True))
    client.post(pick, {"picked": "yes"})
    gsv.move(row, PICK + 1)
    decide = url("supervision-decide", gsv, row)
    assert decide in text(client.get(run)) and "決めるのは、発表した人です" in text(
        other.get(run)
    )
    page = client.get(decide)
    assert page.context["form"]["action"].value() == "手紙を置く"
    values = {"action": "手紙を置く", "version": "1", "report_on": "2026-11-01"}
    assert client.post(decide, values).status_code == 422
    client.post(decide, {**values, "report_on": "2026-12-20"})
    report = url("supervision-report", gsv, row)
    assert report in text(client.get(url("supervision-page", gsv, row)))
    assert report not in text(other.get(url("supervision-page", gsv, row)))
    assert client.post(report, {"result": "", "version": "2"}).status_code == 422
    client.post(report, {"result": "返事がきた", "version": "2"})
    shown = text(client.get(url("supervision-page", gsv, row)))
    assert "返事がきた" in shown and "手紙を置く" in shown
    listed = text(other.get(reverse("supervision-list")))
    assert "返事がきた" in listed
    assert "返事がきた" not in text(
        client_for("alone").get(reverse("supervision-list"))
    )


def test_a_timer_only_where_it_was_switched_on(
    gsv: SupervisionRoom, client_for: ClientFor
) -> None:
    row = gsv.begin()
    run = url("supervision-run", gsv, row)
    client = client_for("specialist")
    assert "10:10まで" not in text(client.get(run))
    gsv.meeting.uses_timer = True
    gsv.meeting.save(update_fields=["uses_timer"])
    assert "10:10まで" in text(client.get(run))


def test_who_may_open_it(gsv: SupervisionRoom, client_for: ClientFor) -> None:
    row = gsv.begin()
    pages = [
        url("supervision-of-meeting", gsv), url("supervision-gate", gsv),
        url("supervision-crisis", gsv), url("supervision-page", gsv, row),
        url("supervision-run", gsv, row), url("supervision-decide", gsv, row),
        url("supervision-report", gsv, row),
    ]  # fmt: skip
    for page in pages:
        assert client_for("specialist").get(page).status_code == 200, page
        assert client_for("alone").get(page).status_code == 404, page
        assert client_for("trainee").get(page).status_code == 403, page
    assert client_for("trainee").get(reverse("supervision-list")).status_code == 403
    gsv.meeting.speaks_of_persons = True
    gsv.meeting.save(update_fields=["speaks_of_persons"])
    for page in pages:
        sent_on = client_for("specialist").get(page)
        assert sent_on.status_code == 302 and reverse("pledge") in sent_on["Location"]
    pledge(gsv.region, "specialist")
    assert client_for("specialist").get(pages[0]).status_code == 200


def test_the_list_by_series_and_state(
    gsv: SupervisionRoom, client_for: ClientFor
) -> None:
    series = make_series(gsv.region)
    inside = make_meeting(gsv.region, series=series, held_on=TODAY - timedelta(days=3))
    gsv.begin(meeting=inside, theme="夜に困ること")
    gsv.begin(theme="別の会議の話題")
    client, page = client_for("core_staff"), reverse("supervision-list")
    both = text(client.get(page))
    assert (
        "夜に困ること" in both
        and "別の会議の話題" in both
        and "西区、北区" in both.replace("北区、西区", "西区、北区")
    )
    one = text(client.get(f"{page}?series={series.public_id}"))
    assert "夜に困ること" in one and "別の会議の話題" not in one
    assert "夜に困ること" not in text(client.get(f"{page}?state=reported"))
    assert client.get(f"{page}?series=x&state=x").status_code == 200


def test_the_number_of_queries_does_not_grow(
    gsv: SupervisionRoom, client_for: ClientFor
) -> None:
    row = gsv.begin()
    pages = [
        reverse("supervision-list"), url("supervision-of-meeting", gsv),
        url("supervision-run", gsv, row), url("supervision-page", gsv, row),
    ]  # fmt: skip
    client = client_for("specialist")

    def counts() -> list[int]:
        found = []
        for page in pages:
            client.get(page)
            with CaptureQueriesContext(connection) as made:
                client.get(page)
            found.append(len(made))
        return found

    gsv.decided(meeting=make_meeting(gsv.region, held_on=TODAY - timedelta(days=3)))
    before = counts()
    for days in (5, 6, 7):
        gsv.decided(
            meeting=make_meeting(gsv.region, held_on=TODAY - timedelta(days=days))
        )
        actions.stop_for_crisis(
            meeting=gsv.meeting, item=None, by=gsv.region.actor("core_staff"), now=NOW
        )
    assert counts() == before


def test_only_who_may_report_is_offered_to(
    gsv: SupervisionRoom, client_for: ClientFor
) -> None:
    row = gsv.decided()
    Supervision.objects.unscoped("test").update(report_on=TODAY)
    report = url("supervision-report", gsv, row)
    for name, offered in (
        ("specialist", True),
        ("core_staff", True),
        ("manager", False),
    ):
        assert (
            report in text(client_for(name).get(reverse("supervision-list")))
        ) is offered, name
        assert (
            report in text(client_for(name).get(url("supervision-of-meeting", gsv)))
        ) is offered, name

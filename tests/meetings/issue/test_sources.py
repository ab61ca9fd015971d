"""候補の出どころ: くり返す要望・苦情と足りない資源から一歩で、二度は上がらず、だれのことかは渡らない。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.complaint.test_views import told
from tests.cases.conftest import CaseRoom
from tests.cases.resource.test_resource_uses import add
from tests.conftest import NOW
from tests.factories.meetings import make_item, make_meeting
from tests.factories.region import LONG_AGO, Region
from tests.meetings.issue.test_candidates import code, new, settle, text, values_of
from tsunagi.access.actor import NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.cases import issues
from tsunagi.cases.complaint import queries as complaint_queries
from tsunagi.cases.complaint.actions import mark_recurring, withdraw_complaint
from tsunagi.cases.complaint.models import Complaint
from tsunagi.cases.complaint.rules import theme_key
from tsunagi.meetings.issue.actions import From, raise_candidate
from tsunagi.meetings.issue.models import LocalIssueCandidate
from tsunagi.meetings.issue.rules import KEYED, Source, State, text_of_theme
from tsunagi.meetings.issue.topics import topic_of
from tsunagi.organisations.staff import actions as people
from tsunagi.organisations.staff.rules import PostKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
ClientFor = Callable[[str], Client]


@pytest.fixture
def room(region: Region) -> CaseRoom:
    return CaseRoom(region)


def recurring(
    room: CaseRoom, theme: str = "送迎の遅れ", *, by: str = "specialist", **values: Any
) -> Complaint:
    row = told(room, by=by, **values)
    mark_recurring(
        complaint=row, is_recurring=True, theme=theme, version=row.version,
        by=room.actor(by), now=NOW,
    )  # fmt: skip
    return row


def key_of(room: CaseRoom) -> UUID:
    lines = complaint_queries.themes(actor=room.actor("specialist"), now=NOW)
    return lines[0].key


def raise_from(
    room: CaseRoom, source: Source, key: UUID, by: str = "specialist"
) -> LocalIssueCandidate:
    return raise_candidate(
        item=None, new=new(room.region), by=room.actor(by), now=NOW,
        origin=From(source, key),
    )  # fmt: skip


def write_url(source: str, key: object) -> str:
    return f"{reverse('candidate-write')}?source={source}&key={key}"


def test_a_theme_has_one_key_however_it_is_written() -> None:
    office = uuid4()
    assert theme_key(office, "バスの本数") == theme_key(office, "ﾊﾞｽの本数")
    assert theme_key(office, "バスの本数") != theme_key(uuid4(), "バスの本数")
    assert {issues.THEME, issues.MISSING} <= set(KEYED)


def test_only_who_sees_the_source_writes_from_it(room: CaseRoom) -> None:
    recurring(room)
    use = add(room, room.case(), purpose="missing", place_name="")
    kinds = ((Source.THEME, key_of(room)), (Source.MISSING, use.public_id))
    with pytest.raises(NotVisible):
        raise_from(room, *kinds[0], by="officer")
    for source, key in kinds:
        for who in ("alone", "core_staff", "minato_specialist"):
            with pytest.raises(NotVisible):
                raise_from(room, source, key, by=who)
    with pytest.raises(NotVisible):
        raise_from(room, Source.WORK, uuid4())
    assert not LocalIssueCandidate.objects.unscoped("test").exists()
    for source, key in kinds:
        row = raise_from(room, source, key, by="assistant")
        assert (row.source, row.source_key, row.item) == (source, key, None)
    event = AuditEvent.objects.filter(action="issue.raise").latest("id")
    assert event.details["source"] == "missing"
    assert str(use.public_id) not in str(event.details)


def test_a_use_that_was_found_is_no_missing_resource(room: CaseRoom) -> None:
    found = add(room, room.case())
    with pytest.raises(NotVisible):
        raise_from(room, Source.MISSING, found.public_id)


def test_raised_once_until_it_is_dropped(room: CaseRoom) -> None:
    recurring(room)
    key = key_of(room)
    first = raise_from(room, Source.THEME, key)
    assert code(lambda: raise_from(room, Source.THEME, key))[0] == "ISS-007"
    settle(room.region, first, State.DROPPED, by="core_staff")
    raise_from(room, Source.THEME, key)
    refused = code(lambda: settle(room.region, first, State.CANDIDATE, by="core_staff"))
    assert refused[0] == "ISS-007"
    fresh = LocalIssueCandidate.objects.unscoped("test").get(pk=first.pk)
    assert (fresh.state, fresh.version) == (State.DROPPED, 2)


def test_the_database_asks_for_the_source(room: CaseRoom) -> None:
    row = raise_candidate(
        item=None, new=new(room.region), by=room.actor("specialist"), now=NOW
    )
    item = make_item(room.region, make_meeting(room.region))
    rows = LocalIssueCandidate.objects.unscoped("test").filter(pk=row.pk)
    wrong: tuple[dict[str, Any], ...] = (
        {"source": "item"}, {"item": item}, {"source": "theme"},
        {"source_key": uuid4()}, {"source": "missing", "source_key": uuid4(), "item": item},
    )  # fmt: skip
    for change in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    assert rows.update(source="missing", source_key=uuid4()) == 1


def test_the_theme_leads_to_a_form_that_names_nobody(
    room: CaseRoom, client_for: ClientFor
) -> None:
    recurring(room, case=room.case(), text="花子さんの送迎がいつも遅れる")
    client = client_for("specialist")
    url = write_url("theme", key_of(room))
    themes = text(client.get(reverse("complaint-themes")))
    assert url.replace("&", "&amp;") in themes and "地域課題の候補にする" in themes
    page = client.get(url)
    form = page.context["form"]
    assert form["text"].value() == text_of_theme("送迎の遅れ")
    assert form["area"].value() == str(room.region.areas["east"].public_id)
    assert form["viewpoint"].value() == "person"
    assert "花子" not in text(page) and "いつも遅れる" not in text(page)
    made = client.post(url, values_of(room.region, key=str(form["key"].value())))
    row = LocalIssueCandidate.objects.unscoped("test").get()
    candidate = reverse("candidate-page", args=[row.public_id])
    assert made["Location"] == candidate
    assert client.get(url)["Location"] == candidate, "not a second time"
    again = client.post(url, values_of(room.region, key=str(uuid4())))
    assert again.status_code == 422 and "ISS-007" in text(again)
    assert "夜間に電話" in text(again), "what was typed is kept"
    for name in ("complaint-themes", "complaint-list"):
        shown = text(client.get(reverse(name)))
        assert candidate in shown and "地域課題の候補（候補）" in shown
    assert "くり返す要望・苦情" in text(client_for("alone").get(candidate))
    assert client_for("alone").get(url).status_code == 404


def test_a_theme_that_names_somebody_proposes_no_text(
    room: CaseRoom, client_for: ClientFor
) -> None:
    recurring(room, theme="山田さんの送迎")
    page = client_for("specialist").get(write_url("theme", key_of(room)))
    assert not page.context["form"]["text"].value()


@pytest.mark.parametrize("asked", ["source=theme", "source=x&key=1", "source=missing&key=x",
                                   f"source=work&key={UUID(int=4)}"])  # fmt: skip
def test_a_source_that_cannot_be_read_is_not_there(
    asked: str, region: Region, client_for: ClientFor
) -> None:
    url = f"{reverse('candidate-write')}?{asked}"
    assert client_for("specialist").get(url).status_code == 404


def test_a_missing_resource_leads_to_a_form_without_the_words_of_the_record(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    use = add(room, case, purpose="missing", place_name="", need="夜に話せる場所がない")
    client = client_for("specialist")
    url = write_url("missing", use.public_id)
    linked = url.replace("&", "&amp;")
    pages = (
        reverse("resource-report"),
        reverse("case-resources", args=[case.public_id]),
    )
    for page in pages:
        assert linked in text(client.get(page)), page
    form_page = client.get(url)
    form = form_page.context["form"]
    assert form["cause"].value() == "resource" and not form["text"].value()
    assert topic_of(form["topic"].value()) is not None
    assert "夜に話せる" not in text(form_page) and "架空 花子" not in text(form_page)
    event = AuditEvent.objects.filter(action="issue.raise").get()
    assert event.subjects.get().subject_public_id == case.person.public_id
    client.post(url, values_of(room.region, key=str(form["key"].value())))
    row = LocalIssueCandidate.objects.unscoped("test").get()
    for page in pages:
        shown = text(client.get(page))
        assert linked not in shown
        assert reverse("candidate-page", args=[row.public_id]) in shown


def test_the_marks_cost_one_query_however_many(
    room: CaseRoom, client_for: ClientFor
) -> None:
    client = client_for("specialist")
    pages = [reverse("complaint-themes"), reverse("complaint-list")]

    def counts() -> list[int]:
        found = []
        for page in pages:
            client.get(page)
            with CaptureQueriesContext(connection) as made:
                client.get(page)
            found.append(len(made))
        return found

    recurring(room)
    raise_from(room, Source.THEME, key_of(room))
    before = counts()
    for number in range(4):
        recurring(room, theme=f"架空の題{number}")
    assert counts() == before


def test_a_theme_of_two_offices_is_one_line_and_one_key_for_each(
    room: CaseRoom, client_for: ClientFor
) -> None:
    region = room.region
    region.staff["both"], _ = people.register_staff(
        login_name="both", name="架空 兼務", name_kana="かくう けんむ", now=NOW,
        posts=[
            people.NewPost(region.offices[office], PostKind.SPECIALIST, LONG_AGO, 50)
            for office in ("hikari", "alone")
        ],
        by=region.builder(),
    )  # fmt: skip
    owner = {"by": "both", "owner": region.staff["both"]}
    rows = [
        recurring(room, office=office, **owner)
        for office in ("hikari", "alone", "alone")
    ]
    lines = complaint_queries.themes(actor=room.actor("both"), now=NOW)
    assert [(one.office, one.count, one.area) for one in lines] == [
        (region.offices["alone"], 2, region.areas["west"]),
        (region.offices["hikari"], 1, region.areas["east"]),
    ]
    assert {one.key for one in lines} == {row.theme_key for row in rows}
    client = client_for("both")
    for row in rows:
        page = text(client.get(reverse("complaint-page", args=[row.public_id])))
        url = write_url("theme", row.theme_key)
        assert url.replace("&", "&amp;") in page and client.get(url).status_code == 200
        assert url.replace("&", "&amp;") in text(
            client.get(reverse("complaint-themes"))
        )
    for line in lines:
        raise_from(room, Source.THEME, line.key, by="both")
        assert code(lambda key=line.key: raise_from(room, Source.THEME, key, by="both"))[
            0
        ] == "ISS-007"  # fmt: skip
    name = region.offices["hikari"].name
    table = '<span class="quiet">' + name
    assert table in text(client.get(reverse("complaint-themes")))
    assert table not in text(client_for("specialist").get(reverse("complaint-themes")))


def test_a_complaint_that_was_withdrawn_leads_nowhere(
    room: CaseRoom, client_for: ClientFor
) -> None:
    row = recurring(room)
    page = reverse("complaint-page", args=[row.public_id])
    client = client_for("specialist")
    assert "地域課題の候補にする" in text(client.get(page))
    withdraw_complaint(
        complaint=row, reason="二度書いていた", version=row.version,
        by=room.actor("specialist"), now=NOW,
    )  # fmt: skip
    assert row.theme_key is None
    assert "地域課題の候補にする" not in text(client.get(page))

"""わたしのケースと事業所のケース: 条件、並び、ページ、保存した見方。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied
from tsunagi.access.models import AuditEvent, AuditSubject
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.lists import actions, queries
from tsunagi.cases.lists.rules import (
    TEAM,
    CaseFilter,
    ListKind,
    Next,
    Quiet,
    Sort,
    filter_from,
    query_of,
)
from tsunagi.cases.models import Case, CaseAccess, SavedView
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def people(room: CaseRoom, who: str = "specialist", kind=ListKind.MINE, **wanted):
    lines, _ = queries.case_lines(
        actor=room.actor(who), kind=kind, wanted=CaseFilter(**wanted), now=NOW,
        today=TODAY,
    )  # fmt: skip
    return [line.name for line in lines]


def stored(case: Case, **values) -> Case:
    Case.objects.unscoped("test").filter(pk=case.pk).update(**values)
    return case


def test_each_list_holds_what_its_name_says(room: CaseRoom) -> None:
    room.case(name="架空 一", kana="かくう いち")
    room.case(name="架空 二", kana="かくう に", staff="assistant")
    room.case(name="架空 三", kana="かくう さん", staff=None)
    room.case(
        name="架空 よそ", kana="かくう よそ", office="alone", staff="alone", by="alone"
    )
    assert people(room) == ["架空 一"]
    assert people(room, kind=ListKind.OFFICE) == ["架空 一", "架空 三", "架空 二"]
    assert people(room, "alone", ListKind.OFFICE) == ["架空 よそ"]
    assert people(room, "officer", ListKind.OFFICE) == []
    assert people(room, "trainee", ListKind.OFFICE) == []


def test_a_case_whose_reason_has_ended_leaves_the_list(room: CaseRoom) -> None:
    case = room.case()
    CaseAccess.objects.unscoped("planted").filter(case=case).update(valid_before=NOW)
    assert people(room) == []


def test_every_filter(room: CaseRoom) -> None:
    long_ago = date(2026, 1, 5)
    quiet = room.case(name="架空 静か", kana="あ", opened_on=long_ago)
    stored(quiet, last_contact_on=TODAY - 90 * DAY, next_action_on=TODAY - DAY)
    never = room.case(
        name="架空 まだ", kana="い", opened_on=long_ago, mode=Mode.ENTRUSTED
    )
    fresh = room.case(name="架空 昨日", kana="う", staff=None)
    stored(fresh, last_contact_on=TODAY - DAY, next_action_on=TODAY)
    closed = room.case(name="架空 終わり", kana="え")
    stored(closed, closed_on=TODAY, closing_reason="wish", retention_until=TODAY)
    office = ListKind.OFFICE

    def shown(**wanted) -> list[str]:
        return people(room, "manager", office, **wanted)

    assert shown() == [c.person.name for c in (quiet, never, fresh)]
    assert shown(quiet=Quiet.QUARTER) == [quiet.person.name, never.person.name]
    assert shown(quiet=Quiet.HALF_YEAR) == [never.person.name]
    assert shown(next=Next.NONE) == [never.person.name]
    assert shown(next=Next.OVERDUE) == [quiet.person.name]
    assert shown(staff=TEAM) == [fresh.person.name]
    assert shown(mode=Mode.ENTRUSTED) == [never.person.name]
    specialist = str(room.region.staff["specialist"].public_id)
    assert shown(staff=specialist) == [quiet.person.name, never.person.name]
    assert shown(is_closed=True) == [closed.person.name]


@pytest.mark.parametrize("sort", list(Sort))
def test_pages_of_every_order_lose_nobody_and_empty_values_stand_last(
    room: CaseRoom, sort: Sort
) -> None:
    days = [3, None, 1, None, 2, 1, 5]
    for number, day in enumerate(days):
        on = None if day is None else TODAY - day * DAY
        stored(
            room.case(name=f"架空 {number}", kana=f"かくう {9 - number}"),
            last_contact_on=on, next_action_on=on,
            **({"opened_on": on} if on else {}),
        )  # fmt: skip
    seen: list[queries.CaseLine] = []
    after, pages = None, 0
    while after is not None or pages == 0:
        lines, after = queries.case_lines(
            actor=room.actor("specialist"), kind=ListKind.MINE,
            wanted=CaseFilter(sort=sort), now=NOW, today=TODAY, after=after, limit=2,
        )  # fmt: skip
        seen += lines
        pages += 1
    assert pages == 4
    assert len({line.case_id for line in seen}) == len(days)
    values = [
        {
            "kana": line.name_kana, "last": line.last_on, "next": line.next_on,
            "opened": line.opened_on,
        }[sort.column]
        for line in seen
    ]  # fmt: skip
    known = [value for value in values if value is not None]
    assert known == sorted(known, reverse=sort.is_back)
    assert all(value is None for value in values[len(known) :])


def test_addresses_are_read_forgivingly_and_written_in_one_order() -> None:
    wanted = filter_from({"mode": "plan", "sort": "-last", "staff": "x", "quiet": "7"})
    assert wanted == CaseFilter(mode=Mode.PLAN, sort=Sort.LAST_BACK)
    assert query_of(wanted) == "mode=plan&sort=-last"
    assert filter_from({"closed": "1"}).is_closed


@pytest.mark.parametrize("page", ["case-mine", "case-office"])
def test_the_number_of_queries_is_the_same_for_3_and_60(
    page: str, client_for: Callable, room: CaseRoom
) -> None:
    client = client_for("manager" if page == "case-office" else "specialist")

    def count() -> int:
        with CaptureQueriesContext(connection) as queries_made:
            assert client.get(reverse(page)).status_code == 200
        return len(queries_made)

    for number in range(3):
        room.case(name=f"架空 {number}", kana=f"かくう {number}")
    count()
    before = count()
    for number in range(57):
        room.case(name=f"架空 続き{number}", kana=f"かくう つづき{number}")
    assert count() == before


def test_the_page_shows_age_last_contact_and_overdue_and_records_the_look(
    client_for: Callable, room: CaseRoom
) -> None:
    case = room.case()
    stored(case, last_contact_on=date(2026, 1, 9), next_action_on=date(2026, 1, 10))
    page = client_for("specialist").get(reverse("case-mine")).content.decode()
    assert reverse("case-page", args=[case.public_id]) in page
    assert "架空 花子" in page and "R8.1.9" in page and "日前" in page
    assert "今日" not in page
    stored(case, last_contact_on=TODAY, next_action_on=date(2026, 1, 10))
    assert "今日" in client_for("specialist").get(reverse("case-mine")).content.decode()
    assert "期限超過" in page and "計画相談" in page
    assert "1番地" not in page and "担当を替える" not in page
    event = AuditEvent.objects.filter(action="case.mine").latest("id")
    assert [
        row.subject_public_id for row in AuditSubject.objects.filter(event=event)
    ] == [case.person.public_id]


def test_chips_take_one_filter_off(client_for: Callable, room: CaseRoom) -> None:
    url = reverse("case-office") + "?quiet=30&mode=plan&sort=-last"
    page = client_for("manager").get(url).content.decode()
    assert 'href="?mode=plan&amp;sort=-last"' in page
    assert "関わりがない: 30日" in page and "関わり方: 計画相談" in page


def test_a_saved_view_is_a_tab_of_its_owner_alone(
    client_for: Callable, room: CaseRoom
) -> None:
    client = client_for("specialist")
    address = reverse("case-mine-save") + "?quiet=90&unknown=%E6%9E%B6"
    response = client.post(address, {"name": "静かな人"})
    assert response.url == reverse("case-mine") + "?quiet=90"
    view = SavedView.objects.unscoped("test").get()
    assert (view.name, view.query) == ("静かな人", "quiet=90")
    assert "静かな人" in client.get(reverse("case-mine")).content.decode()
    other = client_for("manager")
    assert "静かな人" not in other.get(reverse("case-mine")).content.decode()
    remove = reverse("case-view-remove", args=[view.public_id])
    assert other.post(remove).status_code == 404
    assert client.post(remove).url == reverse("case-mine")
    assert not SavedView.objects.unscoped("test").exists()


def test_saving_under_the_same_name_replaces_and_there_is_a_limit(
    room: CaseRoom,
) -> None:
    actor = room.actor("specialist")

    def save(name: str, wanted: CaseFilter) -> SavedView:
        return actions.save_view(kind=ListKind.MINE, name=name, wanted=wanted, by=actor)

    first = save("見方0", CaseFilter())
    for number in range(1, actions.MOST_VIEWS):
        save(f"見方{number}", CaseFilter())
    again = save("見方0", CaseFilter(next=Next.NONE))
    assert (again.pk, again.query) == (first.pk, "next=none")
    with pytest.raises(UserError) as refused:
        save("見方あと", CaseFilter())
    assert refused.value.message.code == "LST-001"


def test_nobody_removes_the_view_of_somebody_else(room: CaseRoom) -> None:
    view = actions.save_view(
        kind=ListKind.MINE,
        name="見方",
        wanted=CaseFilter(),
        by=room.actor("specialist"),
    )
    with pytest.raises(AccessDenied):
        actions.remove_view(view=view, by=room.actor("manager"))


@pytest.mark.parametrize("who", ["member", "administrator", "secretary", "adviser"])
def test_roles_without_persons_do_not_open_the_lists(client_for, region, who) -> None:
    for name in ("case-mine", "case-office", "case-mine-export"):
        assert client_for(who).get(reverse(name)).status_code == 403

"""家族のつながりと社会関係図を書き、見る。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.cases.case.models import Case
from tsunagi.cases.field_classes import FieldClass, Sight
from tsunagi.cases.models import EcoItem, PersonRevision, RelatedPerson, Tie
from tsunagi.cases.person import ties_actions, ties_queries
from tsunagi.cases.person.actions import add_related, end_related
from tsunagi.cases.person.ties_rules import TieKind
from tsunagi.cases.seen import SeenCase
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
THING = {
    "type": "welfare", "office": None, "label": "架空作業所", "strength": "strong",
    "direction": "mutual", "note": "",
}  # fmt: skip
NEW_PAGES = ["tie-new", "eco-new"]


def related(room: CaseRoom, case: Case, kinship: str, **values: Any) -> RelatedPerson:
    return add_related(
        case=case, values={"kinship": kinship, **values}, by=room.actor("specialist"),
        now=NOW,
    )  # fmt: skip


def tie(
    room: CaseRoom,
    case: Case,
    first: RelatedPerson | None,
    second: RelatedPerson | None,
    kind: TieKind = TieKind.CLOSE,
    who: str = "specialist",
) -> Tie:
    return ties_actions.add_tie(
        case=case, first=first, second=second, kind=kind, by=room.actor(who), now=NOW
    )


def thing(
    room: CaseRoom, case: Case, who: str = "specialist", **values: Any
) -> EcoItem:
    return ties_actions.add_eco_item(
        case=case, values={**THING, **values}, by=room.actor(who), now=NOW
    )


def changes() -> list[Any]:
    rows = PersonRevision._base_manager.order_by("id")
    return [row.changes for row in rows]


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(UserError) as error:
        call()
    return error.value.message.code


# --- ties ---------------------------------------------------------------------------
def test_a_tie_is_written_with_history_and_audit(room: CaseRoom) -> None:
    case = room.case()
    mother, father = related(room, case, "mother"), related(room, case, "father")
    row = tie(room, case, father, mother, TieKind.DIVORCE)
    assert (row.first, row.second) == (mother, father)
    assert changes() == [{"tie": ["", "母 ― 父: 離婚"]}]
    assert AuditEvent.objects.filter(action="person.tie").count() == 1


def test_a_tie_is_corrected_and_ended(room: CaseRoom) -> None:
    case = room.case()
    mother = related(room, case, "mother")
    row = tie(room, case, None, mother, TieKind.CONFLICT)
    by = room.actor("specialist")
    edited = ties_actions.edit_tie(
        case=case, tie=row, first=None, second=mother, kind=TieKind.DISTANT,
        note="電話に出ない", version=1, by=by, now=NOW,
    )  # fmt: skip
    assert (edited.kind, edited.version) == ("distant", 2)
    ties_actions.end_tie(case=case, tie=row, last_day=TODAY, by=by, now=NOW)
    assert row.last_day == TODAY
    assert changes()[1:] == [
        {"tie": ["本人 ― 母: 対立", "本人 ― 母: 疎遠（電話に出ない）"]},
        {"tie": [
            "本人 ― 母: 疎遠（電話に出ない）",
            "本人 ― 母: 疎遠（電話に出ない）（令和8年11月22日まで）",
        ]},
    ]  # fmt: skip
    assert AuditEvent.objects.filter(action="person.tie_end").count() == 1


def test_a_stale_form_and_an_ended_tie_change_nothing(room: CaseRoom) -> None:
    case = room.case()
    row = tie(room, case, None, related(room, case, "mother"))
    by = room.actor("specialist")

    def edit(version: int) -> object:
        return ties_actions.edit_tie(
            case=case, tie=row, first=None, second=row.second, kind=TieKind.DISTANT,
            version=version, by=by, now=NOW,
        )  # fmt: skip

    assert refused(lambda: edit(7)) == "ACC-008"
    ties_actions.end_tie(case=case, tie=row, last_day=TODAY, by=by, now=NOW)
    assert refused(lambda: edit(2)) == "TIE-005"
    assert (
        refused(
            lambda: ties_actions.end_tie(
                case=case, tie=row, last_day=TODAY, by=by, now=NOW
            )
        )
        == "TIE-005"
    )
    row.refresh_from_db()
    assert row.kind == "close"


@pytest.mark.parametrize(
    ("first", "second", "kind", "code"),
    [
        ("mother", "mother", TieKind.CLOSE, "TIE-001"),
        (None, None, TieKind.CLOSE, "TIE-001"),
        ("mother", None, TieKind.CLOSE, "TIE-002"),
        ("child", "mother", TieKind.PARENT_CHILD, "TIE-003"),
        ("mother", "child", TieKind.PARENT_CHILD, "TIE-002"),
    ],
)
def test_impossible_ties_are_refused(
    first: str | None, second: str | None, kind: TieKind, code: str, room: CaseRoom
) -> None:
    case = room.case()
    people = {name: related(room, case, name) for name in ("mother", "child")}
    tie(room, case, None, people["mother"])
    tie(room, case, people["mother"], people["child"], TieKind.PARENT_CHILD)
    ends = [people[name] if name else None for name in (first, second)]
    assert refused(lambda: tie(room, case, ends[0], ends[1], kind)) == code
    assert Tie._base_manager.count() == 2


def test_what_has_ended_can_begin_again(room: CaseRoom) -> None:
    case = room.case()
    mother = related(room, case, "mother")
    first = tie(room, case, None, mother)
    ties_actions.end_tie(
        case=case, tie=first, last_day=date(2026, 5, 1), by=room.actor("specialist"),
        now=NOW,
    )  # fmt: skip
    assert tie(room, case, None, mother).pk != first.pk


def test_the_database_keeps_the_same_tie_once(room: CaseRoom) -> None:
    case = room.case()
    row = tie(room, case, None, related(room, case, "mother"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Tie.objects.create(case=case, second=row.second, kind=row.kind)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tie.objects.create(case=case, kind=row.kind)


def test_a_relative_of_another_case_cannot_be_tied(room: CaseRoom) -> None:
    case = room.case()
    stranger = related(room, room.case(name="架空 次郎"), "mother")
    with pytest.raises(NotVisible):
        tie(room, case, None, stranger)


# --- what surrounds the person ------------------------------------------------------
def test_an_eco_item_is_written_changed_and_ended(room: CaseRoom) -> None:
    case = room.case()
    by = room.actor("specialist")
    item = thing(room, case)
    ties_actions.edit_eco_item(
        case=case, item=item, values={**THING, "strength": "stressed"}, version=1,
        by=by, now=NOW,
    )  # fmt: skip
    assert item.version == 2
    ties_actions.end_eco_item(case=case, item=item, last_day=TODAY, by=by, now=NOW)
    strong, stressed = (
        f"架空作業所（福祉サービス）: {word}・互いに" for word in ("強い", "ストレス")
    )
    assert changes() == [
        {"eco": ["", strong]},
        {"eco": [strong, stressed]},
        {"eco": [stressed, f"{stressed}（令和8年11月22日まで）"]},
    ]
    words = AuditEvent.objects.filter(action__startswith="person.eco")
    assert list(words.order_by("id").values_list("action", flat=True)) == [
        "person.eco", "person.eco", "person.eco_end",
    ]  # fmt: skip


def test_an_office_of_the_directory_needs_no_name(room: CaseRoom) -> None:
    office = room.region.offices["core"]
    item = thing(room, room.case(), label="", office=office)
    assert item.title == office.name


def test_a_thing_without_a_name_is_refused(room: CaseRoom) -> None:
    case = room.case()
    assert refused(lambda: thing(room, case, label="　")) == "TIE-004"
    assert not EcoItem._base_manager.exists()


def test_a_stale_eco_form_changes_nothing(room: CaseRoom) -> None:
    case = room.case()
    item = thing(room, case)
    code = refused(
        lambda: ties_actions.edit_eco_item(
            case=case,
            item=item,
            values={**THING, "label": "別の名前"},
            version=9,
            by=room.actor("specialist"),
            now=NOW,
        )
    )
    assert code == "ACC-008"
    assert EcoItem._base_manager.get().label == "架空作業所"


@pytest.mark.parametrize(
    ("who", "error"), [("alone", NotVisible), ("officer", AccessDenied)]
)
def test_others_write_nothing(who: str, error: type[Exception], room: CaseRoom) -> None:
    case = room.case()
    mother = related(room, case, "mother")
    with pytest.raises(error):
        tie(room, case, None, mother, who=who)
    with pytest.raises(error):
        thing(room, case, who)
    assert not Tie._base_manager.exists()
    assert not EcoItem._base_manager.exists()


# --- pages --------------------------------------------------------------------------
def page_of(client: Client, name: str, *args: object, **query: str) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def family(room: CaseRoom) -> Case:
    case = room.case()
    mother = related(
        room, case, "mother", name="架空 良子", birth_year=1958, lives_together=True
    )
    tie(room, case, None, mother)
    thing(room, case)
    return case


def test_the_page_shows_pictures_and_says_them_in_words(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = family(room)
    page = page_of(client_for("specialist"), "case-ties", case.public_id)
    assert '<svg class="genogram"' in page
    assert '<svg class="ecomap"' in page
    assert page.count('role="img"') == 2
    assert "父母の世代: 母（架空 良子・68歳・同居）。" in page
    assert "本人と母（架空 良子）は、仲がよい関係です。" in page
    assert "架空作業所（福祉サービス）: 強いつながり。" in page
    assert " style=" not in page


@pytest.mark.parametrize("picture", ["genogram", "ecomap"])
def test_each_picture_has_a_page_to_print(
    picture: str, room: CaseRoom, client_for: ClientFor
) -> None:
    case = family(room)
    page = page_of(client_for("specialist"), "ties-picture", case.public_id, picture)
    assert f'<svg class="{picture}"' in page
    assert "data-print" in page


def test_there_is_no_third_picture(room: CaseRoom, client_for: ClientFor) -> None:
    url = reverse("ties-picture", args=[room.case().public_id, "map"])
    assert client_for("specialist").get(url).status_code == 404


def test_what_has_ended_leaves_the_picture_and_stays_on_the_list(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = family(room)
    by = room.actor("specialist")
    last_day = date(2026, 5, 1)
    ties_actions.end_tie(
        case=case, tie=Tie._base_manager.get(), last_day=last_day, by=by, now=NOW
    )
    ties_actions.end_eco_item(
        case=case, item=EcoItem._base_manager.get(), last_day=last_day, by=by, now=NOW
    )
    end_related(
        case=case, row=RelatedPerson._base_manager.get(), last_day=last_day, by=by,
        now=NOW,
    )  # fmt: skip
    client = client_for("specialist")
    now = page_of(client, "case-ties", case.public_id)
    assert "架空 良子" not in now
    assert "架空作業所" not in now
    past = page_of(client, "case-ties", case.public_id, past="1")
    assert "本人と母（架空 良子）は、仲がよい関係です。" in past
    assert past.count("令和8年5月1日</time>まで") == 2
    assert '<svg class="ecomap"' not in past
    assert "父母の世代" not in past


def test_a_tie_is_written_on_the_page_once_however_often_it_is_sent(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    mother = related(room, case, "mother")
    client = client_for("specialist")
    sent = {
        "first": "self", "kind": "parent_child", "second": str(mother.public_id),
        "note": "", "key": str(uuid4()),
    }  # fmt: skip
    url = reverse("tie-new", args=[case.public_id])
    for _ in range(2):
        response = client.post(url, sent)
        assert response.status_code == 302
        assert response["Location"] == reverse("case-ties", args=[case.public_id])
    assert Tie._base_manager.count() == 1
    again = client.post(url, {**sent, "key": str(uuid4())})
    assert again.status_code == 422
    assert "TIE-002" in again.content.decode()


def test_a_thing_is_written_corrected_and_ended_on_the_pages(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    client = client_for("specialist")
    office = room.region.offices["core"]
    sent = {**THING, "office": str(office.public_id), "key": str(uuid4())}
    url = reverse("eco-new", args=[case.public_id])
    for _ in range(2):
        assert client.post(url, sent).status_code == 302
    item = EcoItem._base_manager.get()
    assert item.office == office
    edit = reverse("eco-edit", args=[case.public_id, item.public_id])
    changed = {**sent, "office": "", "direction": "inward", "version": "1"}
    assert client.post(edit, changed).status_code == 302
    end = reverse("eco-end", args=[case.public_id, item.public_id])
    assert client.post(end, {"last_day": "令和8年11月22日"}).status_code == 302
    found = EcoItem._base_manager.get()
    assert found.office is None
    assert (found.direction, found.last_day) == ("inward", TODAY)


def test_a_tie_is_corrected_and_ended_on_the_pages(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    row = tie(room, case, None, related(room, case, "mother"))
    client = client_for("specialist")
    edit = reverse("tie-edit", args=[case.public_id, row.public_id])
    form = client.get(edit).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    assert client.post(edit, {**sent, "kind": "distant"}).status_code == 302
    end = reverse("tie-end", args=[case.public_id, row.public_id])
    assert client.post(end, {"last_day": "令和8年11月22日"}).status_code == 302
    row.refresh_from_db()
    assert (row.kind, row.last_day) == ("distant", TODAY)


def test_for_another_office_nothing_of_it_exists(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = family(room)
    row, item = Tie._base_manager.get(), EcoItem._base_manager.get()
    urls = [
        *(reverse(name, args=[case.public_id]) for name in NEW_PAGES),
        reverse("ties-picture", args=[case.public_id, "genogram"]),
        reverse("tie-edit", args=[case.public_id, row.public_id]),
        reverse("tie-end", args=[case.public_id, row.public_id]),
        reverse("eco-edit", args=[case.public_id, item.public_id]),
        reverse("eco-end", args=[case.public_id, item.public_id]),
    ]
    client = client_for("alone")
    for url in urls:
        assert client.get(url).status_code == 404
    other = room.case(name="架空 次郎")
    for name, found in (("tie-edit", row), ("eco-edit", item)):
        url = reverse(name, args=[other.public_id, found.public_id])
        assert client_for("specialist").get(url).status_code == 404


def test_without_the_class_of_support_there_is_no_picture(room: CaseRoom) -> None:
    case = family(room)
    blind = SeenCase(case, Sight(frozenset({FieldClass.IDENTITY}), frozenset()))
    actor = room.actor("specialist")
    for ask in (ties_queries.ties_of, ties_queries.eco_items_of):
        with pytest.raises(NotVisible):
            ask(actor=actor, seen=blind, today=TODAY)


def test_no_address_on_the_page_carries_a_name(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = family(room)
    page = page_of(client_for("specialist"), "case-ties", case.public_id)
    addresses = [part.split('"', 1)[0] for part in page.split('href="')[1:]]
    assert addresses
    assert not any("架空" in text or "%E6%9E%B6" in text for text in addresses)


def test_twenty_relatives_ask_no_more_questions_than_two(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    client = client_for("specialist")
    url = reverse("case-ties", args=[case.public_id])

    def questions(count: int) -> int:
        for _ in range(count):
            tie(room, case, None, related(room, case, "sister", name="架空 妹"))
            thing(room, case, office=room.region.offices["core"])
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    client.get(url)
    few = questions(2)
    assert questions(18) == few

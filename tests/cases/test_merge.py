"""重なった記録を一つにし、元に戻す。何も失われない。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.cases.test_person_actions import shield
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.activity.record.queries import monthly_figures
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.team_actions import exclude
from tsunagi.cases.merge import actions, queries
from tsunagi.cases.merge.models import Merge
from tsunagi.cases.merge.rules import Traits, likeness
from tsunagi.cases.models import (
    Certificate,
    Contact,
    Exclusion,
    Person,
    PersonSection,
    RelatedPerson,
)
from tsunagi.cases.person.actions import add_certificate, add_related, write_section
from tsunagi.cases.person.rules import CertificateKind, Section
from tsunagi.cases.scope import sight_of
from tsunagi.common.dates import YearMonth
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db
BORN = date(1990, 5, 5)


@pytest.mark.parametrize(
    ("one", "other", "lowest", "highest"),
    [
        pytest.param(
            Traits("架空花子", "カクウハナコ", BORN, "0901"),
            Traits("架空花子", "カクウハナコ", BORN, "0901"), 100, 100, id="すべて同じ",
        ),
        pytest.param(
            Traits("架空花子", "カクウハナコ", BORN),
            Traits("架空華子", "カクウハナコ", BORN), 80, 99, id="漢字だけ違う",
        ),
        pytest.param(
            Traits("架空花子", "カクウハナコ", BORN),
            Traits("架空花子", "カクウハナコ", date(1991, 5, 5)), 0, 59,
            id="生年月日が違う",
        ),
        pytest.param(
            Traits("架空花子", "カクウハナコ", None, "", frozenset({"1"})),
            Traits("別名太郎", "ベツメイタロウ", None, "", frozenset({"1"})), 60, 75,
            id="番号だけ同じ",
        ),
        pytest.param(Traits(), Traits(), 0, 0, id="何も分からない"),
    ],
)  # fmt: skip
def test_how_alike_two_rows_are(
    one: Traits, other: Traits, lowest: int, highest: int
) -> None:
    found = likeness(one, other)
    assert lowest <= found.score <= highest
    assert likeness(other, one) == found


def pair(room: CaseRoom) -> tuple[Case, Case]:
    """The same person at two offices, with records, relatives, texts, numbers."""
    kept = room.case(name="架空 花子")
    taken = room.case(
        name="架空 華子", office="core", staff="consultant", by="core_manager",
        address="別の住所",
    )  # fmt: skip
    by = room.actor("core_manager")
    room.contact(kept)
    room.contact(taken, by="consultant", office="core", minutes=10)
    add_related(case=taken, values={"kinship": "mother"}, by=by, now=NOW)
    for section, text in ((Section.WISHES, "海へ"), (Section.LIFE, "市内で育つ")):
        write_section(case=taken, section=section, text=text, version=0, by=by, now=NOW)
    write_section(
        case=kept, section=Section.WISHES, text="山へ", version=0,
        by=room.actor("manager"), now=NOW,
    )  # fmt: skip
    add_certificate(
        case=taken, kind=CertificateKind.WELFARE, values={"number": "9"}, by=by, now=NOW
    )
    return kept, taken


def merged(room: CaseRoom, kept: Case, taken: Case, **take: bool) -> Merge:
    return actions.merge_persons(
        survivor=Person._base_manager.get(pk=kept.person_id),
        absorbed=Person._base_manager.get(pk=taken.person_id), take=take,
        reason="同じ受給者証", by=room.actor("officer"), now=NOW,
    )  # fmt: skip


def owners() -> dict[str, list[tuple[Any, ...]]]:
    """Which row belongs to whom, over every table that can move."""
    found = {
        model.__name__: list(model._base_manager.order_by("pk").values_list("pk", owner))
        for model, owner in (
            (Contact, "case"), (RelatedPerson, "case"), (Exclusion, "case"),
            (Certificate, "person"), (PersonSection, "person"),
        )
    }  # fmt: skip
    found["Case"] = list(
        Case._base_manager.order_by("pk").values_list(
            "pk", "closed_on", "closing_reason", "responsible_office", "last_contact_on"
        )
    )
    found["Person"] = list(
        Person._base_manager.order_by("pk").values_list(
            "pk", "name", "name_key", "address", "merged_into"
        )
    )
    return found


def total(room: CaseRoom) -> tuple[int, int]:
    offices = [room.region.offices[name].pk for name in ("hikari", "core")]
    figures = monthly_figures(
        actor=room.actor("officer"), month=YearMonth.of(TODAY), offices=offices
    )
    return figures.total, figures.persons


def test_merging_brings_everything_together(room: CaseRoom) -> None:
    kept, taken = pair(room)
    assert total(room) == (2, 2)
    merged(room, kept, taken, name=True)
    assert set(Contact._base_manager.values_list("case", flat=True)) == {kept.pk}
    survivor = Person._base_manager.get(pk=kept.person_id)
    assert survivor.name == "架空 華子"
    assert survivor.address == kept.person.address
    texts = dict(
        PersonSection._base_manager.filter(person=survivor).values_list(
            "section", "text"
        )
    )
    assert texts == {"wishes": "山へ", "life": "市内で育つ"}
    assert total(room) == (2, 1)
    core = room.actor("consultant")
    assert sight_of(kept, actor=core, now=NOW).sees_narrative
    taken.refresh_from_db()
    assert not taken.is_open


def test_undoing_gives_every_row_back(room: CaseRoom) -> None:
    kept, taken = pair(room)
    before = owners()
    merge = merged(room, kept, taken, name=True, address=True)
    assert owners() != before
    actions.undo_merge(merge=merge, by=room.actor("officer"), now=NOW)
    assert owners() == before
    assert total(room) == (2, 2)
    assert not sight_of(kept, actor=room.actor("consultant"), now=NOW).classes
    assert sight_of(taken, actor=room.actor("consultant"), now=NOW).sees_narrative
    with pytest.raises(UserError) as error:
        actions.undo_merge(merge=merge, by=room.actor("officer"), now=NOW)
    assert error.value.message.code == "MRG-004"


def test_what_was_written_after_the_merge_stays(room: CaseRoom) -> None:
    kept, taken = pair(room)
    merge = merged(room, kept, taken)
    later = room.contact(kept, text="統合のあとの記録")
    actions.undo_merge(merge=merge, by=room.actor("officer"), now=NOW)
    later.refresh_from_db()
    assert later.case_id == kept.pk


def test_an_exclusion_survives_the_merge(room: CaseRoom) -> None:
    kept, taken = pair(room)
    exclude(
        case=taken, staff=room.region.staff["assistant"], office=None, reason="姉",
        by=room.actor("officer"), now=NOW,
    )  # fmt: skip
    assert sight_of(kept, actor=room.actor("assistant"), now=NOW).classes
    merged(room, kept, taken)
    assert not sight_of(kept, actor=room.actor("assistant"), now=NOW).classes


def test_a_shield_on_one_side_stops_the_merge(room: CaseRoom) -> None:
    kept, taken = pair(room)
    shield(room, kept, "specialist")
    with pytest.raises(UserError) as error:
        merged(room, kept, taken)
    assert error.value.message.code == "MRG-003"
    assert not Merge._base_manager.exists()


def test_a_row_is_not_merged_with_itself_or_twice(room: CaseRoom) -> None:
    kept, taken = pair(room)
    with pytest.raises(UserError) as error:
        merged(room, kept, kept)
    assert error.value.message.code == "MRG-001"
    merged(room, kept, taken)
    with pytest.raises(UserError) as error:
        merged(room, kept, taken)
    assert error.value.message.code == "MRG-002"


@pytest.mark.parametrize(
    ("who", "problem"),
    [
        ("manager", AccessDenied),
        ("core_staff", NotVisible),
        ("minato_officer", NotVisible),
    ],
)
def test_only_those_who_see_both_and_may(
    who: str, problem: type[Exception], room: CaseRoom
) -> None:
    kept, taken = pair(room)
    with pytest.raises(problem):
        actions.merge_persons(
            survivor=kept.person, absorbed=taken.person, take={}, reason="x",
            by=room.actor(who), now=NOW,
        )  # fmt: skip


def test_suggestions_come_from_what_one_sees(room: CaseRoom) -> None:
    kept, taken = pair(room)
    room.case(name="架空 無関係", kana="べつのひと", phone="000-333-4444")
    found = queries.suggestions(actor=room.actor("officer"), now=NOW)
    assert [{p.one.pk, p.other.pk} for p in found] == [
        {kept.person_id, taken.person_id}
    ]
    assert queries.suggestions(actor=room.actor("core_staff"), now=NOW) == []


def test_the_pages_show_compare_merge_and_undo(
    room: CaseRoom, client_for: Callable[[str], Client]
) -> None:
    kept, taken = pair(room)
    client = client_for("officer")
    page = client.get(reverse("duplicate-list"))
    assert "架空 華子さん" in page.content.decode()
    url = reverse("merge-pair", args=[kept.person.public_id, taken.person.public_id])
    form = client.get(url).context["form"]
    data = {name: form[name].value() for name in form.fields}
    assert client.post(url, {**data, "reason": ""}).status_code == 422
    response = client.post(url, {**data, "reason": "電話で確かめた"})
    assert response.status_code == 302
    merge = Merge._base_manager.get()
    assert client.post(reverse("merge-undo", args=[merge.public_id])).status_code == 302
    merge.refresh_from_db()
    assert merge.undone_at is not None
    assert client_for("manager").get(url).status_code == 403

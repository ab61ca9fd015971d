"""重なった記録を一つにし、元に戻す。何も失われない。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.cases.test_person_actions import edit, shield
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.activity.record.models import ActivitySubject
from tsunagi.activity.record.queries import monthly_figures
from tsunagi.cases import models
from tsunagi.cases.case.access_rows import open_access
from tsunagi.cases.case.actions import close_case, open_case, reopen_case
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import ClosingReason, Mode, Relation
from tsunagi.cases.case.team_actions import add_collaborator, exclude
from tsunagi.cases.contact.actions import as_new, correct_contact
from tsunagi.cases.merge import actions, queries
from tsunagi.cases.merge.models import Merge
from tsunagi.cases.merge.rules import Traits, likeness
from tsunagi.cases.person.actions import add_certificate, add_related, write_section
from tsunagi.cases.person.rules import CertificateKind, Section
from tsunagi.cases.person.sealed import Whereabouts, whereabouts_of
from tsunagi.cases.person.shield_actions import end_shield
from tsunagi.cases.scope import sight_of
from tsunagi.common.dates import YearMonth
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import replace

pytestmark = pytest.mark.django_db
BORN = date(1990, 5, 5)


HANAKO = Traits("架空花子", "カクウハナコ", BORN, "0901")
NUMBERED = Traits("架空花子", "カクウハナコ", None, "", frozenset({"1"}))


@pytest.mark.parametrize(
    ("one", "other", "lowest", "highest"),
    [
        pytest.param(HANAKO, HANAKO, 100, 100, id="すべて同じ"),
        pytest.param(
            replace(HANAKO, phone_digits=""),
            Traits("架空華子", "カクウハナコ", BORN), 80, 99, id="漢字だけ違う",
        ),
        pytest.param(
            replace(HANAKO, phone_digits=""),
            Traits("架空花子", "カクウハナコ", date(1991, 5, 5)), 0, 59,
            id="生年月日が違う",
        ),
        pytest.param(
            NUMBERED, replace(NUMBERED, name_key="別名太郎", kana_key="ベツメイタロウ"),
            60, 75, id="番号だけ同じ",
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


def merged(
    room: CaseRoom, kept: Case, taken: Case, by: str = "officer", **take: bool
) -> Merge:
    get = models.Person._base_manager.get
    return actions.merge_persons(
        survivor=get(pk=kept.person_id), absorbed=get(pk=taken.person_id), take=take,
        reason="同じ受給者証", by=room.actor(by), now=NOW,
    )  # fmt: skip


def undo(room: CaseRoom, merge: Merge, by: str = "officer") -> None:
    merge.refresh_from_db()
    actions.undo_merge(merge=merge, by=room.actor(by), now=NOW)


def owners() -> dict[str, list[tuple[Any, ...]]]:
    """Which row belongs to whom, over every table that can move."""
    columns = {
        "case_id": (models.Contact, models.RelatedPerson, models.Exclusion, models.Tie,
                    models.EcoItem, models.ContactSearch),
        "person_id": (models.Certificate, models.PersonSection),
        "closed_on closing_reason responsible_office last_contact_on": (Case,),
        "name name_key address merged_into": (models.Person,),
    }  # fmt: skip
    return {
        model.__name__: list(
            model._base_manager.order_by("pk").values_list("pk", *names.split())
        )
        for names, of_columns in columns.items()
        for model in of_columns
    }


def where(case: Case) -> Whereabouts:
    return whereabouts_of(models.Person._base_manager.get(pk=case.person_id))


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
    assert set(models.Contact._base_manager.values_list("case", flat=True)) == {kept.pk}
    survivor = models.Person._base_manager.get(pk=kept.person_id)
    assert survivor.name == "架空 華子"
    assert survivor.address == kept.person.address
    sections = models.PersonSection._base_manager.filter(person=survivor)
    texts = dict(sections.values_list("section", "text"))
    assert texts == {"wishes": "山へ", "life": "市内で育つ"}
    assert total(room) == (2, 1)
    assert sight_of(kept, actor=room.actor("consultant"), now=NOW).sees_narrative
    taken.refresh_from_db()
    assert not taken.is_open


def test_undoing_gives_every_row_back(room: CaseRoom) -> None:
    kept, taken = pair(room)
    before = owners()
    merge = merged(room, kept, taken, name=True, address=True)
    assert owners() != before
    undo(room, merge)
    assert owners() == before
    assert total(room) == (2, 2)
    assert not sight_of(kept, actor=room.actor("consultant"), now=NOW).classes
    assert sight_of(taken, actor=room.actor("consultant"), now=NOW).sees_narrative
    with pytest.raises(UserError) as error:
        undo(room, merge)
    assert error.value.message.code == "MRG-004"


def test_an_exclusion_hides_both_records(room: CaseRoom) -> None:
    kept, taken = pair(room)
    brother = room.actor("second_officer")
    assert sight_of(kept, actor=brother, now=NOW).classes
    own = exclude(
        case=taken, staff=room.region.staff["second_officer"], office=None, reason="兄",
        by=room.actor("officer"), now=NOW,
    )  # fmt: skip
    merge = merged(room, kept, taken)
    for case in (kept, taken):
        assert not sight_of(case, actor=brother, now=NOW).classes
    undo(room, merge)
    left = models.Exclusion._base_manager.values_list("pk", "case")
    assert list(left) == [(own.pk, taken.pk)]
    assert sight_of(kept, actor=brother, now=NOW).classes


def test_shields_must_name_the_same_people(room: CaseRoom) -> None:
    kept, taken = pair(room)
    shield(room, kept, "specialist", who="officer")
    with pytest.raises(UserError) as error:
        merged(room, kept, taken)
    assert error.value.message.code == "MRG-003"
    assert not Merge._base_manager.exists()
    shield(room, taken, "specialist", who="officer")
    assert not sight_of(kept, actor=room.actor("officer"), now=NOW).sees_whereabouts
    merge = merged(room, kept, taken, address=True)
    assert "address" not in merge.former_values
    assert where(kept).address == kept.person.address


def test_a_row_is_not_merged_with_itself_or_twice(room: CaseRoom) -> None:
    kept, taken = pair(room)
    with pytest.raises(UserError) as error:
        merged(room, kept, kept)
    assert error.value.message.code == "MRG-001"
    merged(room, kept, taken)
    with pytest.raises(UserError) as error:
        merged(room, kept, taken)
    assert error.value.message.code == "MRG-002"


def test_only_those_who_see_both_and_may(room: CaseRoom) -> None:
    kept, taken = pair(room)
    with pytest.raises(AccessDenied):
        merged(room, kept, taken, by="manager")
    for who in ("core_staff", "minato_officer"):
        with pytest.raises(NotVisible):
            merged(room, kept, taken, by=who)


def test_suggestions_come_from_what_one_sees(room: CaseRoom) -> None:
    kept, taken = pair(room)
    room.case(name="架空 無関係", kana="べつのひと", phone="000-333-4444")
    found = queries.suggestions(actor=room.actor("officer"), now=NOW)
    both = {kept.person_id, taken.person_id}
    assert [{p.one.pk, p.other.pk} for p in found] == [both]
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
    assert client.post(url, {**data, "reason": "電話"}).status_code == 302
    merge = Merge._base_manager.get()
    assert client.post(reverse("merge-undo", args=[merge.public_id])).status_code == 302
    merge.refresh_from_db()
    assert merge.undone_at is not None
    assert client_for("manager").get(url).status_code == 403


def compare_only(room: CaseRoom, case: Case) -> None:
    """The core centre is shown class 1 of this case in order to compare."""
    open_access(
        case=case, relation=Relation.MATCHING, classes="1", valid_from=NOW,
        office=room.region.offices["core"], source_ref="match:x",
        by=room.actor("manager"),
    )  # fmt: skip


def test_whoever_only_compares_sees_class_one_and_merges_nothing(
    room: CaseRoom, client_for: Callable[[str], Client]
) -> None:
    theirs = room.case(diagnosis="架空の病名", area=room.region.areas["east"])
    own = room.case(
        name="架空 華子", office="core", staff="core_staff", by="core_manager",
        address="窓口の住所",
    )  # fmt: skip
    compare_only(room, theirs)
    for kept, taken in ((own, theirs), (theirs, own)):
        with pytest.raises(NotVisible):
            merged(room, kept, taken, by="core_staff")
    client = client_for("core_staff")
    url = reverse("merge-pair", args=[own.person.public_id, theirs.person.public_id])
    text = client.get(url).content.decode()
    assert "かくう はなこ" in text
    assert "平成2年5月5日" in text
    assert "窓口の住所" in text
    assert text.count("000-111-2222") == 1  # the own one
    for secret in ("東区", "架空の病名"):
        assert secret not in text
    assert "まとめるには、両方の記録を受け持つ事業所か市町村に頼んでください" in text
    assert "一つにする" not in text
    assert client.post(url, {"reason": "x"}).status_code == 404
    assert not Merge._base_manager.exists()
    told = {
        who: queries.suggestions(actor=room.actor(who), now=NOW)[0].likeness.reasons
        for who in ("core_staff", "officer")
    }
    assert "電話" in str(told["officer"])
    assert "電話" not in str(told["core_staff"])


def test_only_who_carries_the_survivor_sees_and_undoes_it(room: CaseRoom) -> None:
    kept, taken = room.case(), room.case(name="架空 華子")
    merge = merged(room, kept, taken)
    compare_only(room, kept)
    assert queries.merges(actor=room.actor("core_staff"), now=NOW) == []
    with pytest.raises(NotVisible):
        undo(room, merge, by="core_staff")


@pytest.mark.parametrize("ended", [False, True])
def test_a_shield_reaches_the_absorbed_row_and_what_the_merge_kept(
    ended: bool, room: CaseRoom
) -> None:
    kept, taken = pair(room)
    edit(room, taken, "consultant", phone="000-555-6666")
    before = [where(case) for case in (kept, taken)]
    merge = merged(room, kept, taken, address=True)
    one = shield(room, kept, "specialist")
    absorbed = models.Person._base_manager.get(pk=taken.person_id)
    assert (absorbed.address, absorbed.phone, absorbed.phone_digits) == ("", "", "")
    assert not sight_of(taken, actor=room.actor("officer"), now=NOW).sees_whereabouts
    history = models.PersonRevision._base_manager.filter(person=absorbed)
    assert "000-555-6666" not in str(list(history.values_list("changes")))
    merge.refresh_from_db()
    assert kept.person.address not in str(merge.former_values)
    if ended:
        end_shield(case=kept, shield=one, by=room.actor("specialist"), now=NOW)
    undo(room, merge)
    assert [where(case) for case in (kept, taken)] == before
    for person in models.Person._base_manager.all():
        assert bool(person.address) == ended == (not person.sealed_contact)
    assert models.Shield._base_manager.filter(ended_at=None).exists() != ended


def running_partners(case: Case) -> list[int]:
    rows = models.CollaboratingOffice._base_manager.filter(case=case, valid_before=None)
    return sorted(rows.values_list("office_id", flat=True))


def reasons_of_partners() -> list[tuple[Any, ...]]:
    rows = models.CaseAccess._base_manager.filter(relation=Relation.COLLABORATING)
    open_rows = rows.filter(valid_before=None).order_by("pk")
    return list(open_rows.values_list("pk", "case", "office"))


def test_partners_move_and_none_stands_twice(room: CaseRoom) -> None:
    kept, taken = pair(room)
    offices = room.region.offices
    for case, office, by in (
        (kept, "alone", "manager"), (taken, "alone", "core_manager"),
        (taken, "hikari", "core_manager"), (taken, "desk", "core_manager"),
    ):  # fmt: skip
        add_collaborator(
            case=case, office=offices[office], part="通院の付き添い", on=TODAY,
            by=room.actor(by), now=NOW,
        )  # fmt: skip
    before, reasons = running_partners(taken), reasons_of_partners()
    merge = merged(room, kept, taken)
    wanted = {offices[name].pk for name in ("alone", "core", "desk")}
    assert running_partners(kept) == sorted(wanted)
    assert running_partners(taken) == []
    assert sorted(row[2] for row in reasons_of_partners()) == running_partners(kept)
    undo(room, merge)
    assert running_partners(taken) == before
    assert running_partners(kept) == [offices["alone"].pk]
    assert reasons_of_partners() == reasons


def test_ties_and_surroundings_go_with_the_relatives(room: CaseRoom) -> None:
    kept, taken = pair(room)
    relatives = models.RelatedPerson._base_manager
    mother = relatives.get(case=taken)
    aunt = relatives.create(case=taken, kinship="other")
    sister = relatives.create(case=kept, kinship="sibling")
    tie = partial(models.Tie._base_manager.create, kind="close", first=mother)
    before = tie(case=taken)
    models.EcoItem._base_manager.create(case=taken, type="service", label="架空作業所")
    state = owners()
    merge = merged(room, kept, taken)
    assert set(models.Tie._base_manager.values_list("case", flat=True)) == {kept.pk}
    assert models.EcoItem._base_manager.get().case_id == kept.pk
    between, across = tie(case=kept, second=aunt), tie(case=kept, second=sister)
    undo(room, merge)
    for row in (before, between, across):
        row.refresh_from_db()
    assert (between.case_id, between.valid_before) == (taken.pk, None)
    assert (across.case_id, across.valid_before) == (kept.pk, TODAY)
    models.Tie._base_manager.exclude(pk=before.pk).delete()
    assert owners() == state


def close(room: CaseRoom, case: Case, by: str) -> None:
    case.refresh_from_db()
    close_case(
        case=case, reason=ClosingReason.WISH, note="", on=TODAY, follow_up_on=None,
        version=case.version, by=room.actor(by), now=NOW, today=TODAY,
    )  # fmt: skip


def test_the_open_case_stays_and_the_merged_one_is_not_reopened(room: CaseRoom) -> None:
    kept, taken = pair(room)
    close(room, kept, "manager")
    with pytest.raises(UserError) as error:
        merged(room, kept, taken)
    assert error.value.message.code == "MRG-006"
    assert not Merge._base_manager.exists()
    merged(room, taken, kept)
    kept.refresh_from_db()
    with pytest.raises(UserError) as error:
        reopen_case(
            case=kept, reason="x", version=kept.version, by=room.actor("manager"),
            now=NOW, today=TODAY,
        )  # fmt: skip
    assert error.value.message.code == "CAS-011"


def test_a_record_corrected_after_the_merge_goes_back_whole(room: CaseRoom) -> None:
    kept, taken = pair(room)
    old = models.Contact._base_manager.get(case=taken)
    merge = merged(room, kept, taken)
    later = room.contact(kept, text="統合のあとの記録")
    current = models.Contact._base_manager.select_related("case__person").get(pk=old.pk)
    correct_contact(
        contact=current, new=replace(as_new(current), text="直した本文"), reason="誤記",
        version=1, by=room.actor("consultant"), now=NOW,
    )  # fmt: skip
    undo(room, merge)
    versions = models.Contact._base_manager.filter(record_id=old.record_id)
    assert list(versions.values_list("case", flat=True)) == [taken.pk] * 2
    index = models.ContactSearch._base_manager.get(contact__record_id=old.record_id)
    assert (index.case_id, index.contact.version) == (taken.pk, 2)
    later.refresh_from_db()
    assert later.case_id == kept.pk
    assert total(room) == (3, 2)


def test_a_chain_of_merges_is_undone_with_its_figures(room: CaseRoom) -> None:
    kept, taken = pair(room)
    third = room.case(name="架空 はな子")
    room.contact(third)
    merged(room, taken, third)
    undo(room, merged(room, kept, taken))
    subjects = ActivitySubject._base_manager.exclude(original_key=kept.activity_key)
    keys = list(subjects.values_list("subject_key", flat=True))
    assert keys == [taken.activity_key] * 2


def test_the_open_case_comes_before_the_closed_ones(room: CaseRoom) -> None:
    old, by = room.case(), room.actor("manager")
    close(room, old, "manager")
    new = open_case(
        person=old.person, office=room.region.offices["hikari"], staff=None,
        mode=Mode.PLAN, opened_on=TODAY, by=by, now=NOW, today=TODAY,
    )  # fmt: skip
    assert queries.case_of_person(actor=by, person=old.person, now=NOW) == new

"""相談記録: 一度書けば、経過にも台帳にも索引にも入る。直すと前の版が残る。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.activity.models import Activity, ActivitySubject
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.activity.record.closing import close_month
from tsunagi.activity.record.queries import monthly_figures
from tsunagi.cases.contact import actions
from tsunagi.cases.contact.actions import NewContact, as_new
from tsunagi.cases.contact.case_days import refresh_case
from tsunagi.cases.contact.models import Contact
from tsunagi.cases.contact.rules import gaps
from tsunagi.cases.models import Case, ContactSearch
from tsunagi.common.dates import YearMonth
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import replace

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 5)


def method(room: CaseRoom) -> str:
    found = contact_categories(actor=room.actor("specialist"), on=TODAY)
    return found.methods.codes[0]


def correct(
    room: CaseRoom, contact: Contact, who: str = "specialist", **changes: Any
) -> Contact:
    reason = changes.pop("reason", "")
    version = changes.pop("version", contact.version)
    return actions.correct_contact(
        contact=contact, new=replace(as_new(contact), **changes), reason=reason,
        version=version, by=room.actor(who), now=NOW,
    )  # fmt: skip


def total(room: CaseRoom, month: YearMonth) -> tuple[int, int]:
    office = room.region.offices["hikari"].pk
    found = monthly_figures(actor=room.actor("manager"), month=month, offices=[office])
    return found.total, found.persons


def test_what_is_missing_is_listed_and_not_refused() -> None:
    assert [g.field for g in gaps(minutes=None, contents=(), counterpart=())] == [
        "minutes", "contents", "counterpart",
    ]  # fmt: skip
    assert gaps(minutes=0, contents=("a",), counterpart=("self",)) == ()


def test_one_saving_writes_record_ledger_index_and_log(room: CaseRoom) -> None:
    case = room.case()
    contact = room.contact(case, minutes=20, next_on=TODAY + timedelta(days=3))
    activity = Activity._base_manager.get()
    assert activity.record_key == contact.record_id
    subject = ActivitySubject._base_manager.get()
    assert subject.subject_key == case.activity_key != case.public_id
    assert ContactSearch._base_manager.get().contact == contact
    event = AuditEvent.objects.order_by("-id")[0]
    assert (event.action, event.target_public_id) == (
        "contact.record", contact.public_id,
    )  # fmt: skip
    case.refresh_from_db()
    assert case.last_contact_on == TODAY
    assert case.next_action_on == TODAY + timedelta(days=3)


def test_the_ledger_holds_no_word_of_the_person(room: CaseRoom) -> None:
    case = room.case(name="架空 秘密子")
    room.contact(case, text="秘密の話", counterpart_name="秘密の母")
    for row in [
        *Activity._base_manager.values(),
        *ActivitySubject._base_manager.values(),
    ]:
        assert "秘密" not in str(row)
        assert str(case.person.public_id) not in str(row)


def test_one_visit_to_two_persons_counts_its_time_once(room: CaseRoom) -> None:
    cases = [room.case(), room.case(name="架空 次郎", kana="かくう じろう")]
    rows = actions.record_contacts(
        cases=cases, office=room.region.offices["hikari"],
        staff=room.region.staff["specialist"],
        new=NewContact(occurred_on=TODAY, method=method(room), text="訪問", minutes=60),
        by=room.actor("specialist"), now=NOW,
    )  # fmt: skip
    assert len(rows) == 2 and rows[0].group_id == rows[1].group_id
    assert Activity._base_manager.count() == 1
    assert total(room, YearMonth.of(TODAY)) == (2, 2)


def test_taking_one_of_two_back_leaves_the_other_counted(room: CaseRoom) -> None:
    cases = [room.case(), room.case(name="架空 次郎")]
    rows = actions.record_contacts(
        cases=cases, office=room.region.offices["hikari"],
        staff=room.region.staff["specialist"],
        new=NewContact(occurred_on=TODAY, method=method(room), text="訪問", minutes=60),
        by=room.actor("specialist"), now=NOW,
    )  # fmt: skip
    for row, left in zip(rows, [(1, 1), (0, 0)], strict=True):
        actions.withdraw_contact(
            contact=row, reason="別の人だった", version=1, by=room.actor("specialist"),
            now=NOW,
        )  # fmt: skip
        assert total(room, YearMonth.of(TODAY)) == left


def test_an_anonymous_call_counts_without_a_person(room: CaseRoom) -> None:
    room.contact(None)
    assert total(room, YearMonth.of(TODAY)) == (1, 0)
    contact = Contact._base_manager.get()
    mine = Contact.objects.visible_to(room.actor("specialist"), now=NOW)
    other = Contact.objects.visible_to(room.actor("alone"), now=NOW)
    assert list(mine) == [contact]
    assert not other.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": "　\n"}, "CTC-002"),
        ({"method": "no-such-method"}, "CTC-003"),
        ({"contents": ("no-such-content",)}, "CTC-003"),
        ({"next_on": TODAY - timedelta(days=1)}, "CTC-008"),
    ],
)
def test_a_wrong_record_is_refused_and_changes_nothing(
    changes: dict[str, Any], code: str, room: CaseRoom
) -> None:
    case = room.case()
    with pytest.raises(UserError) as error:
        room.contact(case, **changes)
    assert error.value.message.code == code
    assert not Contact._base_manager.exists()
    assert not Activity._base_manager.exists()


def test_a_record_of_tomorrow_is_refused(room: CaseRoom) -> None:
    case = room.case()
    with pytest.raises(UserError):
        room.contact(case, occurred_on=TODAY + timedelta(days=1))
    assert not Contact._base_manager.exists()


@pytest.mark.parametrize(
    ("who", "problem"), [("alone", NotVisible), ("officer", AccessDenied)]
)
def test_who_may_not_write_into_a_case(
    who: str, problem: type[Exception], room: CaseRoom
) -> None:
    case = room.case()
    with pytest.raises(problem):
        actions.record_contacts(
            cases=[case], office=room.region.offices["alone" if who == "alone" else "desk"],
            staff=room.region.staff[who],
            new=NewContact(occurred_on=TODAY, method=method(room), text="x"),
            by=room.actor(who), now=NOW,
        )  # fmt: skip


def test_the_author_corrects_freely_and_both_versions_stay(room: CaseRoom) -> None:
    contact = room.contact(room.case())
    newer = correct(room, contact, text="直した文")
    assert (newer.version, newer.supersedes, newer.is_current) == (2, contact, True)
    contact.refresh_from_db()
    assert not contact.is_current
    assert contact.text != newer.text
    assert list(ContactSearch._base_manager.values_list("contact", flat=True)) == [
        newer.pk
    ]
    assert total(room, YearMonth.of(TODAY)) == (1, 1)


def test_two_corrections_of_one_version_show_the_second_that_it_came_late(
    room: CaseRoom,
) -> None:
    contact = room.contact(room.case())
    correct(room, contact, text="はじめの直し")
    with pytest.raises(UserError) as error:
        correct(room, contact, text="あとの直し", version=1)
    assert error.value.message.code == "ACC-008"
    current = Contact._base_manager.get(is_current=True)
    assert current.text == "はじめの直し"


def test_a_colleague_does_not_correct_and_the_manager_says_why(room: CaseRoom) -> None:
    contact = room.contact(room.case())
    with pytest.raises(UserError) as error:
        correct(room, contact, "assistant", text="x")
    assert error.value.message.code == "CTC-005"
    with pytest.raises(UserError) as error:
        correct(room, contact, "manager", text="x")
    assert error.value.message.code == "CTC-004"
    assert correct(room, contact, "manager", text="x", reason="誤字").version == 2


def test_after_the_month_is_closed_a_correction_needs_a_reason(room: CaseRoom) -> None:
    contact = room.contact(room.case(), occurred_on=OCTOBER)
    close_month(
        office_id=room.region.offices["hikari"].pk, month=YearMonth(2026, 10),
        by=room.actor("manager"), now=NOW,
    )  # fmt: skip
    with pytest.raises(UserError) as error:
        correct(room, contact, minutes=30)
    assert error.value.message.code == "CTC-004"
    assert correct(room, contact, minutes=30, reason="時間の入れ忘れ").minutes == 30


def test_a_moved_date_moves_the_count_to_its_month(room: CaseRoom) -> None:
    contact = room.contact(room.case(), occurred_on=TODAY)
    correct(room, contact, occurred_on=OCTOBER)
    assert total(room, YearMonth.of(TODAY)) == (0, 0)
    assert total(room, YearMonth(2026, 10)) == (1, 1)


def test_a_withdrawn_record_stays_readable_and_is_counted_no_more(
    room: CaseRoom,
) -> None:
    case = room.case()
    contact = room.contact(case)
    with pytest.raises(UserError) as error:
        actions.withdraw_contact(
            contact=contact, reason="", version=1, by=room.actor("specialist"), now=NOW
        )
    assert error.value.message.code == "CTC-004"
    row = actions.withdraw_contact(
        contact=contact, reason="二重だった", version=1, by=room.actor("specialist"),
        now=NOW,
    )  # fmt: skip
    assert row.text == contact.text
    assert total(room, YearMonth.of(TODAY)) == (0, 0)
    assert not ContactSearch._base_manager.exists()
    case.refresh_from_db()
    assert case.last_contact_on is None
    with pytest.raises(UserError) as error:
        correct(room, row, text="x")
    assert error.value.message.code == "CTC-006"


def test_what_is_done_leaves_the_list_of_next_actions(room: CaseRoom) -> None:
    case = room.case()
    contact = room.contact(case, next_action="電話", next_on=TODAY)
    actions.finish_next_action(contact=contact, by=room.actor("manager"), now=NOW)
    case.refresh_from_db()
    assert case.next_action_on is None


def test_a_new_next_step_is_not_born_done(room: CaseRoom) -> None:
    case = room.case()
    contact = room.contact(case, next_action="電話", next_on=TODAY)
    actions.finish_next_action(contact=contact, by=room.actor("specialist"), now=NOW)
    contact.refresh_from_db()
    later = TODAY + timedelta(days=7)
    newer = correct(room, contact, next_action="訪問", next_on=later)
    assert newer.next_done_at is None
    case.refresh_from_db()
    assert case.next_action_on == later


@pytest.mark.parametrize(
    "days",
    [
        [(0, None)], [(-3, 5), (0, 2)], [(0, 2), (-3, 5)], [(-1, None), (-2, 1)],
        [(-2, 1), (-1, None)], [(-5, 3), (-5, 3), (-4, 0)],
    ],
)  # fmt: skip
def test_one_more_record_moves_the_case_as_a_count_of_all_would(
    room: CaseRoom, days: list[tuple[int, int | None]]
) -> None:
    case = room.case()
    for on, ahead in days:
        on_day = TODAY + timedelta(days=on)
        next_on = None if ahead is None else TODAY + timedelta(days=ahead)
        room.contact(case, occurred_on=on_day, next_on=next_on)
    there = Case._base_manager.get(pk=case.pk)
    moved = (there.last_contact_on, there.next_action_on)
    assert moved == (case.last_contact_on, case.next_action_on)
    refresh_case(case)
    assert moved == (case.last_contact_on, case.next_action_on)


def test_a_record_of_somebody_else_at_the_same_moment_counts_too(
    room: CaseRoom,
) -> None:
    """What the other one has told the case stands, though its record is not seen yet."""
    case = room.case()
    before = TODAY - timedelta(days=4)
    Case._base_manager.filter(pk=case.pk).update(
        last_contact_on=TODAY, next_action_on=TODAY
    )
    room.contact(case, occurred_on=before, next_on=TODAY + timedelta(days=9))
    case.refresh_from_db()
    assert (case.last_contact_on, case.next_action_on) == (TODAY, TODAY)

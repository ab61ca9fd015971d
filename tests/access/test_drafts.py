"""下書き: 書いた人だけに見え、保存したと答えた文は消えない。"""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from tests.conftest import NOW
from tests.factories.region import Region
from tsunagi.access.actor import AccessDenied, NotVisible, system_actor
from tsunagi.access.drafts import actions
from tsunagi.access.drafts.actions import (
    Saved,
    SaveState,
    discard_draft,
    draft_used,
    hand_over_draft,
    purge_expired,
    save_draft,
)
from tsunagi.access.drafts.models import Draft
from tsunagi.access.drafts.queries import OpenedDraft, own_draft
from tsunagi.access.drafts.rules import Content, SeenDraft, Written, merged
from tsunagi.access.models import AuditEvent
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import replace

pytestmark = pytest.mark.django_db
FORM = "office.confirm"
DAYS_90 = timedelta(days=90)
SECOND = timedelta(seconds=1)


def save(region: Region, changes: Any, *, base: int = 0, tab: str = "one", by: Any = "specialist",
         form: str = FORM, subject: str = "", now: Any = NOW) -> Saved:  # fmt: skip
    actor = region.actor(by) if isinstance(by, str) else by
    return save_draft(
        form=form, subject_ref=subject, changes=changes, base=base, tab=tab, by=actor, now=now
    )  # fmt: skip


def opened(region: Region, *, by: str = "specialist", form: str = FORM, subject: str = "",
           now: Any = NOW) -> OpenedDraft | None:  # fmt: skip
    return own_draft(actor=region.actor(by), form=form, subject_ref=subject, now=now)


def values(region: Region, **asked: Any) -> dict[str, list[str]]:
    draft = opened(region, **asked)
    assert draft is not None
    return draft.content.values


def rows() -> Any:
    return Draft.objects.unscoped("a test looks at the table")


def logged() -> list[str]:
    events = AuditEvent.objects.filter(action__startswith="draft.").order_by("id")
    return list(events.values_list("action", flat=True))


# --- saving ------------------------------------------------------------------------
def test_only_changes_are_sent_and_each_save_is_one_revision(region: Region) -> None:
    assert save(region, {"a": ["1"], "b": ["2", "3"]}) == Saved(SaveState.SAVED, 1, NOW)
    later = NOW + timedelta(minutes=2)
    second = save(region, {"b": [], "c": ["４"]}, base=1, now=later)
    assert second == Saved(SaveState.SAVED, 2, later)
    third = save(region, {"a": None}, base=2, now=later)
    assert third.revision == 3
    assert values(region) == {"b": [], "c": ["４"]}
    row = rows().get()
    assert (row.started_at, row.saved_at) == (NOW, later)
    assert row.expires_at == later + DAYS_90


def test_author_form_and_subject_have_each_their_own_draft(region: Region) -> None:
    case = str(uuid4())
    save(region, {"a": ["わたし"]})
    save(region, {"a": ["別の画面"]}, form="staff.view")
    save(region, {"a": ["ある人について"]}, subject=case)
    save(region, {"a": ["同僚"]}, by="manager")
    assert rows().count() == 4
    assert values(region) == {"a": ["わたし"]}
    assert values(region, form="staff.view") == {"a": ["別の画面"]}
    assert values(region, subject=case) == {"a": ["ある人について"]}
    assert values(region, by="manager") == {"a": ["同僚"]}
    assert opened(region, by="assistant") is None


def test_in_another_municipality_the_draft_is_not_there(region: Region) -> None:
    save(region, {"a": ["1"]})
    here = region.actor("specialist")
    there = replace(here, municipality_id=region.municipalities["minato"].pk)
    asked: Any = {"form": FORM, "subject_ref": "", "now": NOW}
    assert own_draft(actor=there, **asked) is None
    assert own_draft(actor=here, **asked) is not None


def test_who_may_not_open_the_form_keeps_no_draft_of_it(region: Region) -> None:
    with pytest.raises(AccessDenied):
        save(region, {"a": ["1"]}, by="trainee")
    with pytest.raises(AccessDenied):
        save(region, {"a": ["1"]}, form="office.register")
    with pytest.raises(NotVisible):
        save(region, {"a": ["1"]}, form="no.such")
    with pytest.raises(ValueError, match="person"):
        program = system_actor("試験", municipality_id=1)
        save(
            region,
            {"a": ["1"]},
            by=replace(program, grants=region.actor("manager").grants),
        )
    assert not rows().exists()


def test_more_than_a_draft_can_hold_is_refused_and_nothing_changes(
    region: Region,
) -> None:
    save(region, {"a": ["はじめ"]})
    for changes in ({"a": ["あ" * 700_000]}, {"b": ["あ" * 700_000]}):
        with pytest.raises(UserError) as error:
            save(region, changes, base=1)
        assert error.value.message.code == "DRF-001"
    assert values(region) == {"a": ["はじめ"]}
    assert rows().get().revision == 1


# --- two pages at once -------------------------------------------------------------
def test_what_another_page_wrote_meanwhile_is_kept_beside(region: Region) -> None:
    save(region, {"note": ["はじめ"], "on": ["1日"]}, tab="one")
    save(region, {"note": ["一つ目の画面"]}, base=1, tab="one")
    late = save(region, {"note": ["二つ目の画面"]}, base=1, tab="two")
    assert late == Saved(SaveState.CONFLICT, 3, NOW)
    draft = opened(region)
    assert draft is not None
    assert draft.content.values == {"note": ["二つ目の画面"], "on": ["1日"]}
    assert draft.content.other == {"note": [Written(["一つ目の画面"], "one", 2)]}


def test_pages_that_write_in_turn_keep_the_newest_of_each(region: Region) -> None:
    save(region, {"note": ["0"]}, tab="one")
    for number in range(1, 6):
        for tab in ("one", "two"):
            save(region, {"note": [f"{tab}{number}"]}, base=1, tab=tab)
    draft = opened(region)
    assert draft is not None
    kept = draft.content.other["note"]
    assert draft.content.values == {"note": ["two5"]}
    assert [(w.values, w.tab) for w in kept] == [(["one5"], "one")]


def test_other_fields_of_another_page_are_merged_and_still_said(region: Region) -> None:
    save(region, {"a": ["1"]}, tab="one")
    save(region, {"b": ["2"]}, base=1, tab="two")
    third = save(region, {"c": ["3"]}, base=1, tab="one")
    assert third.state == SaveState.CONFLICT
    assert values(region) == {"a": ["1"], "b": ["2"], "c": ["3"]}


def test_a_save_whose_answer_was_lost_may_be_sent_again(region: Region) -> None:
    for base in (0, 0, 1, 1):
        assert save(region, {"a": [f"{base}"]}, base=base).state == SaveState.SAVED
    assert values(region) == {"a": ["1"]}
    draft = opened(region)
    assert draft is not None and draft.content.other == {}


def test_a_page_that_begins_meets_the_draft_of_another_page(region: Region) -> None:
    save(region, {"a": ["前から"]}, tab="one")
    assert save(region, {"a": ["新しい"]}, tab="two").state == SaveState.CONFLICT
    draft = opened(region)
    assert draft is not None
    assert draft.content.other["a"][0].values == ["前から"]


def test_a_save_that_was_overtaken_reads_again_and_loses_nothing(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another save commits between the reading and the writing of this one."""
    save(region, {"a": ["1"]}, tab="one")
    overtaken: list[bool] = []

    def slow(*args: Any, **named: Any) -> Any:
        if not overtaken:
            overtaken.append(True)
            save(region, {"b": ["速い方"]}, base=1, tab="two")
        return merged(*args, **named)

    monkeypatch.setattr(actions, "merged", slow)
    assert save(region, {"c": ["遅い方"]}, base=1, tab="one").revision == 3
    assert values(region) == {"a": ["1"], "b": ["速い方"], "c": ["遅い方"]}


def test_two_pages_that_begin_at_the_same_moment_make_one_draft(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[bool] = []

    def slow(*args: Any, **named: Any) -> Any:
        if not begun:
            begun.append(True)
            save(region, {"b": ["速い方"]}, tab="two")
        return merged(*args, **named)

    monkeypatch.setattr(actions, "merged", slow)
    assert save(region, {"a": ["遅い方"]}, tab="one").state == SaveState.CONFLICT
    assert rows().count() == 1
    assert values(region) == {"a": ["遅い方"], "b": ["速い方"]}
    assert logged() == ["draft.start"]


def test_a_save_that_is_always_overtaken_says_so(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(region, {"a": ["1"]})
    monkeypatch.setattr(actions, "_go_on", lambda *args, **named: None)
    with pytest.raises(UserError) as error:
        save(region, {"a": ["2"]}, base=1)
    assert error.value.message.code == "DRF-003"


# --- the end of a draft --------------------------------------------------------------
def use(
    region: Region, *, revision: int, tab: str = "one", by: str = "specialist"
) -> bool:
    with transaction.atomic():
        seen = SeenDraft(FORM, "", revision, tab)
        return draft_used(seen, by=region.actor(by), now=NOW)


def test_a_draft_that_became_a_record_is_gone_and_stays_gone(region: Region) -> None:
    save(region, {"a": ["1"]})
    assert use(region, revision=1) is True
    assert opened(region) is None
    late = save(region, {"a": ["遅れて届いた"]}, base=1)
    assert late == Saved(SaveState.GONE, 0, None)
    assert not rows().exists()
    assert use(region, revision=1) is False
    assert logged() == ["draft.start", "draft.used"]


def test_a_draft_ends_only_in_the_transaction_of_its_record(region: Region) -> None:
    save(region, {"a": ["1"]})
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        draft_used(
            SeenDraft(FORM, "", 1, "one"), by=region.actor("specialist"), now=NOW
        )
        raise ZeroDivisionError
    assert values(region) == {"a": ["1"]}
    assert logged() == ["draft.start"]


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_no_draft_ends(region: Region) -> None:
    save(region, {"a": ["1"]})
    with pytest.raises(RuntimeError, match="transaction"):
        draft_used(
            SeenDraft(FORM, "", 1, "one"), by=region.actor("specialist"), now=NOW
        )
    assert values(region) == {"a": ["1"]}


def test_what_another_page_wrote_and_this_one_never_showed_stays(
    region: Region,
) -> None:
    save(region, {"a": ["1"]}, tab="one")
    save(region, {"a": ["二つ目の画面"]}, base=1, tab="two")
    assert use(region, revision=1, tab="one") is False
    assert values(region) == {"a": ["二つ目の画面"]}
    save(region, {"a": ["一つ目の画面"]}, base=1, tab="one")
    assert use(region, revision=1, tab="one") is False, "it lies beside, unseen"
    assert use(region, revision=3, tab="three") is True, "a new page has shown both"


def test_own_later_saves_do_not_keep_a_draft_alive(region: Region) -> None:
    save(region, {"a": ["1"]})
    save(region, {"a": ["2"]}, base=1)
    assert use(region, revision=0) is True


def test_a_save_at_the_moment_of_the_record_keeps_the_draft(
    region: Region, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(region, {"a": ["1"]})

    def meanwhile(*args: Any, **named: Any) -> bool:
        save(region, {"a": ["いま書いた"]}, base=1, tab="two")
        return False

    monkeypatch.setattr(Content, "has_news_for", meanwhile)
    with transaction.atomic():
        by = region.actor("specialist")
        monkeypatch.setattr(actions, "merged", lambda *a, **n: (a[0], False))
        assert draft_used(SeenDraft(FORM, "", 1, "one"), by=by, now=NOW) is False
    assert rows().get().revision == 2
    assert "draft.used" not in logged()


def test_discarding_is_for_the_author_and_may_be_pressed_twice(region: Region) -> None:
    save(region, {"a": ["1"]})
    asked: Any = {"form": FORM, "subject_ref": "", "now": NOW}
    assert discard_draft(by=region.actor("manager"), **asked) is False
    assert rows().count() == 1
    assert discard_draft(by=region.actor("specialist"), **asked) is True
    assert discard_draft(by=region.actor("specialist"), **asked) is False
    assert not rows().exists()
    assert logged() == ["draft.start", "draft.discard"]


def test_the_log_names_beginning_and_end_and_no_keystroke_or_text(
    region: Region,
) -> None:
    save(region, {"a": ["架空の名前"]})
    for revision in range(1, 10):
        save(region, {"a": [f"架空の名前{revision}"]}, base=revision)
    assert logged() == ["draft.start"]
    event = AuditEvent.objects.get(action="draft.start")
    assert event.actor_staff_id == region.staff["specialist"].pk
    assert event.target_public_id == rows().get().public_id
    assert event.details == {"form": FORM, "subject": ""}


# --- handing over ------------------------------------------------------------------
def hand_over(region: Region, to: str, *, by: str = "specialist") -> None:
    hand_over_draft(
        public_id=rows().get().public_id, to_staff_id=region.staff[to].pk,
        by=region.actor(by), now=NOW,
    )  # fmt: skip


def test_a_colleague_goes_on_writing_what_was_handed_over(region: Region) -> None:
    save(region, {"a": ["つづき"]})
    hand_over(region, "manager")
    assert opened(region) is None
    assert values(region, by="manager") == {"a": ["つづき"]}
    event = AuditEvent.objects.get(action="draft.hand_over")
    assert event.details == {"form": FORM, "to_staff": region.staff["manager"].pk}
    assert save(region, {"a": ["遅れて"]}, base=1).state == SaveState.GONE


@pytest.mark.parametrize("to", ["alone", "minato_specialist", "trainee", "specialist"])
def test_nobody_else_is_handed_a_draft(to: str, region: Region) -> None:
    """Another office, another city, a role without the form, oneself."""
    save(region, {"a": ["1"]})
    with pytest.raises(UserError) as error:
        hand_over(region, to)
    assert error.value.message.code == "DRF-004"
    assert values(region) == {"a": ["1"]}


def test_a_colleague_who_is_writing_the_same_keeps_the_own_draft(
    region: Region,
) -> None:
    save(region, {"a": ["引き継ぐ"]})
    given = rows().get().public_id
    save(region, {"a": ["同僚の"]}, by="manager")
    with pytest.raises(UserError) as error:
        hand_over_draft(
            public_id=given, to_staff_id=region.staff["manager"].pk,
            by=region.actor("specialist"), now=NOW,
        )  # fmt: skip
    assert error.value.message.code == "DRF-005"
    assert values(region, by="manager") == {"a": ["同僚の"]}
    assert values(region) == {"a": ["引き継ぐ"]}


def test_the_draft_of_somebody_else_cannot_be_handed_on(region: Region) -> None:
    save(region, {"a": ["1"]})
    with pytest.raises(NotVisible):
        hand_over(region, "assistant", by="manager")
    assert values(region) == {"a": ["1"]}


# --- after ninety days -------------------------------------------------------------
def test_after_ninety_days_the_ticker_clears_it(region: Region) -> None:
    save(region, {"a": ["1"]})
    save(region, {"a": ["新しい"]}, by="manager", now=NOW + SECOND)
    assert purge_expired(now=NOW + DAYS_90 - SECOND) == 0
    assert logged() == ["draft.start"] * 2
    assert purge_expired(now=NOW + DAYS_90) == 1
    assert values(region, by="manager") == {"a": ["新しい"]}
    event = AuditEvent.objects.get(action="draft.purge")
    assert (event.actor_name, event.details) == ("ticker", {"count": 1})


def test_past_its_time_it_is_not_shown_and_a_new_one_begins(region: Region) -> None:
    save(region, {"a": ["古い"]})
    late = NOW + DAYS_90
    assert opened(region, now=late - SECOND) is not None
    assert opened(region, now=late) is None
    assert save(region, {"b": ["新しい"]}, now=late) == Saved(SaveState.SAVED, 1, late)
    assert values(region, now=late) == {"b": ["新しい"]}
    assert logged() == ["draft.start", "draft.purge", "draft.start"]


def test_the_command_of_the_ticker_clears_drafts(region: Region) -> None:
    save(region, {"a": ["1"]}, now=timezone.now() - DAYS_90 - SECOND)
    call_command("tick", "--once", stdout=StringIO())
    assert not rows().exists()

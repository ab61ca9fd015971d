"""育ちの記録の書込み: ふり返り、根拠、もくひょう、研修、断り、版、監査、だれが読めるか。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from tests.activity.growth.conftest import CATALOGUE, GrowthRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.activity.catalogue import actions as catalogues
from tsunagi.activity.catalogue.draft_actions import Wanted, override_item
from tsunagi.activity.growth import (
    actions,
    aim_actions,
    evidence_actions,
    queries,
)
from tsunagi.activity.growth.aim_actions import NewAim, NewTaken
from tsunagi.activity.growth.evidence_actions import Chosen
from tsunagi.activity.growth.models import (
    GrowthAim,
    GrowthEvidence,
    GrowthRemark,
    GrowthShare,
    SelfAssessment,
    TrainingTaken,
)
from tsunagi.activity.growth.rules import AimState, EvidenceKind
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db
MODELS = (
    SelfAssessment, GrowthEvidence, GrowthAim, TrainingTaken, GrowthShare, GrowthRemark,
)  # fmt: skip
LONG_BEFORE = TODAY - timedelta(days=180)


def code_of(error: Any) -> str:
    return str(error.value.message.code)


def rows() -> list[int]:
    return [model._base_manager.count() for model in MODELS]


def test_an_assessment_is_kept_with_the_wording_of_its_day(growing: GrowthRoom) -> None:
    first, second = growing.code(0), growing.code(1)
    row = growing.assess(said={second: ("alone", ""), first: ("ahead", " 待てた ")})
    assert [one["code"] for one in row.answers] == [first, second], "catalogue's order"
    assert row.answers[0]["note"] == "待てた" and row.answers[0]["label"] == "本人中心"
    assert (row.catalogue, row.assessed_on, row.version) == (CATALOGUE, TODAY, 1)
    event = AuditEvent.objects.get(action="growth_assessment.write")
    assert event.details == {"version": 1, "items": 2}


def test_only_the_part_that_was_asked_changes(growing: GrowthRoom) -> None:
    first, second = growing.code(0), growing.code(1)
    growing.assess(
        on=LONG_BEFORE, said={first: ("ahead", ""), second: ("with_help", "")}
    )
    row = growing.assess(sheet=growing.sheet(first), said={first: ("alone", "")})
    told = {one["code"]: (one["step"], one["on"]) for one in row.answers}
    assert told == {
        first: ("alone", TODAY.isoformat()),
        second: ("with_help", LONG_BEFORE.isoformat()),
    }


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"said": {}, "words": " "}, "GRO-001", None),
        ({"on": TODAY + timedelta(days=1)}, "GRO-003", "assessed_on"),
        ({"words": "田中さんに教わった"}, "GRO-004", "words"),
    ],
    ids=["空", "明日", "だれのことか分かる"],
)
def test_what_is_refused_changes_nothing(
    growing: GrowthRoom, values: dict[str, Any], code: str, field: str | None
) -> None:
    before = rows()
    with pytest.raises(UserError) as error:
        growing.assess(**values)
    assert (code_of(error), error.value.field) == (code, field)
    assert rows() == before
    assert not AuditEvent.objects.filter(action="growth_assessment.write").exists()


def test_a_note_that_tells_is_refused_beside_its_field(growing: GrowthRoom) -> None:
    code = growing.code()
    with pytest.raises(UserError) as error:
        growing.assess(said={code: ("alone", "鈴木さんと歩いた")})
    assert error.value.field == f"note_{code}"
    assert "鈴木さん" in str(error.value.message)


def test_there_is_one_assessment_a_day(growing: GrowthRoom) -> None:
    growing.assess()
    with pytest.raises(UserError) as error:
        growing.assess()
    assert code_of(error) == "GRO-002"
    assert growing.assess(by="manager").author_id != growing.assess(
        on=LONG_BEFORE
    ).author_id  # fmt: skip


def test_a_correction_keeps_the_version_before(growing: GrowthRoom) -> None:
    row, by = growing.assess(), growing.actor("specialist")
    given: dict[str, Any] = {
        "row": row, "sheet": growing.sheet(), "by": by, "now": NOW,
        "said": {growing.code(): ("telling", "")},
    }  # fmt: skip
    after = actions.correct_assessment(words="足した", version=1, **given)
    assert (after.version, after.words, after.answers[0]["step"]) == (
        2,
        "足した",
        "telling",
    )
    older = queries.older_versions(actor=by, row=after, now=NOW)
    assert [one.version for one in older] == [1]
    with pytest.raises(UserError):
        actions.correct_assessment(words="おくれて", version=1, **given)
    again = actions.correct_assessment(
        **{**given, "row": after}, words="足した", version=2
    )
    assert again.version == 2, "nothing changed: no new version"
    with pytest.raises(NotVisible):
        actions.correct_assessment(
            **{**given, "by": growing.actor("manager")}, words="x", version=2
        )


def test_what_was_withdrawn_is_gone_from_every_reader(growing: GrowthRoom) -> None:
    row, by = growing.assess(), growing.actor("specialist")
    growing.share()
    after = actions.withdraw_assessment(row=row, version=1, by=by, now=NOW)
    for name in ("specialist", "manager"):
        with pytest.raises(NotVisible):
            queries.assessment_of(
                actor=growing.actor(name), record_id=row.record_id, now=NOW
            )
    with pytest.raises(UserError) as error:
        actions.withdraw_assessment(row=after, version=2, by=by, now=NOW)
    assert code_of(error) == "GRO-017"
    assert growing.assess().pk, "the day is free again"


def test_the_version_that_the_municipality_adopted_is_asked(
    growing: GrowthRoom,
) -> None:
    """A later version changes nothing of what was written under an earlier one."""
    actor, officer = growing.actor("specialist"), growing.actor("officer")
    assert growing.sheet().version == "8"
    old = growing.assess(on=LONG_BEFORE)
    catalogue: dict[str, Any] = {"name": CATALOGUE, "by": officer, "now": NOW}
    catalogues.start_draft(base_version="8", **catalogue)
    override_item(
        item_code=growing.code(), version=1,
        wanted=Wanted("その人を主語に", "本人から始める。"), **catalogue,
    )  # fmt: skip
    catalogues.publish(version=2, effective_from=TODAY, note="", **catalogue)
    assert queries.competency_names(actor=actor)[0][0] == CATALOGUE
    assert growing.sheet().version == "ours-1"
    assert growing.sheet().items[0].label == "その人を主語に"
    new = growing.assess()
    assert (new.answers[0]["label"], new.catalogue_version) == (
        "その人を主語に", "ours-1",
    )  # fmt: skip
    before = queries.assessment_of(actor=actor, record_id=old.record_id, now=NOW)
    assert (before.answers, before.catalogue_version) == (old.answers, "8")
    assert before.answers[0]["label"] == "本人中心"
    bound = queries.competencies(actor=actor, name=CATALOGUE, version="8")
    assert bound.items[0].label == "本人中心", (
        "its correction is asked in its own words"
    )


def test_nobody_without_the_permission_writes(growing: GrowthRoom) -> None:
    with pytest.raises(AccessDenied):
        growing.assess(by="member")
    with pytest.raises(NotVisible):
        actions.write_assessment(
            sheet=growing.sheet(), said={growing.code(): ("alone", "")}, words="",
            on=TODAY, by=growing.region.builder(), now=NOW, today=TODAY,
        )  # fmt: skip
    assert growing.assess(by="trainee").pk, "who is in training grows, too"


# --- 根拠 ------------------------------------------------------------------------------
def attach(
    growing: GrowthRoom, row: SelfAssessment, chosen: Chosen, words: str = "",
    item: str = "", by: str = "specialist",
) -> GrowthEvidence:  # fmt: skip
    return evidence_actions.attach_own(
        assessment=row, item=item or growing.code(), chosen=chosen, words=words,
        by=growing.actor(by), now=NOW,
    )  # fmt: skip


WORDS = Chosen(EvidenceKind.WORDS, TODAY)


def test_words_and_a_training_are_evidence(growing: GrowthRoom) -> None:
    row = growing.assess()
    training = aim_actions.add_taken(
        new=NewTaken(TODAY, "架空の演習"), by=growing.actor("specialist"), now=NOW,
        today=TODAY,
    )  # fmt: skip
    chosen = Chosen(EvidenceKind.TRAINING, TODAY, training.record_id)
    one, two = attach(growing, row, chosen), attach(growing, row, WORDS, "絵で示した")
    found = queries.evidence_of(
        actor=growing.actor("specialist"), assessment_ids=[row.record_id], now=NOW
    )
    assert found == {row.record_id: [one, two]}
    with pytest.raises(UserError) as error:
        attach(growing, row, chosen)
    assert code_of(error) == "GRO-008"
    others = aim_actions.add_taken(
        new=NewTaken(TODAY, "別の人の"),
        by=growing.actor("manager"),
        now=NOW,
        today=TODAY,
    )
    with pytest.raises(UserError) as error:
        attach(growing, row, Chosen(EvidenceKind.TRAINING, TODAY, others.record_id))
    assert code_of(error) == "GRO-006"


@pytest.mark.parametrize(
    ("words", "item", "code"),
    [
        (" ", "", "GRO-007"),
        ("山田さんのとき", "", "GRO-004"),
        ("一言", "TOKYO-NONE", "GRO-005"),
    ],
)
def test_evidence_that_is_refused(
    growing: GrowthRoom, words: str, item: str, code: str
) -> None:
    row = growing.assess()
    before = rows()
    with pytest.raises(UserError) as error:
        attach(growing, row, WORDS, words, item)
    assert code_of(error) == code and rows() == before


def test_evidence_is_corrected_and_taken_off_and_records_of_persons_go_elsewhere(
    growing: GrowthRoom,
) -> None:
    row, by = growing.assess(), growing.actor("specialist")
    one = attach(growing, row, WORDS, "はじめの言葉")
    two = evidence_actions.correct_evidence(
        row=one, words="直した", version=1, by=by, now=NOW
    )
    assert (two.version, two.words, two.record_id) == (2, "直した", one.record_id)
    with pytest.raises(NotVisible):
        evidence_actions.detach_evidence(
            row=two, version=2, by=growing.actor("manager"), now=NOW
        )
    evidence_actions.detach_evidence(row=two, version=2, by=by, now=NOW)
    ids = [row.record_id]
    assert queries.evidence_of(actor=by, assessment_ids=ids, now=NOW) == {}
    with pytest.raises(ValueError, match="room of cases"):
        attach(growing, row, Chosen(EvidenceKind.DECISION, TODAY, uuid4()))
    with pytest.raises(NotVisible):
        attach(growing, row, WORDS, "横から", by="manager")


def test_the_database_refuses_evidence_of_nothing(growing: GrowthRoom) -> None:
    one = attach(growing, growing.assess(), WORDS, "一言")
    for values in ({"words": ""}, {"ref": uuid4()}, {"kind": "decision"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            GrowthEvidence._base_manager.filter(pk=one.pk).update(**values)


# --- もくひょう ------------------------------------------------------------------------
def aim(growing: GrowthRoom, **values: Any) -> GrowthAim:
    new = NewAim(**{"text": "絵で示せる", "due_on": TODAY, **values})
    return aim_actions.set_aim(
        new=new, by=growing.actor("specialist"), now=NOW, today=TODAY
    )


def settle(growing: GrowthRoom, row: GrowthAim, state: AimState, **values: Any) -> Any:
    given = {"looking_back": "", "version": row.version, "by": "specialist", **values}
    given["by"] = growing.actor(given["by"])
    return aim_actions.settle_aim(row=row, state=state, now=NOW, today=TODAY, **given)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"text": " "}, "GRO-007"),
        ({"due_on": TODAY - timedelta(days=1)}, "GRO-009"),
        ({"how": "佐藤さんに聞く"}, "GRO-004"),
    ],
)
def test_an_aim_that_is_refused(
    growing: GrowthRoom, values: dict[str, Any], code: str
) -> None:
    with pytest.raises(UserError) as error:
        aim(growing, **values)
    assert code_of(error) == code and not GrowthAim._base_manager.exists()


def test_an_aim_is_done_or_let_go_and_taken_up_again(growing: GrowthRoom) -> None:
    by = growing.actor("specialist")
    for state in (AimState.DONE, AimState.LET_GO):
        row = settle(growing, aim(growing), state, looking_back="三回で慣れた")
        assert (row.state, row.settled_on, row.looking_back) == (
            state, TODAY, "三回で慣れた",
        )  # fmt: skip
        with pytest.raises(UserError) as error:
            settle(growing, row, AimState.DONE)
        assert code_of(error) == "GRO-010"
        with pytest.raises(UserError) as error:
            aim_actions.correct_aim(
                row=row, new=NewAim("別", TODAY), version=2, by=by, now=NOW
            )
        assert code_of(error) == "GRO-010"
        back = aim_actions.reopen_aim(row=row, version=2, by=by, now=NOW)
        assert (back.state, back.settled_on) == (AimState.OPEN, None)
        with pytest.raises(UserError) as error:
            aim_actions.reopen_aim(row=back, version=3, by=by, now=NOW)
        assert code_of(error) == "GRO-011"
        aim_actions.withdraw_aim(row=back, version=3, by=by, now=NOW)
    assert queries.open_aims(actor=by, now=NOW, author_id=by.staff_id or 0) == []


def test_an_aim_that_goes_on_becomes_the_next(growing: GrowthRoom) -> None:
    row = aim(growing)
    for day in (None, TODAY - timedelta(days=1)):
        with pytest.raises(UserError) as error:
            settle(growing, row, AimState.CARRIED, next_due=day)
        assert (code_of(error), error.value.field) == ("GRO-009", "next_due")
    later = TODAY + timedelta(days=90)
    settle(growing, row, AimState.CARRIED, next_due=later)
    by = growing.actor("specialist")
    (following,) = queries.open_aims(actor=by, now=NOW, author_id=by.staff_id or 0)
    assert (following.text, following.due_on) == ("絵で示せる", later)
    assert following.carried_from == row.record_id
    corrected = aim_actions.correct_aim(
        row=following, new=NewAim("絵で三つ示せる", later, "練習"), version=1, by=by,
        now=NOW,
    )  # fmt: skip
    assert (corrected.text, corrected.how) == ("絵で三つ示せる", "練習")
    assert corrected.carried_from == row.record_id


def test_an_aim_comes_up_before_its_day(growing: GrowthRoom) -> None:
    aim(growing, text="遠い", due_on=TODAY + timedelta(days=15))
    soon = aim(growing, text="近い", due_on=TODAY + timedelta(days=14))
    found = queries.aims_due(actor=growing.actor("specialist"), now=NOW, today=TODAY)
    assert found == [soon]
    assert queries.aims_due(actor=growing.actor("manager"), now=NOW, today=TODAY) == []


# --- 出た研修 --------------------------------------------------------------------------
def test_a_training_of_the_region_is_taken_over_as_it_was_held(
    growing: GrowthRoom,
) -> None:
    event, by = growing.training(), growing.actor("specialist")
    assert queries.trainings_to_take(actor=by, now=NOW) == [event]
    given: dict[str, Any] = {"by": by, "now": NOW, "today": TODAY}
    new = NewTaken(
        TODAY, "ちがう題", learned="一行目に強みを", event_id=event.record_id
    )
    row = aim_actions.add_taken(new=new, **given)
    assert (row.title, row.taken_on) == (event.title, event.held_on)
    assert row.held_by == event.office.name
    assert queries.trainings_to_take(actor=by, now=NOW) == []
    with pytest.raises(UserError) as error:
        aim_actions.add_taken(new=new, **given)
    assert code_of(error) == "GRO-012"
    after = aim_actions.correct_taken(
        row=row, new=NewTaken(TODAY, "ちがう題", learned="足した"), version=1, **given
    )
    assert (after.title, after.learned) == (event.title, "足した")
    aim_actions.withdraw_taken(row=after, version=2, by=by, now=NOW)
    assert queries.trainings_to_take(actor=by, now=NOW) == [event]


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (NewTaken(TODAY, " "), "GRO-007"),
        (NewTaken(TODAY + timedelta(days=1), "架空の研修"), "GRO-003"),
        (NewTaken(TODAY, "架空の研修", learned="高橋さんの話"), "GRO-004"),
        (NewTaken(TODAY, event_id=uuid4()), "GRO-013"),
    ],
    ids=["題がない", "明日", "だれのことか分かる", "ない研修"],
)
def test_a_training_that_is_refused(
    growing: GrowthRoom, new: NewTaken, code: str
) -> None:
    by = growing.actor("specialist")
    with pytest.raises(UserError) as error:
        aim_actions.add_taken(new=new, by=by, now=NOW, today=TODAY)
    assert code_of(error) == code and not TrainingTaken._base_manager.exists()


def test_a_training_held_elsewhere_is_corrected_whole(growing: GrowthRoom) -> None:
    given: dict[str, Any] = {
        "by": growing.actor("specialist"), "now": NOW, "today": TODAY,
    }  # fmt: skip
    row = aim_actions.add_taken(new=NewTaken(TODAY, "架空の講義", "架空大学"), **given)
    after = aim_actions.correct_taken(
        row=row, new=NewTaken(LONG_BEFORE, "架空の演習"), version=1, **given
    )
    assert (after.title, after.taken_on, after.held_by) == (
        "架空の演習",
        LONG_BEFORE,
        "",
    )

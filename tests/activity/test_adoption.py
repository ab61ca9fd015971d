"""採用の流れ: そのまま採用、下書き、手直し、公開、取りやめ。監査と競合も。"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.models import AppendOnlyError, AuditEvent
from tsunagi.activity.catalogue import actions, draft_actions, loader, queries
from tsunagi.activity.catalogue.draft_actions import Wanted
from tsunagi.activity.catalogue.models import CatalogueAdoption, CatalogueOverride
from tsunagi.activity.catalogue.rules import AdoptionState
from tsunagi.common.errors import UserError

DUTIES = "osaka-pref-chief-duties"
FIRST = "OSK-PREF-D01"


@pytest.fixture
def officer(region):
    return region.actor("officer")


def adopt(by, name=DUTIES, **values):
    given = {
        "name": name,
        "base_version": loader.newest(name).version,
        "effective_from": TODAY,
        "by": by,
        "now": NOW,
        **values,
    }
    return actions.adopt(**given)


def start(by, name=DUTIES):
    version = loader.newest(name).version
    return actions.start_draft(name=name, base_version=version, by=by, now=NOW)


def override(by, code=FIRST, *, version=1, name=DUTIES, **values):
    item = next((i for i in loader.newest(name).items if i.code == code), None)
    given = {
        "label": item.label if item else "加えた役割",
        "explanation": item.explanation if item else "加えた説明です。",
        "placements": dict(item.placements) if item else {},
        **values,
    }
    return draft_actions.override_item(
        name=name,
        item_code=code,
        wanted=Wanted(**given),
        version=version,
        by=by,
        now=NOW,
    )


def publish(by, *, version, day=TODAY, name=DUTIES):
    return actions.publish(
        name=name, effective_from=day, version=version, by=by, now=NOW
    )


def code_of(error) -> str:
    return error.value.message.code


def test_adopting_unchanged_publishes_a_snapshot_and_leaves_an_audit_row(
    officer,
) -> None:
    row = adopt(officer, note="架空の決裁")
    assert (row.status, row.number, row.changes_count) == ("published", 1, 0)
    assert (row.adopted_by_id, row.published_by_id) == (
        officer.staff_id,
        officer.staff_id,
    )
    assert len(row.items) == 15
    event = AuditEvent.objects.get(action="catalogue.adopt")
    assert event.target_public_id == row.public_id
    assert event.details == {"name": DUTIES, "base_version": "R6", "number": 1}


@pytest.mark.parametrize(
    "who", ["specialist", "core_staff", "secretary", "ward_officer", "adviser"]
)
def test_only_those_with_the_permission_write(region, who) -> None:
    actor = region.actor(who)
    with pytest.raises(AccessDenied):
        adopt(actor)
    with pytest.raises(AccessDenied):
        start(actor)
    start(region.actor("officer"))
    for act in (
        lambda: override(actor),
        lambda: publish(actor, version=1),
        lambda: actions.discard_draft(name=DUTIES, version=1, by=actor),
        lambda: draft_actions.remove_override(
            name=DUTIES, public_id=uuid4(), version=1, by=actor
        ),
        lambda: draft_actions.add_item(
            name=DUTIES, wanted=Wanted("名", "説明です。"), version=1, by=actor, now=NOW
        ),
    ):
        with pytest.raises(AccessDenied):
            act()


def test_the_same_version_is_not_adopted_twice(officer) -> None:
    adopt(officer)
    with pytest.raises(UserError) as error:
        adopt(officer)
    assert code_of(error) == "CAT-002"


def test_unknown_names_and_versions_do_not_exist(officer) -> None:
    for name, version in (("nothing", "1"), (DUTIES, "R99")):
        with pytest.raises(NotVisible):
            actions.adopt(
                name=name,
                base_version=version,
                effective_from=TODAY,
                by=officer,
                now=NOW,
            )


def test_what_is_only_for_reading_cannot_be_adopted(officer) -> None:
    with pytest.raises(UserError) as error:
        adopt(officer, name="chief-completers-osaka")
    assert code_of(error) == "CAT-003"


def test_an_open_draft_stands_in_the_way(officer) -> None:
    start(officer)
    for act in (adopt, start):
        with pytest.raises(UserError) as error:
            act(officer)
        assert code_of(error) == "CAT-001"


def test_the_database_refuses_a_second_draft(officer) -> None:
    row = start(officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        CatalogueAdoption.objects.create(
            municipality_id=row.municipality_id, name=DUTIES, title="題", base_version="R6",
            number=9, status="draft", adopted_at=NOW,
        )  # fmt: skip


def test_a_new_version_never_starts_before_the_last(officer) -> None:
    adopt(officer)
    start(officer)
    with pytest.raises(UserError) as error:
        publish(officer, version=1, day=TODAY - timedelta(days=1))
    assert (code_of(error), error.value.field) == ("CAT-004", "effective_from")
    assert "令和8年11月22日" in str(error.value.message)


def test_from_override_to_published_version(officer) -> None:
    start(officer)
    override(officer, label="わたしたちの言葉", reason="協議会の決定")
    override(officer, "OSK-PREF-D02", version=2, is_hidden=True)
    override(officer, "OSK-PREF-D15", version=3, position=1)
    override(
        officer,
        "OSK-PREF-D11",
        version=4,
        placements={
            "core_centre": "主",
            "commissioned": "協力",
            "designated_plan": "なし",
        },
    )
    draft_actions.add_item(
        name=DUTIES,
        wanted=Wanted(
            "災害の備え", "避難の訓練に加わります。", "３ 防災", {"core_centre": "主"}
        ),
        version=5,
        by=officer,
        now=NOW,
    )
    row = publish(officer, version=6)
    view = queries.catalogue(actor=officer, name=DUTIES, version="ours-1")
    assert [item.code for item in view.items][:2] == ["OSK-PREF-D15", FIRST]
    by_code = {item.code: item for item in view.items}
    assert by_code[FIRST].label == "わたしたちの言葉"
    assert "OSK-PREF-D02" not in by_code
    assert by_code["OSK-PREF-D11"].placements["commissioned"] == "協力"
    assert by_code["own-1"].group == "３ 防災"
    assert row.changes_count == 6
    assert AuditEvent.objects.get(action="catalogue.publish").details["changes"] == 6


def test_giving_back_the_old_words_removes_the_override(officer) -> None:
    start(officer)
    override(officer, label="別の言葉")
    assert CatalogueOverride.objects.count() == 1
    override(officer, version=2)
    assert CatalogueOverride.objects.count() == 0


def test_an_own_item_can_be_changed_and_taken_away(officer) -> None:
    start(officer)
    code = draft_actions.add_item(
        name=DUTIES,
        wanted=Wanted("名", "説明です。", "群", {"core_centre": "主"}),
        version=1,
        by=officer,
        now=NOW,
    )
    override(officer, code, version=2, label="直した名", group="別の群")
    found = next(
        i for i in queries.draft(actor=officer, name=DUTIES).items if i.code == code
    )
    assert (found.label, found.group, dict(found.placements)) == (
        "直した名",
        "別の群",
        {},
    )
    own = CatalogueOverride.objects.get(kind="add")
    draft_actions.remove_override(
        name=DUTIES, public_id=own.public_id, version=3, by=officer
    )
    assert not CatalogueOverride.objects.exists()


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"label": " "}, "CAT-006"),
        ({"explanation": ""}, "CAT-006"),
        ({"placements": {"informal": "主"}}, "CAT-005"),
        ({"placements": {"core_centre": "●"}}, "CAT-005"),
    ],
)
def test_impossible_overrides_are_refused(officer, values, code) -> None:
    start(officer)
    with pytest.raises(UserError) as error:
        override(officer, **values)
    assert code_of(error) == code
    assert not CatalogueOverride.objects.exists()


def test_an_unknown_item_does_not_exist(officer) -> None:
    start(officer)
    for code in ("OSK-PREF-D99", "own-1"):
        with pytest.raises(NotVisible):
            override(officer, code)


def test_publishing_nothing_is_refused(officer) -> None:
    start(officer, name="basic-consultation")
    for number, item in enumerate(loader.newest("basic-consultation").items, start=1):
        override(
            officer,
            item.code,
            name="basic-consultation",
            version=number,
            is_hidden=True,
        )
    with pytest.raises(UserError) as error:
        publish(officer, name="basic-consultation", version=6)
    assert code_of(error) == "CAT-007"


def test_whoever_comes_second_with_an_old_page_is_told(region, officer) -> None:
    start(officer)
    override(officer, label="一人め")
    second = region.actor("second_officer")
    for act in (
        lambda: override(second, label="二人め"),
        lambda: publish(second, version=1),
        lambda: actions.discard_draft(name=DUTIES, version=1, by=second),
    ):
        with pytest.raises(UserError) as error:
            act()
        assert code_of(error) == "ACC-008"
    assert CatalogueOverride.objects.get().label == "一人め"


def test_a_published_version_cannot_change(officer) -> None:
    row = CatalogueAdoption.objects.get(pk=adopt(officer).pk)
    row.note = "あとから"
    with pytest.raises(AppendOnlyError):
        row.save()
    with pytest.raises(AppendOnlyError):
        row.delete()


def test_discarding_leaves_the_published_version(officer) -> None:
    adopt(officer)
    start(officer)
    override(officer, label="別の言葉")
    actions.discard_draft(name=DUTIES, version=2, by=officer)
    assert [row.status for row in CatalogueAdoption.objects.all()] == ["published"]
    assert not CatalogueOverride.objects.exists()
    assert AuditEvent.objects.filter(action="catalogue.discard").count() == 1
    with pytest.raises(NotVisible):
        queries.draft(actor=officer, name=DUTIES)


def test_the_next_draft_carries_the_overrides_of_the_last(officer) -> None:
    start(officer)
    override(officer, label="わたしたちの言葉")
    publish(officer, version=2)
    second = start(officer)
    assert second.number == 2
    override(officer, "OSK-PREF-D02", version=1, is_hidden=True)
    publish(officer, version=2)
    before, after, found = queries.difference_between(
        actor=officer, name=DUTIES, old="ours-1", new="ours-2"
    )
    assert [item.code for item in found.removed] == ["OSK-PREF-D02"]
    assert before.items[0].label == after.items[0].label == "わたしたちの言葉"
    assert [v.key for v in after.versions] == ["R6", "ours-1", "ours-2"]


def test_a_former_version_can_be_the_base(officer) -> None:
    actions.start_draft(
        name="kumamoto-services", base_version="H30", by=officer, now=NOW
    )
    publish(officer, name="kumamoto-services", version=1)
    row = next(
        r
        for r in queries.catalogues(actor=officer)
        if r.catalogue.name == "kumamoto-services"
    )
    assert row.state is AdoptionState.NEWER
    actions.start_draft(
        name="kumamoto-services", base_version="R3", by=officer, now=NOW
    )
    publish(officer, name="kumamoto-services", version=1)
    assert "kumamoto-services" not in [
        r.catalogue.name for r in queries.waiting_for_adoption(actor=officer)
    ]


def test_another_municipality_sees_nothing_of_ours(region, officer) -> None:
    adopt(officer)
    start(officer)
    neighbour = region.actor("minato_officer")
    assert queries.adoptions(actor=neighbour) == []
    with pytest.raises(NotVisible):
        queries.catalogue(actor=neighbour, name=DUTIES, version="ours-1")
    with pytest.raises(NotVisible):
        actions.discard_draft(name=DUTIES, version=1, by=neighbour)
    assert adopt(neighbour).number == 1


def test_what_waits_for_adoption(officer) -> None:
    names = [r.catalogue.name for r in queries.waiting_for_adoption(actor=officer)]
    assert DUTIES in names
    assert "national-three-layers" in names
    assert "kumamoto-services" not in names
    assert "consultation-history" not in names
    adopt(officer, name="osaka-city-chief-roles")
    after = [r.catalogue.name for r in queries.waiting_for_adoption(actor=officer)]
    assert DUTIES not in after
    for row in queries.waiting_for_adoption(actor=officer):
        adopt(officer, name=row.catalogue.name)
    assert queries.waiting_for_adoption(actor=officer) == []


def test_adoptions_are_listed_newest_first(officer) -> None:
    adopt(officer)
    adopt(officer, name="national-three-layers", now=NOW + timedelta(hours=1))
    assert [row.name for row in queries.adoptions(actor=officer)] == [
        "national-three-layers",
        DUTIES,
    ]


def test_duties_of_chiefs_before_and_after_adoption(region, officer) -> None:
    specialist = region.actor("specialist")
    before = queries.adopted_chief_duties(actor=specialist, today=TODAY)
    assert len(before) == 14
    assert not any(duty.is_adopted for duty in before)
    adopt(officer, effective_from=date(2026, 12, 1))
    waiting = queries.adopted_chief_duties(actor=specialist, today=TODAY)
    assert not any(duty.is_adopted for duty in waiting)
    after = queries.adopted_chief_duties(actor=specialist, today=date(2026, 12, 1))
    assert len(after) == 15
    assert all(duty.is_adopted for duty in after)
    assert after[5].placements == {
        "core_centre": "主",
        "commissioned": "主",
        "designated_plan": "主",
    }

"""相談記録の区分: 採用した版、書き方の違い、業務の種類の候補。"""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import NOW, TODAY
from tsunagi.activity.catalogue import actions as catalogue_actions
from tsunagi.activity.catalogue import draft_actions, loader
from tsunagi.activity.catalogue.draft_actions import Wanted
from tsunagi.activity.record import suggestions
from tsunagi.activity.record.category_queries import (
    BASIC_CONSULTATION,
    CONTACT_CATEGORIES,
    LOCAL_SERVICES,
    contact_categories,
    work_kinds,
)
from tsunagi.activity.record.suggestions import (
    SuggestionTableError,
    suggest_work_kind,
)

pytestmark = pytest.mark.django_db


def adopt(region, name, day=TODAY):
    return catalogue_actions.adopt(
        name=name, base_version=loader.newest(name).version, effective_from=day,
        by=region.actor("officer"), now=NOW,
    )  # fmt: skip


def publish_with(region, code, day=TODAY, **values):
    """Publish the categories with one item changed."""
    by = region.actor("officer")
    item = next(i for i in loader.newest(CONTACT_CATEGORIES).items if i.code == code)
    wanted = Wanted(**{
        "label": item.label, "explanation": item.explanation, **values,
    })  # fmt: skip
    catalogue_actions.start_draft(
        name=CONTACT_CATEGORIES, base_version="R6", by=by, now=NOW
    )
    draft_actions.override_item(
        name=CONTACT_CATEGORIES, item_code=code, wanted=wanted, version=1, by=by,
        now=NOW,
    )  # fmt: skip
    return catalogue_actions.publish(
        name=CONTACT_CATEGORIES, effective_from=day, version=2, by=by, now=NOW
    )


def test_before_adoption_the_shipped_version_is_used_and_says_so(region) -> None:
    found = contact_categories(actor=region.actor("specialist"), on=TODAY)
    assert (found.version, found.is_adopted) == ("R6", False)
    assert (
        len(found.methods.choices),
        len(found.contents.choices),
        len(found.disability_kinds.choices),
    ) == (8, 12, 7)
    assert found.methods.codes[:2] == ("NAT-M1", "NAT-M2")
    first = found.contents.choices[0]
    assert (first.label, first.confidence) == ("福祉サービスの利用等に関する支援", "B")


def test_the_adopted_version_holds_from_its_day_on(region) -> None:
    publish_with(region, "NAT-M8", label="そのほかの方法")
    actor = region.actor("specialist")
    after = contact_categories(actor=actor, on=TODAY)
    before = contact_categories(actor=actor, on=TODAY - timedelta(days=1))
    assert (after.version, after.is_adopted) == ("ours-1", True)
    assert (before.version, before.is_adopted) == ("R6", False)
    assert after.methods.label_of("NAT-M8") == "そのほかの方法"
    assert before.methods.label_of("NAT-M8") == "その他"
    elsewhere = contact_categories(actor=region.actor("minato_officer"), on=TODAY)
    assert not elsewhere.is_adopted


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("methods", "電子メール", "NAT-M5"),
        ("methods", "メール", "NAT-M5"),
        ("methods", "Ｅメール", "NAT-M5"),
        ("methods", "来所", "NAT-M2"),
        ("methods", "来所相談", "NAT-M2"),
        ("methods", " 電話 ", "NAT-M4"),
        ("methods", "伝書鳩", None),
        ("methods", "", None),
        ("contents", "障害や病状の理解に関する支援", "NAT-N2"),
        ("contents", "障害や症状の理解に関する支援", "NAT-N2"),
        ("contents", "障がいや症状の理解に関する支援", "NAT-N2"),
        ("contents", "その他", "NAT-N12"),
        ("disability_kinds", "精神", "NAT-K4"),
        ("disability_kinds", "精神障がい", "NAT-K4"),
        ("disability_kinds", "その他", "NAT-K7"),
    ],
)
def test_other_ways_of_writing_are_read(region, kind, text, code) -> None:
    found = contact_categories(actor=region.actor("specialist"), on=TODAY)
    assert getattr(found, kind).code_of(text) == code


def test_every_shipped_word_leads_back_to_its_own_item(region) -> None:
    found = contact_categories(actor=region.actor("specialist"), on=TODAY)
    for one in (found.methods, found.contents, found.disability_kinds):
        for choice in one.choices:
            words = (choice.label, *choice.words)
            assert {one.code_of(word) for word in words} == {choice.code}
            assert one.label_of(choice.code) == choice.label


def test_the_old_label_is_still_read_after_renaming(region) -> None:
    publish_with(region, "NAT-M5", label="文字でのやりとり")
    found = contact_categories(actor=region.actor("specialist"), on=TODAY).methods
    assert found.code_of("文字でのやりとり") == "NAT-M5"
    assert found.code_of("電子メール") == "NAT-M5"


def test_a_hidden_category_is_not_offered_and_not_read(region) -> None:
    publish_with(region, "NAT-M6", is_hidden=True)
    found = contact_categories(actor=region.actor("specialist"), on=TODAY).methods
    assert "NAT-M6" not in found.codes
    assert found.code_of("個別支援会議") is None
    assert found.label_of("NAT-M6") == "NAT-M6"


def test_counts_are_shown_by_label_with_zeros_and_unknown_codes(region) -> None:
    found = contact_categories(actor=region.actor("specialist"), on=TODAY).methods
    labelled = found.by_label({"NAT-M4": 3, "own-9": 1})
    assert list(labelled)[:2] == ["訪問", "来所相談"]
    assert (labelled["訪問"], labelled["電話相談"], labelled["own-9"]) == (0, 3, 1)
    assert sum(labelled.values()) == 4


def test_work_kinds_come_from_what_the_place_has_adopted(region) -> None:
    actor = region.actor("specialist")
    basic = work_kinds(actor=actor, on=TODAY)
    assert (basic.stored_version, basic.is_adopted) == ("basic-consultation R6", False)
    adopt(region, BASIC_CONSULTATION)
    assert work_kinds(actor=actor, on=TODAY).is_adopted
    adopt(region, LOCAL_SERVICES)
    local = work_kinds(actor=actor, on=TODAY)
    assert local.stored_version == "kumamoto-services ours-1"
    assert {"KUM-S-I-1-1", "KUM-S-I-2-2"} <= local.codes
    first = local.choices[0]
    assert (first.code, first.label, first.group) == (
        "KUM-S-I-1-1",
        "各種相談受付・聞き取り・課題整理",
        "(1) 総合的・専門的な相談支援",
    )


BASIC = ("TSU-BC-1", "TSU-BC-2", "TSU-BC-3", "TSU-BC-4")
LOCAL = ("KUM-S-I-1-1", "KUM-S-I-1-2", "KUM-S-I-1-4", "KUM-S-I-1-5", "KUM-S-I-2-2")


@pytest.mark.parametrize(
    ("contents", "method", "available", "expected"),
    [
        ((), "NAT-M1", BASIC, "TSU-BC-1"),
        (("NAT-N11",), "NAT-M4", BASIC, "TSU-BC-2"),
        ((), "NAT-M7", BASIC, "TSU-BC-3"),
        (("NAT-N1", "NAT-N11"), "NAT-M4", LOCAL, "KUM-S-I-2-2"),
        (("NAT-N1",), "NAT-M7", LOCAL, "KUM-S-I-1-2"),
        (("NAT-N8",), "NAT-M1", LOCAL, "KUM-S-I-1-4"),
        ((), "NAT-M7", LOCAL, "KUM-S-I-1-5"),
        ((), "NAT-M4", LOCAL, "KUM-S-I-1-1"),
        (("NAT-N1",), "NAT-M4", ("own-1",), None),
    ],
)
def test_a_work_kind_is_suggested(contents, method, available, expected) -> None:
    found = suggest_work_kind(contents=contents, method=method, available=available)
    assert found == expected


def test_the_table_names_only_codes_that_are_shipped() -> None:
    shipped = {
        item.code
        for name in (CONTACT_CATEGORIES, LOCAL_SERVICES, BASIC_CONSULTATION)
        for version in loader.shipped()[name]
        for item in version.items
    }
    for one in suggestions.suggestions():
        assert {one.work_kind, *one.contents, *one.methods} <= shipped


def test_half_a_table_is_refused(tmp_path, monkeypatch) -> None:
    table = tmp_path / "table.toml"
    table.write_text("schema = 2\n", encoding="utf-8")
    monkeypatch.setattr(suggestions, "TABLE", table)
    suggestions.suggestions.cache_clear()
    try:
        with pytest.raises(SuggestionTableError):
            suggestions.suggestions()
    finally:
        suggestions.suggestions.cache_clear()

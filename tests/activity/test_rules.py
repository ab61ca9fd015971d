"""手直し、版の違い、採用の状態、障害の書き方。"""

from __future__ import annotations

from types import MappingProxyType

import pytest

from tsunagi.activity.catalogue import loader
from tsunagi.activity.catalogue.items import Example, Item
from tsunagi.activity.catalogue.reading import item_as_json, item_from_json
from tsunagi.activity.catalogue.rules import (
    AdoptionState,
    Change,
    ChangeKind,
    adoption_state,
    apply_changes,
    completer_figures,
    difference,
    item_spelled,
    next_own_code,
    spelled,
    still_apply,
)
from tsunagi.common.frozen import replace


def item(code: str, **values) -> Item:
    given = {
        "label": f"項目{code}",
        "group": "群",
        "explanation": "説明です。",
        "lines": "1",
        "confidence": "A",
        "document": "資料",
        "placements": MappingProxyType({"core_centre": "主", "commissioned": "なし"}),
        "placement_confidence": "uncertain",
        **values,
    }
    return Item(code=code, **given)


BASE = (item("a"), item("b"), item("c"))
ADD = Change(
    ChangeKind.ADD, "own-1", label="加えた", group="群", explanation="加えました。"
)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        pytest.param([], "a b c", id="何もしない"),
        pytest.param([Change(ChangeKind.HIDE, "b")], "a c", id="使わない"),
        pytest.param([ADD], "a b c own-1", id="加える"),
        pytest.param(
            [ADD, Change(ChangeKind.HIDE, "own-1")], "a b c", id="加えて使わない"
        ),
        pytest.param([Change(ChangeKind.MOVE, "c", position=1)], "c a b", id="先頭へ"),
        pytest.param(
            [Change(ChangeKind.MOVE, "a", position=99)], "b c a", id="終わりへ"
        ),
        pytest.param(
            [
                Change(ChangeKind.MOVE, "c", position=1),
                Change(ChangeKind.MOVE, "b", position=2),
            ],
            "c b a",
            id="二つ動かす",
        ),
        pytest.param(
            [ADD, Change(ChangeKind.MOVE, "own-1", position=2)],
            "a own-1 b c",
            id="加えて動かす",
        ),
        pytest.param([Change(ChangeKind.HIDE, "z")], "a b c", id="ない項目"),
        pytest.param(
            [Change(ChangeKind.MOVE, "z", position=1)], "a b c", id="ない項目を動かす"
        ),
    ],
)
def test_which_items_stand_in_which_order(changes, codes) -> None:
    assert [one.code for one in apply_changes(BASE, changes)] == codes.split()


def test_words_and_placements_change_only_in_their_item() -> None:
    changes = [
        Change(ChangeKind.RELABEL, "a", label="新しい名"),
        Change(ChangeKind.EXPLAIN, "a", explanation="新しい説明です。"),
        Change(
            ChangeKind.PLACE, "b", placement_key="commissioned", placement_value="協力"
        ),
    ]
    a, b, c = apply_changes(BASE, changes)
    assert (a.label, a.explanation, a.placements) == (
        "新しい名",
        "新しい説明です。",
        BASE[0].placements,
    )
    assert b.placements == {"core_centre": "主", "commissioned": "協力"}
    assert b.placement_confidence == "own"
    assert c == BASE[2]


def test_an_own_item_takes_a_placement() -> None:
    place = Change(
        ChangeKind.PLACE, "own-1", placement_key="core_centre", placement_value="主"
    )
    own = apply_changes(BASE, [ADD, place])[-1]
    assert own.placements == {"core_centre": "主"}
    assert own.confidence == "own"


@pytest.mark.parametrize(
    ("old", "new", "added", "removed", "changed", "is_reordered"),
    [
        pytest.param(BASE, BASE, "", "", {}, False, id="同じ"),
        pytest.param(BASE[:2], BASE, "c", "", {}, False, id="加わった"),
        pytest.param(BASE, BASE[1:], "", "a", {}, False, id="なくなった"),
        pytest.param(BASE, BASE[::-1], "", "", {}, True, id="並びだけ"),
        pytest.param(
            BASE, (BASE[0], replace(BASE[1], label="別"), BASE[2]), "", "", {"b": ["呼び名"]}, False,
            id="呼び名",
        ),
        pytest.param(
            BASE,
            (replace(BASE[0], explanation="別です。", cadence="月1回"), *BASE[1:]),
            "", "", {"a": ["説明", "回数"]}, False, id="説明と回数",
        ),
        pytest.param(
            BASE,
            (replace(BASE[0], placements=MappingProxyType({"core_centre": "協力"})), *BASE[1:]),
            "", "", {"a": ["配置（基幹）", "配置（commissioned）"]}, False, id="配置",
        ),
        pytest.param(
            BASE, (replace(BASE[0], examples=(Example("例です。", "2"),)), *BASE[1:]),
            "", "", {"a": ["例"]}, False, id="例",
        ),
    ],
)  # fmt: skip
def test_difference(old, new, added, removed, changed, is_reordered) -> None:
    found = difference(old, new, placement_labels={"core_centre": "基幹"})
    assert [one.code for one in found.added] == added.split()
    assert [one.code for one in found.removed] == removed.split()
    assert {
        c.after.code: [w.label for w in c.changes] for c in found.changed
    } == changed
    assert found.is_reordered is is_reordered
    assert found.is_empty is not bool(added or removed or changed or is_reordered)


def test_what_is_carried_to_a_newer_version() -> None:
    kept = Change(ChangeKind.HIDE, "a")
    place = Change(
        ChangeKind.PLACE, "own-1", placement_key="core_centre", placement_value="主"
    )
    gone = Change(ChangeKind.HIDE, "c")
    assert still_apply(BASE[:2], [kept, ADD, place, gone]) == [kept, ADD, place]


@pytest.mark.parametrize(
    ("codes", "code"),
    [([], "own-1"), (["own-1", "a"], "own-2"), (["own-7", "own-x"], "own-8")],
)
def test_own_codes_are_not_used_twice(codes, code) -> None:
    assert next_own_code(codes) == code


@pytest.mark.parametrize(
    ("name", "adopted", "draft", "same_kind", "state"),
    [
        ("national-three-layers", None, False, False, AdoptionState.WAITING),
        ("national-three-layers", None, False, True, AdoptionState.WAITING),
        ("national-three-layers", "R3", False, True, AdoptionState.ADOPTED),
        ("national-three-layers", "R1", False, True, AdoptionState.NEWER),
        ("national-three-layers", "R3", True, True, AdoptionState.DRAFT),
        ("osaka-pref-chief-duties", None, False, False, AdoptionState.WAITING),
        ("osaka-pref-chief-duties", None, False, True, AdoptionState.NOT_ADOPTED),
        ("kumamoto-services", None, False, False, AdoptionState.NOT_ADOPTED),
        ("consultation-history", None, False, False, AdoptionState.REFERENCE),
    ],
)
def test_adoption_state(name, adopted, draft, same_kind, state) -> None:
    newest = loader.newest(name)
    assert newest is not None
    found = adoption_state(
        newest, adopted_version=adopted, has_draft=draft, kind_is_adopted=same_kind
    )
    assert found is state


@pytest.mark.parametrize(
    ("text", "spelling", "result"),
    [
        ("障害のある人", "障がい", "障がいのある人"),
        ("障がいのある人", "障害", "障害のある人"),
        ("重い障害。", "障碍", "重い障碍。"),
        (
            "障害者総合支援法の障害福祉サービス",
            "障がい",
            "障害者総合支援法の障害福祉サービス",
        ),
        ("障がい者相談支援センター", "障害", "障がい者相談支援センター"),
        ("障害児の計画", "障がい", "障害児の計画"),
    ],
)
def test_names_of_laws_and_offices_keep_their_spelling(text, spelling, result) -> None:
    assert spelled(text, spelling) == result


def test_labels_keep_the_spelling_of_their_source() -> None:
    one = item("a", label="障害の理解", explanation="障害を知ります。")
    found = item_spelled(one, "障がい")
    assert (found.label, found.explanation) == ("障害の理解", "障がいを知ります。")


def test_a_published_item_is_read_back_as_it_was() -> None:
    for versions in loader.shipped().values():
        for one in versions[-1].items:
            assert item_from_json(item_as_json(one)) == one


def test_figures_of_the_completers() -> None:
    table = loader.newest("chief-completers-osaka")
    assert table is not None
    figures = completer_figures(table.items)
    assert (figures.municipalities, figures.total) == (43, 220)
    assert figures.nobody == (
        "島本町", "忠岡町", "田尻町", "岬町", "太子町", "河南町", "千早赤阪村",
    )  # fmt: skip
    assert len(figures.nobody_at_core) == 23
    assert figures.exactly_one == (
        "泉大津市", "箕面市", "柏原市", "高石市", "豊能町", "能勢町",
    )  # fmt: skip
    assert (figures.two_largest, figures.two_largest_sum) == (("大阪市", "堺市"), 89)

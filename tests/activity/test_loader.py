"""壊れたファイルは、どこが悪いかを言って断る。"""

from __future__ import annotations

from pathlib import Path

import pytest

from tsunagi.activity.catalogue import loader
from tsunagi.activity.catalogue.reading import CatalogueFileError

HEAD = """\
schema = 1
name = "small"
title = "小さな表"
kind = "figures"
issuer = "架空県"
area = "架空県"
status = "確定"
version = "1"
effective_from = 2024-01-01
is_local_term = false
adoption = "reference"
note = "試験のための表です。"

[source]
document = "架空の資料"
section = "表1"

[totals]
core_centre = 3
other = 1
total = 4

[[placements]]
key = "core_centre"
label = "基幹"

[[placements]]
key = "other"
label = "その他"
"""
ITEM = """
[[items]]
code = "{code}"
label = "{code}市"
group = "市"
explanation = "架空の市です。"
lines = "1"
confidence = "A"
counts = {{ core_centre = {core}, other = {other}, total = {total} }}
"""
GOOD = (
    HEAD
    + ITEM.format(code="a", core=1, other=1, total=2)
    + ITEM.format(code="b", core=2, other=0, total=2)
)


def test_a_good_file_is_read() -> None:
    found = loader.read_catalogue(GOOD, where="small.toml")
    assert [item.code for item in found.items] == ["a", "b"]
    assert found.items[0].document == "架空の資料"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        pytest.param("schema = 1", "schema = 2", "schema", id="別の形式"),
        pytest.param('kind = "figures"', 'kind = "figurs"', "kind", id="知らない種類"),
        pytest.param('status = "確定"', 'status = "済"', "status", id="知らない状態"),
        pytest.param(
            'adoption = "reference"',
            'adoption = "must"',
            "adoption",
            id="知らない勧め方",
        ),
        pytest.param(
            'issuer = "架空県"', 'isuer = "架空県"', "isuer", id="知らない項目名"
        ),
        pytest.param('note = "試験のための表です。"\n', "", "note", id="足りない項目"),
        pytest.param('title = "小さな表"', 'title = ""', "title", id="空の項目"),
        pytest.param('section = "表1"', 'page = "1"', "source", id="出典の形"),
        pytest.param('code = "b"', 'code = "a"', "重なって", id="同じコード"),
        pytest.param('lines = "1"\n', "", "lines", id="行がない項目"),
        pytest.param(
            'explanation = "架空の市です。"\n', "", "explanation", id="説明がない項目"
        ),
        pytest.param(
            'confidence = "A"', 'confidence = "D"', "たしかさ", id="知らないたしかさ"
        ),
        pytest.param(
            'confidence = "A"', 'confidence = "C"', "理由", id="理由のない未確認"
        ),
        pytest.param(
            'lines = "1"',
            'lines = "1"\ncolour = "red"',
            "colour",
            id="項目の中の知らない名前",
        ),
        pytest.param(
            "core_centre = 1,", "core_centre = 5,", "計は2", id="行の計が違う"
        ),
        pytest.param(
            "core_centre = 3", "core_centre = 9", "列の合計", id="列の合計が違う"
        ),
        pytest.param(
            "other = 1\ntotal = 4", "total = 4", "列の合計", id="列の合計が足りない"
        ),
        pytest.param("core_centre = 1,", "centre = 1,", "配置の列", id="知らない列"),
        pytest.param("[source]", "[source", "TOML", id="TOMLでない"),
    ],
)
def test_a_broken_file_is_refused_with_its_reason(before, after, said) -> None:
    assert before in GOOD
    broken = GOOD.replace(before, after, 1)
    with pytest.raises(CatalogueFileError, match=said) as refusal:
        loader.read_catalogue(broken, where="small.toml")
    assert str(refusal.value).startswith("small.toml")


def test_a_wrong_row_total_names_the_row() -> None:
    broken = GOOD.replace("total = 2", "total = 3", 1)
    with pytest.raises(CatalogueFileError) as refusal:
        loader.read_catalogue(broken, where="small.toml")
    assert "a市" in str(refusal.value)
    assert "足すと2" in str(refusal.value)


def test_a_file_without_items_is_refused() -> None:
    with pytest.raises(CatalogueFileError, match="一つも"):
        loader.read_catalogue(HEAD, where="small.toml")


def test_a_placement_must_be_one_of_three_words_with_its_confidence() -> None:
    place = 'lines = "1"\nplacements = {{ core_centre = "{word}" }}{rest}'
    certain = '\nplacement_confidence = "certain"'
    good = GOOD.replace('lines = "1"', place.format(word="主", rest=certain), 1)
    assert loader.read_catalogue(good, where="x").items[0].placements == {
        "core_centre": "主"
    }
    for word, rest in (("●", certain), ("主", "")):
        broken = GOOD.replace('lines = "1"', place.format(word=word, rest=rest), 1)
        with pytest.raises(CatalogueFileError, match="配置"):
            loader.read_catalogue(broken, where="x")


def test_versions_of_one_name_stand_in_order_and_only_once(tmp_path: Path) -> None:
    newer = GOOD.replace('version = "1"', 'version = "2"').replace(
        "2024-01-01", "2025-01-01"
    )
    (tmp_path / "a.toml").write_text(newer, encoding="utf-8")
    (tmp_path / "b.toml").write_text(GOOD, encoding="utf-8")
    assert [one.version for one in loader.load_folder(tmp_path)["small"]] == ["1", "2"]
    (tmp_path / "c.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(CatalogueFileError, match="版が重なって"):
        loader.load_folder(tmp_path)

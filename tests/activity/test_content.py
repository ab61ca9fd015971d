"""配布するカタログの中身: 数、出典、たしかさ、自分たちの言葉で書いた説明。"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import Path

import pytest

from tsunagi.activity.catalogue import loader
from tsunagi.activity.catalogue.items import Catalogue, CatalogueKind
from tsunagi.organisations.office.rules import OfficeKind

SHIPPED = loader.shipped()
EVERY = [version for versions in SHIPPED.values() for version in versions]
LOCAL_WORDS = (
    "インターバル",
    "機能強化員",
    "地域支援員",
    "地活",
    "つながる場",
    "ささえりあ",
)


@pytest.mark.parametrize(
    ("name", "version", "count"),
    [
        ("kumamoto-services", "R3", 21),
        ("kumamoto-services", "H30", 3),
        ("osaka-pref-chief-duties", "R6", 15),
        ("osaka-city-chief-roles", "R7", 14),
        ("national-three-layers", "R3", 14),
        ("basic-consultation", "R6", 5),
        ("national-contact-categories", "R6", 27),
        ("meeting-kinds", "R6", 38),
        ("council-functions", "R6", 35),
        ("council-checklist", "R7", 12),
        ("case-review-agenda", "R6", 6),
        ("tokyo-competencies", "8", 39),
        ("support-kinds", "R6", 9),
        ("function-map", "R6", 10),
        ("consultation-history", "R6", 3),
        ("municipal-duties", "R6", 22),
        ("chief-completers-osaka", "R6", 43),
    ],
)
def test_each_catalogue_has_its_number_of_items(name, version, count) -> None:
    found = loader.version_of(name, version)
    assert found is not None
    assert len(found.items) == count


def test_no_catalogue_is_left_out_of_the_table_above() -> None:
    assert len(EVERY) == 17


def test_osaka_city_has_24_examples_and_three_viewpoints() -> None:
    city = loader.newest("osaka-city-chief-roles")
    assert city is not None
    assert sum(len(item.examples) for item in city.items) == 24
    assert len(city.viewpoints) == 3


@pytest.mark.parametrize("one", EVERY, ids=lambda c: f"{c.name}-{c.version}")
def test_every_item_says_what_it_is_and_where_it_comes_from(one: Catalogue) -> None:
    for item in (*one.items, *one.viewpoints):
        assert item.label and item.explanation and item.group, item.code
        assert item.document and item.lines, item.code
        assert item.confidence in ("A", "B", "C"), item.code
        assert item.confidence_word[0], item.code
        assert all(example.text and example.lines for example in item.examples)


def _shingles_of_the_sources() -> frozenset[bytes]:
    """Fingerprints of 14 letters of the sources, taken at every sixth letter.

    A run of 19 letters copied from a source holds at least one of them whole. The
    sources themselves are not part of the project.
    """
    data = (Path(__file__).parent / "data" / "source_shingles.bin").read_bytes()
    return frozenset(data[k : k + 6] for k in range(0, len(data), 6))


def _copied(text: str, fingerprints: frozenset[bytes]) -> list[str]:
    plain = re.sub(r"[^\w]", "", unicodedata.normalize("NFKC", text))
    windows = (plain[k : k + 14] for k in range(len(plain) - 13))
    return [
        window
        for window in windows
        if hashlib.sha256(window.encode()).digest()[:6] in fingerprints
    ]


def test_explanations_and_examples_are_not_taken_from_the_sources() -> None:
    fingerprints = _shingles_of_the_sources()
    for one in EVERY:
        for item in (*one.items, *one.viewpoints):
            texts = [item.explanation, *(example.text for example in item.examples)]
            for text in texts:
                assert _copied(text, fingerprints) == [], item.code


def test_the_fingerprints_do_find_a_copied_sentence() -> None:
    copied = (
        "区域内の相談支援事業所に対して情報提供や専門的助言など、適切に後方支援を行う"
    )
    assert _copied(f"まず、{copied}。", _shingles_of_the_sources())


@pytest.mark.parametrize("one", EVERY, ids=lambda c: f"{c.name}-{c.version}")
def test_explanations_are_sentences_of_their_own(one: Catalogue) -> None:
    """A sentence ends like one, and does not simply repeat the label."""
    for item in (*one.items, *one.viewpoints):
        texts = [item.explanation, *(example.text for example in item.examples)]
        for text in texts:
            assert text.endswith("。"), (item.code, text)
            assert item.label not in text or len(item.label) < 10, (item.code, text)


def test_words_of_one_area_stay_in_catalogues_of_that_area() -> None:
    for one in EVERY:
        for item in one.items:
            words = f"{item.label}{item.explanation}{''.join(item.placements)}"
            used = [word for word in LOCAL_WORDS if word in words]
            if used:
                assert one.is_local_term or item.is_local_term, (one.name, item.code)
                known = {term.word for term in one.local_terms}
                assert set(used) <= known, (one.name, item.code)


def test_national_catalogues_are_not_marked_as_local() -> None:
    assert [c.name for c in EVERY if c.is_national and c.is_local_term] == []


def test_marks_of_the_prefecture_carry_their_confidence() -> None:
    duties = loader.newest("osaka-pref-chief-duties")
    assert duties is not None
    marks = [
        (sum(v != "なし" for v in item.placements.values()), item.placement_confidence)
        for item in duties.items
    ]
    assert sum(count for count, _ in marks) == 24
    assert marks.count((1, "likely")) == 9
    assert marks.count((2, "uncertain")) == 3
    assert marks.count((3, "certain")) == 3
    assert duties.status == "案"


def test_both_texts_of_the_prefecture_are_kept_where_they_differ() -> None:
    duties = loader.newest("osaka-pref-chief-duties")
    assert duties is not None
    numbers = [item.label[0] for item in duties.items if item.wordings]
    assert numbers == list("①④⑤⑦⑧⑫⑬⑭⑮")
    for item in duties.items:
        assert len({wording.text for wording in item.wordings}) in (0, 2)


def test_placements_are_kinds_of_office() -> None:
    kinds = {kind.value for kind in OfficeKind}
    for one in EVERY:
        if one.kind is not CatalogueKind.FIGURES:
            assert {column.key for column in one.placements} <= kinds, one.name
        assert {item.bearer for item in one.items} - {""} <= kinds, one.name


def test_national_layers_have_their_bearer() -> None:
    layers = loader.newest("national-three-layers")
    assert layers is not None
    bearers = [item.bearer for item in layers.items]
    assert bearers.count("core_centre") == 6
    assert bearers.count("commissioned") == 6
    assert bearers.count("designated_plan") == 2


def test_unverified_contact_categories_are_marked() -> None:
    contact = loader.newest("national-contact-categories")
    assert contact is not None
    groups = [item.group for item in contact.items]
    assert [groups.count(g) for g in ("支援方法", "支援内容", "障害種別")] == [8, 12, 7]
    assert sum(item.confidence == "B" for item in contact.items) == 8
    assert all(
        item.confidence_note.startswith("未確認")
        for item in contact.items
        if item.confidence == "C"
    )
    by_label = {item.label: item for item in contact.items}
    assert (
        "障害や症状の理解に関する支援"
        in by_label["障害や病状の理解に関する支援"].variants
    )
    assert "メール" in by_label["電子メール"].variants


def test_kumamoto_functions_are_marked_as_inferred() -> None:
    services = loader.newest("kumamoto-services")
    assert services is not None
    for item in services.items:
        assert item.national_functions_note == "推定"
    groups = {item.group[0]: item.national_functions for item in services.items}
    assert groups == {"Ⅰ": ("①", "②"), "Ⅱ": ("③",), "Ⅲ": ("④",)}


def test_the_former_names_of_kumamoto_are_readable_and_dated() -> None:
    old = loader.version_of("kumamoto-services", "H30")
    new = loader.version_of("kumamoto-services", "R3")
    assert old is not None and new is not None
    assert old.effective_until is not None and old.effective_until < new.effective_from
    assert {code for item in new.items for code in item.replaces} == {
        item.code for item in old.items
    }
    assert "2圏域" in old.items[2].facts["行われた地域"]


def test_cadences_that_a_rule_can_use() -> None:
    meetings = loader.newest("meeting-kinds")
    assert meetings is not None
    by_code = {item.code: item for item in meetings.items}
    ward, weekly, council = by_code["MT-18"], by_code["MT-25"], by_code["MT-20"]
    assert ward.min_per_year == 4
    assert (weekly.min_per_year, weekly.max_gap_days, weekly.max_minutes) == (
        26,
        14,
        120,
    )
    assert council.fixed_months == (5, 10, 2)
    assert all(item.cadence for item in meetings.items)


def test_support_kinds_show_basis_provider_and_funding() -> None:
    kinds = loader.newest("support-kinds")
    assert kinds is not None
    for item in kinds.items:
        assert item.facts["根拠"] and item.facts["行う人"] and item.funding, item.code


def test_every_municipal_duty_has_an_owner() -> None:
    duties = loader.newest("municipal-duties")
    assert duties is not None
    assert {item.owner for item in duties.items} == {"市町村", "都道府県"}


def test_completers_add_up() -> None:
    figures = loader.newest("chief-completers-osaka")
    assert figures is not None
    assert dict(figures.totals) == {
        "core_centre": 83,
        "commissioned": 81,
        "designated_plan": 55,
        "other": 1,
        "total": 220,
    }
    assert "河内長野市" in [item.label for item in figures.items]


@pytest.mark.parametrize("one", EVERY, ids=lambda c: f"{c.name}-{c.version}")
def test_no_radical_stands_for_a_kanji(one: Catalogue) -> None:
    for item in one.items:
        text = f"{item.label}{item.group}{item.explanation}{item.subgroup}{item.facts}"
        assert not re.search("[\u2e80-\u2fdf]", text), item.code


def test_defects_are_told_where_they_matter() -> None:
    told = {one.name: {defect.id for defect in one.defects} for one in EVERY}
    assert {"SD-02", "SD-03", "SD-06", "SD-31", "SD-32", "SD-33", "SD-34"} <= told[
        "osaka-pref-chief-duties"
    ]
    assert {"SD-31", "SD-32", "SD-33", "SD-34"} <= told["osaka-city-chief-roles"]
    assert {"SD-04", "SD-05"} <= told["chief-completers-osaka"]
    assert {"SD-09", "SD-11", "SD-29"} <= told["council-functions"]

"""家族図と社会関係図の配置: 決まった例と、どんな家族でも守られること。"""

from __future__ import annotations

from itertools import combinations
from math import hypot

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tsunagi.cases.person.rules import Kinship, Sex
from tsunagi.cases.person.ties_ecomap_rules import (
    BUBBLE_RADIUS,
    MOST_BUBBLES,
    EcoEntry,
    ecomap,
)
from tsunagi.cases.person.ties_genogram_rules import Genogram, genogram, shape_of
from tsunagi.cases.person.ties_geometry_rules import outlines
from tsunagi.cases.person.ties_reading import ecomap_sentences, genogram_sentences
from tsunagi.cases.person.ties_rules import (
    MOST_DRAWN,
    SELF_KEY,
    Bond,
    Direction,
    EcoType,
    Member,
    Strength,
    TieKind,
    generations,
    ordered_ends,
    parents_of,
)

NEAREST = 90
MYSELF = Member(SELF_KEY, Kinship.SELF, name="架空 花子", age=36, lives_together=True)
FATHER = Member(1, Kinship.FATHER, age=70)
MOTHER = Member(2, Kinship.MOTHER, name="架空 良子", age=68, lives_together=True)
BROTHER = Member(3, Kinship.BROTHER, age=40)
FAMILY_OF_FOUR = [MYSELF, FATHER, MOTHER, BROTHER]


@st.composite
def families(draw: st.DrawFn) -> tuple[list[Member], list[Bond]]:
    """Any relatives, with any ties between them, sensible or not."""
    count = draw(st.integers(0, 45))
    members = [MYSELF] + [
        Member(
            key,
            draw(st.sampled_from(Kinship)),
            words=draw(st.sampled_from(["", "父方の祖母", "母方の叔父", "いとこ"])),
            sex=draw(st.sampled_from(Sex)),
            age=draw(st.none() | st.integers(0, 110)),
            is_deceased=draw(st.booleans()),
            lives_together=draw(st.booleans()),
        )
        for key in range(1, count + 1)
    ]
    key = st.integers(0, count)
    bonds = st.lists(st.builds(Bond, key, key, st.sampled_from(TieKind)), max_size=20)
    return members, draw(bonds)


@given(families())
@settings(max_examples=150, deadline=None)
def test_nobody_stands_on_anybody_and_every_line_joins_people(
    family: tuple[list[Member], list[Bond]],
) -> None:
    picture = genogram(*family)
    keys = {symbol.key for symbol in picture.symbols}
    assert SELF_KEY in keys
    assert len(keys) == len(picture.symbols) <= MOST_DRAWN
    for one, other in combinations(picture.symbols, 2):
        assert hypot(one.x - other.x, one.y - other.y) >= NEAREST
    for symbol in picture.symbols:
        assert 22 < symbol.x < picture.width - 22
        assert 22 < symbol.y < picture.height - 22
    assert all(set(stroke.ends) <= keys for stroke in picture.strokes)
    assert genogram(*family) == picture


@given(st.integers(0, 60), st.sampled_from(Strength), st.sampled_from(Direction))
@settings(max_examples=60, deadline=None)
def test_bubbles_keep_apart_and_no_line_crosses_one(
    count: int, strength: Strength, direction: Direction
) -> None:
    entries = [
        EcoEntry(n, f"架空{n}", list(EcoType)[n % 8], strength, direction)
        for n in range(1, count + 1)
    ]
    picture = ecomap(entries, ["母"])
    assert len(picture.bubbles) == min(count, MOST_BUBBLES)
    assert picture.left_out == max(0, count - MOST_BUBBLES)
    for one, other in combinations([*picture.bubbles, picture.centre], 2):
        apart = hypot(one.x - other.x, one.y - other.y)
        assert apart > one.radius + other.radius
    spots = {bubble.key: bubble for bubble in picture.bubbles}
    for stroke in picture.strokes:
        for x, y in points(stroke.points):
            for bubble in spots.values():
                assert hypot(bubble.x - x, bubble.y - y) > BUBBLE_RADIUS
    heads = 2 if direction is Direction.MUTUAL else 1
    assert len(picture.arrows) == heads * len(picture.bubbles)


def points(text: str) -> list[tuple[float, float]]:
    pairs = (point.split(",") for point in text.split())
    return [(float(x), float(y)) for x, y in pairs]


@pytest.mark.parametrize(
    ("member", "shape"),
    [
        (Member(1, Kinship.FATHER), "square"),
        (Member(1, Kinship.SISTER), "circle"),
        (Member(1, Kinship.CHILD, sex=Sex.MALE), "square"),
        (Member(1, Kinship.CHILD), "diamond"),
        (Member(1, Kinship.MOTHER, sex=Sex.OTHER), "diamond"),
    ],
)
def test_the_symbol_says_the_sex(member: Member, shape: str) -> None:
    assert shape_of(member) == shape


def rows_of(picture: Genogram) -> list[list[int]]:
    heights = sorted({symbol.y for symbol in picture.symbols})
    return [
        [s.key for s in sorted(picture.symbols, key=lambda s: s.x) if s.y == height]
        for height in heights
    ]


def test_a_family_stands_by_generation_older_ones_left() -> None:
    grandmother = Member(4, Kinship.GRANDPARENT, words="母方の祖母")
    child = Member(5, Kinship.CHILD, age=8)
    wife = Member(6, Kinship.SPOUSE)
    sister = Member(7, Kinship.SISTER, age=30)
    family = [*FAMILY_OF_FOUR, child, wife, sister, grandmother]
    picture = genogram(family, [])
    assert rows_of(picture) == [[4], [1, 2], [3, 0, 6, 7], [5]]
    lines = {(stroke.kind, stroke.ends) for stroke in picture.strokes}
    assert ("union", (1, 2)) in lines
    assert ("marriage", (0, 6)) in lines
    assert ("parent_child", (0, 6, 5)) in lines
    assert ("parent_child", (4, 2)) in lines
    assert ("parent_child", (1, 2, 0, 3, 7)) in lines


@pytest.mark.parametrize(
    ("bonds", "expected"),
    [
        ([], {2: 0, 3: 0, 4: -1}),
        ([Bond(1, 2, TieKind.PARENT_CHILD)], {2: 0, 3: 0, 4: -1}),
        ([Bond(2, 3, TieKind.PARENT_CHILD)], {2: 0, 3: 0, 4: -1}),
        ([Bond(0, 2, TieKind.PARENT_CHILD)], {2: 1, 3: 0, 4: -1}),
        (
            [Bond(2, 3, TieKind.SIBLING), Bond(0, 2, TieKind.PARENT_CHILD)],
            {2: 1, 3: 1, 4: -1},
        ),
        ([Bond(1, 2, TieKind.MARRIAGE)], {2: -1, 3: 0, 4: -1}),
        ([Bond(1, 2, TieKind.CONFLICT)], {2: 0, 3: 0, 4: -1}),
    ],
)
def test_ties_place_relatives_that_words_do_not_place(
    bonds: list[Bond], expected: dict[int, int]
) -> None:
    members = [
        MYSELF, FATHER, Member(2, Kinship.RELATIVE), Member(3, Kinship.RELATIVE),
        Member(4, Kinship.RELATIVE, words="父方の叔母"),
    ]  # fmt: skip
    found = generations(members, bonds)
    assert {key: found[key] for key in expected} == expected


def test_a_recorded_parent_replaces_what_the_kinship_would_say() -> None:
    bonds = [Bond(2, 3, TieKind.PARENT_CHILD)]
    parents = parents_of(FAMILY_OF_FOUR, bonds)
    assert parents == {SELF_KEY: (1, 2), 3: (2,)}


@pytest.mark.parametrize(
    ("kind", "cuts"),
    [
        (TieKind.MARRIAGE, 0), (TieKind.SEPARATION, 1), (TieKind.DIVORCE, 2),
        (TieKind.PARTNER, 0),
    ],
)  # fmt: skip
def test_the_line_of_a_couple_is_cut(kind: TieKind, cuts: int) -> None:
    strokes = genogram(FAMILY_OF_FOUR, [Bond(1, 2, kind)]).strokes
    assert [s.kind for s in strokes if s.ends == (1, 2)].count("cut") == cuts
    assert kind.value in {s.kind for s in strokes}
    assert "union" not in {s.kind for s in strokes}


def test_close_is_two_lines_conflict_a_zigzag() -> None:
    close, conflict = Bond(0, 3, TieKind.CLOSE), Bond(0, 2, TieKind.CONFLICT)
    picture = genogram(FAMILY_OF_FOUR, [close, conflict])
    assert [s.kind for s in picture.strokes].count("close") == 2
    (angry,) = [s for s in picture.strokes if s.kind == "conflict"]
    assert len(points(angry.points)) > 20


def test_brothers_of_the_same_parents_need_no_second_line() -> None:
    tie = Bond(0, 3, TieKind.SIBLING)
    assert "sibling" not in genogram(FAMILY_OF_FOUR, [tie]).kinds
    assert "sibling" in genogram([MYSELF, BROTHER], [tie]).kinds


def test_the_household_is_drawn_around_those_who_live_together() -> None:
    picture = genogram(FAMILY_OF_FOUR, [])
    by_key = {symbol.key: symbol for symbol in picture.symbols}
    inside = {
        key
        for key, symbol in by_key.items()
        if any(within(points(loop), symbol.x, symbol.y) for loop in picture.households)
    }
    assert inside == {SELF_KEY, MOTHER.key}
    assert genogram([MYSELF, FATHER], []).households == ()


def within(corners: list[tuple[float, float]], x: float, y: float) -> bool:
    """Counting how often a line to the right crosses the border."""
    crossings = 0
    for (x1, y1), (x2, y2) in zip(corners, corners[1:] + corners[:1], strict=True):
        if x1 == x2 > x and min(y1, y2) <= y < max(y1, y2):
            crossings += 1
    return crossings % 2 == 1


@pytest.mark.parametrize(
    ("cells", "loops"),
    [
        ({(0, 0)}, 1),
        ({(0, 0), (0, 1), (1, 1)}, 1),
        ({(0, 0), (0, 2)}, 2),
        ({(r, c) for r in range(3) for c in range(3)} - {(1, 1)}, 2),
    ],
)
def test_borders_of_areas(cells: set[tuple[int, int]], loops: int) -> None:
    assert len(outlines(cells)) == loops


def test_friends_are_drawn_only_when_they_live_here_or_have_a_tie() -> None:
    friend = Member(8, Kinship.FRIEND)
    lodger = Member(9, Kinship.FRIEND, lives_together=True)
    asker = Member(10, Kinship.SELF, lives_together=True)
    members = [MYSELF, friend, lodger, asker]
    assert {s.key for s in genogram(members, []).symbols} == {0, 9}
    tie = Bond(0, 8, TieKind.CLOSE)
    assert {s.key for s in genogram(members, [tie]).symbols} == {0, 8, 9}


def test_who_does_not_fit_is_counted() -> None:
    many = [MYSELF, *(Member(n, Kinship.RELATIVE) for n in range(1, 51))]
    assert genogram(many, []).left_out == 11


@pytest.mark.parametrize(
    ("first", "second", "kind", "expected"),
    [
        (5, 3, TieKind.MARRIAGE, (3, 5)),
        (5, None, TieKind.CLOSE, (None, 5)),
        (5, 3, TieKind.PARENT_CHILD, (5, 3)),
        (5, None, TieKind.PARENT_CHILD, (5, None)),
    ],
)
def test_only_parent_and_child_have_a_direction(
    first: int | None,
    second: int | None,
    kind: TieKind,
    expected: tuple[int | None, int | None],
) -> None:
    assert ordered_ends(first, second, kind) == expected


def test_the_picture_in_words() -> None:
    gone = Member(4, Kinship.GRANDPARENT, words="祖父", age=99, is_deceased=True)
    words = genogram_sentences(
        [*FAMILY_OF_FOUR, gone],
        [Bond(1, 2, TieKind.DIVORCE), Bond(2, 0, TieKind.PARENT_CHILD)],
    )
    assert words == [
        "祖父母の世代: 祖父（亡くなっている）。",
        "父母の世代: 父（70歳）、母（架空 良子・68歳・同居）。",
        "本人と同じ世代: 本人（36歳）、兄弟（40歳）。",
        "父と母（架空 良子）は、離婚しています。",
        "母（架空 良子）は、本人の親です。",
    ]
    item = EcoEntry(1, "架空作業所", EcoType.WELFARE, Strength.STRONG, Direction.INWARD)
    assert ecomap_sentences([item]) == [
        "架空作業所（福祉サービス）: 強いつながり。相手から働きかけがあります。"
    ]

from __future__ import annotations

from datetime import date

import pytest

from tsunagi.organisations.area.rules import (
    AreaKind,
    ids_on_path,
    may_stand_below,
    uncovered_layers,
)
from tsunagi.organisations.office.rules import (
    OfficeKind,
    distance_km,
    is_old_figure,
    layers_of,
)
from tsunagi.organisations.staff.rules import (
    NEEDS_TRAINING,
    Completion,
    PostKind,
    QualificationKind,
    TrainingState,
    total_fte_is_possible,
    training_standing,
    window_containing,
)

INITIAL, REFRESHER, CHIEF = (
    QualificationKind.INITIAL,
    QualificationKind.REFRESHER,
    QualificationKind.CHIEF,
)
TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("completions", "state", "due_on"),
    [
        pytest.param([], TrainingState.NO_INITIAL, None, id="記録なし"),
        pytest.param(
            [(REFRESHER, date(2025, 6, 1))], TrainingState.NO_INITIAL, None,
            id="現任だけでは数えない",
        ),
        pytest.param(
            [(INITIAL, date(2026, 9, 1))], TrainingState.CURRENT, date(2032, 3, 31),
            id="今年度に初任者: 次の年度から5年度",
        ),
        pytest.param(
            [(INITIAL, date(2021, 9, 1))], TrainingState.DUE_SOON, date(2027, 3, 31),
            id="期間の最後の年度",
        ),
        pytest.param(
            [(INITIAL, date(2022, 9, 1))], TrainingState.CURRENT, date(2028, 3, 31),
            id="期限まで一年より長い",
        ),
        pytest.param(
            [(INITIAL, date(2020, 9, 1))], TrainingState.LAPSED, None,
            id="期間内に現任なし",
        ),
        pytest.param(
            [(INITIAL, date(2019, 9, 1)), (REFRESHER, date(2021, 1, 1))],
            TrainingState.CURRENT, date(2030, 3, 31),
            id="大阪府の例: R1修了、R2で更新、いまはR7からR11の期間",
        ),
        pytest.param(
            [(INITIAL, date(2019, 9, 1)), (REFRESHER, date(2021, 1, 1)),
             (REFRESHER, date(2025, 5, 1))],
            TrainingState.CURRENT, date(2035, 3, 31),
            id="次の期間も済み: その次の期限",
        ),
        pytest.param(
            [(INITIAL, date(2019, 9, 1)), (CHIEF, date(2024, 1, 1))],
            TrainingState.CURRENT, date(2030, 3, 31),
            id="主任研修は現任に代わる",
        ),
        pytest.param(
            [(INITIAL, date(2010, 9, 1)), (INITIAL, date(2024, 9, 1))],
            TrainingState.CURRENT, date(2030, 3, 31),
            id="切れたあとに初任者を受け直した",
        ),
    ],
)  # fmt: skip
def test_training_standing(completions, state, due_on) -> None:
    standing = training_standing(
        [Completion(kind, day) for kind, day in completions], today=TODAY
    )
    assert (standing.state, standing.due_on) == (state, due_on)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        pytest.param(
            date(2027, 3, 31), TrainingState.DUE_SOON, id="期限の日はまだ有効"
        ),
        pytest.param(date(2027, 4, 1), TrainingState.LAPSED, id="翌日から期限切れ"),
        pytest.param(date(2026, 3, 30), TrainingState.CURRENT, id="366日前"),
        pytest.param(date(2026, 3, 31), TrainingState.DUE_SOON, id="365日前"),
    ],
)
def test_the_edges_of_a_window(today: date, state: TrainingState) -> None:
    done = [Completion(INITIAL, date(2021, 9, 1))]
    assert training_standing(done, today=today).state is state


@pytest.mark.parametrize(
    ("year", "window"),
    [(2020, (2020, 2024)), (2024, (2020, 2024)), (2025, (2025, 2029))],
)
def test_windows_do_not_move(year: int, window: tuple[int, int]) -> None:
    assert window_containing(2019, year) == window


def test_service_managers_need_the_training_too() -> None:
    assert {PostKind.SPECIALIST, PostKind.SERVICE_MANAGER} == NEEDS_TRAINING


@pytest.mark.parametrize(
    ("parts", "possible"), [([100], True), ([50, 50], True), ([60, 50], False)]
)
def test_full_time_is_the_most(parts: list[int], possible: bool) -> None:
    assert total_fte_is_possible(parts) is possible


@pytest.mark.parametrize(
    ("kind", "parent", "allowed"),
    [
        (AreaKind.PREFECTURE, None, True),
        (AreaKind.MUNICIPALITY, None, False),
        (AreaKind.MUNICIPALITY, AreaKind.PREFECTURE, True),
        (AreaKind.WARD, AreaKind.MUNICIPALITY, True),
        (AreaKind.WARD, AreaKind.PREFECTURE, False),
        (AreaKind.CATCHMENT, AreaKind.WARD, True),
        (AreaKind.CATCHMENT, AreaKind.CATCHMENT, False),
        (AreaKind.JOINT, AreaKind.SPHERE, True),
    ],
)
def test_where_an_area_may_stand(kind, parent, allowed) -> None:
    assert may_stand_below(kind, parent) is allowed


def test_a_path_is_the_ids_from_the_root() -> None:
    assert ids_on_path("/1/7/42/") == (1, 7, 42)
    assert ids_on_path("/") == ()


@pytest.mark.parametrize(
    ("layers", "gaps"), [([], (1, 2, 3)), ([1, 1, 3], (2,)), ([3, 2, 1], ())]
)
def test_uncovered_layers(layers, gaps) -> None:
    assert uncovered_layers(layers) == gaps


@pytest.mark.parametrize(
    ("kinds", "layers"),
    [
        ([OfficeKind.CORE_CENTRE, OfficeKind.COMMISSIONED], (2, 3)),
        ([OfficeKind.ACTIVITY_CENTRE], (2,)),
        ([OfficeKind.DESIGNATED_PLAN, OfficeKind.DESIGNATED_CHILD], (1,)),
        ([OfficeKind.DESK, OfficeKind.INFORMAL], ()),
    ],
)
def test_layers_follow_the_kinds(kinds, layers) -> None:
    assert layers_of(kinds) == layers


@pytest.mark.parametrize(
    ("confirmed_on", "is_old"),
    [
        (None, True),
        (date(2026, 11, 8), False),
        (date(2026, 11, 7), True),
        (TODAY, False),
    ],
    ids=["一度もない", "14日前", "15日前", "きょう"],
)
def test_a_figure_gets_old_after_14_days(confirmed_on, is_old) -> None:
    assert is_old_figure(confirmed_on, today=TODAY) is is_old


def test_distance_is_right_to_half_a_percent() -> None:
    """Compared with the great circle over some fifty kilometres."""
    from math import asin, cos, radians, sin, sqrt

    here, there = (35.0, 135.0), (35.3, 135.4)
    p1, p2 = radians(here[0]), radians(there[0])
    h = sin((p2 - p1) / 2) ** 2
    h += cos(p1) * cos(p2) * sin(radians(there[1] - here[1]) / 2) ** 2
    exact = 2 * 6371.0 * asin(sqrt(h))
    assert distance_km(here, there) == pytest.approx(exact, rel=0.005)

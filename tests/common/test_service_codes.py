"""サービス種類コード。体系の違うコードを混ぜない。"""

from pathlib import Path

import pytest

from tsunagi.common.codes import (
    CodeSystem,
    ServiceCode,
    ServiceTableError,
    all_services,
    counterpart,
    service_named,
    service_of,
)

KOKUHOREN = CodeSystem.KOKUHOREN
OPEN_DATA = CodeSystem.OPEN_DATA


@pytest.mark.parametrize(
    ("system", "code", "name"),
    [
        pytest.param(KOKUHOREN, "52", "計画相談支援", id="国保連の52"),
        pytest.param(OPEN_DATA, "52", "計画相談支援", id="公表データの52"),
        pytest.param(KOKUHOREN, "55", "障害児相談支援", id="国保連の55"),
        pytest.param(OPEN_DATA, "70", "障害児相談支援", id="公表データの70"),
        pytest.param(KOKUHOREN, "63", "放課後等デイサービス", id="国保連の63"),
        pytest.param(OPEN_DATA, "63", "児童発達支援", id="公表データの63"),
        pytest.param(KOKUHOREN, "61", "児童発達支援", id="国保連の61"),
        pytest.param(OPEN_DATA, "61", "自立生活援助", id="公表データの61"),
        pytest.param(KOKUHOREN, "48", "就労選択支援", id="国保連の48"),
        pytest.param(KOKUHOREN, "47", "就労定着支援", id="47は障害児相談ではない"),
    ],
)
def test_a_code_means_something_only_in_its_system(
    system: CodeSystem, code: str, name: str
) -> None:
    service = service_of(ServiceCode(system, code))
    assert service is not None
    assert service.name == name


def test_the_same_digits_of_two_systems_are_never_equal() -> None:
    assert ServiceCode(KOKUHOREN, "52") != ServiceCode(OPEN_DATA, "52")
    assert len({ServiceCode(KOKUHOREN, "63"), ServiceCode(OPEN_DATA, "63")}) == 2


def test_an_unknown_code_has_no_service() -> None:
    assert service_of(ServiceCode(KOKUHOREN, "99")) is None
    assert service_of(ServiceCode(OPEN_DATA, "55")) is None


@pytest.mark.parametrize(
    ("name", "code"),
    [
        pytest.param("計画相談支援", "52", id="計画相談"),
        pytest.param("障害児相談支援", "70", id="障害児相談"),
        pytest.param("就労継続支援B型", "46", id="半角のB"),
        pytest.param("就労継続支援（Ｂ型）", "46", id="括弧つき"),
        pytest.param("自立訓練(生活訓練)", "42", id="半角の括弧"),
        pytest.param("地域相談支援（地域移行支援）", "53", id="公表データの長い名前"),
        pytest.param(" 生活介護 ", "22", id="前後の空白"),
    ],
)
def test_a_service_is_found_by_the_name_in_the_open_data(name: str, code: str) -> None:
    service = service_named(name)
    assert service is not None
    known = service.code_in(OPEN_DATA)
    assert known is not None
    assert known.code == ServiceCode(OPEN_DATA, code)


def test_an_unknown_name_is_not_guessed() -> None:
    assert service_named("相談") is None
    assert service_named("") is None


@pytest.mark.parametrize(
    ("code", "system", "expected"),
    [
        pytest.param(("70", OPEN_DATA), KOKUHOREN, "55", id="障害児相談"),
        pytest.param(("63", OPEN_DATA), KOKUHOREN, "61", id="児童発達支援"),
        pytest.param(("63", KOKUHOREN), OPEN_DATA, "65", id="放課後等デイ"),
        pytest.param(("48", KOKUHOREN), OPEN_DATA, None, id="分かっていないコード"),
        pytest.param(("99", KOKUHOREN), OPEN_DATA, None, id="知らないコード"),
    ],
)
def test_going_to_the_other_system_is_an_explicit_step(
    code: tuple[str, CodeSystem], system: CodeSystem, expected: str | None
) -> None:
    found = counterpart(ServiceCode(code[1], code[0]), system)
    assert found == (None if expected is None else ServiceCode(system, expected))


def test_every_code_says_how_surely_it_is_known() -> None:
    services = all_services()
    assert len(services) == 30
    confidences = {k.confidence for s in services for k in s.known_codes}
    assert confidences == {"A", "A-", "B", "C"}
    unverified = {
        known.code.code
        for service in services
        for known in service.known_codes
        if known.confidence == "C"
    }
    assert unverified == {"36", "43", "71"}


ROW = '[[services]]\nname = "{}"\nkokuhoren = {{ code = "{}", confidence = "{}" }}\n'


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param("schema = 2\n", "schema", id="知らない書式"),
        pytest.param(
            "schema = 1\n" + ROW.format("架空支援", "01", "Z"),
            "confidence",
            id="確かさ",
        ),
        pytest.param(
            "schema = 1\n"
            + ROW.format("架空支援", "01", "B")
            + ROW.format("架空援助", "01", "B"),
            "twice",
            id="同じコードが二度",
        ),
        pytest.param(
            "schema = 1\n"
            + ROW.format("架空支援", "01", "B")
            + ROW.format("架空　支援", "02", "B"),
            "twice",
            id="同じ名前が二度",
        ),
    ],
)
def test_a_malformed_table_is_refused(
    tmp_path: Path, content: str, reason: str
) -> None:
    path = tmp_path / "codes.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ServiceTableError, match=reason):
        all_services(path)

"""わかりやすい版の決まり: はじめの行、気づき、曜日、名前の読み、数。"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases.easy.conftest import ITEMS, WEEK
from tsunagi.cases.easy.options_rules import PlanOptions, figures
from tsunagi.cases.easy.reading import (
    Reader,
    may_be_a_name,
    name_pieces,
    names_of,
    unspaced,
)
from tsunagi.cases.easy.rules import (
    Line,
    Picture,
    Section,
    Size,
    VoiceKind,
    VoiceState,
    first_state,
    in_sections,
    line_hints,
    lines_of,
    options_from,
    picture_for,
    rows_needed,
)
from tsunagi.cases.easy.start_rules import (
    Around,
    days_words,
    hour_words,
    lines_for_plan,
    lines_for_report,
    week_lines,
)
from tsunagi.cases.easy.words import word_list
from tsunagi.cases.monitoring.report_rules import Result
from tsunagi.cases.plan.sheet_rules import Item
from tsunagi.cases.plan.week_rules import Weekday
from tsunagi.common.morphemes import analyse


def made(**more: Any) -> dict[Section, list[str]]:
    values: dict[str, Any] = {
        "wishes": "海の近くで暮らしたい。友だちがほしい。", "items": ITEMS, "week": WEEK,
        "around": Around("架空 一郎", "000-555-6666", "令和9年5月ごろ"), **more,
    }  # fmt: skip
    lines = lines_for_plan(**values)
    return {s: [x.text for x in inside] for s, inside in in_sections(lines)}


def test_a_plan_becomes_short_lines() -> None:
    assert made() == {
        Section.WISH: [
            "海の近くで暮らしたい。", "友だちがほしい。", "週に一度、料理を作る。",
            "作業所に毎日通う",
        ],
        Section.SELF: ["買い物のメモを書く", "朝7時に起きる"],
        Section.HELP: [
            "架空ヘルパーに、居宅介護を たのみます。", "架空の姉：味見をする",
            "架空作業所に、就労継続支援B型を たのみます。",
        ],
        Section.WHEN: [
            "月曜日から 水曜日は、就労継続支援B型（午前9時から 午後3時30分まで）",
            "土曜日は、通院（午前10時から 午前11時まで）",
            "居宅介護は、1週間に 2回です。",
        ],
        Section.TROUBLE: [
            "小学校へ行く", "架空の隣人（000-333-4444）に 電話します。",
            "相談の人、架空 一郎さん（000-555-6666）に 話します。",
        ],
        Section.NEXT: ["つぎは、令和9年5月ごろに 会います。"],
    }  # fmt: skip
    assert made(wishes="", items=(), week=(), around=Around()) == {}


def test_a_line_remembers_the_row_of_the_plan_and_gets_a_picture() -> None:
    lines = lines_for_plan(wishes="", items=ITEMS, week=(), around=Around())
    cook = next(one for one in lines if one.text == "買い物のメモを書く")
    assert (cook.item_key, cook.picture) == ("cook", Picture.MONEY)
    assert lines_of([one.as_json() for one in lines]) == lines


def test_a_report_becomes_feelings_and_what_went_well() -> None:
    results = (
        Result("cook", goal="料理を作る。", person_words="おいしかった", achieved="met",
               ahead="魚もやく。"),
        Result("work", goal="作業所に通う", satisfaction="bad", achieved="not_yet"),
        Result("none"),
    )  # fmt: skip
    lines = lines_for_report(results=results, items=ITEMS, around=Around())
    found = {s: [x.text for x in inside] for s, inside in in_sections(lines)}
    assert found[Section.FEELING] == [
        "おいしかった", "「作業所に通う」は、あまり よくなかったです。",
    ]  # fmt: skip
    assert found[Section.DONE] == ["料理を作る。できました。"]
    assert found[Section.AHEAD] == ["魚もやく。"]
    assert len(found[Section.TROUBLE]) == 2


@given(st.text(max_size=600), st.text(max_size=300))
def test_no_text_breaks_the_beginning(wishes: str, goal: str) -> None:
    items = [Item(key="a", need="x", goal=goal, person_part=goal)]
    for line in lines_for_plan(wishes=wishes, items=items, week=(), around=Around()):
        assert line.text.strip() and len(line.text) <= 200


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([Weekday.MONDAY, Weekday.WEDNESDAY], "月曜日と 水曜日"),
        ([Weekday.MONDAY, Weekday.TUESDAY, Weekday.WEDNESDAY], "月曜日から 水曜日"),
        (list(Weekday)[:7], "毎日"),
        ([Weekday.SUNDAY], "日曜日"),
    ],
)
def test_days_in_words(days: list[Weekday], words: str) -> None:
    assert days_words(days) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "夜の12時"),
        (540, "午前9時"),
        (720, "昼の12時"),
        (930, "午後3時30分"),
        (1440, "夜の12時"),
    ],
)
def test_hours_in_words(minutes: int, words: str) -> None:
    assert hour_words(minutes) == words


def test_long_lines_need_more_rows_of_the_page() -> None:
    assert rows_needed(["あ" * 25, "あ" * 26, "", "あ い"], Size.LARGE) == 5
    assert rows_needed(["あ" * 26], Size.LARGEST) == 2


def test_the_own_time_and_holidays_are_not_written() -> None:
    assert not any("絵をかく" in one for one in week_lines(WEEK))


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("あ" * 41, "41文字"),
        ("買い物に行く。料理をする。", "文が二つ"),
        ("支給決定を受ける", "サービスを つかって よい という 決まり"),
        ("先生に呼ばれる", "される"),
        ("計画が作成されます", "される"),
        ("行かないことはない", "重なっています"),
        ("毎日行かなければならない", "重なっています"),
        ("QOLを高める", "略語"),
    ],
)
def test_what_is_hard_is_pointed_out(text: str, part: str) -> None:
    found = line_hints(text, hard=word_list().hard, words=analyse(text))
    assert any(part in one for one in found), found


@pytest.mark.parametrize(
    "text", ["毎日ご飯を作ります。", "姉と わかれて くらす", "くすりを のみます", ""]
)
def test_easy_lines_get_no_hint(text: str) -> None:
    assert line_hints(text, hard=word_list().hard, words=analyse(text)) == ()


def test_without_the_dictionary_the_hints_still_come() -> None:
    assert line_hints("計画が作成される", hard={}, words=None)


def test_the_longest_hard_word_counts_once() -> None:
    found = line_hints("受給者証の更新", hard=word_list().hard, words=())
    assert len(found) == 2


def test_pictures_follow_the_words() -> None:
    assert picture_for("病院に行く", Section.HELP) is Picture.HOSPITAL
    assert picture_for("なにか", Section.SELF) is Picture.ME
    assert picture_for("病院", Section.WHEN) is Picture.CLOCK


def test_names_are_read_as_the_register_says() -> None:
    def shown(name: str, kana: str) -> str:
        return "".join(
            f"{p.surface}[{p.reading}]" if p.reading else p.surface
            for p in name_pieces(name, kana)
        )

    assert shown("架空 花子", "カクウ ハナコ") == "架空[かくう] 花子[はなこ]"
    assert shown("𠮷野 葛󠄀", "よしの くず") == "𠮷野[よしの] 葛󠄀[くず]"
    assert shown("架空 花子", "") == "架空 花子"
    assert shown("架空花子", "かくう はなこ") == "架空花子[かくうはなこ]"
    assert shown("Kakū Hanako", "") == "Kakū Hanako"
    anywhere, parts = names_of("架空 光", "かくう ひかる")
    assert parts == {"架空": "かくう"}, "one letter alone is also an ordinary word"
    assert anywhere["光さん"] == "ひかるさん"


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_name_is_never_changed(name: str, kana: str) -> None:
    assert "".join(p.surface for p in name_pieces(name, kana)) == name
    names_of(name, kana)


def test_names_are_suspected_of_being_names() -> None:
    assert may_be_a_name("花子", names=["架空 花子"])
    assert may_be_a_name("佐藤", names=[])
    assert not may_be_a_name("支給決定", names=["架空 花子"])


def test_a_reader_says_when_there_is_no_dictionary(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tsunagi.cases.easy.reading.analyse", lambda text: None)
    reader = Reader(names={"花子さん": "はなこさん"})
    found = reader.pieces("花子さんの計画")
    assert reader.is_missing and found[0].reading == "はなこ"
    assert "".join(piece.surface for piece in found) == "花子さんの計画"


def test_typed_spaces_part_the_words_before_the_dictionary() -> None:
    from tsunagi.ui.ruby import ruby

    found = ruby(Reader().pieces("わたしの のぞみ"), spaced=True)
    assert found == (
        '<span class="phrase">わたしの</span> <span class="phrase">のぞみ</span>'
    )
    assert "<b>" not in ruby(Reader().pieces("<b>海</b>"))
    assert "<ruby>" not in ruby(Reader().pieces("海へ行く"), furigana=False)


def test_spaces_between_japanese_letters_can_be_taken_out() -> None:
    assert unspaced("わたしの のぞみ") == "わたしののぞみ"
    assert unspaced("A B") == "A B"


def test_options_are_lines_and_each_counts_once() -> None:
    assert options_from(" A\n\nB \nA\n") == ["A", "B"]


def test_only_what_is_fine_needs_no_answer() -> None:
    assert first_state(VoiceKind.FINE) is VoiceState.HEARD
    assert first_state(VoiceKind.WRONG) is VoiceState.OPEN
    assert first_state(VoiceKind.UNSURE) is VoiceState.OPEN


def test_averages_count_plans_without_a_record() -> None:
    found = figures([PlanOptions((3, 2), 2, 4, True), PlanOptions((), 1, 1)])
    assert (found.options_each, found.options_each_decision) == ("2.5", "2.5")
    assert (found.plans, found.asked, found.decisions, found.informal) == (2, 1, 2, 1)
    assert (found.kinds_each, found.supports_each) == ("1.5", "2.5")
    assert figures([]).options_each == "—"


def test_every_picture_is_drawn() -> None:
    from tsunagi.ui.pictograms import PICTOGRAM_PATHS, pictogram

    assert {one.value for one in Picture} <= PICTOGRAM_PATHS.keys()
    assert pictogram("no-such") == ""


def test_lines_keep_their_order() -> None:
    line = Line(Section.WISH, "x", Picture.HEART)
    other = Line(Section.SELF, "y", Picture.ME)
    assert [s for s, _ in in_sections([other, line])] == [Section.WISH, Section.SELF]

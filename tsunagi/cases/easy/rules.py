"""わかりやすい版の決まりと言葉: 短い行、絵、気づき、声、意思決定支援。純粋関数だけを置く。

根拠: 障害福祉サービス等の提供に係る意思決定支援ガイドライン（平成29年3月31日）。本人が分かる形で
示し、本人の声と、それがどう扱われたかを残す。
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tsunagi.common.frozen import Frozen
from tsunagi.common.furigana import Word
from tsunagi.common.words import Labelled

LONGEST_LINE = 40
MOST_LINES = 8
# How many lines of a section a new paper begins with, so that it stays one page.
ROOM = 4
LONGEST_TEXT = 200


class Section(Labelled):
    """紙の上のまとまり。この順に並ぶ。"""

    WISH = "wish", "わたしの のぞみ"
    FEELING = "feeling", "わたしの きもち"
    DONE = "done", "できたこと"
    SELF = "self", "わたしが すること"
    HELP = "help", "てつだって くれる 人"
    WHEN = "when", "いつ"
    AHEAD = "ahead", "これから すること"
    TROUBLE = "trouble", "こまったときは"
    NEXT = "next", "つぎに 会う日"


PLAN_SECTIONS = (
    Section.WISH, Section.SELF, Section.HELP, Section.WHEN, Section.TROUBLE,
    Section.NEXT,
)  # fmt: skip
REPORT_SECTIONS = (
    Section.FEELING, Section.DONE, Section.SELF, Section.HELP, Section.AHEAD,
    Section.TROUBLE, Section.NEXT,
)  # fmt: skip


class Picture(Labelled):
    """行に添える絵。絵は ui/pictograms.py にある。"""

    HEART = "heart", "のぞみ・気もち"
    ME = "me", "わたし"
    PEOPLE = "people", "人たち"
    HELPER = "helper", "手つだう人"
    HOUSE = "house", "家"
    WORK = "work", "はたらく"
    SCHOOL = "school", "まなぶ"
    OUTING = "outing", "出かける"
    BUS = "bus", "車・バス"
    MEAL = "meal", "食べる"
    BATH = "bath", "ふろ・洗う"
    SLEEP = "sleep", "ねる"
    MEDICINE = "medicine", "くすり"
    HOSPITAL = "hospital", "病院"
    MONEY = "money", "お金"
    PHONE = "phone", "電話"
    TALK = "talk", "話す"
    CALENDAR = "calendar", "こよみ"
    CLOCK = "clock", "時間"
    PLAY = "play", "楽しみ"
    SAFE = "safe", "安全・ひなん"
    STAR = "star", "できた"


PICTURE_OF: dict[Section, Picture] = {
    Section.WISH: Picture.HEART, Section.FEELING: Picture.HEART,
    Section.DONE: Picture.STAR, Section.SELF: Picture.ME,
    Section.HELP: Picture.HELPER, Section.WHEN: Picture.CLOCK,
    Section.AHEAD: Picture.TALK, Section.TROUBLE: Picture.PHONE,
    Section.NEXT: Picture.CALENDAR,
}  # fmt: skip
# The first word that stands in the line chooses its picture.
_PICTURE_WORDS: tuple[tuple[str, Picture], ...] = (
    ("避難|災害|地震|防災|逃げ|にげ", Picture.SAFE),
    ("薬|くすり|服薬", Picture.MEDICINE),
    ("病院|通院|受診|医師|看護|クリニック", Picture.HOSPITAL),
    ("お金|金銭|買い物|買物|貯金", Picture.MONEY),
    ("入浴|風呂|ふろ|洗濯|掃除", Picture.BATH),
    ("食事|食べ|料理|ご飯|ごはん|弁当", Picture.MEAL),
    ("仕事|働|はたら|作業|就労|工賃", Picture.WORK),
    ("学校|勉強|まな|教室", Picture.SCHOOL),
    ("バス|車|送迎|電車", Picture.BUS),
    ("出かけ|外出|散歩|旅行|移動", Picture.OUTING),
    ("電話|連絡", Picture.PHONE),
    ("泊|ねる|睡眠|短期入所", Picture.SLEEP),
    ("音楽|絵を|カラオケ|映画|趣味|遊|友", Picture.PLAY),
    ("グループホーム|家で|自宅|一人暮らし|ひとり暮らし", Picture.HOUSE),
    ("相談|話し|会議", Picture.TALK),
)


def picture_for(text: str, section: Section) -> Picture:
    """行の言葉から、はじめの絵を選ぶ。人が選び直せる。"""
    if section in (Section.WHEN, Section.NEXT, Section.FEELING):
        return PICTURE_OF[section]
    for words, picture in _PICTURE_WORDS:
        if re.search(words, text):
            return picture
    return PICTURE_OF[section]


class Line(Frozen):
    """One short line. item_key: the plan's row that it came from, or ""."""

    section: Section
    text: str
    picture: Picture
    item_key: str = ""

    def as_json(self) -> dict[str, str]:
        return {
            "section": self.section.value, "text": self.text,
            "picture": self.picture.value, "item_key": self.item_key,
        }  # fmt: skip


def lines_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Line, ...]:
    return tuple(
        Line(
            Section(row["section"]), str(row["text"]), Picture(row["picture"]),
            str(row.get("item_key", "")),
        )
        for row in rows
    )  # fmt: skip


def in_sections(lines: Iterable[Line]) -> list[tuple[Section, list[Line]]]:
    """The sections that hold something, in the order of the paper."""
    listed = list(lines)
    found = [(one, [x for x in listed if x.section is one]) for one in Section]
    return [(section, inside) for section, inside in found if inside]


# --- 紙の形 ----------------------------------------------------------------------------


class Size(Labelled):
    LARGE = "large", "大きい"
    LARGEST = "largest", "とても大きい"

    @property
    def rows_of_a_page(self) -> int:
        """一枚に収まる行の目安。"""
        return 21 if self is Size.LARGE else 14

    @property
    def letters_of_a_row(self) -> int:
        return 25 if self is Size.LARGE else 19


class Format(Frozen):
    """How this person wants the paper. A new person gets all the help there is."""

    size: Size = Size.LARGE
    furigana: bool = True
    spaced: bool = True
    pictures: bool = True

    @property
    def words(self) -> str:
        return "、".join((
            f"文字は{self.size.label}",
            "ふりがなあり" if self.furigana else "ふりがななし",
            "分かち書きあり" if self.spaced else "分かち書きなし",
            "絵あり" if self.pictures else "絵なし",
        ))  # fmt: skip


def rows_needed(texts: Iterable[str], size: Size) -> int:
    """紙の上で何行になるか。長い行は折り返す。"""
    return sum(
        1 + max(0, len(re.sub(r"\s", "", text)) - 1) // size.letters_of_a_row
        for text in texts
    )


# --- 気づき ----------------------------------------------------------------------------

PASSIVE = re.compile(r"され(?:る|ます|た|て|な|ま)")
DOUBLE_NEGATIVE = re.compile(
    r"な(?:い|く)(?:は|も|わけ|こと)[^。]{0,6}な(?:い|く|けれ)"
    r"|なければ(?:なら|いけ)(?:ない|ません)|ないわけに|ずには[^。]{0,4}ない"
    r"|なくては(?:なら|いけ)(?:ない|ません)"
)
LATIN = re.compile(r"[A-Za-zＡ-Ｚａ-ｚ]{2,}")


def line_hints(
    text: str, *, hard: Mapping[str, str], words: Sequence[Word] | None
) -> tuple[str, ...]:
    """一行の気づき。どれも、止めない。words: None where the dictionary is missing."""
    found = []
    count = len(re.sub(r"\s", "", text))
    if count > LONGEST_LINE:
        found.append(
            f"{count}文字あります。{LONGEST_LINE}文字までにすると、読みやすくなります。"
        )
    if text.strip().rstrip("。").count("。"):
        found.append("文が二つあります。一行に一つのことだけを書きます。")
    rest = text
    for word, easy in hard.items():
        if word in rest:
            rest = rest.replace(word, "\n")
            found.append(f"「{word}」は、むずかしい言葉です。例:「{easy}」")
    if PASSIVE.search(text) or any(
        word.kind[:1] == ("助動詞",) and word.lemma in ("れる", "られる")
        for word in words or ()
    ):
        found.append("「〜される」の形です。だれが何をするかを書きます。")
    if DOUBLE_NEGATIVE.search(text):
        found.append("「ない」が重なっています。「〜します」に言いかえます。")
    if LATIN.search(text):
        found.append("英字の略語があります。ことばで書きます。")
    return tuple(found)


# --- 本人の声 --------------------------------------------------------------------------


class VoiceKind(Labelled):
    """計画や報告への、本人の声。"""

    WRONG = "wrong", "ちがう"
    DISLIKE = "dislike", "いやだ"
    WANT = "want", "こうしたい"
    UNSURE = "unsure", "まだ わからない"
    FINE = "fine", "これで いい"

    @property
    def needs_answer(self) -> bool:
        return self is not VoiceKind.FINE


class Expressed(Labelled):
    """どのように表したか。"""

    SPOKEN = "spoken", "言葉で"
    WRITTEN = "written", "書いて・紙に印を付けて"
    SIGNED = "signed", "手話・指点字などで"
    PICTURE = "picture", "絵・カード・機器で"
    GESTURE = "gesture", "身ぶり・表情・視線で"
    BEHAVIOUR = "behaviour", "行動で（行かない、離れるなど）"
    THROUGH = "through", "家族・支援者を通して"


class VoiceState(Labelled):
    OPEN = "open", "答えを待っている"
    ANSWERED = "answered", "答えた"
    HEARD = "heard", "聞いた"
    WITHDRAWN = "withdrawn", "書きまちがい"


def first_state(kind: VoiceKind) -> VoiceState:
    """「これでいい」は聞けば足りる。ほかは、どうしたかを本人に返すまで残る。"""
    return VoiceState.OPEN if kind.needs_answer else VoiceState.HEARD


# --- 意思決定支援 ----------------------------------------------------------------------


class Shown(Labelled):
    """選べるものを、どう示したか。"""

    WORDS = "words", "やさしい言葉で"
    PICTURES = "pictures", "絵・写真・動画で"
    REAL = "real", "実物で"
    VISIT = "visit", "見学して"
    TRIAL = "trial", "ためして・体験して"
    PEER = "peer", "経験した人の話で"
    EASY = "easy", "わかりやすい紙で"
    OTHER = "other", "そのほか"


class Outcome(Labelled):
    """だれが決めたか。まだ決めないことも、代わりに決めたことも、そのまま残す。"""

    OWN = "own", "本人が決めた"
    TOGETHER = "together", "支えを受けて本人が決めた"
    NOT_YET = "not_yet", "まだ決めていない"
    INFERRED = "inferred", "本人の意思を推し量った"
    FOR_PERSON = "for_person", "本人に代わって決めた"

    @property
    def needs_reason(self) -> bool:
        return self in (Outcome.INFERRED, Outcome.FOR_PERSON)


def options_from(text: str) -> list[str]:
    """一行に一つ。空の行と、同じ行は除く。"""
    return list(
        dict.fromkeys(line.strip() for line in text.split("\n") if line.strip())
    )

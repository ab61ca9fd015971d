"""利用者の名前を書かない文の検査: だれのことかが分かりそうな言葉を見つける。純粋関数だけ。

There is no case here to compare with, so this only knows the shapes: telephone
numbers, addresses, days of birth, and a name before 〜さん. What it misses, the hint on
the form asks for; what it finds by mistake costs its writer one word.
"""

from __future__ import annotations

import re
import unicodedata

# Who is called 〜さん without being named. Compared with the end of the word before.
ROLES = (
    "本人", "利用者", "当事者", "相談者", "対象者", "家族", "祖母", "祖父", "息子", "主人", "旦那",
    "叔父", "叔母", "伯父", "伯母", "義母", "義父", "親戚", "保護者", "後見人", "保佐人", "補助人",
    "大家", "近所", "友人", "仲間", "職員", "支援者", "相談員", "専門員", "支援員", "世話人",
    "管理者", "担当", "担当者", "主任", "先輩", "後輩", "新人", "委員", "民生委員", "児童委員",
    "推進員", "医師", "医者", "看護師", "保健師", "訪看", "訪問看護", "薬剤師", "作業療法士",
    "理学療法士", "社会福祉士", "精神保健福祉士", "心理士", "弁護士", "司法書士", "行政書士",
    "事業者", "事業所", "業者", "役所", "区役所", "市役所", "基幹", "包括", "社協", "病院", "学校",
    "警察", "消防", "銀行", "郵便局", "薬局", "会社", "作業所", "施設", "患者", "生徒", "学生",
    "児童", "園児", "高齢者", "障害者", "若者", "女性", "男性", "一同", "発表者", "参加者", "進行",
    "進行役", "構成員", "出席者", "同居人", "住人", "店員", "町会", "自治会", "会長", "所長",
    "施設長", "部長", "課長", "係長", "社長", "先生", "長男", "長女", "次男", "次女", "三男",
    "三女", "義兄", "義姉", "義弟", "義妹", "曾祖母", "曾祖父", "両親", "夫婦", "夫妻",
)  # fmt: skip
# These only as the whole word: 金子さん and 田代さん are names.
SHORT_ROLES = frozenset(
    "母父親兄姉弟妹娘子孫夫妻嫁奥婿隣市区県課係皆店客赤坊爺婆巡神仏何誰某"
)
KATAKANA_ROLES = (
    "ヘルパー", "ケアマネ", "ケアマネジャー", "ケアマネージャー", "ワーカー", "スタッフ",
    "マネジャー", "マネージャー", "ドライバー", "パート", "アルバイト", "ピア", "サポーター",
    "コーディネーター", "ママ", "パパ", "オーナー", "リーダー", "メンバー", "ボランティア",
    "ナース", "カウンセラー", "アドバイザー", "ファシリテーター", "パートナー", "キーパーソン",
    "グループホーム", "デイ", "ステーション", "センター", "クリニック", "ハローワーク",
    "バイザー", "スーパーバイザー", "トレーナー", "コーチ", "クラス", "ケース",
)  # fmt: skip
# Common surnames in kana; other words in hiragana before 〜さん are too many (たくさん).
KANA_NAMES = (
    "さとう", "すずき", "たかはし", "たなか", "いとう", "わたなべ", "やまもと", "なかむら",
    "こばやし", "かとう", "よしだ", "やまだ", "ささき", "やまぐち", "まつもと", "いのうえ",
    "きむら", "しみず", "さいとう", "やまざき", "もりた", "あべ", "いけだ", "はしもと",
    "やました", "いしかわ", "なかじま", "おがわ", "ごとう", "おかだ", "はせがわ", "むらかみ",
    "こんどう", "いしい", "さかもと", "えんどう", "あおき", "ふじい", "にしむら", "ふくだ",
    "おおた", "みうら", "ふじわら", "まつだ", "おかもと", "なかがわ", "なかの", "はらだ", "おの",
    "たむら", "たけうち", "かねこ", "わだ", "なかやま", "いしだ", "うえだ", "もりもと",
)  # fmt: skip
KANJI = "一-鿿々〆ヶ"
HONORIFIC = r"(?:さん|くん|ちゃん|サン)"
_KANJI_NAME = re.compile(rf"([{KANJI}]{{1,12}})({HONORIFIC})")
_KATAKANA_NAME = re.compile(rf"([ァ-ヺー]{{2,14}})({HONORIFIC}|様|氏)")
_KANA_NAME = re.compile(rf"(?:{'|'.join(KANA_NAMES)})(?:さん|くん|ちゃん|さま)")
_FORMAL_NAME = re.compile(rf"([{KANJI}]{{2,6}}?)(様|氏|君)(?![{KANJI}]|子|式|々)")
# 多様, 仕様, 同様 … are words of their own, as are 諸君 and 彼氏.
_WORDS_WITH_SAMA = tuple("多仕同模異一王皆神殿奥有今左何両諸主母父客")
_PHONE = re.compile(
    r"(?<!\d)0\d{1,4}[-‐-―ー−()\s]{0,2}\d{1,4}[-‐-―ー−()\s]{0,2}\d{3,4}(?!\d)"
)
_LONG_NUMBER = re.compile(r"(?<!\d)\d{8,}(?!\d)")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_BLOCK = re.compile(r"\d+\s*(?:丁目|番地)|\d+番\d+号?|\d+番町\d+")
_NUMBERS_OF_ADDRESS = re.compile(r"(?<![\d/-])\d{1,4}-\d{1,4}-\d{1,4}(?![\d/-])")
_ROOM = re.compile(r"\d{3,4}号室")
_BORN = re.compile(r"\d{1,2}月\d{1,2}日\s*(?:生|うまれ)")
_YEAR = re.compile(r"(?:19|20)\d\d-")


def looks_telling(text: str) -> list[str]:
    """文の中の、だれかが分かりそうなところ。書かれた順ではなく、種類の順。重なりは一つ。"""
    plain = unicodedata.normalize("NFKC", text)
    found = [
        *_phones(plain),
        *(hit.group() for hit in _MAIL.finditer(plain)),
        *(
            hit.group()
            for pattern in (_BLOCK, _ROOM, _BORN)
            for hit in pattern.finditer(plain)
        ),
        *(
            hit.group()
            for hit in _NUMBERS_OF_ADDRESS.finditer(plain)
            if not _YEAR.match(hit.group())
        ),
        *_names(plain),
    ]
    return list(dict.fromkeys(found))


def _phones(text: str) -> list[str]:
    found = [hit.group() for hit in _PHONE.finditer(text)]
    numbers = [one for one in found if 10 <= sum(map(str.isdigit, one)) <= 11]
    long = [hit.group() for hit in _LONG_NUMBER.finditer(text)]
    return numbers + [one for one in long if one not in numbers]


def _names(text: str) -> list[str]:
    found = [
        hit.group() for hit in _KANJI_NAME.finditer(text) if not _is_role(hit.group(1))
    ]
    found += [
        hit.group()
        for hit in _KATAKANA_NAME.finditer(text)
        if not hit.group(1).endswith(KATAKANA_ROLES)
    ]
    found += [hit.group() for hit in _KANA_NAME.finditer(text)]
    found += [
        hit.group()
        for hit in _FORMAL_NAME.finditer(text)
        if not _is_role(hit.group(1)) and not hit.group(1).endswith(_WORDS_WITH_SAMA)
    ]
    return found


def _is_role(word: str) -> bool:
    return word in SHORT_ROLES or word.endswith(ROLES)

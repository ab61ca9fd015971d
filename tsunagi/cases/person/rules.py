"""利用者の規則と言葉。純粋関数だけを置く。"""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import cast

from tsunagi.common.dates import age_on
from tsunagi.common.wareki import Precision, format_wareki
from tsunagi.common.words import Labelled

ADULT_AGE = 18


class Sex(Labelled):
    UNKNOWN = "unknown", "不明・答えない"
    MALE = "male", "男"
    FEMALE = "female", "女"
    OTHER = "other", "その他"


class SupportLevel(Labelled):
    """障害支援区分。児の区分は別の物差しなので、ここに入れない。"""

    UNKNOWN = "", "分からない"
    NONE = "none", "非該当"
    LEVEL_1 = "1", "区分1"
    LEVEL_2 = "2", "区分2"
    LEVEL_3 = "3", "区分3"
    LEVEL_4 = "4", "区分4"
    LEVEL_5 = "5", "区分5"
    LEVEL_6 = "6", "区分6"


class Section(Labelled):
    """まとまった文章の題。本人の言葉を先に置く。"""

    WISHES = "wishes", "本人の希望（本人の言葉で）"
    STRENGTHS = "strengths", "得意なこと・好きなこと・力になるもの"
    FAMILY = "family", "家族の思い"
    LIFE = "life", "生活歴"
    MEDICAL = "medical", "医療（通院先・服薬・アレルギー）"
    DAILY = "daily", "ふだんの過ごし方"
    EMERGENCY = "emergency", "緊急のとき（連絡の順番・必要なこと）"
    MONEY = "money", "お金と権利（年金・手当・生活保護・後見）"


class CertificateKind(Labelled):
    WELFARE = "welfare", "障害福祉サービス受給者証"
    COMMUNITY = "community", "地域相談支援受給者証"
    CHILD = "child", "通所受給者証"
    PHYSICAL = "physical", "身体障害者手帳"
    INTELLECTUAL = "intellectual", "療育手帳"
    MENTAL = "mental", "精神障害者保健福祉手帳"
    INTRACTABLE = "intractable", "指定難病の受給者証"
    SELF_SUPPORT = "self_support", "自立支援医療受給者証"


class Kinship(Labelled):
    SELF = "self", "本人"
    SPOUSE = "spouse", "配偶者"
    PARTNER = "partner", "パートナー"
    FATHER = "father", "父"
    MOTHER = "mother", "母"
    CHILD = "child", "子"
    BROTHER = "brother", "兄弟"
    SISTER = "sister", "姉妹"
    GRANDPARENT = "grandparent", "祖父母"
    GRANDCHILD = "grandchild", "孫"
    RELATIVE = "relative", "その他の親族"
    FRIEND = "friend", "友人・知人"
    NEIGHBOUR = "neighbour", "近所の人"
    COMMISSIONER = "commissioner", "民生委員・児童委員"
    SCHOOL = "school", "学校・園"
    MEDICAL = "medical", "医療機関"
    OFFICE = "office", "福祉の事業所"
    GOVERNMENT = "government", "行政"
    POLICE = "police", "警察・消防"
    LANDLORD = "landlord", "家主・不動産"
    EMPLOYER = "employer", "職場"
    OTHER = "other", "その他"
    UNKNOWN = "unknown", "分からない・名乗らない"


FAMILY = frozenset(
    {
        Kinship.SPOUSE, Kinship.PARTNER, Kinship.FATHER, Kinship.MOTHER, Kinship.CHILD,
        Kinship.BROTHER, Kinship.SISTER, Kinship.GRANDPARENT, Kinship.GRANDCHILD,
        Kinship.RELATIVE,
    }
)  # fmt: skip


class RelatedRole(Labelled):
    """関係者が担う役割。保護者は、支給決定・給付決定を受ける人。"""

    GUARDIAN = "guardian", "保護者（支給決定・給付決定を受ける人）"
    LEGAL_GUARDIAN = "legal_guardian", "成年後見人・保佐人・補助人"
    CARER = "carer", "主に介護する人"
    KEY_PERSON = "key_person", "まず連絡する人"
    EMERGENCY = "emergency", "緊急の連絡先"


def is_child(birth_on: date | None, *, today: date) -> bool | None:
    """18歳未満か。生年月日が分からなければ None（0 でも大人でもない）。"""
    if birth_on is None or birth_on > today:
        return None
    return age_on(birth_on, today) < ADULT_AGE


def birth_words(birth_on: date | None, precision: str) -> str:
    """生年月日を、分かっている細かさまで。「1985年ごろ」を1月1日とは書かない。"""
    if birth_on is None:
        return ""
    return format_wareki(birth_on, cast("Precision", precision))


def known_age(birth_on: date | None, precision: str, today: date) -> int | None:
    """年齢。生まれた日まで分かっているときだけ。"""
    if birth_on is None or birth_on > today or precision != "day":
        return None
    return age_on(birth_on, today)


def age_words(birth_on: date | None, precision: str, today: date) -> str:
    """「41歳」。生まれた日までは分からないときは「約41歳」。"""
    if birth_on is None or birth_on > today:
        return ""
    about = "" if precision == "day" else "約"
    return f"{about}{age_on(birth_on, today)}歳"


def phone_digits(phone: str) -> str:
    """電話番号の数字だけ。書き方の違いによらず探すため。"""
    wide = unicodedata.normalize("NFKC", phone)
    return "".join(letter for letter in wide if letter.isascii() and letter.isdigit())[
        :20
    ]

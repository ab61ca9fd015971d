"""地域の課題のそばに置く、当事者の声の言葉と規則。純粋関数だけを置く。"""

from __future__ import annotations

from tsunagi.common.words import Labelled


class Heard(Labelled):
    """どのように聞いたか。"""

    INTERVIEW = "interview", "会って聞いた"
    SURVEY = "survey", "アンケートで"
    SEAT = "seat", "会議の席で（当事者の委員など）"
    OTHER = "other", "そのほか"


class AgreedHow(Labelled):
    """見せてよいと、本人がどう表したか。"""

    SPOKEN = "spoken", "言葉で"
    WRITTEN = "written", "書いて"
    SHOWN = "shown", "身ぶり・絵・機器などで"


class Consent(Labelled):
    """本人に聞いた答え。聞いていないことと、いやだと言ったことは、ここでは同じに扱う。"""

    YES = "yes", "よいと言った"
    NO = "no", "よいとは言っていない・まだ聞いていない"


def may_be_shown(*, is_shown: bool, has_agreed: bool, is_withdrawn: bool) -> bool:
    """会議で見せてよいのは、本人がよいと言い、取り下げていないものだけ。"""
    return is_shown and has_agreed and not is_withdrawn

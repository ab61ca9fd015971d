"""関わりのねらいと、関わって変わったこと。純粋関数だけを置く。

相談支援は、サービスの調整に限らない。面談や同行で不安をやわらげ、意欲を引き出し、望む暮らしを
一緒に思い描くことも、必要な支援を直接行うことも、地域に働きかけることも、一つの仕事として数える。
"""

from __future__ import annotations

from tsunagi.common.words import Labelled


class SupportPurpose(Labelled):
    EASE = "ease", "不安をやわらげる"
    EMPOWER = "empower", "意欲と力を引き出す"
    IMAGE = "image", "望む暮らしを一緒に思い描く"
    DECIDE = "decide", "自分で決めることを支える"
    KNOW = "know", "ふだんの様子を知る"
    INFORM = "inform", "知らせる・手続きを手伝う"
    ARRANGE = "arrange", "サービスや機関とつなぐ"
    ADVOCATE = "advocate", "権利を守る・代わりに伝える"
    COMMUNITY = "community", "地域に働きかける"


class SeenChange(Labelled):
    """関わって変わったこと。書かれていない（空）と、「まだ分からない」は違う。"""

    UNKNOWN = "unknown", "まだ分からない"
    NONE = "none", "変わらない"
    SOME = "some", "少し変わった"
    MUCH = "much", "大きく変わった"


SEEN_CHANGES = (SeenChange.SOME, SeenChange.MUCH)


def direct_needs_reason(*, is_direct: bool, reason: str) -> bool:
    """直接の支援をしたときは、なぜ自分でしたかが要る。"""
    return is_direct and not reason.strip()

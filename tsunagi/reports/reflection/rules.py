"""関わりの中身のふり返り: サービスの調整と、それ以外の支援の割合。純粋関数だけを置く。

サービスの調整だけに偏らないように、本人が自分でふり返るための数。点数でも評価でもない
（鶴ヶ島市の研修資料「サービスマネジメントに特化しないよう留意」）。
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tsunagi.common.frozen import Frozen

# 「福祉サービスの利用等に関する支援」 of the national categories.
SERVICES = "NAT-N1"
MONTHS = 6


class Share(Frozen):
    """Records of one month or of all. only: services alone; both; other: without."""

    only: int = 0
    both: int = 0
    other: int = 0

    @property
    def total(self) -> int:
        return self.only + self.both + self.other

    @property
    def only_percent(self) -> int | None:
        """None where nothing was recorded: no number can be said."""
        return round(self.only * 100 / self.total) if self.total else None

    def plus(self, other: Share) -> Share:
        return Share(
            self.only + other.only, self.both + other.both, self.other + other.other
        )


def share_of(contents: Iterable[Sequence[str]]) -> Share:
    """contents: the kinds of support of each record. One without any counts nowhere."""
    found = Share()
    for kinds in contents:
        if not kinds:
            continue
        has = SERVICES in kinds
        if has and len(kinds) == 1:
            found = found.plus(Share(only=1))
        elif has:
            found = found.plus(Share(both=1))
        else:
            found = found.plus(Share(other=1))
    return found


def sentence_of(share: Share) -> str:
    """ふり返りの言葉。よい悪いを言わない。"""
    if share.only_percent is None:
        return "支援内容の書かれた記録がまだありません。"
    if share.only_percent >= 60:
        return (
            f"サービスの調整だけの関わりが{share.only_percent}%です。暮らしや気持ち、"
            "地域とのつながりのことも、話題にできているでしょうか。"
        )
    return (
        f"サービスの調整だけの関わりは{share.only_percent}%、"
        f"それ以外の支援もある関わりは{100 - share.only_percent}%です。"
    )

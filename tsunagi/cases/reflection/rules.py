"""支援が終わったあとのふり返り: 価値と態度の一つずつに、手ごたえと言葉を。純粋関数だけを置く。

点数でも評価でもない。価値（本人中心から意思決定まで）と四つの態度は、東京都の相談支援専門員の
人材育成の考え方にならう。
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from tsunagi.common.words import Labelled

# So long after the end the page of the day asks for it.
OFFERED_FOR = timedelta(days=30)


class Principle(Labelled):
    """大切にしたい価値と、支援者の態度。"""

    PERSON_FIRST = "person_first", "本人中心"
    SOCIAL_MODEL = "social_model", "社会モデル（環境や社会の側の壁を見る）"
    EMPOWERMENT = "empowerment", "エンパワメント（本人の力を生かす）"
    RIGHTS = "rights", "権利擁護"
    COMMUNITY = "community", "地域に根ざす"
    DECISION = "decision", "意思決定（本人が決めることを支える）"
    VOICE = "voice", "当事者の声を聴く"
    WISH = "wish", "思いや将来への願いを受け止める"
    CREATE = "create", "本人とともに社会資源を活用し創り出す"
    CARE = "care", "ケアマネジメントの理念を形にする（つながりをつくる）"


VALUES = (
    Principle.PERSON_FIRST, Principle.SOCIAL_MODEL, Principle.EMPOWERMENT,
    Principle.RIGHTS, Principle.COMMUNITY, Principle.DECISION,
)  # fmt: skip
ATTITUDES = (Principle.VOICE, Principle.WISH, Principle.CREATE, Principle.CARE)


class Feeling(Labelled):
    """手ごたえ。よい悪いではない。"""

    DONE = "done", "大切にできた"
    TORN = "torn", "迷いながら"
    NEXT = "next", "これから大切にしたい"
    APART = "apart", "この支援では出会わなかった"


TEXTS = {
    "heart": "心に残ったこと",
    "taught": "本人から教わったこと",
    "next_time": "次に生かすこと",
}


def kept_feelings(given: Mapping[str, str]) -> dict[str, str]:
    """答えた価値だけを、いつも同じ順に。"""
    return {
        one.value: Feeling(given[one.value]).value
        for one in Principle
        if given.get(one.value)
    }


def is_empty(feelings: Mapping[str, str], texts: Mapping[str, str]) -> bool:
    """何も答えず、何も書いていない。"""
    return not any(feelings.values()) and not any(t.strip() for t in texts.values())

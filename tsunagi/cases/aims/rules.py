"""課題と、望む暮らしへの歩みの規則と言葉。純粋関数だけを置く。

課題は、本人の障害だけに帰さない。環境や社会の仕組みにも原因がありうる。経験する機会がないこと、
希望をもてないこと、やりたいことが阻まれていることも課題であり、家族の課題も含む。まだ起きて
いない心配（潜在している課題）は、会いに行く日を決めて見守る。
"""

from __future__ import annotations

from datetime import date

from tsunagi.common.words import Labelled


class ProblemKind(Labelled):
    """何についての課題か。"""

    HOUSING = "housing", "住まい"
    MONEY = "money", "お金"
    HEALTH = "health", "健康・医療"
    DAILY = "daily", "日常生活"
    FAMILY = "family", "家族のこと"
    TIES = "ties", "人とのつながり"
    WORK = "work", "働く・学ぶ"
    SAFETY = "safety", "権利と安全"
    DISASTER = "disaster", "災害への備え"
    EXPERIENCE = "experience", "経験する機会がない"
    HOPE = "hope", "希望を思い描けない"
    BLOCKED = "blocked", "やりたいことが阻まれている"
    RESOURCE = "resource", "使える支援や場所がない"
    OTHER = "other", "その他"


SELF_REALISATION = (ProblemKind.EXPERIENCE, ProblemKind.HOPE, ProblemKind.BLOCKED)


class Cause(Labelled):
    """どこに原因があるか。いくつでも。"""

    PERSON = "person", "本人に関わること"
    ENVIRONMENT = "environment", "まわりの環境"
    SOCIETY = "society", "社会の仕組み・地域"


AROUND = (Cause.ENVIRONMENT, Cause.SOCIETY)


class Whose(Labelled):
    PERSON = "person", "本人の課題"
    FAMILY = "family", "家族の課題"
    BOTH = "both", "本人と家族の課題"


class Stage(Labelled):
    PRESENT = "present", "いま困っている"
    LATENT = "latent", "これから心配（まだ起きていない）"


class RiskSign(Labelled):
    """早めに気づくためのしるし。人に貼る札ではなく、会いに行くきっかけ。"""

    ISOLATION = "isolation", "だれとも会っていない"
    CARER = "carer", "介護する家族の高齢・病気"
    MEDICAL_GAP = "medical_gap", "受診や服薬がとぎれがち"
    ARREARS = "arrears", "家賃や料金の滞納"
    ABSENCE = "absence", "休みが続いている"
    HOUSING_RISK = "housing_risk", "住まいを失うおそれ"
    SAFETY_RISK = "safety_risk", "けがや暴力の心配"
    SYSTEM_CHANGE = "system_change", "18歳・65歳など制度の変わり目"
    LIFE_CHANGE = "life_change", "退院・卒業・親なきあとなど暮らしの変わり目"
    OTHER = "other", "その他"


class ProblemState(Labelled):
    OPEN = "open", "取り組んでいる"
    EASED = "eased", "やわらいだ"
    SOLVED = "solved", "解決した"
    DROPPED = "dropped", "取り下げた"


RUNNING = (ProblemState.OPEN, ProblemState.EASED)
ENDED = (ProblemState.SOLVED, ProblemState.DROPPED)
NEXT_STATES: dict[ProblemState, tuple[ProblemState, ...]] = {
    ProblemState.OPEN: (ProblemState.EASED, *ENDED),
    ProblemState.EASED: (ProblemState.OPEN, *ENDED),
    ProblemState.SOLVED: (ProblemState.OPEN,),
    ProblemState.DROPPED: (ProblemState.OPEN,),
}


def may_become(state: ProblemState, wanted: ProblemState) -> bool:
    """同じ状態のままの記録（進みだけを書く）は、いつでもできる。"""
    return wanted is state or wanted in NEXT_STATES[state]


class StepState(Labelled):
    """望む暮らしへの一歩の、いま。"""

    PLANNED = "planned", "これから"
    TRYING = "trying", "取り組んでいる"
    DONE = "done", "できた"
    LEFT = "left", "やめた・変えた"


class Doer(Labelled):
    """だれがするか。本人のすることを、いつも先に置く。"""

    PERSON = "person", "本人"
    FAMILY = "family", "家族"
    FRIEND = "friend", "友人・地域の人"
    SPECIALIST = "specialist", "相談支援"
    SERVICE = "service", "サービスの事業所"
    OTHER = "other", "ほかの機関"


def look_is_due(
    stage: str, state: str, next_look_on: date | None, *, today: date
) -> bool:
    """気がかりの、会いに行く日が来たか。終えた課題は数えない。"""
    return (
        stage == Stage.LATENT
        and state in RUNNING
        and next_look_on is not None
        and next_look_on <= today
    )


def is_caused_around(causes: list[str]) -> bool:
    """環境か社会に原因があるか。地域の課題に育てる手がかりになる。"""
    return any(cause in causes for cause in AROUND)

"""同意と、同意のない提供の規則。純粋関数だけを置く。"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from tsunagi.common.words import Labelled

EMERGENCY_HOURS = 3
EMERGENCY_REASON_LENGTH = 20
REVIEW_WORKING_DAYS = 3


class Purpose(Labelled):
    """何のために。"""

    SUPPORT = "support", "支援のため"
    BENEFIT = "benefit", "支給決定のため"
    REFERRAL = "referral", "ほかの機関につなぐため"
    CONFERENCE = "conference", "支援会議で話し合うため"
    COUNCIL = "council", "協議会で個人が分からない形で検討するため"
    EMERGENCY = "emergency", "緊急のときに備えるため"


class ConsentMethod(Labelled):
    SIGNATURE = "signature", "署名"
    SEAL = "seal", "押印"
    ELECTRONIC = "electronic", "電子的な方法"
    ORAL = "oral", "口頭（記録に残した）"


class Explanation(Labelled):
    """どう説明したか。"""

    PLAIN = "plain", "ふだんの言葉で"
    EASY = "easy", "わかりやすい言葉・絵で"
    SIGN = "sign", "手話・筆談で"
    LANGUAGE = "language", "本人の使うことばで（通訳）"
    WITH_SUPPORTER = "with_supporter", "本人を支える人と一緒に"


class LegalBasis(Labelled):
    """同意のない提供の根拠。事業所は27条、市町村は69条。"""

    A27_1 = "27-1", "27条1項1号 法令に基づく"
    A27_2 = "27-2", "27条1項2号 人の生命・身体・財産の保護"
    A27_3 = "27-3", "27条1項3号 公衆衛生・児童の健全育成"
    A27_4 = "27-4", "27条1項4号 国・自治体の事務への協力"
    A69_1 = "69-1", "69条1項 法令に基づく"
    A69_2_2 = "69-2-2", "69条2項2号 市町村の中で、事務に必要な限りで使う"
    A69_2_3 = "69-2-3", "69条2項3号 ほかの行政機関などが、事務に必要な限りで使う"
    A69_2_4 = "69-2-4", "69条2項4号 統計・学術、または明らかに本人の利益"

    @property
    def for_government(self) -> bool:
        return self.value.startswith("69")


# What must be confirmed for a basis, beyond "the least that is needed".
CHECKS: dict[str, str] = {
    "necessary": "渡す項目は、目的に必要な最小限です",
    "hard_to_obtain": "本人の同意を得ることが難しい事情があります",
    "would_obstruct": "同意を求めると、事務のさまたげになるおそれがあります",
    "reasonable": "相当の理由があります",
    "no_unjust_harm": "本人や第三者の権利利益を不当に害するおそれはありません",
    "tell_later": "あとで本人に伝えることを考え、伝えない場合はその理由があります",
}
REQUIRED_CHECKS: dict[LegalBasis, frozenset[str]] = {
    LegalBasis.A27_1: frozenset({"necessary"}),
    LegalBasis.A27_2: frozenset({"necessary", "hard_to_obtain"}),
    LegalBasis.A27_3: frozenset({"necessary", "hard_to_obtain"}),
    LegalBasis.A27_4: frozenset({"necessary", "would_obstruct"}),
    LegalBasis.A69_1: frozenset({"necessary"}),
    LegalBasis.A69_2_2: frozenset({"necessary", "reasonable", "no_unjust_harm"}),
    LegalBasis.A69_2_3: frozenset({"necessary", "reasonable", "no_unjust_harm"}),
    LegalBasis.A69_2_4: frozenset({"necessary", "reasonable", "no_unjust_harm"}),
}


class EmergencyReason(Labelled):
    LIFE = "life", "生命・身体の危険"
    NIGHT = "night", "夜間・休日の緊急"
    DISASTER = "disaster", "災害"


class ReviewOutcome(Labelled):
    PROPER = "proper", "必要な閲覧だった"
    QUESTION = "question", "確かめることがある"
    IMPROPER = "improper", "必要のない閲覧だった"


def opens_with_acceptance(purposes: Collection[Purpose]) -> bool:
    """つなぐためだけの同意では、相手が引き受けるまで、何も開かない。"""
    return set(purposes) == {Purpose.REFERRAL}


def missing_checks(basis: LegalBasis, confirmed: Collection[str]) -> list[str]:
    """その根拠で確かめるべきことのうち、まだのもの（文で返す）。"""
    wanted = REQUIRED_CHECKS[basis]
    return [CHECKS[key] for key in CHECKS if key in wanted and key not in confirmed]


def emergency_ends_at(opened_at: datetime) -> datetime:
    """緊急の閲覧は3時間で閉じる。延長はなく、要るなら理由を書いて開き直す。"""
    return opened_at + timedelta(hours=EMERGENCY_HOURS)

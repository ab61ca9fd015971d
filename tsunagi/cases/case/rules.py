"""ケースの規則と言葉。純粋関数だけを置く。"""

from __future__ import annotations

from datetime import date

from tsunagi.common.words import Labelled

RETENTION_YEARS = 5


class Mode(Labelled):
    """同じ一つのケースの、いまの関わり方。変わるたびに日付とともに残す。"""

    ENTRUSTED = "entrusted", "委託相談"
    PLAN = "plan", "計画相談"
    CHILD_PLAN = "child_plan", "障害児相談"
    CORE_DIFFICULT = "core_difficult", "基幹の困難な相談"
    TRANSITION = "transition", "地域移行"
    SETTLING = "settling", "地域定着"
    SELF_PLAN = "self_plan", "セルフプラン"


class Relation(Labelled):
    """見てよい理由。"""

    RESPONSIBLE = "responsible", "主担当の事業所"
    COLLABORATING = "collaborating", "一緒に支援する機関"
    CONSENT = "consent", "本人の同意"
    LEGAL = "legal", "法の例外"
    MUNICIPAL_DUTY = "duty", "市町村の務め"
    MATCHING = "matching", "同じ人かどうかの確かめ"
    EMERGENCY = "emergency", "緊急の閲覧"
    REFERRAL = "referral", "引継ぎの依頼"
    RIGHTS = "rights", "権利の心配ごと"


class DifficultyGroup(Labelled):
    """支援を難しくしている事情。本人だけでなく、環境と支援体制からも見る。"""

    PERSON = "person", "本人に関わること"
    ENVIRONMENT = "environment", "まわりの環境に関わること"
    SUPPORT = "support", "支援の体制に関わること"


class ClosingReason(Labelled):
    ACHIEVED = "achieved", "めざしたことができた"
    WISH = "wish", "本人の希望"
    MOVED = "moved", "転出"
    DIED = "died", "死亡"
    ADMITTED = "admitted", "入院・入所"
    LONG_TERM_CARE = "long_term_care", "介護保険へ"
    ADULT = "adult", "18歳になり、大人の制度へ"
    OTHER_AGENCY = "other_agency", "ほかの機関が中心になった"
    NO_CONTACT = "no_contact", "連絡がとれない"
    DUPLICATE = "duplicate", "同じ人の記録にまとめた"
    OTHER = "other", "その他"


class EventKind(Labelled):
    """経過の欄に出る、相談記録のほかの出来事。"""

    RECEIVED = "received", "相談を受け付けた"
    OPENED = "opened", "支援を始めた"
    MODE = "mode", "関わり方が変わった"
    RESPONSIBILITY = "responsibility", "担当が変わった"
    CONSENT = "consent", "同意"
    CONSENT_WITHDRAWN = "consent_withdrawn", "同意の撤回"
    DISCLOSURE = "disclosure", "同意のない提供"
    EMERGENCY = "emergency", "緊急の閲覧"
    SHIELD = "shield", "秘匿"
    PERSON = "person", "本人の情報"
    MERGE = "merge", "記録をまとめた"
    CLOSED = "closed", "終結"
    REOPENED = "reopened", "再開"
    REFERRED = "referred", "つないだ"
    FILE = "file", "書類"
    ASSESSMENT = "assessment", "アセスメント"
    PLAN = "plan", "計画"
    GUARDIANSHIP = "guardianship", "成年後見の相談"
    PEER = "peer", "ピアカウンセリング"
    BACKUP = "backup", "助言・同行・後方支援"
    MEETING = "meeting", "会議で話し合った"
    APPROVAL = "approval", "市の承認"
    COORDINATION = "coordination", "調整・交渉"


def retention_until(closed_on: date, *, years: int = RETENTION_YEARS) -> date:
    """保存の期限: 終結の日の翌日から数えて5年。

    根拠: 計画相談の基準（記録の整備、完結の日から5年間）。2月29日は2月28日に置く。
    """
    try:
        return closed_on.replace(year=closed_on.year + years)
    except ValueError:
        return closed_on.replace(year=closed_on.year + years, day=28)

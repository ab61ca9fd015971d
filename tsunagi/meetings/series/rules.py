"""会議体の言葉と、開く間隔の決まり。純粋関数だけを置く。"""

from __future__ import annotations

from tsunagi.common.words import Labelled


class Level(Labelled):
    """どの広さの会議か。"""

    OFFICE = "office", "事業所"
    AREA = "area", "担当地域"
    WARD = "ward", "区"
    MUNICIPALITY = "municipality", "市町村"
    SPHERE = "sphere", "圏域"
    PREFECTURE = "prefecture", "都道府県"


class Rhythm(Labelled):
    """どの間隔で開くか。number の意味は、言葉のとおり。"""

    DAYS = "days", "日ごと（間をあけない）"
    MONTHLY = "monthly", "毎月"
    YEARLY = "yearly", "年に何回か"
    MONTHS = "months", "決まった月"
    AS_NEEDED = "as_needed", "必要なとき"


class MemberKind(Labelled):
    """だれを呼ぶかの決め方。"""

    OFFICE_KIND = "office_kind", "この種別の事業所すべて"
    OFFICE = "office", "事業所"
    POST = "post", "この職の人すべて"
    STAFF = "staff", "名ざし"
    CHIEF = "chief", "位置づけられた主任すべて"
    PARTNER = "partner", "つなぎを使わない人・ところ"


class Part(Labelled):
    """会議での立場。"""

    MEMBER = "member", "構成員"
    COHOST = "cohost", "共同で開く"
    FACILITATOR = "facilitator", "進行"
    GUEST = "guest", "必要なとき"


class SignedKind(Labelled):
    """職員が読んで、名前を記すもの。"""

    CONFIDENTIALITY = "confidentiality", "会議の守秘の約束"
    RUNNING = "running", "会議の進め方の確かめ"

"""The one navigation for all, as data. A line is shown where its permission is held.

Only what exists stands here; each later room adds its line when its pages work.
Three arrangements of the same lines: the full one, a short one for people who work
alone in their office, and one for officers. What a short menu leaves out stands
under その他.
"""

from __future__ import annotations

from tsunagi.access.actor import Actor
from tsunagi.access.permissions import Permission, Role
from tsunagi.common.frozen import Frozen, field

P = Permission
OFFICERS = frozenset(
    {Role.MUNICIPAL_OFFICER, Role.WARD_OFFICER, Role.PREFECTURAL_OFFICER, Role.ADVISER}
)


class Line(Frozen):
    """One page in the menu. `section` marks which addresses count as being here."""

    label: str
    url_name: str
    section: str
    permission: Permission


class Heading(Frozen):
    """A main entry: a page of its own, or the first of its lines."""

    label: str
    symbol: str
    lines: tuple[Line, ...] = field(default_factory=tuple)
    phone_label: str = ""


class MenuItem(Frozen, eq=False):
    """What the page frame draws. `post` makes it a button that sends a form.

    Each item is itself and equal to no other: the frame keeps what it drew of it.
    """

    label: str
    url: str
    current: bool = False
    symbol: str = ""
    phone_label: str = ""
    children: tuple[MenuItem, ...] = ()
    post: bool = False


HOME = Line("きょう", "home", "/", P.HOME_VIEW)
RECEIVE = Line(
    "相談を受け付ける", "reception-new", "/receptions/new/", P.RECEPTION_RECORD
)
RECEPTIONS = Line("受付の一覧", "reception-list", "/receptions/", P.RECEPTION_RECORD)
UNMET = Line("まだ会えていない人", "outreach-list", "/outreach/", P.RECEPTION_RECORD)
MATCHES = Line("同じ人かの問い合わせ", "match-list", "/matches/", P.MATCH_ANSWER)
HANDOVERS = Line("引継ぎの依頼", "handover-list", "/handovers/", P.CASE_VIEW)
BACKUPS = Line("助言・同行", "backup-list", "/backups/", P.CASE_VIEW)
COORDINATIONS = Line("調整・交渉", "coordination-list", "/coordinations/", P.CASE_VIEW)
RECORD = Line("相談を記録する", "contact-start", "/contacts/new/", P.CASE_WORK)
GUARDIANSHIPS = Line(
    "成年後見の相談", "guardianship-list", "/guardianships/", P.CASE_VIEW
)
PEERS = Line("ピアカウンセリング", "peer-list", "/peers/", P.RECEPTION_RECORD)
COMPLAINTS = Line("要望・苦情", "complaint-list", "/complaints/", P.RECEPTION_RECORD)
RIGHTS = Line("権利の心配ごと", "rights-list", "/rights/", P.RIGHTS_REPORT)
EMERGENCIES = Line("緊急の閲覧", "emergency-list", "/emergencies/", P.EMERGENCY_USE)
DUPLICATES = Line(
    "重なった記録", "duplicate-list", "/persons/duplicates/", P.PERSON_MERGE
)
REPORTS = Line("数字で見る", "report-index", "/reports/", P.CONTACT_REPORT_VIEW)
FIGURES = Line(
    "相談実績の月報", "contact-report", "/reports/contacts/", P.CONTACT_REPORT_VIEW
)
DUTIES = Line("市町村の務め", "duty-list", "/duties/", P.CATALOGUE_VIEW)
FUNCTIONS = Line("機能と担い手", "function-map", "/functions/", P.CATALOGUE_VIEW)
MY_CASES = Line("わたしのケース", "case-mine", "/cases/mine/", P.CASE_VIEW)
OFFICE_CASES = Line("事業所のケース", "case-office", "/cases/office/", P.CASE_VIEW)
PROBLEMS = Line("課題と気がかり", "problem-list", "/problems/", P.CASE_VIEW)
PERSONS = Line("利用者をさがす", "person-search", "/persons/search/", P.CASE_VIEW)
NOTES = Line("本文をさがす", "note-search", "/contacts/search/", P.CASE_VIEW)
MONITORING = Line("モニタリング", "monitoring-list", "/monitoring/", P.CASE_VIEW)
VISITS = Line(
    "訪ねる日の暦", "monitoring-calendar", "/monitoring/calendar/", P.CASE_VIEW
)
BOARD = Line("計画の進み", "plan-board", "/plans/", P.CASE_VIEW)
DESK = Line("計画案の依頼と受取り", "plan-desk", "/plans/desk/", P.CASE_OVERSIGHT)
REVIEWS = Line("計画への評価・助言", "plan-reviews", "/plans/reviews/", P.CASE_VIEW)
CLAIMS = Line("今月の請求のもと", "claim-base", "/reports/claims/", P.CASE_VIEW)
REFLECTION = Line("関わりのふり返り", "reflection", "/reports/reflection/", P.CASE_WORK)
GROWTH = Line("わたしの育ちの記録", "growth", "/growth/", P.GROWTH_KEEP)
MY_OFFICE = Line("わたしの事業所", "office-mine", "/offices/mine/", P.OFFICE_CONFIRM)
FIRST_MONTH = Line("はじめの一か月", "first-month", "/first-month/", P.FIRST_MONTH_VIEW)
DIRECTORY = Line("事業所をさがす", "office-list", "/offices/", P.DIRECTORY_VIEW)
AREAS = Line("地域と三つの層", "area-here", "/areas/", P.DIRECTORY_VIEW)
FIND = Line("住所から窓口", "area-find", "/areas/find/", P.DIRECTORY_VIEW)
CAPACITY = Line("受け持ちと空き", "capacity-board", "/capacity/", P.DIRECTORY_VIEW)
MAP = Line("地図", "office-map", "/map/", P.DIRECTORY_VIEW)
OFFICE_SUPPORTS = Line("事業所への支援", "support-list", "/support/", P.OFFICE_CONFIRM)
TRAININGS = Line("研修の開催", "training-list", "/trainings/", P.DIRECTORY_VIEW)
CHIEFS = Line("主任に頼めること", "chief-list", "/chiefs/", P.DIRECTORY_VIEW)
STAFF = Line("職員と研修", "staff-list", "/staff/", P.STAFF_VIEW)
ARTICLES = Line("読み物と取り決め", "article-list", "/articles/", P.CATALOGUE_VIEW)
CATALOGUES = Line("カタログ", "catalogue-list", "/catalogues/", P.CATALOGUE_VIEW)
ROLE_TABLE = Line("役割と許可の表", "role-table", "/account/roles/", P.ACCOUNT_OWN)
TABLES = Line("表の取り込み", "import-persons", "/tables/", P.CASE_IMPORT)
IMPORT = Line("公開データの取り込み", "import-offices", "/imports/", P.OFFICE_IMPORT)
RECOVERY = Line("ログインの再設定", "recovery-list", "/recovery/", P.RECOVERY_VIEW)
LOGIN_RULES = Line("二段階の確認", "login-rules", "/login-rules/", P.LOGIN_RULES_EDIT)
AUDIT = Line("監査の記録", "audit-list", "/audit/", P.AUDIT_VIEW)
SYSTEM = Line("システムの状態", "system", "/system/", P.SYSTEM_VIEW)

BATCH = Line("まとめて印刷", "papers-batch", "/papers/batch/", P.CASE_EXPORT)
BLANKS = Line("白紙の様式", "papers-blank", "/papers/blank/", P.CATALOGUE_VIEW)
TEMPLATES = Line(
    "市町村の様式", "papers-templates", "/papers/templates/", P.CATALOGUE_ADOPT
)

MEETING_LIST = Line("会議", "meeting-list", "/meetings/", P.MEETING_VIEW)
REVIEW = Line("会議に出すもの", "review-queue", "/meetings/review/", P.MEETING_VIEW)
MEETING_TASKS = Line(
    "会議で決めたこと", "meeting-tasks", "/meetings/tasks/", P.MEETING_VIEW
)
MEETING_YEAR = Line(
    "会議の暦", "meeting-calendar", "/meetings/calendar/", P.MEETING_VIEW
)
SERIES = Line("会議体", "series-list", "/meetings/series/", P.MEETING_VIEW)
SUPERVISIONS = Line(
    "グループスーパービジョン", "supervision-list", "/meetings/supervision/",
    P.MEETING_VIEW,
)  # fmt: skip
CANDIDATES = Line(
    "地域課題の候補", "candidate-list", "/issues/candidates/", P.MEETING_VIEW
)
VOICES = Line("当事者の声", "issue-voices", "/issues/voices/", P.MEETING_VIEW)
PLEDGES = Line("会議の約束", "pledge", "/meetings/pledge/", P.MEETING_VIEW)

# Pages of upper rooms that begin from a case: words, name of the page, its question.
CASE_LINKS = (("この方のことで会議（つながる場など）を開く", "meeting-new", "case"),)

TODAY = Heading("きょう", "today", (HOME,))
INTAKE = (RECEIVE, RECEPTIONS, HANDOVERS, BACKUPS, UNMET)
CASES = (RECORD, MY_CASES, OFFICE_CASES, PROBLEMS, COORDINATIONS, PERSONS, NOTES)
PLANS = (BOARD, REVIEWS, MONITORING, VISITS, CLAIMS, BATCH)
DESKS = (DESK, BATCH)
CARE = (COMPLAINTS, GUARDIANSHIPS, PEERS, RIGHTS, EMERGENCIES)
MEETINGS = (
    MEETING_LIST,
    REVIEW,
    MEETING_TASKS,
    MEETING_YEAR,
    SERIES,
    SUPERVISIONS,
    CANDIDATES,
    VOICES,
    PLEDGES,
)
SIGHT = (MATCHES, DUPLICATES)
PLACES = (DIRECTORY, CAPACITY, AREAS, FIND, MAP)
COUNTED = (REPORTS, FIGURES, REFLECTION)
RULES = (
    *COUNTED,
    ARTICLES,
    CATALOGUES,
    BLANKS,
    TEMPLATES,
    FUNCTIONS,
    DUTIES,
    ROLE_TABLE,
)
OFFICE_KEEPING = (TABLES, IMPORT, RECOVERY, LOGIN_RULES, AUDIT, SYSTEM)

FULL = (
    TODAY,
    Heading("相談", "talk", (*INTAKE, *CASES)),
    Heading("計画", "calendar", PLANS),
    Heading("会議", "meeting", MEETINGS),
    Heading("支援", "staff", CARE),
    Heading("地域", "area", (*PLACES, MY_OFFICE)),
    Heading("人材", "person", (CHIEFS, GROWTH, STAFF, OFFICE_SUPPORTS, TRAININGS)),
    Heading("しくみ", "catalogue", RULES),
    Heading("管理", "settings", (FIRST_MONTH, *SIGHT, *OFFICE_KEEPING)),
)
SHORT = (
    TODAY,
    Heading("相談", "talk", (*INTAKE, *CASES)),
    Heading("計画", "calendar", PLANS),
    Heading("会議", "meeting", MEETINGS),
    Heading("わたしの事業所", "office", (MY_OFFICE,), phone_label="事業所"),
    Heading("主任に頼めること", "person", (CHIEFS,), phone_label="主任"),
    Heading(
        "その他",
        "menu",
        (
            *CARE,
            *PLACES,
            GROWTH,
            STAFF,
            OFFICE_SUPPORTS,
            TRAININGS,
            *RULES,
            *SIGHT,
            *OFFICE_KEEPING,
        ),
    ),
)
OFFICER = (
    TODAY,
    Heading("相談", "talk", (*INTAKE, *CASES)),
    Heading("計画", "calendar", DESKS),
    Heading("会議", "meeting", MEETINGS),
    Heading("地域", "area", PLACES),
    Heading("人材", "person", (CHIEFS, GROWTH, STAFF, OFFICE_SUPPORTS, TRAININGS)),
    Heading("支援", "staff", CARE),
    Heading("その他", "menu", (FIRST_MONTH, *RULES, *SIGHT, *OFFICE_KEEPING)),
)


def arrangement_for(actor: Actor) -> tuple[Heading, ...]:
    """Which of the three menus this actor gets."""
    if not actor.roles.isdisjoint(OFFICERS):
        return OFFICER
    return SHORT if actor.works_alone else FULL

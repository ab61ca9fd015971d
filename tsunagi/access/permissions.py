"""許可の言葉と、役割ごとの許可。監査する人が読む、ただ一つの表。

A closed list. Nothing here imports Django or knows a table: `bin/tsunagi docs` prints
it as a page. A permission says *what kind of act* a role may do; *on which rows* is
decided by the grant's office, area or municipality, and by the policies of the rooms.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from tsunagi.common.frozen import Frozen


class Permission(StrEnum):
    """One kind of act. The value is the word in the audit log and in `actions`."""

    HOME_VIEW = "home.view"
    ACCOUNT_OWN = "account.own"
    DIRECTORY_VIEW = "directory.view"
    CATALOGUE_VIEW = "catalogue.view"
    OFFICE_EDIT = "office.edit"
    OFFICE_CONFIRM = "office.confirm"
    OFFICE_REGISTER = "office.register"
    OFFICE_IMPORT = "office.import"
    RESOURCE_KEEP = "resource.keep"
    GROWTH_KEEP = "growth.keep"
    STAFF_VIEW = "staff.view"
    STAFF_MANAGE = "staff.manage"
    STAFF_TRANSFER = "staff.transfer"
    QUALIFICATION_EDIT = "qualification.edit"
    CHIEF_APPOINT = "chief.appoint"
    AREA_EDIT = "area.edit"
    CATALOGUE_ADOPT = "catalogue.adopt"
    KNOWLEDGE_WRITE = "knowledge.write"
    OFFICE_SUPPORT = "office.support"
    FIRST_MONTH_VIEW = "first_month.view"
    LOGIN_RULES_EDIT = "login_rules.edit"
    RECOVERY_VIEW = "recovery.view"
    RECOVERY_REQUEST = "recovery.request"
    RECOVERY_APPROVE = "recovery.approve"
    AUDIT_VIEW = "audit.view"
    RECEPTION_RECORD = "reception.record"
    CASE_VIEW = "case.view"
    CASE_WORK = "case.work"
    CASE_ASSIGN = "case.assign"
    CASE_OVERSIGHT = "case.oversight"
    CONSENT_RECORD = "consent.record"
    DISCLOSURE_DECIDE = "disclosure.decide"
    EXCLUSION_EDIT = "exclusion.edit"
    EMERGENCY_USE = "emergency.use"
    EMERGENCY_REVIEW = "emergency.review"
    MATCH_ANSWER = "match.answer"
    PERSON_MERGE = "person.merge"
    CASE_EXPORT = "case.export"
    RIGHTS_REPORT = "rights.report"
    RIGHTS_HANDLE = "rights.handle"
    RIGHTS_APPOINT = "rights.appoint"
    CASE_IMPORT = "case.import"
    CONTACT_REPORT_VIEW = "contact_report.view"
    MONTH_CLOSE = "month.close"
    MEETING_VIEW = "meeting.view"
    MEETING_RUN = "meeting.run"
    SERIES_EDIT = "series.edit"
    COUNCIL_COUNT = "council.count"
    MEETING_CARE = "meeting.care"
    SYSTEM_VIEW = "system.view"


PERMISSION_LABELS: Mapping[Permission, str] = MappingProxyType(
    {
        Permission.HOME_VIEW: "きょうを開く",
        Permission.ACCOUNT_OWN: "自分のログイン設定を変える",
        Permission.DIRECTORY_VIEW: "事業所・地域・主任の一覧を見る",
        Permission.CATALOGUE_VIEW: "カタログを見る",
        Permission.OFFICE_EDIT: "事業所の情報を直す",
        Permission.OFFICE_CONFIRM: "事業所の情報と空きを確認する",
        Permission.OFFICE_REGISTER: "事業所を登録し、種別と担当地域を決める",
        Permission.OFFICE_IMPORT: "事業所の公開データを取り込む",
        Permission.RESOURCE_KEEP: "身近な社会資源を名簿に加え、直す",
        Permission.GROWTH_KEEP: "自分の育ちの記録を書き、見せてもらった記録を読む",
        Permission.STAFF_VIEW: "職員の資格と配置を見る",
        Permission.STAFF_MANAGE: "職員を招待し、配置と退職を記録する",
        Permission.STAFF_TRANSFER: "職員をほかの事業所へ異動させる",
        Permission.QUALIFICATION_EDIT: "職員の研修修了を記録する",
        Permission.CHIEF_APPOINT: "主任相談支援専門員を位置づける",
        Permission.AREA_EDIT: "地域の区分と境界を直す",
        Permission.CATALOGUE_ADOPT: "カタログを採用し、直して公開する",
        Permission.KNOWLEDGE_WRITE: "読み物と地域の取り決めを書く",
        Permission.OFFICE_SUPPORT: "ほかの事業所を訪ね、助言したことを記録する",
        Permission.FIRST_MONTH_VIEW: "はじめの一か月を見る",
        Permission.LOGIN_RULES_EDIT: "二段階の確認を求める役割を決める",
        Permission.RECOVERY_VIEW: "ログインの再設定の申し出を見る",
        Permission.RECOVERY_REQUEST: "職員のログインの再設定を申し出る",
        Permission.RECOVERY_APPROVE: "職員のログインの再設定を認める",
        Permission.AUDIT_VIEW: "監査の記録を調べる",
        Permission.RECEPTION_RECORD: "相談を受け付ける",
        Permission.CASE_VIEW: "見てよい利用者の記録を見る",
        Permission.CASE_WORK: "見てよい利用者の記録を書く",
        Permission.CASE_ASSIGN: "自分の事業所の担当を決める",
        Permission.CASE_OVERSIGHT: "市町村の務めとして利用者の記録を見る",
        Permission.CONSENT_RECORD: "同意とその撤回を記録する",
        Permission.DISCLOSURE_DECIDE: "同意のない提供を法の例外として決める",
        Permission.EXCLUSION_EDIT: "利用者の記録を見せない職員・事業所を決める",
        Permission.EMERGENCY_USE: "緊急のときに利用者の記録を開く",
        Permission.EMERGENCY_REVIEW: "緊急に開かれた記録を確かめる",
        Permission.MATCH_ANSWER: "同じ人かどうかの問い合わせに答える",
        Permission.PERSON_MERGE: "重なった利用者の記録を一つにする",
        Permission.CASE_EXPORT: "利用者の記録を書き出す",
        Permission.RIGHTS_REPORT: "権利の心配ごとを知らせる",
        Permission.RIGHTS_HANDLE: "権利の心配ごとに担当として対応する",
        Permission.RIGHTS_APPOINT: "虐待防止・権利擁護の担当を名ざしで決める",
        Permission.CASE_IMPORT: "利用者と相談記録を表から取り込む",
        Permission.CONTACT_REPORT_VIEW: "相談実績の月報を見る",
        Permission.MONTH_CLOSE: "月の相談実績を締める",
        Permission.MEETING_VIEW: "会議の予定と、呼ばれた会議の中身を見る",
        Permission.MEETING_RUN: "会議を開き、議題・出席・会議録を書く",
        Permission.SERIES_EDIT: "会議体と構成員を決める",
        Permission.COUNCIL_COUNT: "協議会への参加に数える会議を決める",
        Permission.MEETING_CARE: "会議の前後に関わる人を、主任と基幹の間で書く",
        Permission.SYSTEM_VIEW: "システムの状態を見る",
    }
)


class Role(StrEnum):
    """System roles: few and general. Local posts map to one of them by catalogue."""

    SPECIALIST = "specialist"
    ASSISTANT = "assistant"
    OFFICE_MANAGER = "office_manager"
    CONSULTANT = "consultant"
    CORE_STAFF = "core_staff"
    CHIEF = "chief"
    RIGHTS_STAFF = "rights_staff"
    MUNICIPAL_OFFICER = "municipal_officer"
    WARD_OFFICER = "ward_officer"
    SECRETARIAT = "secretariat"
    COUNCIL_MEMBER = "council_member"
    PREFECTURAL_OFFICER = "prefectural_officer"
    ADVISER = "adviser"
    TRAINEE = "trainee"
    INFORMATION_OFFICER = "information_officer"
    SYSTEM_ADMINISTRATOR = "system_administrator"


class RoleDefinition(Frozen):
    """What an auditor reads about one role.

    `sees_persons` is False for roles that must never see a person supported, whatever
    rows of access may one day be written for them.
    """

    label: str
    explanation: str
    permissions: frozenset[Permission]
    sees_persons: bool
    is_addition: bool = False


EVERYONE = frozenset(
    {
        Permission.HOME_VIEW,
        Permission.ACCOUNT_OWN,
        Permission.DIRECTORY_VIEW,
        Permission.CATALOGUE_VIEW,
    }
)
OFFICE_WORK = EVERYONE | {
    Permission.OFFICE_CONFIRM,
    Permission.RESOURCE_KEEP,
    Permission.GROWTH_KEEP,
    Permission.STAFF_VIEW,
    Permission.RECEPTION_RECORD,
    Permission.CASE_VIEW,
    Permission.CASE_WORK,
    Permission.CONSENT_RECORD,
    Permission.EMERGENCY_USE,
    Permission.CASE_EXPORT,
    Permission.CONTACT_REPORT_VIEW,
    Permission.RIGHTS_REPORT,
    Permission.MEETING_VIEW,
    Permission.MEETING_RUN,
}
# What whoever answers for an office adds to the daily work.
OFFICE_CHARGE = frozenset(
    {
        Permission.OFFICE_EDIT,
        Permission.OFFICE_SUPPORT,
        Permission.STAFF_MANAGE,
        Permission.QUALIFICATION_EDIT,
        Permission.RECOVERY_VIEW,
        Permission.RECOVERY_REQUEST,
        Permission.CASE_ASSIGN,
        Permission.DISCLOSURE_DECIDE,
        Permission.EXCLUSION_EDIT,
        Permission.EMERGENCY_REVIEW,
        Permission.CASE_IMPORT,
        Permission.MONTH_CLOSE,
        Permission.SERIES_EDIT,
    }
)
# Whoever calls the offices of a region together.
CONVENING = frozenset(
    {Permission.MEETING_VIEW, Permission.MEETING_RUN, Permission.SERIES_EDIT}
)
# The benefit and abuse sections of a municipality: they see by their own duty.
CASE_DUTY = frozenset(
    {
        Permission.RESOURCE_KEEP,
        Permission.GROWTH_KEEP,
        Permission.RECEPTION_RECORD,
        Permission.CASE_VIEW,
        Permission.CASE_WORK,
        Permission.CASE_OVERSIGHT,
        Permission.CONSENT_RECORD,
        Permission.DISCLOSURE_DECIDE,
        Permission.EMERGENCY_USE,
        Permission.CASE_EXPORT,
        Permission.CONTACT_REPORT_VIEW,
        Permission.MONTH_CLOSE,
        Permission.RIGHTS_REPORT,
    }
)

ROLES: Mapping[Role, RoleDefinition] = MappingProxyType(
    {
        Role.SPECIALIST: RoleDefinition(
            "相談支援専門員",
            "指定事業所で基本相談と計画相談を行う。",
            OFFICE_WORK,
            sees_persons=True,
        ),
        Role.ASSISTANT: RoleDefinition(
            "相談支援員",
            "相談支援専門員の指導のもとで計画相談を補助する。",
            OFFICE_WORK,
            sees_persons=True,
        ),
        Role.OFFICE_MANAGER: RoleDefinition(
            "事業所の管理者",
            "自分の事業所の情報、職員、研修の記録を管理する。",
            OFFICE_WORK | OFFICE_CHARGE,
            sees_persons=True,
        ),
        Role.CONSULTANT: RoleDefinition(
            "委託相談の相談員",
            "市町村から委託を受けた一般的な相談を行う。",
            OFFICE_WORK | CONVENING | {Permission.OFFICE_SUPPORT},
            sees_persons=True,
        ),
        Role.CORE_STAFF: RoleDefinition(
            "基幹相談支援センターの職員",
            "困難な相談、ほかの事業所の後方支援、地域づくりを行う。",
            OFFICE_WORK
            | CONVENING
            | {
                Permission.OFFICE_EDIT,
                Permission.KNOWLEDGE_WRITE,
                Permission.OFFICE_SUPPORT,
                Permission.MATCH_ANSWER,
                Permission.PERSON_MERGE,
                Permission.MEETING_CARE,
            },
            sees_persons=True,
        ),
        Role.CHIEF: RoleDefinition(
            "主任相談支援専門員",
            "ほかの役割に加えて、助言と人材育成を担う。",
            EVERYONE
            | CONVENING
            | {
                Permission.GROWTH_KEEP,
                Permission.STAFF_VIEW,
                Permission.KNOWLEDGE_WRITE,
                Permission.OFFICE_SUPPORT,
                Permission.MEETING_CARE,
            },
            sees_persons=True,
            is_addition=True,
        ),
        Role.RIGHTS_STAFF: RoleDefinition(
            "虐待防止・権利擁護の担当",
            "市町村が名ざしで決める。権利の心配ごとの記録を見て、対応する。",
            EVERYONE | {Permission.RIGHTS_HANDLE},
            sees_persons=True,
            is_addition=True,
        ),
        Role.MUNICIPAL_OFFICER: RoleDefinition(
            "市町村の担当者",
            "支給決定、相談支援体制の整備、事業所の登録を行う。",
            EVERYONE
            | {
                Permission.OFFICE_EDIT,
                Permission.OFFICE_CONFIRM,
                Permission.OFFICE_REGISTER,
                Permission.OFFICE_IMPORT,
                Permission.STAFF_VIEW,
                Permission.STAFF_MANAGE,
                Permission.STAFF_TRANSFER,
                Permission.QUALIFICATION_EDIT,
                Permission.CHIEF_APPOINT,
                Permission.AREA_EDIT,
                Permission.CATALOGUE_ADOPT,
                Permission.KNOWLEDGE_WRITE,
                Permission.OFFICE_SUPPORT,
                Permission.FIRST_MONTH_VIEW,
                Permission.RECOVERY_VIEW,
                Permission.RECOVERY_REQUEST,
                Permission.RECOVERY_APPROVE,
                *CASE_DUTY,
                Permission.MATCH_ANSWER,
                Permission.PERSON_MERGE,
                Permission.EXCLUSION_EDIT,
                Permission.EMERGENCY_REVIEW,
                Permission.RIGHTS_APPOINT,
                *CONVENING,
                Permission.COUNCIL_COUNT,
            },
            sees_persons=True,
        ),
        Role.WARD_OFFICER: RoleDefinition(
            "区の担当者",
            "区の相談支援体制と支給決定の事務を行う。",
            EVERYONE
            | {
                Permission.OFFICE_EDIT,
                Permission.OFFICE_CONFIRM,
                Permission.OFFICE_SUPPORT,
                Permission.STAFF_VIEW,
                Permission.FIRST_MONTH_VIEW,
                *CASE_DUTY,
                *CONVENING,
                Permission.COUNCIL_COUNT,
            },
            sees_persons=True,
        ),
        Role.SECRETARIAT: RoleDefinition(
            "協議会の事務局",
            "協議会の開催と地域課題の整理を行う。利用者の記録は見ない。",
            EVERYONE | CONVENING,
            sees_persons=False,
        ),
        Role.COUNCIL_MEMBER: RoleDefinition(
            "協議会の委員",
            "協議会に出席する。個人が分からない資料だけを見る。",
            EVERYONE | {Permission.MEETING_VIEW},
            sees_persons=False,
        ),
        Role.PREFECTURAL_OFFICER: RoleDefinition(
            "都道府県の担当者",
            "市町村の体制整備を支え、研修を行う。個人の記録は見ない。",
            EVERYONE | {Permission.MEETING_VIEW},
            sees_persons=False,
        ),
        Role.ADVISER: RoleDefinition(
            "アドバイザー",
            "都道府県から市町村の体制づくりを助言する。個人の記録は見ない。",
            EVERYONE | {Permission.MEETING_VIEW},
            sees_persons=False,
        ),
        Role.TRAINEE: RoleDefinition(
            "研修・実習の受講者",
            "研修の課題に使う画面と、自分の育ちの記録だけを見る。",
            EVERYONE | {Permission.GROWTH_KEEP},
            sees_persons=False,
        ),
        Role.INFORMATION_OFFICER: RoleDefinition(
            "個人情報管理者",
            "だれが何を見たかを調べる。記録の中身は見ない。",
            EVERYONE
            | {
                Permission.AUDIT_VIEW,
                Permission.LOGIN_RULES_EDIT,
                Permission.RECOVERY_VIEW,
                Permission.RECOVERY_APPROVE,
            },
            sees_persons=False,
        ),
        Role.SYSTEM_ADMINISTRATOR: RoleDefinition(
            "システム管理者",
            "システムを動かす。利用者の記録は見えない。",
            EVERYONE
            | {
                Permission.SYSTEM_VIEW,
                Permission.RECOVERY_VIEW,
                Permission.RECOVERY_REQUEST,
            },
            sees_persons=False,
        ),
    }
)

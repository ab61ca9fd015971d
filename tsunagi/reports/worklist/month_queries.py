"""はじめの一か月: どの項目も、記録があれば自動で済みになる。"""

from __future__ import annotations

from datetime import date

from tsunagi.access.actor import Actor
from tsunagi.access.permissions import Permission
from tsunagi.activity.catalogue import queries as catalogues
from tsunagi.organisations.area.queries import in_force_on
from tsunagi.organisations.office.models import Office, OfficeArea
from tsunagi.organisations.staff.models import ChiefAppointment, Post
from tsunagi.reports.worklist.rules import MonthStep


def first_month(*, actor: Actor, today: date) -> list[MonthStep]:
    """はじめての担当者の一か月。どれも、記録があれば自動で済みになる。"""
    here = actor.here
    own_offices = Office.objects.filter(municipality_id=here, closed_on=None)
    layer = {"kind_periods__valid_before": None}
    has_plan = own_offices.filter(kind_periods__kind="designated_plan", **layer)
    has_core = own_offices.filter(
        kind_periods__kind__in=("core_centre", "commissioned"), **layer
    )
    return [
        MonthStep(
            "事業所の名簿をそろえる",
            "国の公開データを取り込むと、指定の事業所が一度に並びます。",
            "取り込む",
            "import-offices",
            has_plan.exists(),
            actor.has(Permission.OFFICE_IMPORT),
        ),
        MonthStep(
            "困ったときの窓口を決める",
            "基幹か委託の事業所を登録します。ほかの市町村と一緒に置く形もあります。",
            "事業所を登録する",
            "office-new",
            has_core.exists()
            or OfficeArea.objects.filter(area__municipality_id=here).exists(),
            actor.has(Permission.OFFICE_REGISTER),
        ),
        MonthStep(
            "事業所の管理者を招く",
            "招待の番号を紙で渡すだけです。相手は1分で始められます。",
            "職員を見る",
            "staff-list",
            Post.objects.filter(
                in_force_on(today), office__municipality_id=here, kind="manager"
            ).exists(),
        ),
        MonthStep(
            "三つの層のすき間を見る",
            "どの層に担い手がいないかを図で確かめます。埋め方の例も出ます。",
            "三つの層を見る",
            "area-here",
            own_offices.filter(confirmed_on__isnull=False).exists(),
        ),
        MonthStep(
            "主任を位置づける",
            "主任研修を終えた人に、地域での役割を任せて、頼み方を公開します。",
            "主任に頼めることを見る",
            "chief-list",
            ChiefAppointment.objects.filter(
                in_force_on(today), municipality_id=here
            ).exists(),
        ),
        MonthStep(
            "業務の分け方（カタログ）を採用する",
            "国の三層や、ほかの自治体の役割の表を、そのまま使い始められます。",
            "カタログを見る",
            "catalogue-list",
            bool(catalogues.adoptions(actor=actor)),
        ),
    ]

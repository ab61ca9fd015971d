"""モニタリング報告書の一つの版。"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.case.models import Case
from tsunagi.cases.contact.rules import Place
from tsunagi.cases.monitoring.models import MonitoringMonth
from tsunagi.cases.plan.models import Plan
from tsunagi.cases.scope import CAN_SEE_PART_OF_CASE
from tsunagi.organisations.office.models import Office


class MonitoringReport(models.Model):
    """モニタリング報告書（3-1）と、そのときの週間（3-2）。直すと新しい版ができる。

    results: see report_rules.Result, one for each goal. week: see plan.week_rules.Entry.
    The three answers: None is not asked yet. next_month: YYYYMM.
    """

    public_id = PublicIdField()
    record_id = models.UUIDField("報告の番号", default=uuid4)
    version = models.PositiveIntegerField("版", default=1)
    is_current = models.BooleanField("いまの版", default=True)
    is_withdrawn = models.BooleanField("取り消した", default=False)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="前の版",
    )  # fmt: skip
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="monitoring_reports", verbose_name="ケース"
    )
    plan = models.ForeignKey(
        Plan, models.PROTECT, related_name="reports", verbose_name="計画"
    )
    month = models.ForeignKey(
        MonitoringMonth, models.PROTECT, null=True, blank=True, related_name="reports",
        verbose_name="モニタリングの月",
    )  # fmt: skip
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="事業所"
    )
    staff = models.ForeignKey(
        "organisations.Staff", models.PROTECT, related_name="+",
        verbose_name="行った職員",
    )  # fmt: skip
    held_on = models.DateField("モニタリング実施日")
    place = models.CharField("場所", max_length=12, blank=True, choices=Place.choices())
    present = TextLine("会った人", max_length=200, blank=True)
    policy = LongText("総合的な援助の方針", max_length=4000, blank=True)
    overall = LongText("全体の状況", max_length=4000, blank=True)
    results = models.JSONField("目標ごとの結果", default=list)
    change_kind = models.BooleanField("サービスの種類の変更", null=True, blank=True)
    change_amount = models.BooleanField("サービスの量の変更", null=True, blank=True)
    change_week = models.BooleanField("週間計画の変更", null=True, blank=True)
    change_words = LongText("変更のわけ・内容", max_length=2000, blank=True)
    week = models.JSONField("いまの週間", default=list)
    other_services = LongText("週単位以外のサービス", max_length=2000, blank=True)
    next_month = models.PositiveIntegerField(
        "次のモニタリングの月", null=True, blank=True
    )
    explained_on = models.DateField("説明した日", null=True, blank=True)
    consented_on = models.DateField("同意した日", null=True, blank=True)
    submitted_on = models.DateField("市町村へ出した日", null=True, blank=True)
    correction_reason = TextLine("直した理由", max_length=300, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["MonitoringReport"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "case", "plan", "month", "held_on", "place", "present", "policy", "overall",
            "results", "change_kind", "change_amount", "change_week", "change_words",
            "week", "other_services", "next_month", "explained_on", "consented_on",
            "submitted_on", "correction_reason",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "record_id", "version", "is_current", "is_withdrawn",
            "supersedes", "office", "staff", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "モニタリング報告"
        constraints = [
            models.UniqueConstraint(
                fields=["record_id"], condition=Q(is_current=True),
                name="one_current_version_of_report",
            ),
            models.UniqueConstraint(
                fields=["record_id", "version"], name="report_version_once"
            ),
            models.UniqueConstraint(
                fields=["month"],
                condition=Q(is_current=True, is_withdrawn=False, month__isnull=False),
                name="one_report_of_each_month",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["case", "-held_on", "-id"], condition=Q(is_current=True),
                name="report_of_case",
            )
        ]  # fmt: skip

"""支給決定と、計画相談の支給期間、モニタリング期間の決定。どれも日付のある事実。"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tsunagi.access.fields import PublicIdField, TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.case.models import Case
from tsunagi.cases.entitlement.rules import EntitlementKind, Source, TermReason
from tsunagi.cases.scope import CAN_SEE_PART_OF_CASE
from tsunagi.common.dates import YearMonth, last_day_of
from tsunagi.organisations.area.models import Municipality


class Entitlement(models.Model):
    """一つの支給決定と、計画相談（障害児相談）の支給期間。

    from_month, to_month: YYYYMM of 計画相談支給期間; the last one is 終期月. burden_limit:
    yen a month as the certificate says; None where nobody wrote it. A wrong row
    is withdrawn with a reason and written anew. The number lies in Certificate.
    """

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="entitlements", verbose_name="ケース"
    )
    kind = models.CharField("種類", max_length=8, choices=EntitlementKind.choices())
    decided_on = models.DateField("決定した日", null=True, blank=True)
    valid_from = models.DateField("支給決定の始まる日")
    valid_before = models.DateField("支給決定の終わる日の翌日")
    plan_made_on = models.DateField("計画を作った日", null=True, blank=True)
    from_month = models.PositiveIntegerField("支給期間の始まりの月")
    to_month = models.PositiveIntegerField("支給期間の終期月")
    burden_limit = models.PositiveIntegerField(
        "利用者負担上限月額", null=True, blank=True
    )
    source = models.CharField("何で確かめたか", max_length=12, choices=Source.choices())
    withdrawn_at = models.DateTimeField("取り消した日時", null=True, blank=True)
    withdrawn_reason = TextLine("取り消した理由", max_length=200, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["Entitlement"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "case", "kind", "decided_on", "valid_from", "valid_before", "plan_made_on",
            "from_month", "to_month", "burden_limit", "withdrawn_reason",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "source", "withdrawn_at", "recorded_at",
            "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "支給決定"
        constraints = [
            models.CheckConstraint(
                name="entitlement_is_not_backwards",
                condition=Q(valid_before__gt=F("valid_from"))
                & Q(to_month__gte=F("from_month")),
            )
        ]
        indexes = [models.Index(fields=["case", "to_month"], name="entitlement_case")]

    @property
    def months(self) -> tuple[YearMonth, YearMonth]:
        return YearMonth.from_int(self.from_month), YearMonth.from_int(self.to_month)

    @property
    def last_day(self) -> date | None:
        """The last valid day, as the certificate prints it."""
        return last_day_of(self.valid_before)

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class MonitoringTerm(models.Model):
    """モニタリング期間の決定: 何か月ごとに、どの月から。決め直すと新しい行ができる。"""

    public_id = PublicIdField()
    entitlement = models.ForeignKey(
        Entitlement, models.PROTECT, related_name="terms", verbose_name="支給決定"
    )
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="+", verbose_name="ケース"
    )
    every = models.PositiveSmallIntegerField("何か月ごと")
    monthly_first = models.PositiveSmallIntegerField("はじめの毎月の月数", default=0)
    from_month = models.PositiveIntegerField("始まりの月")
    reason = models.CharField("理由", max_length=12, choices=TermReason.choices())
    reason_words = TextLine("理由の言葉", max_length=300, blank=True)
    decided_on = models.DateField("決めた日", null=True, blank=True)
    source = models.CharField("何で確かめたか", max_length=12, choices=Source.choices())
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["MonitoringTerm"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "entitlement", "case", "every", "monthly_first", "from_month", "reason",
            "reason_words",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "decided_on", "source", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "モニタリング期間"
        constraints = [
            models.CheckConstraint(
                name="monitoring_interval_is_a_month_or_more",
                condition=Q(every__gte=1),
            )
        ]

"""モニタリングの月: 決定から数えた予定と、行ったこと、行わなかったわけ。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tsunagi.access.fields import PublicIdField, TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.case.models import Case
from tsunagi.cases.entitlement.models import Entitlement
from tsunagi.cases.monitoring.rules import MonthState
from tsunagi.cases.scope import CAN_SEE_PART_OF_CASE
from tsunagi.organisations.area.models import Municipality


class MonitoringMonth(models.Model):
    """一人の、一つの月のモニタリング。予定は支給決定から作り直され、行った月は残る。

    month: YYYYMM. planned_on: the visit on the calendar. Current state with `version`;
    what people change leaves a MonitoringMonthChange, what a new decision moves is
    told by its MonitoringTerm.
    """

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="monitoring_months", verbose_name="ケース"
    )
    entitlement = models.ForeignKey(
        Entitlement, models.PROTECT, related_name="+", verbose_name="支給決定"
    )
    month = models.PositiveIntegerField("月")
    is_last = models.BooleanField("終期月", default=False)
    state = models.CharField(
        "いま", max_length=8, choices=MonthState.choices(),
        default=MonthState.PLANNED.value,
    )  # fmt: skip
    planned_on = models.DateField("訪ねる日", null=True, blank=True)
    done_on = models.DateField("行った日", null=True, blank=True)
    reason = TextLine("行わなかったわけ", max_length=200, blank=True)
    version = models.PositiveIntegerField("版", default=1)
    updated_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="直した職員",
    )  # fmt: skip

    objects = ScopedManager["MonitoringMonth"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "case", "entitlement", "month", "planned_on", "done_on", "reason",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "is_last", "state", "version",
            "updated_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "モニタリングの月"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "month"],
                condition=~Q(state=MonthState.CHANGED),
                name="one_monitoring_per_month",
            ),
            models.CheckConstraint(
                name="done_monitoring_has_its_day",
                condition=Q(state=MonthState.DONE, done_on__isnull=False)
                | (~Q(state=MonthState.DONE) & Q(done_on=None)),
            ),
            models.CheckConstraint(
                name="monitoring_not_done_says_why",
                condition=~Q(state=MonthState.NOT_DONE) | ~Q(reason=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "state", "month", "case"],
                name="monitoring_by_month",
            )
        ]


class MonitoringMonthChange(models.Model):
    """モニタリングの月の変更の記録。どの項目を、何から何へ。"""

    month_row = models.ForeignKey(
        MonitoringMonth, models.PROTECT, related_name="changes_made",
        verbose_name="モニタリングの月",
    )  # fmt: skip
    version = models.PositiveIntegerField("版")
    changes = models.JSONField("変更", default=dict)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    class Privacy:
        personal: ClassVar[set[str]] = {"month_row", "changes"}
        operational: ClassVar[set[str]] = {
            "id", "version", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "モニタリングの月の変更"
        constraints = [
            models.UniqueConstraint(
                fields=["month_row", "version"], name="monitoring_month_version_once"
            )
        ]

"""台帳の月ごとの計。年の表は、記録を数えずにこれを足す（ADR 0015）。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tsunagi.access.fields import TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.activity.record.policy import can_count
from tsunagi.organisations.models import Municipality, Office


class MonthTotal(models.Model):
    """A part of the sum over a municipality's month, written by triggers and `fold`.

    Any number of rows may stand for one cell; what they hold adds up to the ledger's
    current versions. A row with an office counts for that office. `for_city` rows count
    for the whole municipality: at first the same rows, after folding one without office,
    so that a city of three hundred offices is read in some hundred rows.
    """

    # The ledger's own row holds the constraint; here it would be asked twice.
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", db_index=False,
        db_constraint=False, verbose_name="市町村",
    )  # fmt: skip
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, related_name="+", db_index=False,
        db_constraint=False, verbose_name="事業所",
    )  # fmt: skip
    for_city = models.BooleanField("市町村全体に数える", default=True)
    month = models.PositiveIntegerField("月")
    kind = models.CharField("活動の種類", max_length=16)
    method = TextLine("支援方法", max_length=40)
    served = models.IntegerField("延件数")
    records = models.IntegerField("記録の数")
    minutes = models.IntegerField("分")
    travel_minutes = models.IntegerField("移動の分")

    objects = ScopedManager["MonthTotal"](can_count())

    class Privacy:
        personal: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {
            "id", "municipality", "office", "for_city", "month", "kind", "method",
            "served", "records", "minutes", "travel_minutes",
        }  # fmt: skip

    class Meta:
        verbose_name = "台帳の月ごとの計"
        constraints = [
            models.CheckConstraint(
                name="month_total_of_office_or_city",
                condition=Q(office__isnull=False) | Q(for_city=True),
            )
        ]
        indexes = [
            models.Index(
                fields=["municipality", "month"],
                condition=Q(for_city=True),
                name="month_total_of_city",
            ),
            models.Index(
                fields=["municipality", "office", "month"], name="month_total_of_office"
            ),
        ]

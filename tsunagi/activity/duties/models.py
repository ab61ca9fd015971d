"""市町村・都道府県の務めの進み具合: だれが受け持ち、いまどうか。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tsunagi.access.fields import LongText, TextLine
from tsunagi.activity.duties.rules import DutyProgress
from tsunagi.organisations.models import Municipality, Staff


class DutyState(models.Model):
    """一つの務めの、この市町村での受け持ちと状態。カタログの項目に一行。

    Current state; who changed it when stands beside it and in the log.
    """

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    item_code = models.CharField("務め", max_length=20)
    progress = models.CharField(
        "進み具合", max_length=12, choices=DutyProgress.choices()
    )
    owner = TextLine("受け持つ人・課", max_length=120, blank=True)
    note = LongText("いまの様子と次にすること", max_length=1000, blank=True)
    version = models.PositiveIntegerField("版", default=1)
    updated_at = models.DateTimeField("直した日時")
    updated_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="直した職員"
    )

    class Privacy:
        personal: ClassVar[set[str]] = {"updated_by"}
        operational: ClassVar[set[str]] = {
            "id", "municipality", "item_code", "progress", "owner", "note", "version",
            "updated_at",
        }  # fmt: skip

    class Meta:
        verbose_name = "務めの進み具合"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "item_code"], name="duty_state_once"
            )
        ]

"""困難な相談の行き先の決まり。市町村が地域ごとに決め、日付とわけとともに残す。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tsunagi.access.fields import LongText
from tsunagi.organisations.area.models import Area
from tsunagi.organisations.area.routing_rules import Route


class RoutingRule(models.Model):
    """一つの地域の、その日からの決まり。

    is_struck: replaced before it ended by itself, and kept for the history.
    """

    area = models.ForeignKey(
        Area, models.PROTECT, related_name="routing_rules", verbose_name="地域"
    )
    route = models.CharField("行き先", max_length=16, choices=Route.choices())
    reason = LongText("わけ・決めた場", max_length=300)
    valid_from = models.DateField("始まる日")
    valid_before = models.DateField("終わる日の翌日", null=True, blank=True)
    is_struck = models.BooleanField("取り消した", default=False)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="記録した職員",
    )

    class Privacy:
        personal: ClassVar[set[str]] = {"recorded_by"}
        operational: ClassVar[set[str]] = {
            "id", "area", "route", "reason", "valid_from", "valid_before", "is_struck",
            "recorded_at",
        }  # fmt: skip

    class Meta:
        verbose_name = "困難な相談の行き先"
        constraints = [
            models.CheckConstraint(
                name="routing_interval_is_not_backwards",
                condition=Q(valid_before=None) | Q(valid_before__gt=F("valid_from")),
            ),
            models.UniqueConstraint(
                fields=["area"],
                condition=Q(valid_before=None, is_struck=False),
                name="routing_one_open_rule",
            ),
            models.UniqueConstraint(
                fields=["area", "valid_from"],
                condition=Q(is_struck=False),
                name="routing_one_rule_from_a_day",
            ),
        ]

    @property
    def route_label(self) -> str:
        return Route(self.route).label

"""外の暦に出す口。番号を知る人だけが読め、個人のことは何も出ない。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tsunagi.access.fields import PublicIdField
from tsunagi.organisations.area.models import Municipality


class CalendarFeed(models.Model):
    """職員一人の、訪ねる日の暦の口。番号そのものは残さず、確かめるための値だけを持つ。"""

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    made_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, related_name="+", verbose_name="職員"
    )
    token_hash = models.CharField("番号の確かめ", max_length=64, unique=True)
    made_at = models.DateTimeField("作った日時")
    revoked_at = models.DateTimeField("やめた日時", null=True, blank=True)

    class Privacy:
        personal: ClassVar[set[str]] = {"made_by"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "token_hash", "made_at", "revoked_at",
        }  # fmt: skip

    class Meta:
        verbose_name = "暦の口"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "made_by"],
                condition=Q(revoked_at=None),
                name="one_calendar_feed_per_staff",
            )
        ]

"""会議の前後に関わりがいる人。書いた事業所の主任と基幹の職員だけのもの。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tsunagi.access.fields import PublicIdField, TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.meetings.care.policy import CAN_SEE_CARE
from tsunagi.meetings.care.rules import State, When
from tsunagi.organisations.models import Municipality, Office, Staff


class SupportNeed(models.Model):
    """この人には、会議の前か後に声をかける。評価ではなく、次にすることだけを書く。

    office: who wrote it. staff: whom it is about, of another office. It is in no export.
    """

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="書いた事業所"
    )
    staff = models.ForeignKey(
        Staff, models.PROTECT, related_name="+", verbose_name="だれに"
    )
    when = models.CharField("いつ", max_length=8, choices=When.choices())
    plan = TextLine("何をするか", max_length=200)
    state = models.CharField(
        "いま", max_length=8, choices=State.choices(), default=State.OPEN.value
    )
    ended_on = models.DateField("終えた日", null=True, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="記録した職員"
    )

    objects = ScopedManager["SupportNeed"](CAN_SEE_CARE)

    class Privacy:
        personal: ClassVar[set[str]] = {"staff", "plan", "recorded_by"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "office", "when", "state", "ended_on",
            "recorded_at",
        }  # fmt: skip

    class Meta:
        verbose_name = "会議の前後の関わり"
        constraints = [
            models.UniqueConstraint(
                fields=["office", "staff"], condition=Q(state=State.OPEN.value),
                name="one_open_care_for_staff",
            ),
            models.CheckConstraint(
                name="care_ends_on_a_day",
                condition=Q(state=State.OPEN.value, ended_on=None)
                | Q(state=State.ENDED.value, ended_on__isnull=False),
            ),
        ]  # fmt: skip

"""研修の開催: 一回の一つの版と、事業所ごとの人数、開いた職員。個人のことは書かない。"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.activity.training_event.policy import CAN_SEE_TRAINING, CAN_SEE_TURNOUT
from tsunagi.activity.training_event.rules import TrainingKind
from tsunagi.organisations.models import Area, Municipality, Office, Staff


class TrainingEvent(models.Model):
    """センターが企画して開いた研修の一回の、一つの版。

    with_whom: who planned it jointly (相談支援部会 …), as words; empty: alone. came,
    offices_came: the sums of the turnout, kept beside it for everybody's sight.
    """

    public_id = PublicIdField()
    record_id = models.UUIDField("記録の番号", default=uuid4)
    version = models.PositiveIntegerField("版", default=1)
    is_current = models.BooleanField("いまの版", default=True)
    is_withdrawn = models.BooleanField("取り消した", default=False)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="前の版",
    )  # fmt: skip
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="開いた事業所"
    )
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="+", verbose_name="どの地域のため"
    )
    title = TextLine("題", max_length=100)
    purpose = TextLine("ねらい", max_length=200)
    kind = models.CharField("種類", max_length=12, choices=TrainingKind.choices())
    with_whom = TextLine("一緒に企画したところ", max_length=120, blank=True)
    held_on = models.DateField("開いた日")
    minutes = models.PositiveSmallIntegerField(
        "一人の時間（分）", null=True, blank=True
    )
    came = models.PositiveIntegerField("来た人数", default=0)
    offices_came = models.PositiveIntegerField("来た事業所の数", default=0)
    result = LongText("どうだったか", max_length=1000, blank=True)
    correction_reason = TextLine("直したわけ", max_length=300, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="記録した職員"
    )

    objects = ScopedManager["TrainingEvent"](CAN_SEE_TRAINING)

    class Privacy:
        personal: ClassVar[set[str]] = {"recorded_by"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "record_id", "version", "is_current", "is_withdrawn",
            "supersedes", "municipality", "office", "area", "title", "purpose", "kind",
            "with_whom", "held_on", "minutes", "came", "offices_came", "result",
            "correction_reason", "recorded_at",
        }  # fmt: skip

    class Meta:
        verbose_name = "研修の開催"
        constraints = [
            models.UniqueConstraint(
                fields=["record_id"], condition=Q(is_current=True),
                name="training_event_one_current",
            ),
            models.UniqueConstraint(
                fields=["record_id", "version"], name="training_event_version_once"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["municipality", "-held_on"],
                condition=Q(is_current=True, is_withdrawn=False),
                name="training_event_by_day",
            )
        ]


class TrainingTurnout(models.Model):
    """その版で、呼んだ事業所と来た人数。0 は、呼んだが来なかった。"""

    event = models.ForeignKey(
        TrainingEvent, models.PROTECT, related_name="turnout", verbose_name="研修の開催"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="事業所"
    )
    came = models.PositiveSmallIntegerField("来た人数")

    objects = ScopedManager["TrainingTurnout"](CAN_SEE_TURNOUT)

    class Privacy:
        personal: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {"id", "event", "office", "came"}

    class Meta:
        verbose_name = "研修に来た人数"
        constraints = [
            models.UniqueConstraint(
                fields=["event", "office"], name="training_turnout_once"
            )
        ]


class TrainingOrganiser(models.Model):
    """その版で、開いた職員。activity_key: 台帳に一度だけ書いた、その人の時間の番号。"""

    event = models.ForeignKey(
        TrainingEvent, models.PROTECT, related_name="organisers",
        verbose_name="研修の開催",
    )  # fmt: skip
    staff = models.ForeignKey(
        Staff, models.PROTECT, related_name="+", verbose_name="開いた職員"
    )
    activity_key = models.UUIDField("台帳の番号", default=uuid4)

    objects = ScopedManager["TrainingOrganiser"](CAN_SEE_TURNOUT)

    class Privacy:
        personal: ClassVar[set[str]] = {"staff"}
        operational: ClassVar[set[str]] = {"id", "event", "activity_key"}

    class Meta:
        verbose_name = "研修を開いた職員"
        constraints = [
            models.UniqueConstraint(
                fields=["event", "staff"], name="training_organiser_once"
            )
        ]

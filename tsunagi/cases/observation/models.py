"""同行・面接の気づき: 一緒に行った先輩が観点ごとに書き、担当者が返事をする。"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from tsunagi.access.fields import LongText, PublicIdField
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.case.models import Case
from tsunagi.cases.observation.policy import CAN_READ_OBSERVATION
from tsunagi.cases.observation.rules import Sheet, SheetKind, sheet_on
from tsunagi.organisations.area.models import Municipality


class Observation(models.Model):
    """一回の同行・面接についての気づきの、一つの版。二人だけが読む。

    backup_id: the record of the accompaniment (`BackupSupport.record_id`). points:
    {viewpoint: {"level", "text"}} of the sheet in force on observed_on.
    """

    public_id = PublicIdField()
    record_id = models.UUIDField("気づきの番号", default=uuid4)
    version = models.PositiveIntegerField("版", default=1)
    is_current = models.BooleanField("いまの版", default=True)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="前の版",
    )  # fmt: skip
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="+", verbose_name="ケース"
    )
    backup_id = models.UUIDField("同行の記録の番号")
    observer = models.ForeignKey(
        "organisations.Staff", models.PROTECT, related_name="+",
        verbose_name="書いた職員",
    )  # fmt: skip
    observed = models.ForeignKey(
        "organisations.Staff", models.PROTECT, related_name="+",
        verbose_name="見てもらった職員",
    )  # fmt: skip
    kind = models.CharField("場面", max_length=12, choices=SheetKind.choices())
    observed_on = models.DateField("同行した日")
    points = models.JSONField("観点ごとの気づき", default=dict)
    good = LongText("よかったこと", max_length=1000, blank=True)
    next_time = LongText("次に試すこと", max_length=1000, blank=True)
    answer = LongText("返事", max_length=1000, blank=True)
    answered_at = models.DateTimeField("返事をした日時", null=True, blank=True)
    answered_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="返事をした職員",
    )  # fmt: skip
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["Observation"](CAN_READ_OBSERVATION)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "case", "backup_id", "observer", "observed", "points", "good", "next_time",
            "answer",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "record_id", "version", "is_current", "supersedes",
            "municipality", "kind", "observed_on", "answered_at", "answered_by",
            "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "同行・面接の気づき"
        constraints = [
            models.UniqueConstraint(
                fields=["record_id"], condition=Q(is_current=True),
                name="observation_one_current",
            ),
            models.UniqueConstraint(
                fields=["record_id", "version"], name="observation_version_once"
            ),
            models.UniqueConstraint(
                fields=["backup_id", "kind"], condition=Q(is_current=True),
                name="observation_once_of_a_visit",
            ),
            models.CheckConstraint(
                name="observation_is_of_somebody_else",
                condition=~Q(observer=F("observed")),
            ),
            models.CheckConstraint(
                name="observation_answer_is_whole",
                condition=Q(answer="", answered_at=None)
                | ~Q(answer="") & Q(answered_at__isnull=False),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["observed", "-observed_on"], condition=Q(is_current=True),
                name="observation_of_me",
            ),
            models.Index(
                fields=["observer", "-observed_on"], condition=Q(is_current=True),
                name="observation_by_me",
            ),
        ]  # fmt: skip

    @property
    def sheet(self) -> Sheet:
        return sheet_on(SheetKind(self.kind), self.observed_on)

"""支援が終わったあとのふり返り。直すと新しい版ができる。"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from tsunagi.access.fields import LongText, PublicIdField
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.case.models import Case
from tsunagi.cases.reflection.policy import CAN_READ_REFLECTION
from tsunagi.organisations.area.models import Municipality


class Reflection(models.Model):
    """ふり返りの一つの版。書いた本人と、見せると決めた一人だけが読む。

    feelings: {rules.Principle: rules.Feeling}. evidence: public ids of the records of
    decision support that the author rests on. One for each author and case.
    """

    public_id = PublicIdField()
    record_id = models.UUIDField("ふり返りの番号", default=uuid4)
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
    author = models.ForeignKey(
        "organisations.Staff", models.PROTECT, related_name="+",
        verbose_name="ふり返った職員",
    )  # fmt: skip
    shown_to = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="見せる主任",
    )  # fmt: skip
    feelings = models.JSONField("手ごたえ", default=dict)
    heart = LongText("心に残ったこと", max_length=2000, blank=True)
    taught = LongText("本人から教わったこと", max_length=2000, blank=True)
    next_time = LongText("次に生かすこと", max_length=2000, blank=True)
    evidence = models.JSONField("もとになる意思決定支援の記録", default=list)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["Reflection"](CAN_READ_REFLECTION)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "case", "author", "shown_to", "feelings", "heart", "taught", "next_time",
            "evidence",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "record_id", "version", "is_current", "supersedes",
            "municipality", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "ふり返り"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "author"], condition=Q(is_current=True),
                name="one_reflection_of_author_and_case",
            ),
            models.UniqueConstraint(
                fields=["record_id", "version"], name="reflection_version_once"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["author", "-recorded_at"], condition=Q(is_current=True),
                name="reflection_of_author",
            ),
            models.Index(
                fields=["shown_to", "-recorded_at"], condition=Q(is_current=True),
                name="reflection_shown_to",
            ),
        ]  # fmt: skip

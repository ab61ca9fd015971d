"""権利の心配ごと（虐待の疑い、差別、財産など）。いちばん狭い区画に置く（ADR 0016）。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tsunagi.access.fields import EncryptedText, PublicIdField, SealedRow
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.case.models import Case
from tsunagi.cases.rights.policy import (
    CAN_SEE_CONCERN,
    CAN_SEE_STEP,
    CAN_SEE_VIEWER,
)
from tsunagi.cases.rights.rules import ConcernKind, Source, StepKind
from tsunagi.organisations.area.models import Municipality
from tsunagi.organisations.office.models import Office


class Concern(SealedRow):
    """権利の心配ごと。中身と、知らせた人は、別々の暗号の欄にある。

    Kind, source and times stay readable for the database: the restricted count and
    the list of what waits need them. case None: nobody knows yet who it is about.
    access_ref names the rows of CaseAccess that open this concern.
    """

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="知らせた職員の事業所",
    )  # fmt: skip
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="ケース",
    )  # fmt: skip
    access_ref = models.CharField("見てよい理由の名前", max_length=80, unique=True)
    kind = models.CharField("種類", max_length=16, choices=ConcernKind.choices())
    abuse_kinds = models.JSONField("虐待の種類", default=list)
    source = models.CharField("どこから", max_length=10, choices=Source.choices())
    received_at = models.DateTimeField("受けた日時")
    content = EncryptedText("内容")
    reporter = EncryptedText("知らせた人", blank=True)
    told_city_at = models.DateTimeField("市に知らせた日時", null=True, blank=True)
    first_response_at = models.DateTimeField("最初の対応の日時", null=True, blank=True)
    closed_at = models.DateTimeField("区切りをつけた日時", null=True, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["Concern"](CAN_SEE_CONCERN)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "case", "kind", "abuse_kinds", "source", "content", "reporter",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "office", "access_ref", "received_at",
            "told_city_at", "first_response_at", "closed_at", "recorded_at",
            "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "権利の心配ごと"
        constraints = [
            models.CheckConstraint(
                name="concern_response_is_not_before_it",
                condition=Q(first_response_at=None)
                | Q(first_response_at__gte=F("received_at")),
            ),
            models.CheckConstraint(
                name="concern_closes_after_a_response",
                condition=Q(closed_at=None) | Q(first_response_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "-received_at"], name="concern_newest"
            ),
            models.Index(
                fields=["municipality", "received_at"],
                condition=Q(first_response_at=None),
                name="concern_without_response",
            ),
        ]


class ConcernStep(SealedRow):
    """心配ごとへの対応。日付のある事実で、直さない。違っていたら、次の行で書く。"""

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    concern = models.ForeignKey(
        Concern, models.PROTECT, related_name="steps", verbose_name="権利の心配ごと"
    )
    kind = models.CharField("種類", max_length=10, choices=StepKind.choices())
    happened_at = models.DateTimeField("日時")
    with_city = models.BooleanField("市と一緒に", default=False)
    text = EncryptedText("内容")
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["ConcernStep"](CAN_SEE_STEP)

    class Privacy:
        personal: ClassVar[set[str]] = {"concern", "kind", "text", "with_city"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "happened_at", "recorded_at",
            "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "心配ごとへの対応"
        constraints = [
            models.UniqueConstraint(
                fields=["concern"],
                condition=Q(kind=StepKind.FIRST_RESPONSE),
                name="one_first_response",
            )
        ]


class ConcernViewer(SealedRow):
    """この心配ごとを見てよい人を、一人ずつ、理由とともに加える。"""

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    concern = models.ForeignKey(
        Concern, models.PROTECT, related_name="viewers", verbose_name="権利の心配ごと"
    )
    staff = models.ForeignKey(
        "organisations.Staff", models.PROTECT, related_name="+", verbose_name="職員"
    )
    reason = EncryptedText("理由")
    sees_reporter = models.BooleanField("知らせた人も見てよい", default=False)
    valid_from = models.DateTimeField("始まる日時")
    valid_before = models.DateTimeField("終わる日時", null=True, blank=True)
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="加えた職員",
    )  # fmt: skip
    ended_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="終えた職員",
    )  # fmt: skip

    objects = ScopedManager["ConcernViewer"](CAN_SEE_VIEWER)

    class Privacy:
        personal: ClassVar[set[str]] = {"concern", "staff", "reason", "sees_reporter"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "valid_from", "valid_before",
            "recorded_by", "ended_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "心配ごとを見てよい職員"
        constraints = [
            models.UniqueConstraint(
                fields=["concern", "staff"],
                condition=Q(valid_before=None),
                name="concern_viewer_once",
            )
        ]

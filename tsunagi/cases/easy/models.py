"""わかりやすい版（版を重ねる）、その人の選んだ形、直したふりがな。"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from tsunagi.access.fields import PublicIdField, TextLine
from tsunagi.access.policy import Has
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.case.models import Case
from tsunagi.cases.easy.rules import Size
from tsunagi.cases.monitoring.report_models import MonitoringReport
from tsunagi.cases.plan.models import Plan, PlanSheet
from tsunagi.cases.scope import (
    CAN_SEE_PART_OF_CASE,
    IN_MY_MUNICIPALITY,
    MAY_SEE_PERSONS,
)
from tsunagi.organisations.area.models import Municipality


class EasyPaper(models.Model):
    """計画またはモニタリング報告の、わかりやすい版の一つの版。

    sheet or report: the version of the source that it was written from. lines: see
    rules.Line; their order is the order on paper.
    """

    public_id = PublicIdField()
    record_id = models.UUIDField("わかりやすい版の番号", default=uuid4)
    version = models.PositiveIntegerField("版", default=1)
    is_current = models.BooleanField("いまの版", default=True)
    is_withdrawn = models.BooleanField("取り消した", default=False)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="前の版",
    )  # fmt: skip
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="+", verbose_name="ケース"
    )
    plan = models.ForeignKey(
        Plan, models.PROTECT, related_name="easy_papers", verbose_name="計画"
    )
    sheet = models.ForeignKey(
        PlanSheet, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="もとの書面",
    )  # fmt: skip
    report = models.ForeignKey(
        MonitoringReport, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="もとの報告",
    )  # fmt: skip
    title = TextLine("題", max_length=100)
    made_on = models.DateField("作った日")
    lines = models.JSONField("行", default=list)
    correction_reason = TextLine("直した理由", max_length=300, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["EasyPaper"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "case", "plan", "sheet", "report", "title", "made_on", "lines",
            "correction_reason",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "record_id", "version", "is_current", "is_withdrawn",
            "supersedes", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "わかりやすい版"
        constraints = [
            models.UniqueConstraint(
                fields=["record_id"], condition=Q(is_current=True),
                name="one_current_version_of_easy_paper",
            ),
            models.UniqueConstraint(
                fields=["record_id", "version"], name="easy_paper_version_once"
            ),
            models.CheckConstraint(
                condition=Q(sheet=None, report__isnull=False)
                | Q(sheet__isnull=False, report=None),
                name="easy_paper_has_one_source",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["case", "-made_on", "-id"], condition=Q(is_current=True),
                name="easy_paper_of_case",
            )
        ]  # fmt: skip


class EasyFormat(models.Model):
    """その人の選んだ紙の形。選び直すたびに一行増え、いちばん新しい行が効く。"""

    public_id = PublicIdField()
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="+", verbose_name="ケース"
    )
    version = models.PositiveIntegerField("版", default=1)
    size = models.CharField("文字の大きさ", max_length=8, choices=Size.choices())
    furigana = models.BooleanField("ふりがな", default=True)
    spaced = models.BooleanField("分かち書き", default=True)
    pictures = models.BooleanField("絵", default=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["EasyFormat"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "case", "size", "furigana", "spaced", "pictures",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "version", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "わかりやすい版の形"
        indexes = [models.Index(fields=["case", "-id"], name="easy_format_of_case")]


class FuriganaFix(models.Model):
    """直した読み。市町村の全体で使う言葉か、この方だけの読み。

    is_wide rows hold ordinary words only and belong to no case; names stay with the
    case. The newest row that was not withdrawn counts.
    """

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    is_wide = models.BooleanField("市町村の全体で使う", default=False)
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="ケース",
    )  # fmt: skip
    surface = TextLine("言葉", max_length=60)
    reading = TextLine("読み", max_length=120)
    withdrawn_at = models.DateTimeField("やめた日時", null=True, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["FuriganaFix"](
        IN_MY_MUNICIPALITY
        & ((MAY_SEE_PERSONS & Has("is_wide", (True,))) | CAN_SEE_PART_OF_CASE)
    )

    class Privacy:
        personal: ClassVar[set[str]] = {"case", "surface", "reading"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "is_wide", "withdrawn_at",
            "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "ふりがなの直し"
        constraints = [
            models.CheckConstraint(
                condition=Q(is_wide=True, case=None)
                | Q(is_wide=False, case__isnull=False),
                name="wide_reading_has_no_case",
            )
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["case", "id"], name="furigana_of_case"),
            models.Index(
                fields=["municipality", "id"], condition=Q(is_wide=True),
                name="furigana_of_municipality",
            ),
        ]  # fmt: skip

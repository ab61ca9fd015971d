"""本人の声: 計画・その一行・モニタリング報告への「ちがう」「いやだ」「こうしたい」。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.policy import Related
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.case.models import Case
from tsunagi.cases.easy.rules import Expressed, VoiceKind, VoiceState
from tsunagi.cases.monitoring.report_models import MonitoringReport
from tsunagi.cases.plan.models import Plan
from tsunagi.cases.scope import CAN_SEE_PART_OF_CASE


class PersonVoice(models.Model):
    """本人の声。どうしたかを本人に返すまで、開いたまま計画の上に残る。消せない。

    item_key: the plan's row that it is about, or "". Current state with `version`.
    """

    public_id = PublicIdField()
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="voices", verbose_name="ケース"
    )
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="voices",
        verbose_name="計画",
    )  # fmt: skip
    item_key = models.CharField("計画の行", max_length=36, blank=True)
    report = models.ForeignKey(
        MonitoringReport, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="モニタリング報告",
    )  # fmt: skip
    about = TextLine("何について", max_length=200, blank=True)
    kind = models.CharField("声", max_length=8, choices=VoiceKind.choices())
    words = LongText("本人の言葉・表し方", max_length=2000)
    expressed = models.CharField(
        "どのように表したか", max_length=10, choices=Expressed.choices()
    )
    heard_on = models.DateField("聞いた日")
    staff = models.ForeignKey(
        "organisations.Staff", models.PROTECT, related_name="+",
        verbose_name="聞いた職員",
    )  # fmt: skip
    state = models.CharField("いま", max_length=10, choices=VoiceState.choices())
    answer = LongText("どうしたか", max_length=2000, blank=True)
    answered_on = models.DateField("本人に返した日", null=True, blank=True)
    answered_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="返した職員",
    )  # fmt: skip
    withdrawn_reason = TextLine("書きまちがいのわけ", max_length=300, blank=True)
    version = models.PositiveIntegerField("版", default=1)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["PersonVoice"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "case", "plan", "item_key", "report", "about", "kind", "words",
            "expressed", "heard_on", "answer", "answered_on", "withdrawn_reason",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "staff", "state", "answered_by", "version",
            "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "本人の声"
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(state=VoiceState.ANSWERED.value, answered_on__isnull=False)
                    & ~Q(answer="")
                )
                | ~Q(state=VoiceState.ANSWERED.value),
                name="answered_voice_has_its_answer",
            )
        ]
        indexes = [
            models.Index(fields=["case", "-heard_on", "-id"], name="voice_of_case"),
            models.Index(
                fields=["plan", "id"], condition=Q(state=VoiceState.OPEN.value),
                name="voice_open_of_plan",
            ),
        ]  # fmt: skip


class PersonVoiceRevision(models.Model):
    """本人の声の変更の記録。どの項目を、何から何へ。"""

    voice = models.ForeignKey(
        PersonVoice, models.PROTECT, related_name="revisions", verbose_name="本人の声"
    )
    version = models.PositiveIntegerField("版")
    changes = models.JSONField("変更", default=dict)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["PersonVoiceRevision"](
        Related("cases.PersonVoice", "pk", CAN_SEE_PART_OF_CASE, via="voice_id")
    )

    class Privacy:
        personal: ClassVar[set[str]] = {"voice", "changes"}
        operational: ClassVar[set[str]] = {
            "id", "version", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "本人の声の変更"
        constraints = [
            models.UniqueConstraint(
                fields=["voice", "version"], name="voice_version_once"
            )
        ]

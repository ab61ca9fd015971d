"""意思決定支援の記録: 機会、示した選択肢、本人の表し方、同席した人、決めたこと。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.policy import Related
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.case.models import Case
from tsunagi.cases.easy.rules import Outcome
from tsunagi.cases.plan.models import Plan
from tsunagi.cases.scope import CAN_SEE_PART_OF_CASE


class DecisionSupport(models.Model):
    """一つの問いについて、本人の意思がどのように形づくられたか。

    options: what was shown, a line each. shown: codes of rules.Shown. plan and item_key:
    where the decision led to. Current state with `version`.
    """

    public_id = PublicIdField()
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="decisions", verbose_name="ケース"
    )
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="decisions",
        verbose_name="計画",
    )  # fmt: skip
    item_key = models.CharField("計画の行", max_length=36, blank=True)
    held_on = models.DateField("行った日")
    place = TextLine("場所・機会", max_length=120, blank=True)
    question = TextLine("決めること", max_length=200)
    options = models.JSONField("示した選択肢", default=list)
    shown = models.JSONField("示し方", default=list)
    shown_words = TextLine("示し方（言葉で）", max_length=300, blank=True)
    expressions = LongText("本人の言葉・表情・行動", max_length=4000, blank=True)
    took_part = TextLine("同席した人", max_length=300, blank=True)
    outcome = models.CharField(
        "だれが決めたか", max_length=12, choices=Outcome.choices()
    )
    decided = LongText("決めたこと", max_length=2000, blank=True)
    grounds = LongText("推し量った・代わって決めた根拠", max_length=2000, blank=True)
    left_open = LongText("まだ決まっていないこと", max_length=2000, blank=True)
    version = models.PositiveIntegerField("版", default=1)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["DecisionSupport"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "case", "plan", "item_key", "held_on", "place", "question", "options",
            "shown", "shown_words", "expressions", "took_part", "outcome", "decided",
            "grounds", "left_open",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "version", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "意思決定支援の記録"
        indexes = [
            models.Index(fields=["case", "-held_on", "-id"], name="decision_of_case"),
            models.Index(fields=["plan", "id"], name="decision_of_plan"),
        ]


class DecisionSupportRevision(models.Model):
    """意思決定支援の記録の変更。どの項目を、何から何へ。"""

    decision = models.ForeignKey(
        DecisionSupport, models.PROTECT, related_name="revisions",
        verbose_name="意思決定支援の記録",
    )  # fmt: skip
    version = models.PositiveIntegerField("版")
    changes = models.JSONField("変更", default=dict)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["DecisionSupportRevision"](
        Related("cases.DecisionSupport", "pk", CAN_SEE_PART_OF_CASE, via="decision_id")
    )

    class Privacy:
        personal: ClassVar[set[str]] = {"decision", "changes"}
        operational: ClassVar[set[str]] = {
            "id", "version", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "意思決定支援の記録の変更"
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "version"], name="decision_version_once"
            )
        ]

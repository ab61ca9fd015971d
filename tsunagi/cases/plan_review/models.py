"""計画への評価・助言の一回と、行ごとの言葉。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.case.models import Case
from tsunagi.cases.plan.models import Plan, PlanSheet
from tsunagi.cases.plan_review.rules import ReviewState
from tsunagi.cases.scope import CAN_SEE_PART_OF_CASE


class PlanReview(models.Model):
    """助言を求めてから、確かめ終えるまで。その版の書面に、行ごとに返す。

    levels: {criterion: level}. author: whose plan it was then; reviewer: who answered.
    Current state with `version`; what was said is not changed afterwards.
    """

    public_id = PublicIdField()
    plan = models.ForeignKey(
        Plan, models.PROTECT, related_name="reviews", verbose_name="計画"
    )
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="+", verbose_name="ケース"
    )
    sheet = models.ForeignKey(
        PlanSheet, models.PROTECT, related_name="+", verbose_name="計画の書面"
    )
    author = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="計画作成担当者",
    )  # fmt: skip
    asked_words = LongText("聞きたいこと", max_length=1000, blank=True)
    asked_at = models.DateTimeField("求めた日時")
    asked_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="求めた職員",
    )  # fmt: skip
    state = models.CharField(
        "いま", max_length=10, choices=ReviewState.choices(),
        default=ReviewState.ASKED.value,
    )  # fmt: skip
    reviewer = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="助言した職員",
    )  # fmt: skip
    returned_at = models.DateTimeField("返した日時", null=True, blank=True)
    levels = models.JSONField("観点ごとの段階", default=dict)
    good = LongText("よいところ", max_length=2000, blank=True)
    advice = LongText("助言", max_length=2000, blank=True)
    recheck_on = models.DateField("もう一度見る日", null=True, blank=True)
    settled_words = LongText("どうしたか", max_length=1000, blank=True)
    version = models.PositiveIntegerField("版", default=1)

    objects = ScopedManager["PlanReview"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "plan", "case", "sheet", "asked_words", "levels", "good", "advice",
            "settled_words",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "author", "asked_at", "asked_by", "state", "reviewer",
            "returned_at", "recheck_on", "version",
        }  # fmt: skip

    class Meta:
        verbose_name = "計画への評価・助言"
        constraints = [
            models.UniqueConstraint(
                fields=["plan"], condition=Q(state=ReviewState.ASKED.value),
                name="one_open_review_of_plan",
            )
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["state", "asked_at", "id"], name="plan_review_state"),
            models.Index(fields=["author", "returned_at"], name="plan_review_author"),
        ]


class PlanComment(models.Model):
    """一つの行への助言と、書いた人の返事。"""

    public_id = PublicIdField()
    review = models.ForeignKey(
        PlanReview, models.PROTECT, related_name="comments", verbose_name="評価・助言"
    )
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="+", verbose_name="ケース"
    )
    line = TextLine("書面の行", max_length=40)
    line_words = TextLine("行の言葉", max_length=100)
    text = LongText("助言", max_length=1000)
    answer = LongText("返事", max_length=1000, blank=True)
    answered_at = models.DateTimeField("返事の日時", null=True, blank=True)
    answered_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="返事した職員",
    )  # fmt: skip

    objects = ScopedManager["PlanComment"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "review", "case", "line", "line_words", "text", "answer",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "answered_at", "answered_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "行への助言"
        constraints = [
            models.UniqueConstraint(
                fields=["review", "line"], name="one_comment_of_each_line"
            )
        ]

"""事業所から基幹・地活への問い。答えは、事業所への支援の記録になる。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.activity.office_support.policy import CAN_SEE_QUESTION
from tsunagi.activity.office_support.rules import QuestionState, Topic
from tsunagi.organisations.models import Municipality, Office, Staff


class OfficeQuestion(models.Model):
    """事業所が、担当の基幹か、その地域の地活・委託に尋ねたこと。利用者のことは書かない。

    answer_record: the OfficeSupport (over its versions) that holds the answer and its
    time, so that an answer is counted and corrected like every other advice.
    """

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="尋ねた事業所"
    )
    to_office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="答える事業所"
    )
    topic = models.CharField("何について", max_length=12, choices=Topic.choices())
    question = TextLine("尋ねたいこと", max_length=200)
    detail = LongText("くわしく", max_length=2000, blank=True)
    state = models.CharField(
        "いま", max_length=10, choices=QuestionState.choices(),
        default=QuestionState.OPEN.value,
    )  # fmt: skip
    asked_at = models.DateTimeField("尋ねた日時")
    asked_by = models.ForeignKey(
        Staff, models.PROTECT, related_name="+", verbose_name="尋ねた職員"
    )
    answered_at = models.DateTimeField("答えた日時", null=True, blank=True)
    answered_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="答えた職員",
    )  # fmt: skip
    answer_record = models.UUIDField("答えの記録", null=True, blank=True)

    objects = ScopedManager["OfficeQuestion"](CAN_SEE_QUESTION)

    class Privacy:
        personal: ClassVar[set[str]] = {"asked_by", "answered_by"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "office", "to_office", "topic",
            "question", "detail", "state", "asked_at", "answered_at", "answer_record",
        }  # fmt: skip

    class Meta:
        verbose_name = "事業所からの問い"
        constraints = [
            models.CheckConstraint(
                name="office_question_answer_is_whole",
                condition=Q(state="answered", answered_at__isnull=False)
                & Q(answered_by__isnull=False, answer_record__isnull=False)
                | ~Q(state="answered")
                & Q(answered_at=None, answered_by=None, answer_record=None),
            )
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["to_office", "asked_at"], condition=Q(state="open"),
                name="office_question_waiting",
            ),
            models.Index(fields=["office", "-asked_at"], name="office_question_asked"),
        ]  # fmt: skip

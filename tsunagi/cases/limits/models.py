"""市の承認: その日からの決まり（入・切）と、一人ずつの求めと答え。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.case.models import Case
from tsunagi.cases.limits.approval_rules import Decision, Standing, standing_of
from tsunagi.cases.scope import CAN_SEE_PART_OF_CASE
from tsunagi.organisations.area.models import Municipality
from tsunagi.organisations.office.models import Office


class ApprovalRule(models.Model):
    """センターの計画相談に市の承認を求めるか。市町村が決め、日付とわけとともに残す。

    is_struck: replaced before it ended by itself, and kept for the history.
    """

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    is_on = models.BooleanField("承認を求める")
    reason = LongText("わけ・決めた場", max_length=300)
    valid_from = models.DateField("始まる日")
    valid_before = models.DateField("終わる日の翌日", null=True, blank=True)
    is_struck = models.BooleanField("取り消した", default=False)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    class Privacy:
        personal: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {
            "id", "municipality", "is_on", "reason", "valid_from", "valid_before",
            "is_struck", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "市の承認の決まり"
        constraints = [
            models.CheckConstraint(
                name="approval_rule_is_not_backwards",
                condition=Q(valid_before=None) | Q(valid_before__gt=F("valid_from")),
            ),
            models.UniqueConstraint(
                fields=["municipality"],
                condition=Q(valid_before=None, is_struck=False),
                name="approval_one_open_rule",
            ),
        ]


class LimitApproval(models.Model):
    """一人の計画相談をセンターが持つことへの、市の承認の求めと答え。

    office: the centre that asks. It stays without effect on who is responsible.
    """

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="approvals", verbose_name="ケース"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="求めた事業所"
    )
    reason = TextLine("この事業所が持つわけ", max_length=200, blank=True)
    asked_at = models.DateTimeField("求めた日時")
    asked_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="求めた職員",
    )  # fmt: skip
    decision = models.CharField(
        "市の答え", max_length=12, blank=True, choices=Decision.choices()
    )
    word = TextLine("市のひとこと", max_length=300, blank=True)
    decided_at = models.DateTimeField("答えた日時", null=True, blank=True)
    decided_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="答えた職員",
    )  # fmt: skip

    objects = ScopedManager["LimitApproval"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {"case", "reason", "word"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "office", "asked_at", "asked_by",
            "decision", "decided_at", "decided_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "市の承認"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "office"], condition=Q(decision=""),
                name="approval_asked_once",
            ),
            models.CheckConstraint(
                name="approval_answer_is_whole",
                condition=Q(decision="", decided_at=None)
                | ~Q(decision="") & Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="approval_no_has_a_word",
                condition=~Q(decision="not_approved") | ~Q(word=""),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["municipality", "decision", "-asked_at"],
                name="approval_of_desk",
            ),
        ]

    @property
    def standing(self) -> Standing:
        return standing_of(self.decision)

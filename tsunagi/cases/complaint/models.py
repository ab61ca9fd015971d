"""要望・苦情: 受けたこと、受け持つ人と期限、したこと、本人への返事。"""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.case.models import Case
from tsunagi.cases.complaint.policy import (
    CAN_SEE_COMPLAINT,
    CAN_SEE_PART_OF_COMPLAINT,
)
from tsunagi.cases.complaint.rules import ComplaintKind, Satisfied, Way, theme_key
from tsunagi.cases.person.rules import Kinship
from tsunagi.organisations.area.models import Municipality
from tsunagi.organisations.office.models import Office


class Complaint(models.Model):
    """要望・苦情。本人に返事をした日が入るまで、受け持つ人の一覧に残る。

    Current state with `version`; what was done is a row of ComplaintStep each. theme:
    one word for what keeps coming back, so that it can become a matter of the region.
    """

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="受けた事業所"
    )
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="complaints",
        verbose_name="ケース",
    )  # fmt: skip
    kind = models.CharField("種類", max_length=10, choices=ComplaintKind.choices())
    received_on = models.DateField("受けた日")
    told_by = models.CharField(
        "だれから", max_length=16, choices=Kinship.choices(), default=Kinship.SELF
    )
    told_by_words = TextLine("だれから（言葉で）", max_length=120, blank=True)
    about_office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="どの事業所のこと",
    )  # fmt: skip
    about_words = TextLine("何・どのサービスのこと", max_length=200, blank=True)
    text = LongText("言われたこと", max_length=4000)
    wish = LongText("どうしてほしいか", max_length=2000, blank=True)
    owner = models.ForeignKey(
        "organisations.Staff", models.PROTECT, related_name="+",
        verbose_name="受け持つ職員",
    )  # fmt: skip
    due_on = models.DateField("返事の期限")
    answered_on = models.DateField("本人に返事をした日", null=True, blank=True)
    answered_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="返事をした職員",
    )  # fmt: skip
    way = models.CharField(
        "返事のしかた", max_length=8, blank=True, choices=Way.choices()
    )
    answer = LongText("返事の言葉", max_length=4000, blank=True)
    satisfied = models.CharField(
        "本人は納得したか", max_length=8, blank=True, choices=Satisfied.choices()
    )
    is_recurring = models.BooleanField("くり返している", default=False)
    theme = TextLine("くり返していることの題", max_length=60, blank=True)
    withdrawn_at = models.DateTimeField("取り消した日時", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="取り消した職員",
    )  # fmt: skip
    withdrawn_reason = TextLine("取り消した理由", max_length=200, blank=True)
    version = models.PositiveIntegerField("版", default=1)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["Complaint"](CAN_SEE_COMPLAINT)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "case", "told_by", "told_by_words", "text", "wish", "answer", "satisfied",
            "about_words", "withdrawn_reason",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "office", "kind", "received_on",
            "about_office", "owner", "due_on", "answered_on", "answered_by", "way",
            "is_recurring", "theme", "withdrawn_at", "withdrawn_by", "version",
            "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "要望・苦情"
        constraints = [
            models.CheckConstraint(
                name="complaint_answer_is_whole",
                condition=Q(answered_on=None, way="", satisfied="")
                | Q(answered_on__isnull=False) & ~Q(way="") & ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="complaint_answer_is_not_before_it",
                condition=Q(answered_on=None) | Q(answered_on__gte=F("received_on")),
            ),
            models.CheckConstraint(
                name="complaint_is_withdrawn_with_a_reason",
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "-received_on"], name="complaint_of_office"),
            models.Index(
                fields=["owner", "due_on"],
                condition=Q(answered_on=None),
                name="complaint_open_by_owner",
            ),
        ]

    @property
    def theme_key(self) -> UUID | None:
        """What a candidate for a local issue names, if this keeps coming back."""
        if not self.is_recurring or not self.theme or self.withdrawn_at is not None:
            return None
        return theme_key(self.office.public_id, self.theme)


class ComplaintStep(models.Model):
    """要望・苦情について、いつ、何をしたか。"""

    complaint = models.ForeignKey(
        Complaint, models.PROTECT, related_name="steps", verbose_name="要望・苦情"
    )
    done_on = models.DateField("した日")
    text = LongText("したこと", max_length=2000)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["ComplaintStep"](CAN_SEE_PART_OF_COMPLAINT)

    class Privacy:
        personal: ClassVar[set[str]] = {"complaint", "text"}
        operational: ClassVar[set[str]] = {
            "id", "done_on", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "要望・苦情への対応"


class ComplaintRevision(models.Model):
    """要望・苦情の変更の記録: どの項目を、何から何へ、なぜ。"""

    complaint = models.ForeignKey(
        Complaint, models.PROTECT, related_name="revisions", verbose_name="要望・苦情"
    )
    version = models.PositiveIntegerField("版")
    changes = models.JSONField("変更", default=dict)
    reason = TextLine("直した理由", max_length=200, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["ComplaintRevision"](CAN_SEE_PART_OF_COMPLAINT)

    class Privacy:
        personal: ClassVar[set[str]] = {"complaint", "changes", "reason"}
        operational: ClassVar[set[str]] = {
            "id", "version", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "要望・苦情の変更"
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "version"], name="complaint_version_once"
            )
        ]

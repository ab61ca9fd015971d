"""同意、同意のない提供、緊急の閲覧。どれも見てよい理由（CaseAccess）を開き、閉じる。"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.policy import Among, Related, deny_wins
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.case.models import Case
from tsunagi.cases.consent.rules import (
    ConsentMethod,
    EmergencyReason,
    Explanation,
    LegalBasis,
    ReviewOutcome,
)
from tsunagi.cases.person.models import RelatedPerson
from tsunagi.cases.person.rules import Kinship
from tsunagi.cases.scope import CAN_SEE_PART_OF_CASE, CARRIED, EXCLUDES_ME
from tsunagi.common.dates import last_day_of
from tsunagi.organisations.area.models import Municipality
from tsunagi.organisations.office.models import Office


class Consent(models.Model):
    """同意: 何のために、何を、だれに、いつまで。撤回は次の画面から効く。

    The recipients are rows of ConsentRecipient. A recipient without an account
    (hospital, school …) is written by name and opens nothing in the system.
    """

    public_id = PublicIdField()
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="consents", verbose_name="ケース"
    )
    purposes = models.JSONField("目的", default=list)
    classes = models.CharField("渡してよい区分", max_length=7)
    valid_from = models.DateField("始まる日")
    valid_before = models.DateField("終わる日の翌日", null=True, blank=True)
    explained_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="説明した職員",
    )  # fmt: skip
    explained_on = models.DateField("説明した日")
    explanation = models.CharField(
        "説明のしかた", max_length=16, choices=Explanation.choices()
    )
    given_by_kinship = models.CharField(
        "同意した人",
        max_length=16,
        choices=Kinship.choices(),
        default=Kinship.SELF,
    )
    given_by = models.ForeignKey(
        RelatedPerson, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="同意した関係者",
    )  # fmt: skip
    authority = TextLine(
        "代わって同意できる理由", max_length=200, blank=True,
        help_text="後見人の登記事項証明書など",
    )  # fmt: skip
    given_on = models.DateField("同意した日")
    method = models.CharField("方法", max_length=12, choices=ConsentMethod.choices())
    own_words = LongText("本人の言葉・条件", max_length=1000, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip
    withdrawn_at = models.DateTimeField("撤回した日時", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="撤回を記録した職員",
    )  # fmt: skip
    withdrawn_words = LongText("撤回のときの言葉", max_length=1000, blank=True)

    objects = ScopedManager["Consent"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "case", "purposes", "given_by_kinship", "given_by", "authority",
            "own_words", "withdrawn_words", "explanation",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "classes", "valid_from", "valid_before", "explained_by",
            "explained_on", "given_on", "method", "recorded_at", "recorded_by",
            "withdrawn_at", "withdrawn_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "同意"
        constraints = [
            models.CheckConstraint(
                name="consent_is_not_before_its_explanation",
                condition=Q(given_on__gte=F("explained_on")),
            ),
            models.CheckConstraint(
                name="consent_is_not_backwards",
                condition=Q(valid_before=None) | Q(valid_before__gte=F("valid_from")),
            ),
        ]

    @property
    def last_day(self) -> date | None:
        """The last day it holds; None until it is withdrawn."""
        return last_day_of(self.valid_before)


class ConsentRecipient(models.Model):
    """同意で渡してよい相手。"""

    consent = models.ForeignKey(
        Consent, models.PROTECT, related_name="recipients", verbose_name="同意"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="事業所",
    )  # fmt: skip
    name = TextLine("相手の名前", max_length=200, blank=True)

    class Privacy:
        personal: ClassVar[set[str]] = {"consent", "name"}
        operational: ClassVar[set[str]] = {"id", "office"}

    class Meta:
        verbose_name = "同意の相手"
        constraints = [
            models.CheckConstraint(
                name="recipient_is_office_or_name",
                condition=Q(office__isnull=False) | ~Q(name=""),
            )
        ]

    @property
    def title(self) -> str:
        return str(self.office.name if self.office else self.name)


class Disclosure(models.Model):
    """同意のない提供: 根拠、確かめたこと、決めた人、理由。第三者提供の記録を兼ねる。"""

    public_id = PublicIdField()
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="disclosures", verbose_name="ケース"
    )
    basis = models.CharField("根拠", max_length=8, choices=LegalBasis.choices())
    checks = models.JSONField("確かめたこと", default=list)
    reason = LongText("理由", max_length=2000)
    classes = models.CharField("渡す区分", max_length=7)
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="渡す事業所",
    )  # fmt: skip
    recipient_name = TextLine("渡す相手の名前", max_length=200, blank=True)
    decided_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="決めた職員",
    )  # fmt: skip
    decided_at = models.DateTimeField("決めた日時")
    valid_from = models.DateField("始まる日")
    valid_before = models.DateField("終わる日の翌日")
    ended_at = models.DateTimeField("終えた日時", null=True, blank=True)

    objects = ScopedManager["Disclosure"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {"case", "reason", "recipient_name"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "basis", "checks", "classes", "office", "decided_by",
            "decided_at", "valid_from", "valid_before", "ended_at",
        }  # fmt: skip

    class Meta:
        verbose_name = "同意のない提供"


# Seen by the one who opened it, the responsible office and the municipality; never by
# somebody whom the case excludes.
CAN_SEE_EMERGENCY = Among("municipality_id", lambda s: (s.actor.here,)) & deny_wins(
    allow=Among(
        "staff_id", lambda s: () if s.actor.staff_id is None else (s.actor.staff_id,)
    )
    | Related("cases.Case", "pk", CARRIED, via="case_id"),
    deny=Related("cases.Exclusion", "case_id", EXCLUDES_ME, via="case_id"),
)


class EmergencyAccess(models.Model):
    """緊急の閲覧: 理由、3時間、一つのケース。開いたことは主担当と市町村に知らされる。"""

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="emergencies", verbose_name="ケース"
    )
    staff = models.ForeignKey(
        "organisations.Staff", models.PROTECT, related_name="+",
        verbose_name="開いた職員",
    )  # fmt: skip
    reason_code = models.CharField(
        "理由の区分",
        max_length=8,
        choices=EmergencyReason.choices(),
    )
    reason = LongText("理由", max_length=1000)
    opened_at = models.DateTimeField("開いた日時")
    ends_at = models.DateTimeField("閉じる日時")
    review_due_on = models.DateField("確かめる期限")
    reviewed_at = models.DateTimeField("確かめた日時", null=True, blank=True)
    reviewed_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="確かめた職員",
    )  # fmt: skip
    outcome = models.CharField(
        "確かめた結果",
        max_length=8,
        blank=True,
        choices=ReviewOutcome.choices(),
    )
    review_note = LongText("確かめたときのこと", max_length=1000, blank=True)

    objects = ScopedManager["EmergencyAccess"](CAN_SEE_EMERGENCY)

    class Privacy:
        personal: ClassVar[set[str]] = {"case", "staff", "reason", "review_note"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "reason_code", "opened_at", "ends_at",
            "review_due_on", "reviewed_at", "reviewed_by", "outcome",
        }  # fmt: skip

    class Meta:
        verbose_name = "緊急の閲覧"
        constraints = [
            models.CheckConstraint(
                name="emergency_is_reviewed_by_a_second_person",
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("staff")),
            )
        ]
        indexes = [
            models.Index(
                fields=["municipality", "reviewed_at"], name="emergency_by_review"
            )
        ]

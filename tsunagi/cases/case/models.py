"""ケース: 一人の支援の記録。関わり方が変わっても、記録は一つのまま続く。"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.case.rules import (
    ClosingReason,
    DifficultyGroup,
    EventKind,
    Mode,
)
from tsunagi.cases.person.models import Person
from tsunagi.cases.scope import CAN_SEE_CASE, CAN_SEE_PART_OF_CASE
from tsunagi.organisations.area.models import Municipality
from tsunagi.organisations.office.models import Office


class Case(models.Model):
    """ケース。開いている間は、必ず一つの事業所が主担当になる。

    responsible_office is never empty; responsible_staff empty means 「チームで待つ」.
    activity_key: the random key under which the ledger counts this person; it is known
    only here. last_contact_on and next_action_on are kept by the actions of contacts,
    so that lists need no second table.
    """

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        db_index=False,
        related_name="+",
        verbose_name="市町村",
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="cases", verbose_name="利用者"
    )
    responsible_office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="主担当の事業所"
    )
    responsible_staff = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="担当者",
    )  # fmt: skip
    mode = models.CharField("関わり方", max_length=16, choices=Mode.choices())
    opened_on = models.DateField("始めた日")
    closed_on = models.DateField("終結した日", null=True, blank=True)
    closing_reason = models.CharField(
        "終結の理由",
        max_length=16,
        blank=True,
        choices=ClosingReason.choices(),
    )
    closing_note = LongText("終結のときのこと", max_length=2000, blank=True)
    follow_up_on = models.DateField("様子を聞く日", null=True, blank=True)
    retention_until = models.DateField("保存の期限", null=True, blank=True)
    activity_key = models.UUIDField("台帳の鍵", default=uuid4, unique=True)
    last_contact_on = models.DateField("最後に関わった日", null=True, blank=True)
    next_action_on = models.DateField("次にすることの日", null=True, blank=True)
    continues_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="continued_in",
        verbose_name="前のケース",
    )  # fmt: skip
    created_at = models.DateTimeField("登録した日時")
    created_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="登録した職員",
    )  # fmt: skip
    version = models.PositiveIntegerField("版", default=1)

    objects = ScopedManager["Case"](CAN_SEE_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "person", "mode", "closing_reason", "closing_note", "activity_key",
            "continues_from",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "responsible_office",
            "responsible_staff", "opened_on", "closed_on", "follow_up_on",
            "retention_until", "last_contact_on", "next_action_on", "created_at",
            "created_by", "version",
        }  # fmt: skip

    class Meta:
        verbose_name = "ケース"
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(closed_on=None),
                name="one_open_case_per_person",
            ),
            models.CheckConstraint(
                name="closed_case_has_reason_and_retention",
                condition=Q(closed_on=None, closing_reason="", retention_until=None)
                | (
                    Q(closed_on__isnull=False, retention_until__isnull=False)
                    & ~Q(closing_reason="")
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "responsible_office", "closed_on"],
                name="case_by_office",
            ),
            models.Index(
                fields=["responsible_staff", "closed_on"], name="case_by_staff"
            ),
        ]

    def __str__(self) -> str:
        return "ケース"

    @property
    def is_open(self) -> bool:
        return self.closed_on is None


class CaseResponsibility(models.Model):
    """主担当の経過。どの事業所のだれが、いつからいつまで。"""

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="responsibilities", verbose_name="ケース"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="事業所"
    )
    staff = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="担当者",
    )  # fmt: skip
    reason = TextLine("理由", max_length=200, blank=True)
    valid_from = models.DateField("始まる日")
    valid_before = models.DateField("終わる日の翌日", null=True, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["CaseResponsibility"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {"case", "reason"}
        operational: ClassVar[set[str]] = {
            "id", "office", "staff", "valid_from", "valid_before", "recorded_at",
            "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "主担当の経過"
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(valid_before=None),
                name="one_responsible_office_at_a_time",
            ),
            models.CheckConstraint(
                name="responsibility_is_not_backwards",
                condition=Q(valid_before=None) | Q(valid_before__gte=F("valid_from")),
            ),
        ]


class CaseMode(models.Model):
    """関わり方の経過。"""

    case = models.ForeignKey(
        Case, models.PROTECT, related_name="modes", verbose_name="ケース"
    )
    mode = models.CharField("関わり方", max_length=16, choices=Mode.choices())
    reason = TextLine("理由", max_length=200, blank=True)
    valid_from = models.DateField("始まる日")
    valid_before = models.DateField("終わる日の翌日", null=True, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["CaseMode"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {"case", "mode", "reason"}
        operational: ClassVar[set[str]] = {
            "id", "valid_from", "valid_before", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "関わり方の経過"
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(valid_before=None),
                name="one_mode_at_a_time",
            )
        ]


class CollaboratingOffice(models.Model):
    """協働機関: 主担当を変えずに、一緒に支援する事業所。いつからいつまで、何を。"""

    public_id = PublicIdField()
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="collaborators", verbose_name="ケース"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="事業所"
    )
    part = TextLine("受け持つこと", max_length=200)
    valid_from = models.DateField("始まる日")
    valid_before = models.DateField("終わる日の翌日", null=True, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["CollaboratingOffice"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {"case", "part"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "office", "valid_from", "valid_before", "recorded_at",
            "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "協働機関"
        constraints = [
            models.UniqueConstraint(
                fields=["case", "office"],
                condition=Q(valid_before=None),
                name="collaborator_once",
            )
        ]


class Difficulty(models.Model):
    """支援を難しくしている事情。本人・環境・支援体制の三つに分けて書く。"""

    public_id = PublicIdField()
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="difficulties", verbose_name="ケース"
    )
    group = models.CharField("どこに", max_length=12, choices=DifficultyGroup.choices())
    text = LongText("どんな事情か", max_length=1000)
    noticed_on = models.DateField("気づいた日")
    resolved_on = models.DateField("やわらいだ日", null=True, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["Difficulty"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {"case", "group", "text"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "noticed_on", "resolved_on", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "支援を難しくしている事情"


class CaseEvent(models.Model):
    """経過に残る出来事。相談記録のほかに起きたことを、一行ずつ。"""

    public_id = PublicIdField()
    case = models.ForeignKey(
        Case,
        models.PROTECT,
        db_index=False,
        related_name="events",
        verbose_name="ケース",
    )
    kind = models.CharField("種類", max_length=20, choices=EventKind.choices())
    on = models.DateField("日付")
    text = TextLine("内容", max_length=300, blank=True)
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="事業所",
    )  # fmt: skip
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip
    source_ref = models.CharField("もとになった記録", max_length=80, blank=True)

    objects = ScopedManager["CaseEvent"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {"case", "kind", "text"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "on", "office", "recorded_at", "recorded_by",
            "source_ref",
        }  # fmt: skip

    class Meta:
        verbose_name = "ケースの出来事"
        indexes = [
            models.Index(fields=["case", "-on", "-id"], name="case_event_by_case")
        ]

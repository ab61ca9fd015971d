"""成年後見の相談: 相談から後見の開始までの段階を、日付のある事実で残す。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.policy import Related
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.case.models import Case
from tsunagi.cases.guardianship.rules import GuardianKind, Petitioner, Stage
from tsunagi.cases.scope import CAN_SEE_PART_OF_CASE


class Guardianship(models.Model):
    """成年後見の相談。一人について、進んでいるものは一つだけ。

    stage and last_on repeat the last GuardianshipStep, for lists. What is decided
    (kind, who petitions, public aid) is current state with `version`.
    """

    public_id = PublicIdField()
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="guardianships", verbose_name="ケース"
    )
    kind = models.CharField(
        "種類", max_length=10, blank=True, choices=GuardianKind.choices()
    )
    petitioner = models.CharField(
        "申し立てる人", max_length=8, blank=True, choices=Petitioner.choices()
    )
    petitioner_words = TextLine("申し立てる人（言葉で）", max_length=120, blank=True)
    aids_petition = models.BooleanField("利用支援事業（申請の費用）", default=False)
    aids_reward = models.BooleanField("利用支援事業（報酬の助成）", default=False)
    wishes = LongText("本人の思い", max_length=2000, blank=True)
    stage = models.CharField("いまの段階", max_length=10, choices=Stage.choices())
    last_on = models.DateField("最後に動いた日")
    next_on = models.DateField("次に動く日", null=True, blank=True)
    is_over = models.BooleanField("終わっている", default=False)
    version = models.PositiveIntegerField("版", default=1)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["Guardianship"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "case", "kind", "petitioner", "petitioner_words", "aids_petition",
            "aids_reward", "wishes", "stage",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "last_on", "next_on", "is_over", "version",
            "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "成年後見の相談"
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(is_over=False),
                name="one_guardianship_under_way",
            )
        ]


class GuardianshipStep(models.Model):
    """段階が動いた日とそのこと。直さず、違っていたら次の行で書く。"""

    public_id = PublicIdField()
    guardianship = models.ForeignKey(
        Guardianship, models.PROTECT, related_name="steps",
        verbose_name="成年後見の相談",
    )  # fmt: skip
    stage = models.CharField("段階", max_length=10, choices=Stage.choices())
    happened_on = models.DateField("日付")
    agencies = models.JSONField("連絡・相談した機関", default=list)
    note = LongText("そのときのこと", max_length=4000, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["GuardianshipStep"](
        Related("cases.Guardianship", "pk", CAN_SEE_PART_OF_CASE, via="guardianship_id")
    )

    class Privacy:
        personal: ClassVar[set[str]] = {"guardianship", "stage", "agencies", "note"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "happened_on", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "成年後見の段階"


class GuardianshipRevision(models.Model):
    """決まったこと（種類、申し立てる人、利用支援事業、本人の思い）の変更の記録。"""

    guardianship = models.ForeignKey(
        Guardianship, models.PROTECT, related_name="revisions",
        verbose_name="成年後見の相談",
    )  # fmt: skip
    version = models.PositiveIntegerField("版")
    changes = models.JSONField("変更", default=dict)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["GuardianshipRevision"](
        Related("cases.Guardianship", "pk", CAN_SEE_PART_OF_CASE, via="guardianship_id")
    )

    class Privacy:
        personal: ClassVar[set[str]] = {"guardianship", "changes"}
        operational: ClassVar[set[str]] = {
            "id", "version", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "成年後見の決まったことの変更"
        constraints = [
            models.UniqueConstraint(
                fields=["guardianship", "version"], name="guardianship_version_once"
            )
        ]

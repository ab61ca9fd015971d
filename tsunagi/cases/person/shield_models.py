"""秘匿: 住所と連絡先を、名を挙げた職員だけに見せる。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tsunagi.access.fields import PublicIdField, TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.person.models import Person
from tsunagi.cases.scope import CAN_SEE_PART_OF_PERSON


class Shield(models.Model):
    """秘匿: 住所と連絡先を、名を挙げた職員だけに見せる。"""

    public_id = PublicIdField()
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="shields", verbose_name="利用者"
    )
    reason_code = models.CharField(
        "理由",
        max_length=16,
        choices=[
            ("violence", "暴力・つきまといからの避難"),
            ("abuse", "虐待からの分離"),
            ("request", "本人の希望"),
            ("other", "その他"),
        ],
    )
    basis = TextLine("もとになるもの", max_length=200, blank=True)
    started_at = models.DateTimeField("始めた日時")
    started_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="始めた職員",
    )  # fmt: skip
    ended_at = models.DateTimeField("終えた日時", null=True, blank=True)
    ended_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="終えた職員",
    )  # fmt: skip

    objects = ScopedManager["Shield"](CAN_SEE_PART_OF_PERSON)

    class Privacy:
        personal: ClassVar[set[str]] = {"person", "reason_code", "basis"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "started_at", "started_by", "ended_at", "ended_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "秘匿"
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ended_at=None),
                name="one_shield_at_a_time",
            )
        ]


class ShieldViewer(models.Model):
    """秘匿した住所と連絡先を見てよい職員。"""

    shield = models.ForeignKey(
        Shield, models.PROTECT, related_name="viewers", verbose_name="秘匿"
    )
    staff = models.ForeignKey(
        "organisations.Staff", models.PROTECT, related_name="+", verbose_name="職員"
    )

    class Privacy:
        personal: ClassVar[set[str]] = {"shield", "staff"}
        operational: ClassVar[set[str]] = {"id"}

    class Meta:
        verbose_name = "秘匿を見てよい職員"
        constraints = [
            models.UniqueConstraint(
                fields=["shield", "staff"], name="shield_viewer_once"
            )
        ]

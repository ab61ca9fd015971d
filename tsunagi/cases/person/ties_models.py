"""家族図の線（つながり）と、社会関係図の一つひとつ（社会資源とのつながり）。"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from tsunagi.access.fields import PublicIdField, TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.person.models import RelatedPerson
from tsunagi.cases.person.ties_rules import Direction, EcoType, Strength, TieKind
from tsunagi.cases.scope import CAN_SEE_PART_OF_CASE
from tsunagi.common.dates import last_day_of
from tsunagi.organisations.office.models import Office

NOBODY = Value(0)


class Tie(models.Model):
    """二人のつながり。どちらかが空なら本人のこと。終わったつながりは図から外れる。

    Current state with `version` until it ends; what it was stands in PersonRevision.
    Of 親子 the first is the parent; the ends of the other kinds are kept in the order
    of `ordered_ends`, so that the same tie is not written twice.
    """

    public_id = PublicIdField()
    case = models.ForeignKey(
        "cases.Case", models.PROTECT, related_name="ties", verbose_name="ケース"
    )
    first = models.ForeignKey(
        RelatedPerson, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="一人目（空なら本人）",
    )  # fmt: skip
    second = models.ForeignKey(
        RelatedPerson, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="二人目（空なら本人）",
    )  # fmt: skip
    kind = models.CharField("つながり", max_length=16, choices=TieKind.choices())
    note = TextLine("メモ", max_length=200, blank=True)
    valid_before = models.DateField("終わった日の翌日", null=True, blank=True)
    version = models.PositiveIntegerField("版", default=1)

    objects = ScopedManager["Tie"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {"case", "first", "second", "kind", "note"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "valid_before", "version",
        }  # fmt: skip

    class Meta:
        verbose_name = "つながり"
        constraints = [
            models.CheckConstraint(
                name="tie_is_between_two",
                condition=Q(first__isnull=False, second=None)
                | Q(first=None, second__isnull=False)
                | (
                    Q(first__isnull=False, second__isnull=False) & ~Q(first=F("second"))
                ),
            ),
            models.UniqueConstraint(
                "case",
                Coalesce("first_id", NOBODY),
                Coalesce("second_id", NOBODY),
                "kind",
                condition=Q(valid_before=None),
                name="tie_once_while_it_lasts",
            ),
        ]

    @property
    def last_day(self) -> date | None:
        """The last day on which it was so, as screens show it."""
        return last_day_of(self.valid_before)


class EcoItem(models.Model):
    """社会関係図の一つ: 本人を囲む人、場、サービスと、つながりの強さと向き。"""

    public_id = PublicIdField()
    case = models.ForeignKey(
        "cases.Case", models.PROTECT, related_name="eco_items", verbose_name="ケース"
    )
    type = models.CharField("種類", max_length=12, choices=EcoType.choices())
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="事業所",
    )  # fmt: skip
    label = TextLine("名前", max_length=60, blank=True)
    strength = models.CharField(
        "つながりの強さ",
        max_length=8,
        choices=Strength.choices(),
        default=Strength.MODERATE,
    )
    direction = models.CharField(
        "向き", max_length=8, choices=Direction.choices(), default=Direction.MUTUAL
    )
    note = TextLine("メモ", max_length=200, blank=True)
    valid_before = models.DateField("終わった日の翌日", null=True, blank=True)
    version = models.PositiveIntegerField("版", default=1)

    objects = ScopedManager["EcoItem"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "case", "type", "office", "label", "strength", "direction", "note",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "valid_before", "version",
        }  # fmt: skip

    class Meta:
        verbose_name = "社会資源とのつながり"
        constraints = [
            models.CheckConstraint(
                name="eco_item_is_named",
                condition=Q(office__isnull=False) | ~Q(label=""),
            )
        ]

    @property
    def title(self) -> str:
        """名前。書かれていなければ、名簿の事業所の名前。"""
        return self.label or (self.office.name if self.office else "")

    @property
    def last_day(self) -> date | None:
        """The last day on which it was so, as screens show it."""
        return last_day_of(self.valid_before)

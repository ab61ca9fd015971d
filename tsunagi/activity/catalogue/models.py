"""市町村によるカタログの採用と、下書きへの手直し。"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.models import AppendOnlyError
from tsunagi.activity.catalogue.items import PLACEMENT_VALUES
from tsunagi.activity.catalogue.rules import ChangeKind
from tsunagi.organisations.models import Municipality, Staff


class CatalogueAdoption(models.Model):
    """カタログの採用。公開した版は変わらず、下書きは市町村とカタログごとに一つ。

    items: the whole text at publishing (see reading.item_as_json), so that a version
    stays readable when the shipped file changes. number: 1, 2, … per catalogue.
    """

    _was_published = False

    class Status(models.TextChoices):
        DRAFT = "draft", "下書き"
        PUBLISHED = "published", "公開"

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    name = models.CharField("カタログ", max_length=60)
    title = TextLine("題", max_length=120)
    base_version = models.CharField("もとの版", max_length=20)
    number = models.PositiveIntegerField("番号")
    status = models.CharField("状態", max_length=12, choices=Status.choices)
    items = models.JSONField("項目", default=list)
    changes_count = models.PositiveIntegerField("手直しの数", default=0)
    note = LongText("採用のメモ", max_length=500, blank=True)
    effective_from = models.DateField("使い始める日", null=True)
    adopted_at = models.DateTimeField("取り入れた日時")
    adopted_by = models.ForeignKey(
        Staff,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="取り入れた職員",
    )
    published_at = models.DateTimeField("公開した日時", null=True)
    published_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="公開した職員"
    )
    version = models.PositiveIntegerField("版", default=1)

    class Privacy:
        personal: ClassVar[set[str]] = {"adopted_by", "published_by"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "name", "title", "base_version",
            "number", "status", "items", "changes_count", "note", "effective_from",
            "adopted_at", "published_at", "version",
        }  # fmt: skip

    class Meta:
        verbose_name = "カタログの採用"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "name", "number"],
                name="catalogue_adoption_number_once",
            ),
            models.UniqueConstraint(
                fields=["municipality", "name"],
                condition=Q(status="draft"),
                name="catalogue_one_draft",
            ),
            models.CheckConstraint(
                name="catalogue_published_has_day_and_instant",
                condition=Q(status="draft", published_at=None)
                | Q(
                    status="published",
                    published_at__isnull=False,
                    effective_from__isnull=False,
                ),
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self._refuse_if_published()
        super().save(*args, **kwargs)
        self._was_published = self.status == self.Status.PUBLISHED

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self._refuse_if_published()
        return super().delete(*args, **kwargs)

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> CatalogueAdoption:
        row = super().from_db(*args, **kwargs)
        row._was_published = "status" in row.__dict__ and (
            row.status == cls.Status.PUBLISHED
        )
        return row

    def _refuse_if_published(self) -> None:
        if self._was_published:
            raise AppendOnlyError("a published catalogue stays as it was published")


class CatalogueOverride(models.Model):
    """カタログの手直し。下書きの一つの項目に、一つのことをする。

    kind decides which of the value columns is read; see rules.Change.
    """

    public_id = PublicIdField()
    adoption = models.ForeignKey(
        CatalogueAdoption,
        models.CASCADE,
        related_name="overrides",
        verbose_name="カタログの採用",
    )
    kind = models.CharField(
        "手直しの種類", max_length=12, choices=[(k.value, k.label) for k in ChangeKind]
    )
    item_code = models.CharField("項目のコード", max_length=40)
    label = TextLine("呼び名", max_length=120, blank=True)
    group = TextLine("区分", max_length=120, blank=True)
    explanation = LongText("説明", max_length=1000, blank=True)
    placement_key = models.CharField("配置", max_length=30, blank=True)
    placement_value = models.CharField(
        "配置の値",
        max_length=4,
        blank=True,
        choices=[(value, value) for value in PLACEMENT_VALUES],
    )
    position = models.PositiveIntegerField("順", null=True)
    reason = LongText("手直しの理由", max_length=500, blank=True)
    made_at = models.DateTimeField("手直しした日時")
    made_by = models.ForeignKey(
        Staff,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="手直しした職員",
    )

    class Privacy:
        personal: ClassVar[set[str]] = {"made_by"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "adoption", "kind", "item_code", "label", "group",
            "explanation", "placement_key", "placement_value", "position", "reason",
            "made_at",
        }  # fmt: skip

    class Meta:
        verbose_name = "カタログの手直し"
        constraints = [
            models.UniqueConstraint(
                fields=["adoption", "kind", "item_code", "placement_key"],
                name="catalogue_override_once",
            )
        ]

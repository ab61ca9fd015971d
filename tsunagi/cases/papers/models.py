"""市町村の様式（版を重ねる）と、まとめて作って受け取りを待つ PDF。"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from tsunagi.access.encryption import decrypt_bytes, encrypt_bytes
from tsunagi.access.fields import PublicIdField, TextLine
from tsunagi.access.policy import Among
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.papers.rules import PaperKind
from tsunagi.organisations.area.models import Municipality

OF_MY_MUNICIPALITY = Among("municipality_id", lambda s: (s.actor.here,))
IS_MINE = (
    Among(
        "made_by_id", lambda s: () if s.actor.staff_id is None else (s.actor.staff_id,)
    )
    & OF_MY_MUNICIPALITY
)


class FormTemplate(models.Model):
    """市町村が決めた様式の Excel と、どの欄をどのセルに書くか。直すと新しい版ができる。

    cells: {name of a field or "grid.column": "シート名!A1"}. A column's cell is that of
    the first row; the next rows lie row_step below it, row_most of them. The file holds
    no person; it was looked into when it came.
    """

    public_id = PublicIdField()
    record_id = models.UUIDField("様式の番号", default=uuid4)
    version = models.PositiveIntegerField("版", default=1)
    is_current = models.BooleanField("いまの版", default=True)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    kind = models.CharField("書面", max_length=16, choices=PaperKind.choices())
    name = TextLine("ファイルの名前", max_length=120)
    data = models.BinaryField("中身")
    digest = models.CharField("中身の指紋", max_length=64)
    cells = models.JSONField("セルの対応", default=dict)
    row_step = models.PositiveSmallIntegerField("行の間隔", default=1)
    row_most = models.PositiveSmallIntegerField("行の数", default=5)
    valid_from = models.DateField("使い始める日")
    is_active = models.BooleanField("使う", default=False)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["FormTemplate"](OF_MY_MUNICIPALITY)

    class Privacy:
        personal: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {
            "id", "public_id", "record_id", "version", "is_current", "municipality",
            "kind", "name", "data", "digest", "cells", "row_step", "row_most",
            "valid_from", "is_active", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "市町村の様式"
        constraints = [
            models.UniqueConstraint(
                fields=["record_id"], condition=Q(is_current=True),
                name="one_current_version_of_template",
            ),
            models.UniqueConstraint(
                fields=["record_id", "version"], name="template_version_once"
            ),
            models.CheckConstraint(
                name="template_rows_are_counted",
                condition=Q(row_step__gte=1) & Q(row_most__gte=1),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["municipality", "kind", "-valid_from"],
                condition=Q(is_current=True), name="template_in_force",
            )
        ]  # fmt: skip


class PaperBatch(models.Model):
    """まとめて作った PDF。作った人が一度だけ受け取れ、1時間で行ごと消える。

    sealed: encrypted, empty once it was fetched; no list ever reads it.
    """

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    made_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, related_name="+",
        verbose_name="作った職員",
    )  # fmt: skip
    plans = models.PositiveSmallIntegerField("計画の数")
    sealed = models.BinaryField("中身")
    made_at = models.DateTimeField("作った日時")
    expires_at = models.DateTimeField("消える日時", db_index=True)

    objects = ScopedManager["PaperBatch"](IS_MINE)

    class Privacy:
        personal: ClassVar[set[str]] = {"sealed"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "made_by", "plans", "made_at", "expires_at",
        }  # fmt: skip

    class Meta:
        verbose_name = "まとめた書面"

    def seal(self, data: bytes) -> None:
        self.sealed = encrypt_bytes(data, binding=self._binding())

    def opened(self) -> bytes:
        """KeyProblem when it was moved, changed or has no key."""
        return decrypt_bytes(bytes(self.sealed), binding=self._binding())

    def _binding(self) -> tuple[str, ...]:
        return (
            PaperBatch._meta.db_table,
            "sealed",
            str(self.public_id),
            str(self.municipality_id),
        )

"""下書き: 書いている人ごと、画面ごとに一つの、暗号化した行。記録ではない。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tsunagi.access.fields import EncryptedText, PublicIdField, SealedRow, TextLine
from tsunagi.access.policy import Among
from tsunagi.access.scoped import ScopedManager

# Only the author, and only while working in the municipality it was begun in.
IS_MINE = Among(
    "staff_id", lambda s: () if s.actor.staff_id is None else (s.actor.staff_id,)
) & Among("municipality_id", lambda s: (s.actor.here,))


class Draft(SealedRow):
    """下書き。書いた人だけに見え、記録を保存すると消える。

    form: the action that the form belongs to ("reception.new"); subject_ref: the random
    id of what it concerns, or empty. The content is never searched.
    """

    public_id = PublicIdField()
    municipality_id = models.BigIntegerField("市町村")
    staff_id = models.BigIntegerField("書いている職員")
    form = TextLine("画面", max_length=80)
    subject_ref = TextLine("書いている対象", max_length=36, blank=True)
    content = EncryptedText("内容")
    revision = models.PositiveIntegerField("版", default=1)
    started_at = models.DateTimeField("書き始めた日時")
    saved_at = models.DateTimeField("最後に保存した日時")
    expires_at = models.DateTimeField("消える日時", db_index=True)

    objects = ScopedManager(IS_MINE)

    class Privacy:
        personal: ClassVar[set[str]] = {"staff_id", "subject_ref", "content"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality_id", "form", "revision", "started_at",
            "saved_at", "expires_at",
        }  # fmt: skip

    class Meta:
        verbose_name = "下書き"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_id", "staff_id", "form", "subject_ref"],
                name="draft_once_per_author_and_form",
            )
        ]

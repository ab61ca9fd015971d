"""取り込みの一束: 読んだ内容を控えておき、確かめたあとで、まとめて書く。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tsunagi.access.fields import PublicIdField, TextLine


class ImportBatch(models.Model):
    """One uploaded file between preview and confirmation.

    content: the text of the file as read; for tables about persons it is encrypted.
    digest: what the preview showed. If the tables changed meanwhile the digest differs
    and the preview is shown again. office_id: for whom, where the kind asks for it.
    """

    public_id = PublicIdField()
    kind = models.CharField("種類", max_length=20)
    municipality_id = models.BigIntegerField("市町村")
    office_id = models.BigIntegerField("事業所", null=True)
    content = models.BinaryField("読んだ内容")
    digest = models.CharField("見せた内容の照合値", max_length=64)
    created_at = models.DateTimeField("読んだ日時")
    created_by_id = models.BigIntegerField("読んだ職員")
    committed_at = models.DateTimeField("書いた日時", null=True)
    summary = TextLine("結果", max_length=200, blank=True)

    class Privacy:
        personal: ClassVar[set[str]] = {"created_by_id", "content"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "kind", "municipality_id", "office_id", "digest",
            "created_at", "committed_at", "summary",
        }  # fmt: skip

    class Meta:
        verbose_name = "取り込みの一束"
        app_label = "exchange"

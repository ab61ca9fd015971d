"""保存した見方: 一覧の条件に名前を付けて、自分だけのタブにする。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tsunagi.access.fields import PublicIdField, TextLine
from tsunagi.access.policy import Among
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.lists.rules import ListKind


class SavedView(models.Model):
    """A name for a filter of one list. query: words of an address, no person in it."""

    public_id = PublicIdField()
    staff = models.ForeignKey(
        "organisations.Staff", models.PROTECT, related_name="+", verbose_name="職員"
    )
    list_kind = models.CharField("一覧", max_length=8, choices=ListKind.choices())
    name = TextLine("名前", max_length=30)
    query = TextLine("条件", max_length=300, blank=True)

    objects = ScopedManager["SavedView"](
        Among("staff_id", lambda s: (s.actor.staff_id,))
    )

    class Privacy:
        personal: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {
            "id", "public_id", "staff", "list_kind", "name", "query",
        }  # fmt: skip

    class Meta:
        verbose_name = "保存した見方"
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "list_kind", "name"], name="saved_view_name_once"
            )
        ]

"""まとめた記録: だれが、どの二人を、いつ一つにし、何を移したか。元に戻すために残す。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tsunagi.access.fields import PublicIdField, TextLine
from tsunagi.access.policy import Related
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.person.models import Person
from tsunagi.cases.scope import CARRIED
from tsunagi.organisations.area.models import Municipality

# The reason tells what both records say: for those who carry the survivor's case.
CAN_SEE_MERGE = Related("cases.Case", "person_id", CARRIED, via="survivor_id")


class Merge(models.Model):
    """利用者の記録を一つにしたこと。取り消すと、移した行が元に戻る。

    moved: rows (model label → [row ids, former owner id]) and what was ended, copied
    or added on the way; former_values: what the survivor's fields held before, the
    whereabouts sealed under a shield. New rows of after the merge stay where they are.
    """

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    survivor = models.ForeignKey(
        Person, models.PROTECT, related_name="merges", verbose_name="残す記録"
    )
    absorbed = models.ForeignKey(
        Person, models.PROTECT, related_name="absorbed_by", verbose_name="まとめる記録"
    )
    reason = TextLine("同じ人と判断した理由", max_length=300)
    moved = models.JSONField("移した行", default=dict)
    former_values = models.JSONField("まとめる前の値", default=dict)
    merged_at = models.DateTimeField("まとめた日時")
    merged_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="まとめた職員",
    )  # fmt: skip
    undone_at = models.DateTimeField("元に戻した日時", null=True, blank=True)
    undone_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="元に戻した職員",
    )  # fmt: skip

    objects = ScopedManager["Merge"](CAN_SEE_MERGE)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "survivor", "absorbed", "reason", "moved", "former_values",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "merged_at", "merged_by", "undone_at",
            "undone_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "記録の統合"
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"],
                condition=Q(undone_at=None),
                name="absorbed_once_at_a_time",
            ),
            models.CheckConstraint(
                name="merge_is_of_two_persons",
                condition=~Q(survivor=F("absorbed")),
            ),
        ]

    @property
    def case_of_absorbed(self) -> int:
        """The case whose rows moved: the one that was current when it happened."""
        case_id: int = self.moved["rows"]["cases.Contact"][1]
        return case_id

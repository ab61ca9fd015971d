"""助言・同行・後方支援の記録。直すと新しい版ができる。"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from tsunagi.access.fields import PublicIdField, TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.backup.rules import Kind, Mandate, State
from tsunagi.cases.case.models import Case
from tsunagi.cases.scope import CAN_SEE_PART_OF_CASE
from tsunagi.organisations.area.models import Municipality
from tsunagi.organisations.office.models import Office


class BackupSupport(models.Model):
    """ほかの人の支援を手伝った一回の、一つの版。主担当も担当者も変えない。

    office, staff: who helped. receiver: the office that carried the case that day.
    record_id names it over all versions, and is the key of its row in the ledger.
    """

    public_id = PublicIdField()
    record_id = models.UUIDField("記録の番号", default=uuid4)
    version = models.PositiveIntegerField("版", default=1)
    is_current = models.BooleanField("いまの版", default=True)
    is_withdrawn = models.BooleanField("取り消した", default=False)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="前の版",
    )  # fmt: skip
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="backups", verbose_name="ケース"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="手伝った事業所"
    )
    staff = models.ForeignKey(
        "organisations.Staff", models.PROTECT, related_name="+",
        verbose_name="手伝った職員",
    )  # fmt: skip
    receiver = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="担当の事業所"
    )
    kind = models.CharField("種類", max_length=12, choices=Kind.choices())
    occurred_on = models.DateField("した日")
    minutes = models.PositiveSmallIntegerField("分", null=True, blank=True)
    advice = TextLine("伝えたこと・したこと", max_length=300)
    mandate = models.CharField(
        "だれから言い出したか", max_length=12, choices=Mandate.choices()
    )
    follow_on = models.DateField("次に様子を聞く日", null=True, blank=True)
    state = models.CharField("いま", max_length=8, choices=State.choices())
    correction_reason = TextLine("直したわけ", max_length=300, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["BackupSupport"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {"case", "advice", "correction_reason"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "record_id", "version", "is_current", "is_withdrawn",
            "supersedes", "municipality", "office", "staff", "receiver", "kind",
            "occurred_on", "minutes", "mandate", "follow_on", "state", "recorded_at",
            "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "助言・同行・後方支援"
        constraints = [
            models.UniqueConstraint(
                fields=["record_id"], condition=Q(is_current=True),
                name="backup_one_current_version",
            ),
            models.UniqueConstraint(
                fields=["record_id", "version"], name="backup_version_once"
            ),
            models.CheckConstraint(
                name="backup_follows_what_was_done",
                condition=Q(follow_on=None)
                | Q(follow_on__gte=models.F("occurred_on")),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["case", "-occurred_on"], condition=Q(is_current=True),
                name="backup_of_case",
            ),
            models.Index(
                fields=["office", "-occurred_on"],
                condition=Q(is_current=True, is_withdrawn=False),
                name="backup_by_giver",
            ),
            models.Index(
                fields=["receiver", "-occurred_on"],
                condition=Q(is_current=True, is_withdrawn=False),
                name="backup_by_receiver",
            ),
            models.Index(
                fields=["follow_on"],
                condition=Q(is_current=True, is_withdrawn=False, state="going"),
                name="backup_to_follow",
            ),
        ]  # fmt: skip

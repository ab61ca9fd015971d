"""調整・交渉: どこに、何のために、何を頼み、どうなったか。直すと新しい版ができる。"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from tsunagi.access.fields import PublicIdField, TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.case.models import Case
from tsunagi.cases.coordination.rules import Partner, Result
from tsunagi.cases.scope import CAN_SEE_PART_OF_CASE
from tsunagi.organisations.area.models import Municipality
from tsunagi.organisations.office.models import Office


class Coordination(models.Model):
    """一つのことを一つの相手に頼んだ、その一つの版。結果が入るまで、一覧に残る。

    office, staff: who asked. record_id names it over all versions.
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
        Case, models.PROTECT, related_name="coordinations", verbose_name="ケース"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="頼んだ事業所"
    )
    staff = models.ForeignKey(
        "organisations.Staff", models.PROTECT, related_name="+",
        verbose_name="頼んだ職員",
    )  # fmt: skip
    partner = models.CharField("どこと", max_length=12, choices=Partner.choices())
    partner_name = TextLine("相手の名前", max_length=100)
    purpose = TextLine("何のために", max_length=120)
    asked = TextLine("頼んだこと", max_length=300)
    asked_on = models.DateField("頼んだ日")
    due_on = models.DateField("返事の見込みの日", null=True, blank=True)
    result = models.CharField(
        "どうなったか", max_length=12, blank=True, choices=Result.choices()
    )
    result_words = TextLine("結果の一行", max_length=300, blank=True)
    result_on = models.DateField("結果の出た日", null=True, blank=True)
    correction_reason = TextLine("直したわけ", max_length=300, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["Coordination"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "case", "partner_name", "purpose", "asked", "result_words",
            "correction_reason",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "record_id", "version", "is_current", "is_withdrawn",
            "supersedes", "municipality", "office", "staff", "partner", "asked_on",
            "due_on", "result", "result_on", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "調整・交渉"
        constraints = [
            models.UniqueConstraint(
                fields=["record_id"], condition=Q(is_current=True),
                name="coordination_one_current",
            ),
            models.UniqueConstraint(
                fields=["record_id", "version"], name="coordination_version_once"
            ),
            models.CheckConstraint(
                name="coordination_result_is_whole",
                condition=Q(result="", result_on=None)
                | ~Q(result="") & Q(result_on__gte=F("asked_on")),
            ),
            models.CheckConstraint(
                name="coordination_due_is_not_before",
                condition=Q(due_on=None) | Q(due_on__gte=F("asked_on")),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["case", "-asked_on"], condition=Q(is_current=True),
                name="coordination_of_case",
            ),
            models.Index(
                fields=["office", "asked_on"],
                condition=Q(is_current=True, is_withdrawn=False, result=""),
                name="coordination_open",
            ),
        ]  # fmt: skip

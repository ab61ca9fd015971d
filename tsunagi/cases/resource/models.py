"""使った社会資源: どの人の、何のために、どこを、どうしたか。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.case.models import Case
from tsunagi.cases.consent.models import Consent
from tsunagi.cases.plan.models import Plan
from tsunagi.cases.resource.rules import Outcome, Purpose
from tsunagi.cases.scope import CAN_SEE_PART_OF_CASE
from tsunagi.organisations.office.models import Office


class ResourceUse(models.Model):
    """社会資源との結びつき一つ。名簿にないところは、名前だけで書ける。

    contact_record: the record of the talk out of which it came (Contact.record_id);
    plan, item_key: the row of the plan that it stands for. co_creator: the person took
    part in making it better or making it; by that consent, or as agreed on that day.
    """

    public_id = PublicIdField()
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="resource_uses", verbose_name="ケース"
    )
    contact_record = models.UUIDField("相談記録の番号", null=True, blank=True)
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="計画",
    )  # fmt: skip
    item_key = models.CharField("計画の行", max_length=36, blank=True)
    co_creator = models.BooleanField("本人も参加した", default=False)
    consent = models.ForeignKey(
        Consent, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="もとになる同意",
    )  # fmt: skip
    agreed_on = models.DateField(
        "本人が名前を出してよいと言った日", null=True, blank=True
    )
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="社会資源",
    )  # fmt: skip
    place_name = TextLine("名簿にないところの名前", max_length=200, blank=True)
    purpose = models.CharField("どうしたいか", max_length=8, choices=Purpose.choices())
    need = LongText("何のために", max_length=500)
    outcome = models.CharField(
        "どうなったか", max_length=10, choices=Outcome.choices(),
        default=Outcome.NOT_YET.value,
    )  # fmt: skip
    on = models.DateField("日付")
    note = LongText("メモ", max_length=1000, blank=True)
    version = models.PositiveIntegerField("版", default=1)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["ResourceUse"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "case", "contact_record", "office", "place_name", "need", "note", "plan",
            "item_key", "co_creator", "consent", "agreed_on",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "purpose", "outcome", "on", "version", "recorded_at",
            "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "使った社会資源"
        constraints = [
            models.CheckConstraint(
                name="resource_use_names_a_place",
                condition=Q(purpose=Purpose.MISSING)
                | Q(office__isnull=False)
                | ~Q(place_name=""),
            ),
            models.CheckConstraint(
                name="co_creator_agreed",
                condition=Q(co_creator=False)
                | (
                    Q(purpose__in=[Purpose.IMPROVE.value, Purpose.DEVELOP.value])
                    & (Q(consent__isnull=False) | Q(agreed_on__isnull=False))
                ),
            ),
            models.UniqueConstraint(
                fields=["plan", "item_key"],
                condition=Q(purpose=Purpose.MISSING.value) & ~Q(item_key=""),
                name="one_missing_resource_per_row",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "on"], name="resource_use_by_case"),
            models.Index(fields=["office"], name="resource_use_by_office"),
        ]


class ResourceUseRevision(models.Model):
    """使った社会資源の変更の記録。どの項目を、何から何へ。"""

    use = models.ForeignKey(
        ResourceUse, models.PROTECT, related_name="revisions",
        verbose_name="使った社会資源",
    )  # fmt: skip
    version = models.PositiveIntegerField("版")
    changes = models.JSONField("変更", default=dict)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    class Privacy:
        personal: ClassVar[set[str]] = {"use", "changes"}
        operational: ClassVar[set[str]] = {
            "id", "version", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "使った社会資源の変更"
        constraints = [
            models.UniqueConstraint(
                fields=["use", "version"], name="resource_use_version_once"
            )
        ]

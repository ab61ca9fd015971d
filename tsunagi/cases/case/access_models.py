"""見てよい理由と、見せない相手。scope.py が読むのは、この二つと秘匿だけ。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tsunagi.access.fields import PublicIdField, TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import Relation
from tsunagi.cases.scope import BY_DUTY, BY_OFFICE, BY_STAFF, CAN_SEE_PART_OF_CASE
from tsunagi.organisations.area.models import Municipality
from tsunagi.organisations.office.models import Office


class CaseAccess(models.Model):
    """見てよい理由の、ただ一つの表。だれに、何を、なぜ、いつからいつまで。

    Opened and closed only by actions of this room, in the transaction of the cause.
    source_ref names the cause ("consent:<uuid>", "responsible", …). A reason for a
    rights concern names no case: it opens that concern and nothing else (scope.py).
    """

    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        db_index=False,
        related_name="+",
        verbose_name="市町村",
    )
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, db_index=False,
        related_name="access_rows", verbose_name="ケース",
    )  # fmt: skip
    grantee_kind = models.CharField(
        "だれに",
        max_length=6,
        choices=[(BY_STAFF, "職員"), (BY_OFFICE, "事業所"), (BY_DUTY, "市町村の務め")],
    )
    staff = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="職員",
    )  # fmt: skip
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="事業所",
    )  # fmt: skip
    relation = models.CharField("理由", max_length=16, choices=Relation.choices())
    classes = models.CharField("見てよい区分", max_length=7)
    basis = TextLine("根拠", max_length=120, blank=True)
    valid_from = models.DateTimeField("始まる日時")
    valid_before = models.DateTimeField("終わる日時", null=True, blank=True)
    source_ref = models.CharField("もとになった記録", max_length=80)
    recorded_by_id = models.BigIntegerField("記録した職員", null=True)

    objects = ScopedManager["CaseAccess"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {"case", "staff"}
        operational: ClassVar[set[str]] = {
            "id", "municipality", "grantee_kind", "office", "relation", "classes",
            "basis", "valid_from", "valid_before", "source_ref", "recorded_by_id",
        }  # fmt: skip

    class Meta:
        verbose_name = "見てよい理由"
        constraints = [
            models.CheckConstraint(
                name="access_names_exactly_its_grantee",
                condition=Q(
                    grantee_kind=BY_STAFF, staff__isnull=False, office__isnull=True
                )
                | Q(grantee_kind=BY_OFFICE, staff__isnull=True, office__isnull=False)
                | Q(grantee_kind=BY_DUTY, staff__isnull=True, office__isnull=True),
            ),
            models.CheckConstraint(
                name="access_to_a_concern_names_no_case",
                condition=Q(relation=Relation.RIGHTS, case__isnull=True)
                | (~Q(relation=Relation.RIGHTS) & Q(case__isnull=False)),
            ),
            models.CheckConstraint(
                name="access_is_not_backwards",
                condition=Q(valid_before=None) | Q(valid_before__gte=F("valid_from")),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "grantee_kind"], name="access_by_case"),
            models.Index(
                fields=["municipality", "office", "case"], name="access_by_office"
            ),
            # The few by which an office sees the cases of others (`search/reach.py`).
            models.Index(
                fields=["municipality", "office", "case"],
                condition=~models.Q(relation=Relation.RESPONSIBLE)
                & models.Q(office__isnull=False),
                name="access_besides_own",
            ),
            # Few rows name a person. With all the others in it, SQLite takes a person
            # for somebody whom every row names, and reads the whole table.
            models.Index(
                fields=["municipality", "staff", "case"],
                condition=models.Q(staff__isnull=False),
                name="access_by_named_staff",
            ),
            models.Index(fields=["source_ref"], name="access_by_source"),
        ]


class Exclusion(models.Model):
    """見せない相手: 家族、もめごとの相手などの職員や事業所。どの理由よりも強い。"""

    public_id = PublicIdField()
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="exclusions", verbose_name="ケース"
    )
    staff = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="職員",
    )  # fmt: skip
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="事業所",
    )  # fmt: skip
    reason = TextLine("理由", max_length=200)
    valid_from = models.DateTimeField("始まる日時")
    valid_before = models.DateTimeField("終わる日時", null=True, blank=True)
    recorded_by_id = models.BigIntegerField("記録した職員", null=True)

    objects = ScopedManager["Exclusion"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {"case", "staff", "reason", "recorded_by_id"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "office", "valid_from", "valid_before",
        }  # fmt: skip

    class Meta:
        verbose_name = "見せない相手"
        constraints = [
            models.CheckConstraint(
                name="exclusion_names_staff_or_office",
                condition=Q(staff__isnull=False, office__isnull=True)
                | Q(staff__isnull=True, office__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["case"], name="exclusion_by_case")]

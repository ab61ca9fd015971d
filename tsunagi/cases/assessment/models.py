"""アセスメントの記録と、そこから導いたニーズ。"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.policy import Related
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.assessment.rules import Domain, NeedState, Voice
from tsunagi.cases.case.models import Case
from tsunagi.cases.contact.rules import Place
from tsunagi.cases.scope import CAN_SEE_PART_OF_CASE
from tsunagi.organisations.office.models import Office


class Assessment(models.Model):
    """アセスメントの一つの版。直すと、前の版を残して新しい版ができる。

    record_id names it over all versions; at most one version is current. A reassessment
    is a record of its own. domains: {domain: {state, wish, view, need, causes}}.
    """

    public_id = PublicIdField()
    record_id = models.UUIDField("アセスメントの番号", default=uuid4)
    version = models.PositiveIntegerField("版", default=1)
    is_current = models.BooleanField("いまの版", default=True)
    is_withdrawn = models.BooleanField("取り消した", default=False)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="前の版",
    )  # fmt: skip
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="assessments", verbose_name="ケース"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="事業所"
    )
    staff = models.ForeignKey(
        "organisations.Staff", models.PROTECT, related_name="+",
        verbose_name="面接した職員",
    )  # fmt: skip
    assessed_on = models.DateField("面接した日")
    place = models.CharField("場所", max_length=12, blank=True, choices=Place.choices())
    present = TextLine("同席した人", max_length=200, blank=True)
    wishes_person = LongText("本人の望む暮らし", max_length=4000, blank=True)
    wishes_family = LongText("家族の望み", max_length=4000, blank=True)
    strengths = LongText("得意なこと・力になるもの", max_length=4000, blank=True)
    overall = LongText("全体の見立て", max_length=4000, blank=True)
    domains = models.JSONField("生活の領域", default=dict)
    correction_reason = TextLine("直した理由", max_length=300, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["Assessment"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "case", "assessed_on", "place", "present", "wishes_person",
            "wishes_family", "strengths", "overall", "domains", "correction_reason",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "record_id", "version", "is_current", "is_withdrawn",
            "supersedes", "office", "staff", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "アセスメント"
        constraints = [
            models.UniqueConstraint(
                fields=["record_id"],
                condition=Q(is_current=True),
                name="one_current_version_of_assessment",
            ),
            models.UniqueConstraint(
                fields=["record_id", "version"], name="assessment_version_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["case", "-assessed_on", "-id"],
                condition=Q(is_current=True),
                name="assessment_of_case",
            )
        ]


class Need(models.Model):
    """ニーズ整理票の一行: 望みと事実から、ニーズと目標へ。

    expressed: what the person says (demand); evidence: the facts it rests on; need: what
    is needed; goal: where it should lead. Plans point to it.
    """

    public_id = PublicIdField()
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="needs", verbose_name="ケース"
    )
    assessment_record = models.UUIDField("もとのアセスメント", null=True, blank=True)
    domain = models.CharField("領域", max_length=14, choices=Domain.choices())
    voiced_by = models.CharField(
        "だれが言い表したか", max_length=10, choices=Voice.choices()
    )
    expressed = LongText("本人の言葉・表明した希望", max_length=1000, blank=True)
    evidence = LongText("もとになる事実", max_length=2000, blank=True)
    need = LongText("必要なこと（ニーズ）", max_length=1000)
    goal = LongText("めざす姿（目標）", max_length=1000, blank=True)
    priority = models.PositiveSmallIntegerField("順番", default=1)
    state = models.CharField(
        "いま", max_length=8, choices=NeedState.choices(), default=NeedState.OPEN.value
    )
    version = models.PositiveIntegerField("版", default=1)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["Need"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "case", "assessment_record", "domain", "voiced_by", "expressed",
            "evidence", "need", "goal",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "priority", "state", "version", "recorded_at",
            "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "ニーズ"
        indexes = [models.Index(fields=["case", "priority"], name="need_of_case")]


class NeedRevision(models.Model):
    """ニーズの変更の記録。どの項目を、何から何へ。"""

    need_row = models.ForeignKey(
        Need, models.PROTECT, related_name="revisions", verbose_name="ニーズ"
    )
    version = models.PositiveIntegerField("版")
    changes = models.JSONField("変更", default=dict)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["NeedRevision"](
        Related("cases.Need", "pk", CAN_SEE_PART_OF_CASE, via="need_row_id")
    )

    class Privacy:
        personal: ClassVar[set[str]] = {"need_row", "changes"}
        operational: ClassVar[set[str]] = {
            "id", "version", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "ニーズの変更"
        constraints = [
            models.UniqueConstraint(
                fields=["need_row", "version"], name="need_version_once"
            )
        ]

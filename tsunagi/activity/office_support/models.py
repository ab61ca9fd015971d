"""事業所への支援の記録（直すと新しい版ができる）と、訪問の予定。個人のことは書かない。"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.activity.office_support.policy import CAN_SEE_SUPPORT, CAN_SEE_VISIT_PLAN
from tsunagi.activity.office_support.rules import (
    Intake,
    Mandate,
    PlanState,
    State,
    Topic,
    Way,
)
from tsunagi.organisations.models import Municipality, Office, Staff


class OfficeSupport(models.Model):
    """ほかの事業所を訪ねた、助言した一回の、一つの版。

    office, staff: who came. target: the office that was visited or advised. record_id
    names it over all versions, and is the key of its row in the ledger. people, intake,
    worries, strengths: what was heard of the target that day; from them its sheet is read.
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
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="した事業所"
    )
    staff = models.ForeignKey(
        Staff, models.PROTECT, related_name="+", verbose_name="した職員"
    )
    target = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="どの事業所に"
    )
    way = models.CharField("どのように", max_length=12, choices=Way.choices())
    topic = models.CharField("何について", max_length=12, choices=Topic.choices())
    mandate = models.CharField(
        "だれから言い出したか", max_length=12, choices=Mandate.choices()
    )
    subject = TextLine("一行で", max_length=200)
    result = LongText("どうなったか", max_length=2000, blank=True)
    occurred_on = models.DateField("した日")
    minutes = models.PositiveSmallIntegerField("分", null=True, blank=True)
    follow_on = models.DateField("次に様子を聞く日", null=True, blank=True)
    people = models.PositiveSmallIntegerField("相談員の人数", null=True, blank=True)
    intake = models.CharField(
        "受け入れ", max_length=8, blank=True, choices=Intake.choices()
    )
    worries = LongText("困りごと", max_length=500, blank=True)
    strengths = LongText("得意なこと", max_length=500, blank=True)
    state = models.CharField("いま", max_length=8, choices=State.choices())
    correction_reason = TextLine("直したわけ", max_length=300, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="記録した職員"
    )

    objects = ScopedManager["OfficeSupport"](CAN_SEE_SUPPORT)

    class Privacy:
        personal: ClassVar[set[str]] = {"recorded_by"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "record_id", "version", "is_current", "is_withdrawn",
            "supersedes", "municipality", "office", "staff", "target", "way", "topic",
            "mandate", "subject", "result", "occurred_on", "minutes", "follow_on",
            "people", "intake", "worries", "strengths", "state", "correction_reason",
            "recorded_at",
        }  # fmt: skip

    class Meta:
        verbose_name = "事業所への支援"
        constraints = [
            models.UniqueConstraint(
                fields=["record_id"], condition=Q(is_current=True),
                name="office_support_one_current_version",
            ),
            models.UniqueConstraint(
                fields=["record_id", "version"], name="office_support_version_once"
            ),
            models.CheckConstraint(
                name="office_support_follows_what_was_done",
                condition=Q(follow_on=None) | Q(follow_on__gte=F("occurred_on")),
            ),
            models.CheckConstraint(
                name="office_support_is_for_another_office",
                condition=~Q(office=F("target")),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["office", "-occurred_on"],
                condition=Q(is_current=True, is_withdrawn=False),
                name="office_support_by_giver",
            ),
            models.Index(
                fields=["target", "-occurred_on"],
                condition=Q(is_current=True, is_withdrawn=False),
                name="office_support_by_target",
            ),
        ]


class VisitPlan(models.Model):
    """事業所を訪ねる予定の日。日を変えると、前の行は「日を変えた」として残る。"""

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="訪ねる側の事業所"
    )
    target = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="訪ねる先"
    )
    planned_on = models.DateField("訪ねる予定の日")
    note = TextLine("ひとこと", max_length=200, blank=True)
    state = models.CharField("いま", max_length=8, choices=PlanState.choices())
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="記録した職員"
    )

    objects = ScopedManager["VisitPlan"](CAN_SEE_VISIT_PLAN)

    class Privacy:
        personal: ClassVar[set[str]] = {"recorded_by"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "office", "target", "planned_on",
            "note", "state", "recorded_at",
        }  # fmt: skip

    class Meta:
        verbose_name = "訪問の予定"
        constraints = [
            models.UniqueConstraint(
                fields=["office", "target"], condition=Q(state="planned"),
                name="one_planned_visit_of_office",
            )
        ]  # fmt: skip

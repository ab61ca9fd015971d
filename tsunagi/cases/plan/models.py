"""計画の一巡と、その歩み、書面（版を重ねる）、交付の記録。"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.case.models import Case
from tsunagi.cases.plan.rules import Occasion, PlanKind, SelfWish, Stage, Step
from tsunagi.cases.plan.sheet_rules import SheetStage
from tsunagi.cases.scope import CAN_SEE_PART_OF_CASE
from tsunagi.organisations.area.models import Municipality
from tsunagi.organisations.office.models import Office


class Plan(models.Model):
    """計画の一巡: 申請から、計画案、支給決定、計画、次の計画まで。計画相談も障害児相談も。

    stage and stage_since are worked out from the steps and kept here for lists; due_on:
    until when the municipality wants the draft. Current state with `version`.
    """

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="plans", verbose_name="ケース"
    )
    kind = models.CharField("種類", max_length=16, choices=PlanKind.choices())
    occasion = models.CharField(
        "新規・更新・変更", max_length=8, choices=Occasion.choices()
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="事業所"
    )
    staff = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="計画作成担当者",
    )  # fmt: skip
    previous = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="前の計画",
    )  # fmt: skip
    begun_on = models.DateField("始めた日")
    due_on = models.DateField("計画案の提出期限", null=True, blank=True)
    stage = models.CharField(
        "いま", max_length=16, choices=Stage.choices(), default=Stage.BEGUN.value
    )
    stage_since = models.DateField("いまのところに来た日")
    self_wish = models.CharField(
        "セルフプランを望んだか", max_length=12, blank=True, choices=SelfWish.choices()
    )
    self_reason = TextLine("セルフプランのわけ", max_length=300, blank=True)
    ended_reason = TextLine("終えた理由", max_length=300, blank=True)
    version = models.PositiveIntegerField("版", default=1)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["Plan"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "case", "kind", "occasion", "begun_on", "due_on", "self_wish",
            "self_reason", "ended_reason",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "office", "staff", "previous", "stage",
            "stage_since", "version", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "計画"
        indexes = [
            models.Index(fields=["case", "-begun_on", "-id"], name="plan_of_case"),
            models.Index(
                fields=["office", "stage", "due_on", "id"],
                condition=~Q(stage__in=[Stage.REPLACED.value, Stage.ENDED.value]),
                name="plan_open_of_office",
            ),
            models.Index(
                fields=["municipality", "due_on", "id"],
                condition=Q(due_on__isnull=False),
                name="plan_due_in_municipality",
            ),
            models.Index(
                fields=["municipality", "stage", "stage_since", "id"],
                name="plan_stage_in_municipality",
            ),
        ]

    @property
    def is_over(self) -> bool:
        return self.stage in (Stage.REPLACED, Stage.ENDED)


class PlanStep(models.Model):
    """一歩: 何を、いつ、だれがしたか。直すと、前の行は取り消されて残る。"""

    public_id = PublicIdField()
    plan = models.ForeignKey(
        Plan, models.PROTECT, related_name="steps", verbose_name="計画"
    )
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="+", verbose_name="ケース"
    )
    step = models.CharField("歩み", max_length=20, choices=Step.choices())
    on = models.DateField("日")
    staff = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="した職員",
    )  # fmt: skip
    consented_by = TextLine("同意した人", max_length=100, blank=True)
    reason = TextLine("わけ", max_length=300, blank=True)
    withdrawn_at = models.DateTimeField("取り消した日時", null=True, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["PlanStep"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "plan", "case", "step", "on", "consented_by", "reason",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "staff", "withdrawn_at", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "計画の歩み"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "step"], condition=Q(withdrawn_at=None),
                name="one_day_of_each_step",
            )
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["case", "step", "on"], name="plan_step_case"),
            models.Index(
                fields=["step", "on", "plan"], condition=Q(withdrawn_at=None),
                name="plan_step_day",
            ),
        ]  # fmt: skip


class PlanSheet(models.Model):
    """書面の一つの版: 望み、方針、目標、課題の行、週間計画表。直すと新しい版ができる。

    items: see sheet_rules.Item; their order is the priority. week: see week_rules.Entry.
    interval: months between monitorings as proposed; interval_from and begins: YYYYMM.
    """

    public_id = PublicIdField()
    record_id = models.UUIDField("書面の番号", default=uuid4)
    version = models.PositiveIntegerField("版", default=1)
    is_current = models.BooleanField("いまの版", default=True)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="前の版",
    )  # fmt: skip
    plan = models.ForeignKey(
        Plan, models.PROTECT, related_name="sheets", verbose_name="計画"
    )
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="+", verbose_name="ケース"
    )
    stage = models.CharField("書面", max_length=8, choices=SheetStage.choices())
    wishes_person = LongText("本人の望む生活", max_length=4000, blank=True)
    wishes_family = LongText("家族の望み", max_length=4000, blank=True)
    policy = LongText("総合的な援助の方針", max_length=4000, blank=True)
    long_goal = LongText("長期目標", max_length=2000, blank=True)
    short_goal = LongText("短期目標", max_length=2000, blank=True)
    items = models.JSONField("課題と支援", default=list)
    week = models.JSONField("週間計画表", default=list)
    main_activities = LongText("主な日常生活上の活動", max_length=2000, blank=True)
    other_services = LongText("週単位以外のサービス", max_length=2000, blank=True)
    whole_life = LongText("サービスで実現する生活の全体像", max_length=4000, blank=True)
    begins = models.PositiveIntegerField("計画の始まりの月", null=True, blank=True)
    interval = models.PositiveSmallIntegerField(
        "モニタリングの間隔", null=True, blank=True
    )
    interval_first = models.PositiveSmallIntegerField("はじめの毎月の月数", default=0)
    interval_from = models.PositiveIntegerField(
        "モニタリングの始まりの月", null=True, blank=True
    )
    situations = models.JSONField("間隔に関わる事情", default=list)
    interval_reason = LongText("間隔のわけ", max_length=1000, blank=True)
    correction_reason = TextLine("直した理由", max_length=300, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["PlanSheet"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "plan", "case", "wishes_person", "wishes_family", "policy", "long_goal",
            "short_goal", "items", "week", "main_activities", "other_services",
            "whole_life", "begins", "interval", "interval_first", "interval_from",
            "situations", "interval_reason", "correction_reason",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "record_id", "version", "is_current", "supersedes",
            "stage", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "計画の書面"
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "stage"], condition=Q(is_current=True),
                name="one_current_version_of_sheet",
            ),
            models.UniqueConstraint(
                fields=["record_id", "version"], name="plan_sheet_version_once"
            ),
        ]  # fmt: skip


class PlanDelivery(models.Model):
    """だれに、いつ、どの書面を渡したか。"""

    public_id = PublicIdField()
    plan = models.ForeignKey(
        Plan, models.PROTECT, related_name="deliveries", verbose_name="計画"
    )
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="+", verbose_name="ケース"
    )
    stage = models.CharField("書面", max_length=8, choices=SheetStage.choices())
    to = TextLine("渡した相手", max_length=120)
    on = models.DateField("渡した日")
    method = TextLine("渡し方", max_length=60, blank=True)
    withdrawn_at = models.DateTimeField("取り消した日時", null=True, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["PlanDelivery"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {"plan", "case", "stage", "to", "on", "method"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "withdrawn_at", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "計画の交付"
        indexes = [models.Index(fields=["plan", "on"], name="plan_delivery")]


class PlanMeeting(models.Model):
    """サービス担当者会議の記録。直すと新しい版ができる。

    people: [{name, place, came, opinion}]; who did not come was asked beforehand.
    """

    public_id = PublicIdField()
    record_id = models.UUIDField("会議の番号", default=uuid4)
    version = models.PositiveIntegerField("版", default=1)
    is_current = models.BooleanField("いまの版", default=True)
    is_withdrawn = models.BooleanField("取り消した", default=False)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="前の版",
    )  # fmt: skip
    plan = models.ForeignKey(
        Plan, models.PROTECT, related_name="meetings", verbose_name="計画"
    )
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="+", verbose_name="ケース"
    )
    held_on = models.DateField("開いた日")
    place = TextLine("場所", max_length=100, blank=True)
    minutes = models.PositiveSmallIntegerField("時間（分）", null=True, blank=True)
    person_came = models.BooleanField("本人が出席した", default=False)
    person_words = LongText("本人の言葉", max_length=2000, blank=True)
    people = models.JSONField("出席した人と意見", default=list)
    talked = LongText("話し合ったこと", max_length=4000, blank=True)
    decided = LongText("決めたこと", max_length=4000, blank=True)
    left_open = LongText("残った課題", max_length=2000, blank=True)
    correction_reason = TextLine("直した理由", max_length=300, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["PlanMeeting"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "plan", "case", "held_on", "place", "minutes", "person_came",
            "person_words", "people", "talked", "decided", "left_open",
            "correction_reason",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "record_id", "version", "is_current", "is_withdrawn",
            "supersedes",
            "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "サービス担当者会議"
        constraints = [
            models.UniqueConstraint(
                fields=["record_id"], condition=Q(is_current=True),
                name="one_current_version_of_meeting",
            ),
            models.UniqueConstraint(
                fields=["record_id", "version"], name="plan_meeting_version_once"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["plan", "held_on"], name="plan_meeting")]

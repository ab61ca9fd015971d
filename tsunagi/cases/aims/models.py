"""課題と気がかり、望む暮らしへの一歩。ケースの中の、いまの状態と、その歩み。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.policy import Related
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.aims.rules import (
    ENDED,
    ProblemKind,
    ProblemState,
    Stage,
    StepState,
    Whose,
)
from tsunagi.cases.case.models import Case
from tsunagi.cases.intake.models import Reception
from tsunagi.cases.scope import CAN_SEE_PART_OF_CASE


class Problem(models.Model):
    """課題。いま困っていること、または、これから心配なこと（気がかり）。

    Current state with `version`; each change leaves a ProblemStep. causes and signs
    are lists of words of Cause and RiskSign. next_look_on: when to meet again in time.
    """

    public_id = PublicIdField()
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="problems", verbose_name="ケース"
    )
    reception = models.ForeignKey(
        Reception, models.PROTECT, null=True, blank=True, related_name="problems",
        verbose_name="相談受付",
    )  # fmt: skip
    kind = models.CharField("種類", max_length=12, choices=ProblemKind.choices())
    stage = models.CharField("いまかこれからか", max_length=8, choices=Stage.choices())
    causes = models.JSONField("どこに原因があるか", default=list)
    signs = models.JSONField("気づいたしるし", default=list)
    whose = models.CharField("だれの課題か", max_length=8, choices=Whose.choices())
    text = LongText("どんな課題か", max_length=1000)
    is_own_words = models.BooleanField("本人の言葉", default=False)
    state = models.CharField(
        "いま",
        max_length=8,
        choices=ProblemState.choices(),
        default=ProblemState.OPEN.value,
    )
    noticed_on = models.DateField("気づいた日")
    ended_on = models.DateField("終わった日", null=True, blank=True)
    next_look_on = models.DateField("次に様子を見る日", null=True, blank=True)
    version = models.PositiveIntegerField("版", default=1)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["Problem"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "case", "reception", "kind", "stage", "causes", "signs", "whose", "text",
            "is_own_words",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "state", "noticed_on", "ended_on", "next_look_on",
            "version", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "課題"
        constraints = [
            models.CheckConstraint(
                name="problem_ends_with_its_day",
                condition=Q(state__in=ENDED, ended_on__isnull=False)
                | (~Q(state__in=ENDED) & Q(ended_on=None)),
            )
        ]
        indexes = [
            models.Index(fields=["case", "state"], name="problem_by_case"),
            models.Index(
                fields=["next_look_on"],
                condition=Q(stage=Stage.LATENT, ended_on=None),
                name="problem_to_look_at",
            ),
        ]


class ProblemStep(models.Model):
    """課題の歩み。何を見て、何をし、どう変わったか。書いたあとは直さない。

    changes: what of the problem itself was rewritten, as {column: [before, after]}.
    """

    public_id = PublicIdField()
    problem = models.ForeignKey(
        Problem, models.PROTECT, related_name="steps", verbose_name="課題"
    )
    on = models.DateField("日付")
    state = models.CharField(
        "どうなったか", max_length=8, choices=ProblemState.choices()
    )
    note = LongText("あったこと・したこと", max_length=2000, blank=True)
    changes = models.JSONField("直した項目", default=dict)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["ProblemStep"](
        Related("cases.Problem", "pk", CAN_SEE_PART_OF_CASE, via="problem_id")
    )

    class Privacy:
        personal: ClassVar[set[str]] = {"problem", "note", "changes"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "on", "state", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "課題の歩み"


class LifeStep(models.Model):
    """望む暮らしへの一歩。本人と一緒に決め、一緒にふりかえる。

    doers: words of Doer. aim_words: 「桜の咲くころ」 as well as a date in aim_on.
    reflection: what the person says about it afterwards.
    """

    public_id = PublicIdField()
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="life_steps", verbose_name="ケース"
    )
    text = LongText("したいこと・やってみること", max_length=500)
    doers = models.JSONField("だれがするか", default=list)
    aim_words = TextLine("いつごろ", max_length=60, blank=True)
    aim_on = models.DateField("いつまで", null=True, blank=True)
    state = models.CharField(
        "いま",
        max_length=8,
        choices=StepState.choices(),
        default=StepState.PLANNED.value,
    )
    decided_on = models.DateField("決めた日")
    done_on = models.DateField("できた日・やめた日", null=True, blank=True)
    reflection = LongText("本人のふりかえり", max_length=1000, blank=True)
    version = models.PositiveIntegerField("版", default=1)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["LifeStep"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "case", "text", "doers", "aim_words", "aim_on", "reflection",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "state", "decided_on", "done_on", "version",
            "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "望む暮らしへの一歩"
        indexes = [models.Index(fields=["case", "state"], name="life_step_by_case")]


class LifeStepRevision(models.Model):
    """一歩の変更の記録。どの項目を、何から何へ。"""

    step = models.ForeignKey(
        LifeStep, models.PROTECT, related_name="revisions", verbose_name="一歩"
    )
    version = models.PositiveIntegerField("版")
    changes = models.JSONField("変更", default=dict)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["LifeStepRevision"](
        Related("cases.LifeStep", "pk", CAN_SEE_PART_OF_CASE, via="step_id")
    )

    class Privacy:
        personal: ClassVar[set[str]] = {"step", "changes"}
        operational: ClassVar[set[str]] = {
            "id", "version", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "一歩の変更"
        constraints = [
            models.UniqueConstraint(
                fields=["step", "version"], name="life_step_version_once"
            )
        ]

"""検討事項: 会議の前から後まで、一つのことを持ち続ける。名前は持たない。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.models import Case, Plan, Reception
from tsunagi.meetings.meeting.rules import TalkMode
from tsunagi.meetings.policy import CAN_SEE_REVIEW, review_through
from tsunagi.meetings.review.rules import (
    OPEN_STATES,
    Act,
    Decision,
    IntervalAnswer,
    PreResult,
    State,
    Urgency,
)
from tsunagi.meetings.series.models import Series
from tsunagi.organisations.models import Municipality, Office, Staff

_OPEN = Q(state__in=[one.value for one in OPEN_STATES])


class ReviewItem(models.Model):
    """検討事項。case, plan, reception and report_record are keys, never shown to whoever
    may not see them; headline, facts and packet are what a member reads instead.

    section: ①–⑥. topic: a code of issue/data/topics.toml. office, staff: who brings it.
    since: since when it waits. facts: what may be told of the person without a name, only
    with the person's consent. packet:
    the four fields of the plan or the report, copied through the gate (decisions.md 1).
    think_until: 「しばらく悩んでみる」 ends. interval_months: the one the meeting wants.
    told_on: when the person was told how it ended.
    """

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    series = models.ForeignKey(
        Series, models.PROTECT, related_name="+", verbose_name="会議体"
    )
    section = models.PositiveSmallIntegerField("議題の区分")
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="出す事業所"
    )
    staff = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="出す職員",
    )  # fmt: skip
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="ケース",
    )  # fmt: skip
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="計画",
    )  # fmt: skip
    reception = models.ForeignKey(
        Reception, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="相談受付",
    )  # fmt: skip
    report_record = models.UUIDField("報告の番号", null=True, blank=True)
    since = models.DateField("いつから待っているか")
    urgency = models.CharField(
        "待てるか", max_length=4, choices=Urgency.choices(), default=Urgency.WAIT.value
    )
    headline = TextLine("ひとこと報告", max_length=120)
    facts = models.JSONField("名前のない事実", default=list)
    packet = models.JSONField("資料", default=dict)
    talk_mode = models.CharField(
        "進め方",
        max_length=8,
        choices=TalkMode.choices(),
        default=TalkMode.SHARE.value,
    )
    minutes = models.PositiveSmallIntegerField("予定の分")
    purpose = TextLine("何のために話すか", max_length=200, blank=True)
    topic = models.CharField("何についての話か", max_length=24, blank=True)
    state = models.CharField(
        "いま", max_length=10, choices=State.choices(), default=State.WAITING.value
    )
    think_until = models.DateField("いつまで悩んでみるか", null=True, blank=True)
    pre_note = TextLine("事前の相談", max_length=300, blank=True)
    pre_result = models.CharField(
        "事前の相談の結果", max_length=10, blank=True, choices=PreResult.choices()
    )
    pre_answer = TextLine("基幹の答え", max_length=300, blank=True)
    decision = models.CharField(
        "結論", max_length=10, blank=True, choices=Decision.choices()
    )
    decision_note = LongText("結論のひとこと", max_length=1000, blank=True)
    direction = TextLine("短期的な関わりの方向性", max_length=200, blank=True)
    decided_urgency = models.CharField("会議で決めた緊急度", max_length=8, blank=True)
    interval_answer = models.CharField(
        "間隔はこれでよいか", max_length=8, blank=True, choices=IntervalAnswer.choices()
    )
    interval_months = models.PositiveSmallIntegerField(
        "望ましい間隔（月）", null=True, blank=True
    )
    interval_reason = TextLine("間隔のわけ", max_length=300, blank=True)
    decided_on = models.DateField("決めた日", null=True, blank=True)
    follow_what = TextLine("その後にすること", max_length=200, blank=True)
    follow_on = models.DateField("その後を確かめる日", null=True, blank=True)
    told_on = models.DateField("本人に伝えた日", null=True, blank=True)
    told_note = TextLine("本人に伝えたこと・伝えないわけ", max_length=300, blank=True)
    result = TextLine("その後どうなったか", max_length=300, blank=True)
    ended_on = models.DateField("終えた日", null=True, blank=True)
    solved_alone = models.BooleanField("自分たちで解決した", default=False)
    version = models.PositiveIntegerField("版", default=1)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="記録した職員"
    )

    objects = ScopedManager["ReviewItem"](CAN_SEE_REVIEW)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "case", "plan", "reception", "report_record", "headline", "facts", "packet",
            "purpose", "topic", "pre_note", "pre_answer", "decision", "decision_note",
            "direction", "decided_urgency", "interval_answer", "interval_months",
            "interval_reason", "follow_what", "told_on", "told_note", "result",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "series", "section", "office", "staff",
            "since", "urgency", "talk_mode", "minutes", "state", "think_until",
            "pre_result", "decided_on", "follow_on", "ended_on", "solved_alone",
            "version", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "検討事項"
        constraints = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(plan__isnull=False, section=2),
                name="plan_reviewed_once",
            ),
            models.UniqueConstraint(
                fields=["reception"],
                condition=Q(reception__isnull=False) & _OPEN,
                name="reception_waits_once",
            ),
            models.UniqueConstraint(
                fields=["report_record"],
                condition=Q(report_record__isnull=False),
                name="report_reviewed_once",
            ),
            models.CheckConstraint(
                name="review_section_is_known",
                condition=Q(section__gte=1, section__lte=6),
            ),
        ]
        indexes = [
            models.Index(fields=["series", "state"], name="review_of_series"),
            models.Index(fields=["office", "state"], name="review_of_office"),
            models.Index(fields=["case"], name="review_of_case"),
        ]


class ReviewStep(models.Model):
    """検討事項の歩み。だれが、いつ、何をしたか。書いたあとは直さない。"""

    public_id = PublicIdField()
    item = models.ForeignKey(
        ReviewItem, models.PROTECT, related_name="steps", verbose_name="検討事項"
    )
    act = models.CharField("したこと", max_length=10, choices=Act.choices())
    note = TextLine("ひとこと", max_length=300, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="記録した職員"
    )

    objects = ScopedManager["ReviewStep"](review_through("item__"))

    class Privacy:
        personal: ClassVar[set[str]] = {"item", "note"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "act", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "検討事項の歩み"

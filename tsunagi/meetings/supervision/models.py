"""グループスーパービジョン: 一回の話題、出た言葉、変更の記録。利用者のことは書かない。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.meetings.meeting.models import AgendaItem, Meeting
from tsunagi.meetings.policy import CAN_SEE_PART_OF_MEETING, invited_through
from tsunagi.meetings.supervision.rules import LineKind, State
from tsunagi.organisations.models import Staff


class Supervision(models.Model):
    """一つの話題を、みんなで考えた一回。

    Current state with `version`; every change of its texts leaves a
    SupervisionRevision. method, method_version: how it is held, for always. step: which
    step is open now, step_at: since when. is_crisis: what was answered at the gate;
    then it was not begun and has no theme. report_on: when the result is asked for.
    """

    public_id = PublicIdField()
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="supervisions", verbose_name="会議"
    )
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="議題",
    )  # fmt: skip
    method = models.CharField("進め方", max_length=24, blank=True)
    method_version = TextLine("進め方の版", max_length=20, blank=True)
    presenter = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="発表する人",
    )  # fmt: skip
    theme = TextLine("話題", max_length=200, blank=True)
    wish = TextLine("ほしい考え", max_length=200, blank=True)
    topic = models.CharField("話題の札", max_length=24, blank=True)
    is_crisis = models.BooleanField("急ぐ心配がある")
    state = models.CharField("いま", max_length=10, choices=State.choices())
    step = models.PositiveSmallIntegerField("いまの段", default=0)
    step_at = models.DateTimeField("いまの段を始めた日時", null=True, blank=True)
    action = LongText("やること", max_length=1000, blank=True)
    report_on = models.DateField("その後を聞く日", null=True, blank=True)
    result = LongText("どうなったか", max_length=2000, blank=True)
    reported_at = models.DateTimeField("その後を書いた日時", null=True, blank=True)
    reported_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="その後を書いた職員",
    )  # fmt: skip
    version = models.PositiveIntegerField("版", default=1)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="記録した職員"
    )

    objects = ScopedManager["Supervision"](CAN_SEE_PART_OF_MEETING)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "presenter", "theme", "wish", "action", "result", "reported_by",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "meeting", "item", "method", "method_version", "topic",
            "is_crisis", "state", "step", "step_at", "report_on", "reported_at",
            "version", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "グループスーパービジョン"
        constraints = [
            models.CheckConstraint(
                name="supervision_is_not_begun_in_a_crisis",
                condition=Q(is_crisis=True, state=State.STOPPED.value)
                | Q(is_crisis=False, presenter__isnull=False)
                & ~Q(state=State.STOPPED.value)
                & ~Q(theme="")
                & ~Q(method=""),
            ),
            models.CheckConstraint(
                name="supervision_report_is_whole",
                condition=Q(state=State.REPORTED.value, reported_at__isnull=False)
                | ~Q(state=State.REPORTED.value) & Q(reported_at=None, result=""),
            ),
        ]
        indexes = [
            models.Index(fields=["meeting"], name="supervision_of_meeting"),
            models.Index(fields=["presenter"], name="supervision_by_presenter"),
        ]


class SupervisionLine(models.Model):
    """出た言葉の一つ。だれが言ったかは持たない（みんなが同じ立場で話すため）。

    Never edited. Who wrote a slip strikes it out, and it stays.
    """

    public_id = PublicIdField()
    supervision = models.ForeignKey(
        Supervision, models.PROTECT, related_name="lines",
        verbose_name="グループスーパービジョン",
    )  # fmt: skip
    kind = models.CharField("何を", max_length=10, choices=LineKind.choices())
    position = models.PositiveSmallIntegerField("順")
    text = TextLine("言葉", max_length=200)
    is_picked = models.BooleanField("選んだ", default=False)
    is_struck = models.BooleanField("消した", default=False)

    objects = ScopedManager["SupervisionLine"](
        invited_through("supervision__meeting__")
    )

    class Privacy:
        personal: ClassVar[set[str]] = {"text"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "supervision", "kind", "position", "is_picked",
            "is_struck",
        }  # fmt: skip

    class Meta:
        verbose_name = "グループスーパービジョンの言葉"
        constraints = [
            models.UniqueConstraint(
                fields=["supervision", "position"], name="supervision_line_in_order"
            ),
            models.CheckConstraint(
                name="only_what_stands_is_picked",
                condition=Q(is_picked=False) | Q(is_struck=False),
            ),
        ]


class SupervisionRevision(models.Model):
    """グループスーパービジョンの変更の記録。どの項目を、何から何へ。"""

    supervision = models.ForeignKey(
        Supervision, models.PROTECT, related_name="revisions",
        verbose_name="グループスーパービジョン",
    )  # fmt: skip
    version = models.PositiveIntegerField("版")
    changes = models.JSONField("変更", default=dict)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="記録した職員"
    )

    objects = ScopedManager["SupervisionRevision"](
        invited_through("supervision__meeting__")
    )

    class Privacy:
        personal: ClassVar[set[str]] = {"changes", "recorded_by"}
        operational: ClassVar[set[str]] = {
            "id", "supervision", "version", "recorded_at",
        }  # fmt: skip

    class Meta:
        verbose_name = "グループスーパービジョンの変更"
        constraints = [
            models.UniqueConstraint(
                fields=["supervision", "version"], name="supervision_version_once"
            )
        ]

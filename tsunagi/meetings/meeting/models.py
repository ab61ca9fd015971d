"""会議: 一回の会議、出席、議題。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.case.models import Case
from tsunagi.meetings.meeting.rules import (
    ItemState,
    Mode,
    Presence,
    State,
    TalkMode,
)
from tsunagi.meetings.policy import CAN_SEE_MEETING, CAN_SEE_PART_OF_MEETING
from tsunagi.meetings.series.models import DAY_MINUTES, Series
from tsunagi.meetings.series.rules import Part
from tsunagi.organisations.models import Municipality, Office, Staff


class Meeting(models.Model):
    """一回の会議。series is None for a light meeting of its own.

    office convenes it. kind: a code of series/data/kinds.toml. case: a meeting about one
    person (つながる場, ケース会議); its name is shown to whoever sees the case, and what
    was decided goes back to the case. minutes: how long it really took.
    uses_timer: off until somebody switches it on.
    """

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    series = models.ForeignKey(
        Series, models.PROTECT, null=True, blank=True, related_name="meetings",
        verbose_name="会議体",
    )  # fmt: skip
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="開く事業所"
    )
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="ケース",
    )  # fmt: skip
    kind = models.CharField("会議の種類", max_length=24)
    title = TextLine("会議の名前", max_length=100)
    purpose = LongText("何のために", max_length=1000, blank=True)
    held_on = models.DateField("開く日")
    starts_at_time = models.TimeField("始める時刻", null=True, blank=True)
    planned_minutes = models.PositiveSmallIntegerField("予定の分", default=60)
    place = TextLine("場所", max_length=200, blank=True)
    online_url = TextLine("オンラインの入口", max_length=300, blank=True)
    mode = models.CharField(
        "集まり方", max_length=12, choices=Mode.choices(), default=Mode.IN_PERSON.value
    )
    speaks_of_persons = models.BooleanField("利用者のことを話す", default=False)
    facilitator = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="進行",
    )  # fmt: skip
    facilitator_note = TextLine("進行を主任以外がするわけ", max_length=200, blank=True)
    uses_timer = models.BooleanField("時計を出す", default=False)
    state = models.CharField(
        "いま", max_length=10, choices=State.choices(), default=State.PLANNED.value
    )
    started_at = models.DateTimeField("始めた日時", null=True, blank=True)
    ended_at = models.DateTimeField("終えた日時", null=True, blank=True)
    minutes = models.PositiveSmallIntegerField("かかった分", null=True, blank=True)
    cancel_reason = TextLine("取りやめたわけ", max_length=200, blank=True)
    version = models.PositiveIntegerField("版", default=1)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="記録した職員"
    )

    objects = ScopedManager["Meeting"](CAN_SEE_MEETING)

    class Privacy:
        personal: ClassVar[set[str]] = {"case"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "series", "office", "kind", "title",
            "purpose", "held_on", "starts_at_time", "planned_minutes", "place",
            "online_url", "mode", "speaks_of_persons", "facilitator",
            "facilitator_note", "uses_timer", "state", "started_at", "ended_at",
            "minutes", "cancel_reason", "version", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "会議"
        constraints = [
            models.UniqueConstraint(
                fields=["series", "held_on"],
                condition=Q(series__isnull=False) & ~Q(state=State.CANCELLED.value),
                name="series_meets_once_a_day",
            ),
            models.CheckConstraint(
                name="meeting_minutes_are_possible",
                condition=Q(planned_minutes__gte=1, planned_minutes__lte=DAY_MINUTES),
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "held_on"], name="meeting_by_day"),
            models.Index(fields=["series", "-held_on"], name="meeting_of_series"),
            models.Index(fields=["office", "held_on"], name="meeting_of_office"),
        ]

    def __str__(self) -> str:
        return str(self.title)


class Attendance(models.Model):
    """一人（または一つの事業所）の出席。record_key: その人の台帳の行の鍵。

    An office is invited before it is known who comes; then staff is None. A partner
    without an account has only a name, and somebody else writes the answer.
    """

    public_id = PublicIdField()
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="attendances", verbose_name="会議"
    )
    part = models.CharField("立場", max_length=12, choices=Part.choices())
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="事業所",
    )  # fmt: skip
    staff = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="職員",
    )  # fmt: skip
    partner_name = TextLine("相手の名前", max_length=120, blank=True)
    presence = models.CharField(
        "出席", max_length=8, choices=Presence.choices(), default=Presence.INVITED.value
    )
    is_entered_for_other = models.BooleanField("代理入力", default=False)
    answer_note = TextLine("ひとこと", max_length=300, blank=True)
    is_struck = models.BooleanField("呼ぶのをやめた", default=False)
    minutes = models.PositiveSmallIntegerField("出た分", null=True, blank=True)
    record_key = models.UUIDField("台帳の鍵", null=True, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="記録した職員"
    )

    objects = ScopedManager["Attendance"](CAN_SEE_PART_OF_MEETING)

    class Privacy:
        personal: ClassVar[set[str]] = {"staff", "partner_name", "answer_note"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "meeting", "part", "office", "presence",
            "is_entered_for_other", "is_struck", "minutes", "record_key",
            "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "会議の出席"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "staff"], condition=Q(staff__isnull=False),
                name="attendance_once_per_staff",
            ),
            models.UniqueConstraint(
                fields=["meeting", "office"],
                condition=Q(office__isnull=False, staff=None),
                name="attendance_once_per_office",
            ),
            models.CheckConstraint(
                name="attendance_names_whom",
                condition=Q(office__isnull=False)
                | Q(staff__isnull=False)
                | ~Q(partner_name=""),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["staff"], name="attendance_by_staff"),
            models.Index(fields=["office"], name="attendance_by_office"),
        ]


class AgendaItem(models.Model):
    """一回の会議の、一つの議題。

    section: 1 to 6 for ①–⑥ of a case review, 0 for every other meeting. minutes: how
    long it is planned to take. purpose: what a long discussion is for. note: what was
    said, decision: what was decided. review: what it is about; pseudonym: how the person
    is called in this meeting only.
    """

    public_id = PublicIdField()
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="items", verbose_name="会議"
    )
    section = models.PositiveSmallIntegerField("議題の区分", default=0)
    kind = TextLine("議題の種類", max_length=24, blank=True)
    position = models.PositiveSmallIntegerField("順")
    title = TextLine("議題", max_length=200)
    review = models.ForeignKey(
        "meetings.ReviewItem", models.PROTECT, null=True, blank=True,
        related_name="slots", verbose_name="検討事項",
    )  # fmt: skip
    pseudonym = TextLine("会議での呼び名", max_length=20, blank=True)
    carried_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="carried_to",
        verbose_name="前の会議の議題",
    )  # fmt: skip
    minutes = models.PositiveSmallIntegerField("予定の分", null=True, blank=True)
    talk_mode = models.CharField(
        "進め方",
        max_length=8,
        choices=TalkMode.choices(),
        default=TalkMode.SHARE.value,
    )
    purpose = TextLine("何のために話すか", max_length=200, blank=True)
    note = LongText("話したこと", max_length=4000, blank=True)
    decision = LongText("決めたこと", max_length=2000, blank=True)
    state = models.CharField(
        "いま", max_length=8, choices=ItemState.choices(), default=ItemState.OPEN.value
    )
    version = models.PositiveIntegerField("版", default=1)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="記録した職員"
    )

    objects = ScopedManager["AgendaItem"](CAN_SEE_PART_OF_MEETING)

    class Privacy:
        personal: ClassVar[set[str]] = {"title", "purpose", "note", "decision"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "meeting", "section", "kind", "position", "minutes",
            "review", "pseudonym", "carried_from", "talk_mode", "state", "version",
            "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "議題"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "review"], condition=Q(review__isnull=False),
                name="review_once_in_a_meeting",
            ),
            models.UniqueConstraint(
                fields=["meeting", "pseudonym"], condition=~Q(pseudonym=""),
                name="pseudonym_once_in_a_meeting",
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["meeting", "position"], name="agenda_in_order")]

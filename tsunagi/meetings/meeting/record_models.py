"""会議のあとに残るもの: すること、会議録とその確かめ、資料。"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from tsunagi.access.encryption import decrypt_bytes, encrypt_bytes
from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.access.uploads.kinds import FileKind
from tsunagi.meetings.meeting.models import AgendaItem, Meeting
from tsunagi.meetings.meeting.rules import CheckAnswer, MinutesState, TaskState
from tsunagi.meetings.policy import CAN_SEE_PART_OF_MEETING, CAN_SEE_TASK
from tsunagi.organisations.models import Municipality, Office, Staff


class MeetingTask(models.Model):
    """会議で決めた、すること。だれが、いつまでに。

    owner_name: of somebody without an account. Current state with `version`.
    """

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="tasks", verbose_name="会議"
    )
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="tasks",
        verbose_name="議題",
    )  # fmt: skip
    what = TextLine("すること", max_length=200)
    owner = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="する職員",
    )  # fmt: skip
    owner_office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="する事業所",
    )  # fmt: skip
    owner_name = TextLine("する人の名前", max_length=120, blank=True)
    due_on = models.DateField("いつまで", null=True, blank=True)
    state = models.CharField(
        "いま", max_length=8, choices=TaskState.choices(), default=TaskState.OPEN.value
    )
    done_on = models.DateField("済んだ日", null=True, blank=True)
    result = TextLine("どうなったか", max_length=300, blank=True)
    version = models.PositiveIntegerField("版", default=1)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="記録した職員"
    )

    objects = ScopedManager["MeetingTask"](CAN_SEE_TASK)

    class Privacy:
        personal: ClassVar[set[str]] = {"what", "owner", "owner_name", "result"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "meeting", "item", "owner_office",
            "due_on", "state", "done_on", "version", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "会議で決めたこと"
        constraints = [
            models.CheckConstraint(
                name="meeting_task_has_an_owner",
                condition=Q(owner__isnull=False)
                | Q(owner_office__isnull=False)
                | ~Q(owner_name=""),
            ),
            models.CheckConstraint(
                name="meeting_task_ends_with_its_day",
                condition=Q(state=TaskState.OPEN, done_on=None)
                | (~Q(state=TaskState.OPEN) & Q(done_on__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_on"], condition=Q(state=TaskState.OPEN),
                name="open_task_of_staff",
            ),
            models.Index(
                fields=["owner_office", "due_on"], condition=Q(state=TaskState.OPEN),
                name="open_task_of_office",
            ),
        ]  # fmt: skip


class MeetingMinutes(models.Model):
    """会議録の一つの版。直す、確かめてもらう、公開する、のたびに次の版ができる。"""

    public_id = PublicIdField()
    record_id = models.UUIDField("会議録の番号", default=uuid4)
    version = models.PositiveIntegerField("版", default=1)
    is_current = models.BooleanField("いまの版", default=True)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="前の版",
    )  # fmt: skip
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="minutes_versions", verbose_name="会議"
    )
    text = LongText("会議録", max_length=20_000)
    state = models.CharField("いま", max_length=10, choices=MinutesState.choices())
    check_by = models.DateField("いつまでに確かめるか", null=True, blank=True)
    is_published = models.BooleanField("公開している", default=False)
    correction_reason = TextLine("直したわけ", max_length=300, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="記録した職員"
    )

    objects = ScopedManager["MeetingMinutes"](CAN_SEE_PART_OF_MEETING)

    class Privacy:
        personal: ClassVar[set[str]] = {"text"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "record_id", "version", "is_current", "supersedes",
            "meeting", "state", "check_by", "is_published", "correction_reason",
            "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "会議録"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(is_current=True),
                name="minutes_one_current_version",
            ),
            models.UniqueConstraint(
                fields=["record_id", "version"], name="minutes_version_once"
            ),
        ]  # fmt: skip


class MinutesCheck(models.Model):
    """出席した人の、会議録への答え。出席の一行に一つ。"""

    public_id = PublicIdField()
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="minutes_checks", verbose_name="会議"
    )
    minutes = models.ForeignKey(
        MeetingMinutes, models.PROTECT, related_name="checks", verbose_name="会議録"
    )
    attendance = models.ForeignKey(
        "meetings.Attendance", models.PROTECT, related_name="+", verbose_name="出席"
    )
    answer = models.CharField("答え", max_length=8, choices=CheckAnswer.choices())
    comment = TextLine("直してほしいところ", max_length=500, blank=True)
    is_entered_for_other = models.BooleanField("代理入力", default=False)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="記録した職員"
    )

    objects = ScopedManager["MinutesCheck"](CAN_SEE_PART_OF_MEETING)

    class Privacy:
        personal: ClassVar[set[str]] = {"comment"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "meeting", "minutes", "attendance", "answer",
            "is_entered_for_other", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "会議録の確かめ"
        constraints = [
            models.UniqueConstraint(
                fields=["minutes", "attendance"], name="minutes_checked_once"
            )
        ]


class MeetingPaper(models.Model):
    """会議の資料。ファイルの中身は、別の表に暗号化して置く。"""

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="papers", verbose_name="会議"
    )
    title = TextLine("資料の名前", max_length=200)
    file_name = TextLine("ファイル名", max_length=200)
    content_type = models.CharField("ファイルの種類", max_length=100)
    size = models.PositiveIntegerField("大きさ（バイト）")
    is_withdrawn = models.BooleanField("取り下げた", default=False)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="記録した職員"
    )

    objects = ScopedManager["MeetingPaper"](CAN_SEE_PART_OF_MEETING)

    class Privacy:
        personal: ClassVar[set[str]] = {"title", "file_name"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "meeting", "content_type", "size",
            "is_withdrawn", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "会議の資料"

    @property
    def kind(self) -> FileKind:
        return FileKind(self.content_type)


class MeetingPaperContent(models.Model):
    """The sealed bytes, apart from the row, so that no list ever reads them."""

    paper = models.OneToOneField(
        MeetingPaper, models.PROTECT, primary_key=True, related_name="content",
        verbose_name="会議の資料",
    )  # fmt: skip
    sealed = models.BinaryField("中身")

    objects = ScopedManager["MeetingPaperContent"]()

    class Privacy:
        personal: ClassVar[set[str]] = {"paper", "sealed"}
        operational: ClassVar[set[str]] = set()

    class Meta:
        verbose_name = "会議の資料の中身"

    @classmethod
    def sealing(cls, paper: MeetingPaper, data: bytes) -> MeetingPaperContent:
        """The content of a saved row, not saved yet."""
        return cls(paper=paper, sealed=encrypt_bytes(data, binding=_binding(paper)))

    def opened(self) -> bytes:
        """KeyProblem when it was moved, changed or has no key."""
        return decrypt_bytes(bytes(self.sealed), binding=_binding(self.paper))


def _binding(paper: MeetingPaper) -> tuple[str, ...]:
    return (
        MeetingPaperContent._meta.db_table,
        "sealed",
        str(paper.public_id),
        str(paper.municipality_id),
    )

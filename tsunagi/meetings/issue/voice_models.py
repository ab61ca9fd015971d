"""当事者の声: ここで暮らすことについて、障害のある人が言ったこと。だれの声かは持たない。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tsunagi.access.fields import LongText, PublicIdField
from tsunagi.access.policy import Among, Has
from tsunagi.access.scoped import ScopedManager
from tsunagi.meetings.issue.models import LocalIssueCandidate
from tsunagi.meetings.issue.voice_rules import AgreedHow, Heard
from tsunagi.meetings.policy import here_through, offices_in_meetings
from tsunagi.organisations.models import Area, Municipality, Office, Staff

# Without the consent to show it, it stays with the office that heard it.
CAN_SEE_VOICE = here_through() & (
    Has("is_shown", (True,)) | Among("office_id", offices_in_meetings)
)


class VoiceRecord(models.Model):
    """一つの声。本人の言葉のまま、だれのことか分からない形で。

    No case and no person: the complaints and the voices of a person are records of their
    case and never come here. agreed_on: when the person said that it may be shown in
    meetings; without it is_shown is impossible. Withdrawing erases the text at once and
    for good; that there was a voice stays.
    """

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="聞いた事業所"
    )
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="+", verbose_name="地域"
    )
    text = LongText("本人の言葉", max_length=1000, blank=True)
    how = models.CharField("どのように聞いたか", max_length=10, choices=Heard.choices())
    heard_on = models.DateField("聞いた日")
    topic = models.CharField("話題の札", max_length=24, blank=True)
    is_shown = models.BooleanField("会議で見せる", default=False)
    agreed_on = models.DateField("本人がよいと言った日", null=True, blank=True)
    agreed_how = models.CharField(
        "どう表したか", max_length=8, choices=AgreedHow.choices(), blank=True
    )
    withdrawn_at = models.DateTimeField("取り下げた日時", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="取り下げを記した職員",
    )  # fmt: skip
    version = models.PositiveIntegerField("版", default=1)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="記録した職員"
    )

    objects = ScopedManager["VoiceRecord"](CAN_SEE_VOICE)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "text", "agreed_on", "agreed_how", "withdrawn_by", "recorded_by",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "office", "area", "how", "heard_on",
            "topic", "is_shown", "withdrawn_at", "version", "recorded_at",
        }  # fmt: skip

    class Meta:
        verbose_name = "当事者の声"
        constraints = [
            models.CheckConstraint(
                name="a_voice_is_shown_with_consent",
                condition=Q(is_shown=False)
                | Q(agreed_on__isnull=False) & ~Q(agreed_how=""),
            ),
            models.CheckConstraint(
                name="a_withdrawn_voice_has_no_words",
                condition=Q(withdrawn_at=None) & ~Q(text="")
                | Q(withdrawn_at__isnull=False, text=""),
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "-heard_on"], name="voice_by_day")
        ]


class CandidateVoice(models.Model):
    """地域課題の候補に結び付けた、当事者の声。"""

    candidate = models.ForeignKey(
        LocalIssueCandidate, models.PROTECT, related_name="voice_links",
        verbose_name="地域課題の候補",
    )  # fmt: skip
    voice = models.ForeignKey(
        VoiceRecord, models.PROTECT, related_name="links", verbose_name="当事者の声"
    )
    linked_at = models.DateTimeField("結び付けた日時")
    linked_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+",
        verbose_name="結び付けた職員",
    )  # fmt: skip

    objects = ScopedManager["CandidateVoice"](here_through("candidate__"))

    class Privacy:
        personal: ClassVar[set[str]] = {"linked_by"}
        operational: ClassVar[set[str]] = {"id", "candidate", "voice", "linked_at"}

    class Meta:
        verbose_name = "候補に結び付けた声"
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "voice"], name="voice_linked_once"
            )
        ]

"""候補を上の会議に上げたこと、そこから返ってきたこと。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.meetings.issue.models import LocalIssueCandidate
from tsunagi.meetings.issue.rules import RiseState
from tsunagi.meetings.meeting.models import AgendaItem, Meeting
from tsunagi.meetings.policy import here_through
from tsunagi.organisations.models import Staff


class CandidateRise(models.Model):
    """一つの候補が、上の会議の議題になったこと。

    Seen by everybody who sees the candidate, also where the meeting above is not theirs:
    so the result names nobody, and nothing else that was said there stands here. item is
    None once it was taken off the agenda; a carried item takes its rise along.
    """

    public_id = PublicIdField()
    candidate = models.ForeignKey(
        LocalIssueCandidate, models.PROTECT, related_name="rises",
        verbose_name="地域課題の候補",
    )  # fmt: skip
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="rises", verbose_name="上げた会議"
    )
    item = models.OneToOneField(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="rise",
        verbose_name="議題",
    )  # fmt: skip
    state = models.CharField(
        "いま", max_length=10, choices=RiseState.choices(),
        default=RiseState.RAISED.value,
    )  # fmt: skip
    result = LongText("返ってきたこと", max_length=2000, blank=True)
    reason = TextLine("取り下げたわけ", max_length=100, blank=True)
    raised_at = models.DateTimeField("上げた日時")
    raised_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="上げた職員"
    )
    ended_at = models.DateTimeField("返った・取り下げた日時", null=True, blank=True)
    ended_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+",
        verbose_name="返した・取り下げた職員",
    )  # fmt: skip

    objects = ScopedManager["CandidateRise"](here_through("candidate__"))

    class Privacy:
        personal: ClassVar[set[str]] = {"raised_by", "ended_by"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "candidate", "meeting", "item", "state", "result",
            "reason", "raised_at", "ended_at",
        }  # fmt: skip

    class Meta:
        verbose_name = "候補を上げたこと"
        constraints = [
            models.UniqueConstraint(
                fields=["candidate"], condition=Q(state=RiseState.RAISED.value),
                name="candidate_is_raised_once_at_a_time",
            ),
            models.CheckConstraint(
                name="a_rise_ends_with_its_time",
                condition=Q(state=RiseState.RAISED.value, ended_at=None, result="")
                | Q(ended_at__isnull=False) & ~Q(state=RiseState.RAISED.value),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["meeting", "-raised_at"], name="rise_to_meeting")
        ]

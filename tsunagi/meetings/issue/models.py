"""地域課題の候補: 会議の議題から、だれのことか分からない形で一歩で書く。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.meetings.issue.rules import KEYED, Cause, Source, State, Viewpoint
from tsunagi.meetings.meeting.models import AgendaItem, Meeting
from tsunagi.meetings.policy import here_through
from tsunagi.meetings.series.rules import Level
from tsunagi.organisations.models import Area, Municipality, Office, Staff

# What a revision tells beside the columns.
BESIDE = {"raised": "上げた会議", "voice": "当事者の声"}


class LocalIssueCandidate(models.Model):
    """一つの困りごとを、地域のこととして書いたもの。

    Current state with `version`; every change leaves an IssueCandidateRevision. Seen by
    everybody who takes part in meetings here, so the text names nobody. office: who
    noticed it. meeting, item: where it came up; None when it was noticed elsewhere. source:
    where it came from; source_key: which one it was, for what is raised only once (an
    opaque key that names no person; who may not see the source cannot resolve it).
    """

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="candidates",
        verbose_name="会議",
    )  # fmt: skip
    item = models.ForeignKey(
        AgendaItem, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="議題",
    )  # fmt: skip
    source = models.CharField(
        "出どころ", max_length=8, choices=Source.choices(), default=Source.WORK.value
    )
    source_key = models.UUIDField("出どころの番号", null=True, blank=True)
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="気づいた事業所"
    )
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="+", verbose_name="地域"
    )
    text = LongText("困りごと", max_length=1000)
    search_key = LongText("さがすための形", max_length=4000)
    topic = models.CharField("話題の札", max_length=24, blank=True)
    viewpoint = models.CharField(
        "だれの側から", max_length=12, choices=Viewpoint.choices()
    )
    cause = models.CharField("もと", max_length=12, choices=Cause.choices())
    level = models.CharField("広さ", max_length=12, choices=Level.choices())
    state = models.CharField(
        "いま", max_length=10, choices=State.choices(), default=State.CANDIDATE.value
    )
    reason = TextLine("わけ", max_length=300, blank=True)
    raised_at = models.DateTimeField("書いた日時")
    raised_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="書いた職員"
    )
    version = models.PositiveIntegerField("版", default=1)

    objects = ScopedManager["LocalIssueCandidate"](here_through())

    class Privacy:
        personal: ClassVar[set[str]] = {"raised_by"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "meeting", "item", "source",
            "source_key", "office", "area", "text", "search_key", "topic", "viewpoint",
            "cause", "level", "state", "reason", "raised_at", "version",
        }  # fmt: skip

    class Meta:
        verbose_name = "地域課題の候補"
        constraints = [
            models.CheckConstraint(
                name="a_dropped_candidate_has_its_reason",
                condition=~Q(state=State.DROPPED.value) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="a_candidate_names_its_source",
                condition=Q(
                    source=Source.ITEM.value, item__isnull=False, source_key=None
                )
                | Q(source=Source.WORK.value, item=None, source_key=None)
                | Q(source__in=[one.value for one in KEYED], item=None)
                & Q(source_key__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["municipality", "source", "source_key"],
                condition=Q(source_key__isnull=False) & ~Q(state=State.DROPPED.value),
                name="a_source_is_raised_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "state", "-raised_at"],
                name="issue_candidate_by_state",
            )
        ]


class IssueCandidateRevision(models.Model):
    """地域課題の候補の変更の記録。どの項目を、何から何へ。"""

    candidate = models.ForeignKey(
        LocalIssueCandidate, models.PROTECT, related_name="revisions",
        verbose_name="地域課題の候補",
    )  # fmt: skip
    version = models.PositiveIntegerField("版")
    changes = models.JSONField("変更", default=dict)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="記録した職員"
    )

    objects = ScopedManager["IssueCandidateRevision"](here_through("candidate__"))

    class Privacy:
        personal: ClassVar[set[str]] = {"recorded_by"}
        operational: ClassVar[set[str]] = {
            "id", "candidate", "version", "changes", "recorded_at",
        }  # fmt: skip

    class Meta:
        verbose_name = "地域課題の候補の変更"
        constraints = [
            models.UniqueConstraint(
                fields=["candidate", "version"], name="candidate_version_once"
            )
        ]

    def changed_words(self) -> list[tuple[str, str, str]]:
        """(項目名, 前, 後)。選ぶ項目は、その言葉で。"""
        columns = {one.name: one for one in LocalIssueCandidate._meta.fields}
        told = []
        for name, (before, after) in self.changes.items():
            column = columns.get(name)
            words = dict(getattr(column, "choices", None) or ())
            label = column.verbose_name if column else BESIDE.get(name, name)
            told.append(
                (str(label), str(words.get(before, before) or "—"),
                 str(words.get(after, after) or "—"))
            )  # fmt: skip
        return told

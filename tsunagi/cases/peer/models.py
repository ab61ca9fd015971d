"""ピアカウンセリング: ピアサポーターの名簿、申し込み、相手さがし、会った記録。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.case.models import Case
from tsunagi.cases.peer.policy import (
    CAN_SEE_PART_OF_REQUEST,
    CAN_SEE_SUPPORTER,
    CAN_SEE_SUPPORTER_HISTORY,
)
from tsunagi.cases.peer.rules import Answer, Going, State
from tsunagi.cases.scope import CAN_SEE_PART_OF_CASE
from tsunagi.organisations.area.models import Municipality
from tsunagi.organisations.office.models import Office


class PeerSupporter(models.Model):
    """ピアサポーター。名簿に載ることに同意した人だけ。終わった人は行を残して外す。

    is_shared: the supporter agreed to be seen by every office of the municipality.
    """

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="名簿を持つ事業所"
    )
    name = TextLine("呼び名", max_length=60)
    topics = models.JSONField("経験", default=list)
    topics_words = TextLine("経験（言葉で）", max_length=200, blank=True)
    reach = TextLine("連絡のしかた", max_length=200)
    agreed_on = models.DateField("名簿に載ることに同意した日")
    is_shared = models.BooleanField("市町村のほかの事業所にも見せてよい", default=False)
    ended_on = models.DateField("終わった日", null=True, blank=True)
    version = models.PositiveIntegerField("版", default=1)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["PeerSupporter"](CAN_SEE_SUPPORTER)

    class Privacy:
        personal: ClassVar[set[str]] = {"name", "topics", "topics_words", "reach"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "office", "agreed_on", "is_shared",
            "ended_on", "version", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "ピアサポーター"
        constraints = [
            models.CheckConstraint(
                name="peer_ends_after_agreeing",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("agreed_on")),
            )
        ]
        indexes = [
            models.Index(fields=["municipality", "office"], name="peer_by_office")
        ]


class PeerSupporterRevision(models.Model):
    """名簿の行の変更の記録: 同意した日、共有してよいか、経験など。"""

    supporter = models.ForeignKey(
        PeerSupporter, models.PROTECT, related_name="revisions",
        verbose_name="ピアサポーター",
    )  # fmt: skip
    version = models.PositiveIntegerField("版")
    changes = models.JSONField("変更", default=dict)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["PeerSupporterRevision"](CAN_SEE_SUPPORTER_HISTORY)

    class Privacy:
        personal: ClassVar[set[str]] = {"supporter", "changes"}
        operational: ClassVar[set[str]] = {
            "id", "version", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "ピアサポーターの変更"
        constraints = [
            models.UniqueConstraint(
                fields=["supporter", "version"], name="peer_supporter_version_once"
            )
        ]


class PeerRequest(models.Model):
    """ピアカウンセリングの申し込み。話したいことと、どんな人がよいか。"""

    public_id = PublicIdField()
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="peer_requests", verbose_name="ケース"
    )
    wished_on = models.DateField("希望を聞いた日")
    wants = LongText("話したいこと（本人の言葉で）", max_length=2000)
    wished_peer = TextLine("どんな人がよいか", max_length=200, blank=True)
    topics = models.JSONField("よいと思う経験", default=list)
    state = models.CharField(
        "いま", max_length=10, choices=State.choices(), default=State.WISHED
    )
    closed_on = models.DateField("終わった日", null=True, blank=True)
    closing_words = LongText("終わりの言葉", max_length=1000, blank=True)
    version = models.PositiveIntegerField("版", default=1)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["PeerRequest"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "case", "wants", "wished_peer", "topics", "closing_words",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "wished_on", "state", "closed_on", "version",
            "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "ピアカウンセリングの申し込み"
        constraints = [
            models.CheckConstraint(
                name="peer_request_closes_with_its_day",
                condition=Q(state=State.CLOSED, closed_on__isnull=False)
                | ~Q(state=State.CLOSED) & Q(closed_on=None),
            )
        ]


class PeerMatch(models.Model):
    """試した相手。何人試してもよく、選ぶのは本人。"""

    public_id = PublicIdField()
    request = models.ForeignKey(
        PeerRequest, models.PROTECT, related_name="matches", verbose_name="申し込み"
    )
    supporter = models.ForeignKey(
        PeerSupporter, models.PROTECT, related_name="+", verbose_name="ピアサポーター"
    )
    offered_on = models.DateField("本人に伝えた日")
    answer = models.CharField(
        "返事", max_length=10, choices=Answer.choices(), default=Answer.OFFERED
    )
    answered_on = models.DateField("返事の日", null=True, blank=True)
    note = TextLine("メモ", max_length=200, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["PeerMatch"](CAN_SEE_PART_OF_REQUEST)

    class Privacy:
        personal: ClassVar[set[str]] = {"request", "supporter", "answer", "note"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "offered_on", "answered_on", "recorded_at",
            "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "ピアの相手さがし"
        constraints = [
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(answer=Answer.CHOSEN),
                name="the_person_chooses_one_peer",
            )
        ]


class PeerSession(models.Model):
    """会って話したこと。時間は台帳に数えない。数えるのは、相談記録を書いたときだけ。"""

    public_id = PublicIdField()
    request = models.ForeignKey(
        PeerRequest, models.PROTECT, related_name="sessions", verbose_name="申し込み"
    )
    supporter = models.ForeignKey(
        PeerSupporter, models.PROTECT, related_name="+", verbose_name="ピアサポーター"
    )
    held_on = models.DateField("会った日")
    minutes = models.PositiveSmallIntegerField("時間（分）", null=True, blank=True)
    how = LongText("どうだったか", max_length=2000, blank=True)
    own_words = LongText("本人の言葉", max_length=1000, blank=True)
    going = models.CharField("次も会うか", max_length=10, choices=Going.choices())
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["PeerSession"](CAN_SEE_PART_OF_REQUEST)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "request", "supporter", "how", "own_words", "going",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "held_on", "minutes", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "ピアカウンセリングの回"

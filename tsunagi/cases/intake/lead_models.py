"""まだ会えていない人（アウトリーチ）と、同じ人かの問い合わせ。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.case.models import Case
from tsunagi.cases.intake.models import Reception
from tsunagi.cases.intake.policy import (
    CAN_ANSWER_MATCH,
    CAN_SEE_LEAD,
    CAN_SEE_PART_OF_LEAD,
)
from tsunagi.cases.intake.rules import MatchAnswer, OutreachClosing, OutreachState
from tsunagi.cases.person.rules import Kinship
from tsunagi.organisations.area.models import Area, Municipality
from tsunagi.organisations.office.models import Office


class OutreachLead(models.Model):
    """まだ会えていない人。会えるか、理由をつけて区切るまで、一覧に残る。"""

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="訪ねる事業所"
    )
    heard_on = models.DateField("聞いた日")
    heard_from = models.CharField("だれから", max_length=16, choices=Kinship.choices())
    heard_from_words = TextLine("だれから（言葉で）", max_length=120, blank=True)
    about = LongText("聞いたこと", max_length=4000)
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="地域",
    )  # fmt: skip
    next_try_on = models.DateField("次に訪ねる日", null=True, blank=True)
    state = models.CharField(
        "いま", max_length=8, choices=OutreachState.choices(),
        default=OutreachState.OPEN,
    )  # fmt: skip
    met_on = models.DateField("会えた日", null=True, blank=True)
    closed_on = models.DateField("区切りをつけた日", null=True, blank=True)
    closed_reason = models.CharField(
        "区切りの理由", max_length=12, blank=True, choices=OutreachClosing.choices()
    )
    closed_note = TextLine("区切りのメモ", max_length=300, blank=True)
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="leads",
        verbose_name="ケース",
    )  # fmt: skip
    version = models.PositiveIntegerField("版", default=1)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["OutreachLead"](CAN_SEE_LEAD)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "heard_from", "heard_from_words", "about", "area", "closed_note", "case",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "office", "heard_on", "next_try_on",
            "state", "met_on", "closed_on", "closed_reason", "version", "recorded_at",
            "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "まだ会えていない人"
        constraints = [
            models.CheckConstraint(
                name="lead_ends_with_its_day",
                condition=Q(state=OutreachState.OPEN, met_on=None, closed_on=None)
                | Q(state=OutreachState.MET, met_on__isnull=False)
                | Q(state=OutreachState.CLOSED, closed_on__isnull=False)
                & ~Q(closed_reason=""),
            )
        ]
        indexes = [
            models.Index(
                fields=["office", "next_try_on"],
                condition=Q(state=OutreachState.OPEN),
                name="lead_open_by_office",
            )
        ]


class OutreachAttempt(models.Model):
    """会おうとしたこと。いつ、どうやって、どうなったか。"""

    lead = models.ForeignKey(
        OutreachLead, models.PROTECT, related_name="attempts",
        verbose_name="まだ会えていない人",
    )  # fmt: skip
    tried_on = models.DateField("訪ねた日")
    method = models.CharField("方法", max_length=20)
    with_whom = TextLine("いっしょに行った機関", max_length=120, blank=True)
    result = LongText("どうだったか", max_length=2000)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["OutreachAttempt"](CAN_SEE_PART_OF_LEAD)

    class Privacy:
        personal: ClassVar[set[str]] = {"lead", "result"}
        operational: ClassVar[set[str]] = {
            "id", "tried_on", "method", "with_whom", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "訪ねた記録"


class MatchRequest(models.Model):
    """同じ人かの問い合わせ。尋ねた側には、受け付けたことだけが伝わる。

    What was typed is stored as it was; candidates are looked up only when the
    answering person opens the request, each under a reason of 24 hours.
    """

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    asking_office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="尋ねた事業所"
    )
    to_office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="尋ねた先"
    )
    reception = models.ForeignKey(
        Reception, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="相談受付",
    )  # fmt: skip
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="ケース",
    )  # fmt: skip
    name_kana = TextLine("氏名（かな）", max_length=150)
    birth_on = models.DateField("生年月日", null=True, blank=True)
    certificate_number = TextLine("受給者証番号", max_length=40, blank=True)
    asked_at = models.DateTimeField("尋ねた日時")
    asked_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="尋ねた職員",
    )  # fmt: skip
    opened_at = models.DateTimeField("開いた日時", null=True, blank=True)
    opened_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="開いた職員",
    )  # fmt: skip
    answer = models.CharField(
        "答え", max_length=10, blank=True, choices=MatchAnswer.choices()
    )
    matched_case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="同じ人のケース",
    )  # fmt: skip
    note = TextLine("メモ", max_length=200, blank=True)
    answered_at = models.DateTimeField("答えた日時", null=True, blank=True)
    answered_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="答えた職員",
    )  # fmt: skip

    objects = ScopedManager["MatchRequest"](CAN_ANSWER_MATCH)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "reception", "case", "name_kana", "birth_on", "certificate_number",
            "answer", "matched_case", "note",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "asking_office", "to_office",
            "asked_at", "asked_by", "opened_at", "opened_by", "answered_at",
            "answered_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "同じ人かの問い合わせ"
        indexes = [
            models.Index(fields=["asked_by", "asked_at"], name="match_by_asker"),
            models.Index(
                fields=["to_office", "asked_at"],
                condition=Q(answered_at=None),
                name="match_unanswered",
            ),
        ]

"""相談受付と、そこから出ていく問い合わせ: つなぎ先、基幹への相談。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.case.models import Case
from tsunagi.cases.handover.rules import WAITING, Answer, Decline
from tsunagi.cases.handover.rules import Way as AnswerWay
from tsunagi.cases.intake.policy import (
    CAN_SEE_HANDOFF,
    CAN_SEE_PART_OF_RECEPTION,
    CAN_SEE_QUESTION,
    CAN_SEE_RECEPTION,
)
from tsunagi.cases.intake.rules import (
    HandoffWay,
    Knows,
    Result,
    Route,
    State,
    Urgency,
)
from tsunagi.cases.person.rules import Kinship, Sex
from tsunagi.organisations.area.models import Area, Municipality
from tsunagi.organisations.office.models import Office

WAITING_VALUES = sorted(answer.value for answer in WAITING)


class Reception(models.Model):
    """相談受付。電話を受けた窓口が持ち続ける。

    Current state with `version`; every change leaves a ReceptionRevision. Person,
    asker and guardian are three people as told on the telephone. When the call
    becomes a case, address and telephone move to the person and are emptied here, so
    that a shield has one place to close. record_id: the contact that counts the call.
    """

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="受け付けた事業所"
    )
    received_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, related_name="+",
        verbose_name="受け付けた職員",
    )  # fmt: skip
    received_on = models.DateField("受け付けた日")
    received_at_time = models.TimeField("受け付けた時刻", null=True, blank=True)
    method = models.CharField("方法", max_length=20)
    minutes = models.PositiveSmallIntegerField("時間（分）", null=True, blank=True)
    route = models.CharField("経路", max_length=12, blank=True, choices=Route.choices())
    referrer = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="紹介した事業所",
    )  # fmt: skip
    referrer_name = TextLine("紹介した人・ところ", max_length=120, blank=True)
    complaint = LongText("主訴（相談した人の言葉で）")
    is_anonymous = models.BooleanField("匿名", default=False)
    person_name = TextLine("本人の氏名", max_length=100, blank=True)
    person_kana = TextLine("本人の氏名（かな）", max_length=150, blank=True)
    birth_on = models.DateField("生年月日", null=True, blank=True)
    birth_precision = models.CharField(
        "生年月日の確かさ",
        max_length=5,
        choices=[("day", "日まで"), ("month", "月まで"), ("year", "年まで")],
        default="day",
    )
    sex = models.CharField(
        "性別", max_length=7, choices=Sex.choices(), default=Sex.UNKNOWN
    )
    address = TextLine("住所", max_length=300, blank=True)
    phone = TextLine("電話番号", max_length=40, blank=True)
    disability_words = TextLine("障害・病気のこと", max_length=300, blank=True)
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="地域",
    )  # fmt: skip
    asker_kinship = models.CharField(
        "相談した人", max_length=16, blank=True, choices=Kinship.choices()
    )
    asker_name = TextLine("相談した人の氏名", max_length=100, blank=True)
    asker_phone = TextLine("相談した人の電話番号", max_length=40, blank=True)
    asker_office = TextLine("相談した人の所属", max_length=120, blank=True)
    guardian_kinship = models.CharField(
        "保護者の続柄", max_length=16, blank=True, choices=Kinship.choices()
    )
    guardian_name = TextLine("保護者の氏名", max_length=100, blank=True)
    guardian_phone = TextLine("保護者の電話番号", max_length=40, blank=True)
    person_knows = models.CharField(
        "本人は知っているか", max_length=8, blank=True, choices=Knows.choices()
    )
    person_wants = LongText("本人の望み", max_length=2000, blank=True)
    person_wants_unknown = models.BooleanField("本人の望みは分からない", default=False)
    next_step_to_hear = TextLine("本人の声を聞く手だて", max_length=200, blank=True)
    next_step_on = models.DateField("いつまでに聞くか", null=True, blank=True)
    urgency = models.CharField(
        "緊急度", max_length=8, blank=True, choices=Urgency.choices()
    )
    urgency_reason = TextLine("緊急度を下げる理由", max_length=200, blank=True)
    danger_signs = models.JSONField("危険のしるし", default=list)
    current_services = TextLine("いま使っているサービス", max_length=300, blank=True)
    response = LongText("対応したこと", blank=True)
    result = models.CharField(
        "結果", max_length=12, blank=True, choices=Result.choices()
    )
    result_note = LongText("結果のメモ", max_length=2000, blank=True)
    result_at = models.DateTimeField("結果を決めた日時", null=True, blank=True)
    result_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="結果を決めた職員",
    )  # fmt: skip
    next_on = models.DateField("次の予定", null=True, blank=True)
    state = models.CharField(
        "いま", max_length=10, choices=State.choices(), default=State.UNDECIDED
    )
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="receptions",
        verbose_name="ケース",
    )  # fmt: skip
    lead = models.ForeignKey(
        "cases.OutreachLead", models.PROTECT, null=True, blank=True,
        related_name="receptions", verbose_name="まだ会えていない人の情報",
    )  # fmt: skip
    record_id = models.UUIDField("相談記録の番号", null=True, blank=True)
    match_asked_on = models.DateField("同じ人かを問い合わせた日", null=True, blank=True)
    match_note = TextLine("基幹からの連絡", max_length=300, blank=True)
    version = models.PositiveIntegerField("版", default=1)
    created_at = models.DateTimeField("登録した日時")
    created_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="登録した職員",
    )  # fmt: skip

    objects = ScopedManager["Reception"](CAN_SEE_RECEPTION)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "referrer_name", "complaint", "person_name", "person_kana", "birth_on",
            "birth_precision", "sex", "address", "phone", "disability_words", "area",
            "asker_kinship", "asker_name", "asker_phone", "asker_office",
            "guardian_kinship", "guardian_name", "guardian_phone", "person_knows",
            "person_wants", "person_wants_unknown", "next_step_to_hear",
            "urgency_reason", "danger_signs", "current_services", "response",
            "result_note", "case", "lead", "match_note", "record_id",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "office", "received_by", "received_on",
            "received_at_time", "method", "minutes", "route", "referrer",
            "is_anonymous", "next_step_on", "urgency", "result", "result_at",
            "result_by", "next_on", "state", "match_asked_on", "version", "created_at",
            "created_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "相談受付"
        indexes = [
            models.Index(
                F("office"), F("received_on").desc(), F("id").desc(),
                name="reception_of_office_newest",
            ),
            models.Index(
                fields=["office", "state"],
                condition=~Q(state=State.SETTLED),
                name="reception_not_settled",
            ),
            models.Index(fields=["case"], name="reception_by_case"),
        ]  # fmt: skip


class ReceptionRevision(models.Model):
    """受付の変更の記録。住所と電話番号の前の値は残さない。"""

    reception = models.ForeignKey(
        Reception, models.PROTECT, related_name="revisions", verbose_name="相談受付"
    )
    version = models.PositiveIntegerField("版")
    changes = models.JSONField("変更", default=dict)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["ReceptionRevision"](CAN_SEE_PART_OF_RECEPTION)

    class Privacy:
        personal: ClassVar[set[str]] = {"reception", "changes"}
        operational: ClassVar[set[str]] = {
            "id", "version", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "相談受付の変更"
        constraints = [
            models.UniqueConstraint(
                fields=["reception", "version"], name="reception_version_once"
            )
        ]


class Handoff(models.Model):
    """つなぎ先。相手が引き受けるまで閉じない。示した候補と選んだ理由も残す。

    A request like each one of a handover, with the same answers and the same moves
    (cases/handover/rules.py), for a caller who has no case yet. After the acceptance it
    stays on the lists of both sides until somebody has made sure that the person arrived.
    """

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    reception = models.ForeignKey(
        Reception, models.PROTECT, related_name="handoffs", verbose_name="相談受付"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="つなぎ先の事業所",
    )  # fmt: skip
    partner_name = TextLine("つなぎ先の名前", max_length=120, blank=True)
    asked_on = models.DateField("つないだ日")
    asked_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="つないだ職員",
    )  # fmt: skip
    way = models.CharField("つなぎ方", max_length=10, choices=HandoffWay.choices())
    wish = TextLine("本人・相談した人の希望", max_length=300, blank=True)
    reason = TextLine("ここを選んだ理由", max_length=300)
    shown = models.JSONField("示した候補", default=list)
    is_own_corporation = models.BooleanField("同じ法人", default=False)
    shares_name = models.BooleanField("名前と連絡先を伝える同意がある", default=False)
    answer_by = models.DateField("返事の期限")
    state = models.CharField(
        "いま", max_length=12, choices=Answer.choices(), default=Answer.ASKED.value
    )
    answered_on = models.DateField("返事の日", null=True, blank=True)
    answered_by_name = TextLine("返事をした人", max_length=100, blank=True)
    answer_way = models.CharField(
        "どう受けたか", max_length=20, blank=True, choices=AnswerWay.choices()
    )
    decline = models.CharField(
        "引き受けられないわけ", max_length=8, blank=True, choices=Decline.choices()
    )
    answer_note = LongText("返事のメモ", max_length=1000, blank=True)
    is_entered_for_other = models.BooleanField("代理入力", default=False)
    answer_recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="返事を入力した職員",
    )  # fmt: skip
    question = LongText("尋ねられたこと", max_length=1000, blank=True)
    reply = LongText("答えたこと", max_length=2000, blank=True)
    arrived_on = models.DateField(
        "本人がつながったことを確かめた日", null=True, blank=True
    )
    arrival_note = LongText("そのときの様子", max_length=1000, blank=True)
    arrived_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="つながったことを確かめた職員",
    )  # fmt: skip
    version = models.PositiveIntegerField("版", default=1)

    objects = ScopedManager["Handoff"](CAN_SEE_HANDOFF)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "reception", "wish", "reason", "answered_by_name", "answer_note",
            "question", "reply", "arrival_note",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "office", "partner_name", "asked_on",
            "asked_by", "way", "shown", "is_own_corporation", "shares_name", "state",
            "answer_by", "answered_on", "answer_way", "decline",
            "is_entered_for_other", "answer_recorded_by", "arrived_on", "arrived_by",
            "version",
        }  # fmt: skip

    class Meta:
        verbose_name = "つなぎ"
        constraints = [
            models.CheckConstraint(
                name="handoff_names_office_or_partner",
                condition=Q(office__isnull=False) | ~Q(partner_name=""),
            ),
            models.CheckConstraint(
                name="handoff_answer_has_its_day",
                condition=Q(state__in=WAITING_VALUES, answered_on=None)
                | ~Q(state__in=WAITING_VALUES) & Q(answered_on__isnull=False),
            ),
            models.CheckConstraint(
                name="handoff_arrival_follows_acceptance",
                condition=Q(arrived_on=None) | Q(state=Answer.ACCEPTED.value),
            ),
        ]
        indexes = [
            models.Index(
                fields=["office", "answer_by", "id"],
                condition=Q(state__in=WAITING_VALUES),
                name="handoff_waiting_at_office",
            )
        ]

    @property
    def place(self) -> str:
        return self.office.name if self.office else str(self.partner_name)


class CoreQuestion(models.Model):
    """基幹などへの相談。行き先がはっきりしないとき、窓口が代わりに尋ねる。"""

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    reception = models.ForeignKey(
        Reception, models.PROTECT, related_name="questions", verbose_name="相談受付"
    )
    to_office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="尋ねた先"
    )
    question = LongText("尋ねたいこと", max_length=2000, blank=True)
    shares_name = models.BooleanField("名前と連絡先を伝える同意がある", default=False)
    asked_at = models.DateTimeField("尋ねた日時")
    asked_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="尋ねた職員",
    )  # fmt: skip
    answer = LongText("答え", max_length=4000, blank=True)
    answered_at = models.DateTimeField("答えた日時", null=True, blank=True)
    answered_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="答えた職員",
    )  # fmt: skip

    objects = ScopedManager["CoreQuestion"](CAN_SEE_QUESTION)

    class Privacy:
        personal: ClassVar[set[str]] = {"reception", "question", "answer"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "to_office", "shares_name", "asked_at",
            "asked_by", "answered_at", "answered_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "基幹への相談"
        constraints = [
            models.UniqueConstraint(
                fields=["reception", "to_office"],
                condition=Q(answered_at=None),
                name="one_open_question_per_place",
            )
        ]

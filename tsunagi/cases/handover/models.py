"""引継ぎ、依頼先ごとの返事、その歩み。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.policy import Among, Related, deny_wins
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.case.models import Case
from tsunagi.cases.consent.models import Consent
from tsunagi.cases.handover.rules import (
    OPEN_STAGES,
    WAITING,
    Act,
    Answer,
    Choice,
    Decline,
    Purpose,
    Stage,
    Way,
)
from tsunagi.cases.scope import (
    CAN_SEE_PART_OF_CASE,
    EXCLUDES_ME,
    IN_MY_MUNICIPALITY,
    MAY_SEE_PERSONS,
    working_offices,
)
from tsunagi.organisations.area.models import Municipality
from tsunagi.organisations.office.models import Office

# The place that was asked sees its own request and nothing of the case; what of the person
# is in the request is the outline. Somebody whom the case excludes does not see even that.
CAN_SEE_ASK = IN_MY_MUNICIPALITY & deny_wins(
    allow=MAY_SEE_PERSONS
    & Among("office_id", lambda subject: working_offices(subject.actor)),
    deny=Related("cases.Exclusion", "case_id", EXCLUDES_ME, via="handover__case_id"),
)


class Handover(models.Model):
    """一人の引継ぎ。引受けが決まるまで、主担当は変わらない。一人に一つだけ開いている。

    outline: what a place reads before it has taken over; nothing in it tells who it is.
    next_case: where the person goes on, if the office is of another municipality.
    Current state with `version`; what happened when stands in HandoverStep.
    """

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="handovers", verbose_name="ケース"
    )
    from_office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="頼んだ事業所"
    )
    purpose = models.CharField("何のため", max_length=16, choices=Purpose.choices())
    choice = models.CharField(
        "本人は相談先を選んだか", max_length=12, choices=Choice.choices()
    )
    chosen_place = TextLine("本人が選んだ相談先", max_length=120, blank=True)
    own_words = LongText("本人の言葉", max_length=1000, blank=True)
    outline = LongText("相手に先に届く文", max_length=2000)
    letter = LongText("つなぎシートの文", max_length=4000, blank=True)
    stage = models.CharField(
        "いま", max_length=12, choices=Stage.choices(), default=Stage.PREPARED.value
    )
    stage_since = models.DateField("いまのところに来た日")
    taken_by = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="引き受けた事業所",
    )  # fmt: skip
    taken_by_name = TextLine("引き受けた相手", max_length=120, blank=True)
    next_case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="転出先のケース",
    )  # fmt: skip
    ended_reason = TextLine("終わりのわけ", max_length=300, blank=True)
    prepared_at = models.DateTimeField("準備を始めた日時")
    prepared_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="準備した職員",
    )  # fmt: skip
    version = models.PositiveIntegerField("版", default=1)

    objects = ScopedManager["Handover"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "case", "chosen_place", "own_words", "outline", "letter", "next_case",
            "ended_reason",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "from_office", "purpose", "choice",
            "stage", "stage_since", "taken_by", "taken_by_name", "prepared_at",
            "prepared_by", "version",
        }  # fmt: skip

    class Meta:
        verbose_name = "引継ぎ"
        constraints = [
            models.UniqueConstraint(
                name="one_open_handover_of_case",
                fields=["case"],
                condition=Q(stage__in=[stage.value for stage in OPEN_STAGES]),
            )
        ]
        indexes = [
            models.Index(
                fields=["from_office", "stage_since", "id"],
                condition=Q(stage__in=[stage.value for stage in OPEN_STAGES]),
                name="handover_open_of_office",
            ),
            models.Index(
                fields=["from_office", "-stage_since", "-id"],
                name="handover_of_office",
            ),
        ]


class HandoverAsk(models.Model):
    """一つの依頼先。名簿の事業所か、登録のない相手の名前。

    municipality: of the place that is asked, which may be another than the case's.
    rank: its place in the order that was suggested; None: it was not suggested.
    consent: the person's agreement on which the place took over; without one nobody does.
    """

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    handover = models.ForeignKey(
        Handover, models.PROTECT, related_name="asks", verbose_name="引継ぎ"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="依頼先の事業所",
    )  # fmt: skip
    partner_name = TextLine("依頼先の名前", max_length=120, blank=True)
    consent = models.ForeignKey(
        Consent, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="この依頼先への同意",
    )  # fmt: skip
    rank = models.PositiveSmallIntegerField("候補の何番目か", null=True, blank=True)
    shown = models.JSONField("示した候補", default=list)
    why_here = TextLine("並び順とちがうわけ", max_length=300, blank=True)
    asked_on = models.DateField("頼んだ日")
    answer_by = models.DateField("返事の期限")
    answer = models.CharField(
        "返事", max_length=12, choices=Answer.choices(), default=Answer.ASKED.value
    )
    answered_on = models.DateField("返事の日", null=True, blank=True)
    decline = models.CharField(
        "引き受けられないわけ", max_length=8, blank=True, choices=Decline.choices()
    )
    question = LongText("尋ねられたこと", max_length=1000, blank=True)
    reply = LongText("答えたこと", max_length=2000, blank=True)
    asked_at = models.DateTimeField("頼んだ日時")
    asked_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="頼んだ職員",
    )  # fmt: skip
    version = models.PositiveIntegerField("版", default=1)

    objects = ScopedManager["HandoverAsk"](CAN_SEE_ASK)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "handover", "consent", "why_here", "question", "reply",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "office", "partner_name", "rank",
            "shown", "asked_on", "answer_by", "answer", "answered_on", "decline",
            "asked_at", "asked_by", "version",
        }  # fmt: skip

    class Meta:
        verbose_name = "引継ぎの依頼"
        constraints = [
            models.CheckConstraint(
                name="ask_names_office_or_partner",
                condition=Q(office__isnull=False) | ~Q(partner_name=""),
            ),
            models.UniqueConstraint(
                name="one_taker_of_handover",
                fields=["handover"],
                condition=Q(answer=Answer.ACCEPTED.value),
            ),
            models.UniqueConstraint(
                name="asked_once_at_a_time",
                fields=["handover", "office"],
                condition=Q(answer__in=sorted(answer.value for answer in WAITING)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["office", "answer_by", "id"],
                condition=Q(answer__in=sorted(answer.value for answer in WAITING)),
                name="ask_waiting_at_office",
            ),
            models.Index(fields=["office", "-asked_on", "-id"], name="ask_of_office"),
        ]

    @property
    def place(self) -> str:
        return self.office.name if self.office else str(self.partner_name)


class HandoverStep(models.Model):
    """引継ぎの一歩。書きかえない。for_other: 相手の代わりに入れた（代理入力）。"""

    handover = models.ForeignKey(
        Handover, models.PROTECT, related_name="steps", verbose_name="引継ぎ"
    )
    ask = models.ForeignKey(
        HandoverAsk, models.PROTECT, null=True, blank=True, related_name="steps",
        verbose_name="引継ぎの依頼",
    )  # fmt: skip
    act = models.CharField("したこと", max_length=12, choices=Act.choices())
    on = models.DateField("日")
    place = TextLine("相手", max_length=120, blank=True)
    name = TextLine("相手の氏名", max_length=100, blank=True)
    way = models.CharField(
        "どう受けたか", max_length=8, choices=Way.choices(), default=Way.SYSTEM.value
    )
    for_other = models.BooleanField("代理入力", default=False)
    note = LongText("メモ", max_length=1000, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["HandoverStep"](
        Related("cases.Handover", "pk", CAN_SEE_PART_OF_CASE, via="handover_id")
    )

    class Privacy:
        personal: ClassVar[set[str]] = {"handover", "ask", "name", "note"}
        operational: ClassVar[set[str]] = {
            "id", "act", "on", "place", "way", "for_other", "recorded_at",
            "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "引継ぎの歩み"

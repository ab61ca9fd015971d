"""育ちの記録: できることのふり返り、根拠、もくひょう、出た研修、見せる相手、ことば。

Nothing here is about a person supported: evidence is a reference without a foreign key,
and what lies behind it is read by that record's own rules (`tsunagi/cases/growth/`).
"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.activity.growth.policy import (
    CAN_READ_GROWTH,
    CAN_READ_REMARK,
    CAN_SEE_SHARE,
)
from tsunagi.activity.growth.rules import AimState, EvidenceKind
from tsunagi.organisations.models import Municipality, Staff

OPERATIONAL = frozenset(
    {
        "id", "public_id", "record_id", "version", "is_current", "is_withdrawn",
        "supersedes", "municipality", "recorded_at", "recorded_by",
    }
)  # fmt: skip


class OwnRecord(models.Model):
    """自分の育ちについて書いたものの、一つの版。直すと次の版ができる。"""

    public_id = PublicIdField()
    record_id = models.UUIDField("記録の番号", default=uuid4)
    version = models.PositiveIntegerField("版", default=1)
    is_current = models.BooleanField("いまの版", default=True)
    is_withdrawn = models.BooleanField("取り消した", default=False)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="前の版",
    )  # fmt: skip
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    author = models.ForeignKey(
        Staff, models.PROTECT, related_name="+", verbose_name="育ちの記録の本人"
    )
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="記録した職員"
    )

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["record_id"], condition=Q(is_current=True),
                name="%(class)s_one_current",
            ),
            models.UniqueConstraint(
                fields=["record_id", "version"], name="%(class)s_version_once"
            ),
        ]  # fmt: skip


class SelfAssessment(OwnRecord):
    """できることのふり返りの一回。カタログの項目ごとの歩みと、自分の言葉。

    answers: `rules.Answer.as_json` in the order of the catalogue, with the wording of
    that time. catalogue, catalogue_version: as in `tsunagi/activity/catalogue/`.
    """

    assessed_on = models.DateField("ふり返った日")
    catalogue = models.CharField("カタログ", max_length=60)
    catalogue_title = TextLine("カタログの題", max_length=120)
    catalogue_version = models.CharField("カタログの版", max_length=20)
    answers = models.JSONField("項目ごとの歩み", default=list)
    words = LongText("いまのわたし", max_length=1000, blank=True)

    objects = ScopedManager["SelfAssessment"](CAN_READ_GROWTH)

    class Privacy:
        personal: ClassVar[set[str]] = {"author", "answers", "words"}
        operational: ClassVar[set[str]] = {
            *OPERATIONAL, "assessed_on", "catalogue", "catalogue_title",
            "catalogue_version",
        }  # fmt: skip

    class Meta(OwnRecord.Meta):
        verbose_name = "できることのふり返り"
        constraints = [
            *OwnRecord.Meta.constraints,
            models.UniqueConstraint(
                fields=["author", "municipality", "catalogue", "assessed_on"],
                condition=Q(is_current=True, is_withdrawn=False),
                name="self_assessment_once_a_day",
            ),
        ]
        indexes = [
            models.Index(
                fields=["author", "-assessed_on", "-id"], condition=Q(is_current=True),
                name="self_assessment_of_author",
            )
        ]  # fmt: skip


class GrowthEvidence(OwnRecord):
    """できることの項目に添えた根拠。もとの記録の番号と、種類と、日と、自分の言葉だけ。

    ref: the record's own random number, without a foreign key; None for plain words.
    Taking it off writes a version with `is_withdrawn`.
    """

    assessment_id = models.UUIDField("できることのふり返りの番号")
    item_code = models.CharField("項目のコード", max_length=40)
    kind = models.CharField("種類", max_length=12, choices=EvidenceKind.choices())
    ref = models.UUIDField("もとの記録の番号", null=True, blank=True)
    on = models.DateField("もとの記録の日")
    words = TextLine("自分の言葉", max_length=200, blank=True)

    objects = ScopedManager["GrowthEvidence"](CAN_READ_GROWTH)

    class Privacy:
        personal: ClassVar[set[str]] = {"author", "ref", "on", "words"}
        operational: ClassVar[set[str]] = {
            *OPERATIONAL, "assessment_id", "item_code", "kind",
        }  # fmt: skip

    class Meta(OwnRecord.Meta):
        verbose_name = "できることの根拠"
        constraints = [
            *OwnRecord.Meta.constraints,
            models.UniqueConstraint(
                fields=["assessment_id", "item_code", "kind", "ref"],
                condition=Q(is_current=True, is_withdrawn=False),
                name="growth_evidence_once",
            ),
            models.CheckConstraint(
                name="growth_evidence_is_a_record_or_words",
                condition=Q(kind="words", ref=None) & ~Q(words="")
                | ~Q(kind="words") & Q(ref__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["assessment_id", "id"],
                condition=Q(is_current=True, is_withdrawn=False),
                name="growth_evidence_of",
            )
        ]


class GrowthAim(OwnRecord):
    """育ちのもくひょう: できるようになりたいこと、いつまでに、どうやって。"""

    set_on = models.DateField("決めた日")
    text = TextLine("できるようになりたいこと", max_length=200)
    how = LongText("どうやって", max_length=500, blank=True)
    due_on = models.DateField("いつまでに")
    state = models.CharField(
        "いま", max_length=8, choices=AimState.choices(), default=AimState.OPEN.value
    )
    settled_on = models.DateField("区切りをつけた日", null=True, blank=True)
    looking_back = LongText("ふり返って", max_length=500, blank=True)
    carried_from = models.UUIDField("続けたもくひょうの番号", null=True, blank=True)

    objects = ScopedManager["GrowthAim"](CAN_READ_GROWTH)

    class Privacy:
        personal: ClassVar[set[str]] = {"author", "text", "how", "looking_back"}
        operational: ClassVar[set[str]] = {
            *OPERATIONAL, "set_on", "due_on", "state", "settled_on", "carried_from",
        }  # fmt: skip

    class Meta(OwnRecord.Meta):
        verbose_name = "育ちのもくひょう"
        constraints = [
            *OwnRecord.Meta.constraints,
            models.CheckConstraint(
                name="growth_aim_settled_has_its_day",
                condition=Q(state="open", settled_on=None)
                | ~Q(state="open") & Q(settled_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["author", "-set_on", "-id"], condition=Q(is_current=True),
                name="growth_aim_of_author",
            )
        ]  # fmt: skip


class TrainingTaken(OwnRecord):
    """わたしが出た研修。event_id: 「研修の開催」にあるものなら、その記録の番号。"""

    event_id = models.UUIDField("研修の開催の番号", null=True, blank=True)
    taken_on = models.DateField("出た日")
    title = TextLine("題", max_length=100)
    held_by = TextLine("開いたところ", max_length=120, blank=True)
    learned = LongText("持ち帰ったこと", max_length=500, blank=True)

    objects = ScopedManager["TrainingTaken"](CAN_READ_GROWTH)

    class Privacy:
        personal: ClassVar[set[str]] = {"author", "title", "held_by", "learned"}
        operational: ClassVar[set[str]] = {*OPERATIONAL, "event_id", "taken_on"}

    class Meta(OwnRecord.Meta):
        verbose_name = "出た研修"
        constraints = [
            *OwnRecord.Meta.constraints,
            models.UniqueConstraint(
                fields=["author", "event_id"],
                condition=Q(
                    is_current=True, is_withdrawn=False, event_id__isnull=False
                ),
                name="training_taken_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["author", "-taken_on", "-id"], condition=Q(is_current=True),
                name="training_taken_by_author",
            )
        ]  # fmt: skip


class GrowthShare(models.Model):
    """育ちの記録を、だれに、いつから見せているか。一度に一人。やめると、次の画面から見えない。"""

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    author = models.ForeignKey(
        Staff, models.PROTECT, related_name="+", verbose_name="育ちの記録の本人"
    )
    shown_to = models.ForeignKey(
        Staff, models.PROTECT, related_name="+", verbose_name="見せる相手"
    )
    valid_from = models.DateTimeField("見せ始めた日時")
    valid_before = models.DateTimeField("やめた日時", null=True, blank=True)

    objects = ScopedManager["GrowthShare"](CAN_SEE_SHARE)

    class Privacy:
        personal: ClassVar[set[str]] = {"author", "shown_to"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "valid_from", "valid_before",
        }  # fmt: skip

    class Meta:
        verbose_name = "育ちの記録を見せる相手"
        constraints = [
            models.UniqueConstraint(
                fields=["author", "municipality"], condition=Q(valid_before=None),
                name="growth_share_with_one",
            ),
            models.CheckConstraint(
                name="growth_share_is_with_somebody_else",
                condition=~Q(author=F("shown_to")),
            ),
            models.CheckConstraint(
                name="growth_share_is_not_backwards",
                condition=Q(valid_before=None) | Q(valid_before__gte=F("valid_from")),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["shown_to", "author"], condition=Q(valid_before=None),
                name="growth_share_shown_to",
            )
        ]  # fmt: skip


class GrowthRemark(models.Model):
    """見せてもらった人が、できることのふり返りに書いた短いことば。書き直さず、取り消せる。"""

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    author = models.ForeignKey(
        Staff, models.PROTECT, related_name="+", verbose_name="育ちの記録の本人"
    )
    assessment_id = models.UUIDField("できることのふり返りの番号")
    text = LongText("ことば", max_length=500)
    written_at = models.DateTimeField("書いた日時")
    written_by = models.ForeignKey(
        Staff, models.PROTECT, related_name="+", verbose_name="書いた職員"
    )
    withdrawn_at = models.DateTimeField("取り消した日時", null=True, blank=True)

    objects = ScopedManager["GrowthRemark"](CAN_READ_REMARK)

    class Privacy:
        personal: ClassVar[set[str]] = {"author", "text", "written_by"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "assessment_id", "written_at",
            "withdrawn_at",
        }  # fmt: skip

    class Meta:
        verbose_name = "育ちへのことば"
        indexes = [
            models.Index(
                fields=["assessment_id", "id"],
                condition=Q(withdrawn_at=None),
                name="growth_remark_of",
            )
        ]

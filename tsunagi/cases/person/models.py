"""利用者（本人）: 市町村ごとに一人一行。家族や後見人は、ケースの中の関係者にする。"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.person.rules import (
    CertificateKind,
    Kinship,
    RelatedRole,
    Section,
    Sex,
    SupportLevel,
)
from tsunagi.cases.scope import (
    CAN_SEE_PART_OF_CASE,
    CAN_SEE_PART_OF_PERSON,
    CAN_SEE_PERSON,
)
from tsunagi.common.dates import last_day_of
from tsunagi.organisations.area.models import Area, Municipality
from tsunagi.organisations.office.models import Office


class Person(models.Model):
    """利用者。支援を担う市町村（援護の実施者）ごとに一行。

    Current state with `version`; every change leaves a PersonRevision. While a shield
    stands, address, telephone and e-mail live in `sealed_contact` (encrypted) and the
    plain columns are empty, so that no list, export or search can show them.
    merged_into: after a reversible merge the absorbed row points to the survivor.
    """

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        db_index=False,
        related_name="+",
        verbose_name="市町村",
    )
    name = TextLine("氏名", max_length=100)
    name_kana = TextLine("氏名（かな）", max_length=150, blank=True)
    name_key = TextLine("氏名の検索の鍵", max_length=300, blank=True)
    kana_key = TextLine("かなの検索の鍵", max_length=300, blank=True)
    birth_on = models.DateField("生年月日", null=True, blank=True)
    birth_precision = models.CharField(
        "生年月日の確かさ",
        max_length=5,
        choices=[("day", "日まで"), ("month", "月まで"), ("year", "年まで")],
        default="day",
    )
    sex = models.CharField(
        "性別",
        max_length=7,
        choices=Sex.choices(),
        default=Sex.UNKNOWN,
    )
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="住んでいる地域",
    )  # fmt: skip
    postal_code = models.CharField("郵便番号", max_length=7, blank=True)
    address = TextLine("住所", max_length=300, blank=True)
    phone = TextLine("電話番号", max_length=40, blank=True)
    phone_digits = models.CharField("電話番号の数字", max_length=20, blank=True)
    email = TextLine("電子メール", max_length=200, blank=True)
    sealed_contact = models.TextField("秘匿した住所と連絡先", blank=True)
    disability_kinds = models.JSONField("障害種別", default=list)
    diagnosis = TextLine("障害・疾患の名称", max_length=300, blank=True)
    support_level = models.CharField(
        "障害支援区分",
        max_length=8,
        choices=SupportLevel.choices(),
        default=SupportLevel.UNKNOWN,
    )
    household = TextLine("世帯の状況", max_length=200, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="absorbed",
        verbose_name="まとめた先",
    )  # fmt: skip
    created_at = models.DateTimeField("登録した日時")
    created_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="登録した職員",
    )  # fmt: skip
    version = models.PositiveIntegerField("版", default=1)

    objects = ScopedManager["Person"](CAN_SEE_PERSON)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "name", "name_kana", "name_key", "kana_key", "birth_on", "birth_precision",
            "sex", "area", "postal_code", "address", "phone", "phone_digits", "email",
            "sealed_contact", "disability_kinds", "diagnosis", "support_level",
            "household", "merged_into",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "created_at", "created_by", "version",
        }  # fmt: skip

    class Meta:
        verbose_name = "利用者"
        indexes = [
            models.Index(
                fields=["municipality", "kana_key", "id", "name_key"],
                condition=Q(merged_into=None),
                name="person_by_kana",
            ),
            models.Index(fields=["municipality", "birth_on"], name="person_by_birth"),
            models.Index(
                fields=["municipality", "phone_digits"],
                condition=~Q(phone_digits=""),
                name="person_by_phone",
            ),
        ]

    def __str__(self) -> str:
        return "利用者"


class PersonRevision(models.Model):
    """利用者の変更の記録。どの項目を、何から何へ。秘匿した値は持たない。"""

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="revisions", verbose_name="利用者"
    )
    version = models.PositiveIntegerField("版")
    changes = models.JSONField("変更", default=dict)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["PersonRevision"](CAN_SEE_PART_OF_PERSON)

    class Privacy:
        personal: ClassVar[set[str]] = {"person", "changes"}
        operational: ClassVar[set[str]] = {
            "id", "version", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "利用者の変更"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "version"], name="person_version_once"
            )
        ]


class PersonNumber(models.Model):
    """事業所が付けている利用者番号。取り込みで同じ人を見分ける。"""

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="numbers", verbose_name="利用者"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="事業所"
    )
    number = TextLine("利用者番号", max_length=40)

    class Privacy:
        personal: ClassVar[set[str]] = {"person", "number"}
        operational: ClassVar[set[str]] = {"id", "office"}

    class Meta:
        verbose_name = "利用者番号"
        constraints = [
            models.UniqueConstraint(
                fields=["office", "number"], name="person_number_once_per_office"
            )
        ]


class PersonSection(models.Model):
    """本人についてのまとまった文章。一つの題に一行。変更の前の文は履歴に残る。"""

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="sections", verbose_name="利用者"
    )
    section = models.CharField("題", max_length=12, choices=Section.choices())
    text = LongText("内容", blank=True)
    version = models.PositiveIntegerField("版", default=1)
    updated_at = models.DateTimeField("直した日時")
    updated_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="直した職員",
    )  # fmt: skip

    objects = ScopedManager["PersonSection"](CAN_SEE_PART_OF_PERSON)

    class Privacy:
        personal: ClassVar[set[str]] = {"person", "section", "text"}
        operational: ClassVar[set[str]] = {"id", "version", "updated_at", "updated_by"}

    class Meta:
        verbose_name = "本人のこと"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "section"], name="person_section_once"
            )
        ]


class Certificate(models.Model):
    """受給者証と手帳。番号、等級、有効な期間。直すときは終えて新しい行を足す。"""

    public_id = PublicIdField()
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="certificates", verbose_name="利用者"
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    kind = models.CharField("種類", max_length=16, choices=CertificateKind.choices())
    number = TextLine("番号", max_length=40, blank=True)
    grade = TextLine("等級・程度", max_length=60, blank=True)
    issuer = TextLine("交付したところ", max_length=80, blank=True)
    valid_from = models.DateField("始まる日", null=True, blank=True)
    valid_before = models.DateField("終わる日の翌日", null=True, blank=True)
    note = TextLine("留意事項", max_length=300, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["Certificate"](CAN_SEE_PART_OF_PERSON)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "person", "kind", "number", "grade", "issuer", "valid_from",
            "valid_before", "note",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "受給者証・手帳"
        constraints = [
            models.CheckConstraint(
                name="certificate_interval_is_not_backwards",
                condition=Q(valid_from=None)
                | Q(valid_before=None)
                | Q(valid_before__gte=F("valid_from")),
            )
        ]
        indexes = [
            models.Index(
                fields=["municipality", "number"],
                condition=~Q(number=""),
                name="certificate_by_number",
            )
        ]

    @property
    def last_day(self) -> date | None:
        """The last valid day, as screens show it."""
        return last_day_of(self.valid_before)


class RelatedPerson(models.Model):
    """関係者: 家族、相談者、保護者、後見人。ケースの中だけの人で、ほかの利用者と結ばない。"""

    public_id = PublicIdField()
    case = models.ForeignKey(
        "cases.Case", models.PROTECT, related_name="related", verbose_name="ケース"
    )
    kinship = models.CharField("続柄", max_length=16, choices=Kinship.choices())
    kinship_words = TextLine("続柄の言葉", max_length=40, blank=True)
    roles = models.JSONField("役割", default=list)
    name = TextLine("氏名", max_length=100, blank=True)
    name_kana = TextLine("氏名（かな）", max_length=150, blank=True)
    sex = models.CharField(
        "性別",
        max_length=7,
        choices=Sex.choices(),
        default=Sex.UNKNOWN,
    )
    birth_year = models.PositiveSmallIntegerField("生まれた年", null=True, blank=True)
    is_deceased = models.BooleanField("亡くなっている", default=False)
    lives_together = models.BooleanField("同居している", default=False)
    phone = TextLine("電話番号", max_length=40, blank=True)
    address = TextLine("住所", max_length=300, blank=True)
    note = LongText("メモ", max_length=1000, blank=True)
    valid_before = models.DateField("関わりが終わった日の翌日", null=True, blank=True)
    version = models.PositiveIntegerField("版", default=1)

    objects = ScopedManager["RelatedPerson"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "case", "kinship", "kinship_words", "roles", "name", "name_kana", "sex",
            "birth_year", "is_deceased", "lives_together", "phone", "address", "note",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "valid_before", "version",
        }  # fmt: skip

    class Meta:
        verbose_name = "関係者"

    @property
    def title(self) -> str:
        return self.kinship_words or Kinship(self.kinship).label

    def role_labels(self) -> list[str]:
        return [RelatedRole(role).label for role in self.roles]


class VisitConsideration(models.Model):
    """訪問・連絡時の配慮。事実と日付と出どころを書き、終わりの日を持つ。

    There is no standing label such as 危険: a consideration is a fact of a day, and
    it ends or is confirmed anew.
    """

    public_id = PublicIdField()
    case = models.ForeignKey(
        "cases.Case",
        models.PROTECT,
        related_name="considerations",
        verbose_name="ケース",
    )
    fact = LongText("あったこと・お願いしたいこと", max_length=500)
    observed_on = models.DateField("いつのことか")
    source = TextLine("だれから・どこで", max_length=120)
    ends_on = models.DateField("見直す日")
    ended_at = models.DateTimeField("終えた日時", null=True, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["VisitConsideration"](CAN_SEE_PART_OF_CASE)

    class Privacy:
        personal: ClassVar[set[str]] = {"case", "fact", "observed_on", "source"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "ends_on", "ended_at", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "訪問・連絡時の配慮"

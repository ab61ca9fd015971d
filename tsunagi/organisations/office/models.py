"""事業所: 相談支援事業所、サービス事業所、行政の窓口、地域の社会資源。一つの表に一つずつ。"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.organisations.area.models import Area, Municipality
from tsunagi.organisations.office.rules import OfficeKind


class Corporation(models.Model):
    """法人。事業所を運営する。"""

    public_id = PublicIdField()
    name = TextLine("法人名", max_length=200)
    name_kana = TextLine("法人名（かな）", max_length=300, blank=True)
    search_key = TextLine("検索の鍵", max_length=500, blank=True)
    corporate_number = models.CharField("法人番号", max_length=13, blank=True)
    number_problem = TextLine(
        "法人番号の気になる点", max_length=200, blank=True,
        help_text="公開データの番号が壊れているとき、その値と理由",
    )  # fmt: skip
    address = TextLine("所在地", max_length=300, blank=True)
    phone = TextLine("電話番号", max_length=40, blank=True)
    version = models.PositiveIntegerField("版", default=1)

    class Privacy:
        personal: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {
            "id", "public_id", "name", "name_kana", "search_key", "corporate_number",
            "number_problem", "address", "phone", "version",
        }  # fmt: skip

    class Meta:
        verbose_name = "法人"
        constraints = [
            models.UniqueConstraint(
                fields=["corporate_number"],
                condition=~Q(corporate_number=""),
                name="corporate_number_once",
            )
        ]

    def __str__(self) -> str:
        return str(self.name)


class Office(models.Model):
    """事業所。ネットワークの一員、計画のサービス提供者、社会資源は、同じ一つの行。

    Current state: `version` guards against two people editing at once, every change
    leaves an OfficeRevision. municipality is where the office keeps its entry; areas
    it answers for (in any municipality) are OfficeArea rows.
    """

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="offices", verbose_name="市町村"
    )
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="offices", verbose_name="所在する地域"
    )
    corporation = models.ForeignKey(
        Corporation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="offices",
        verbose_name="法人",
    )
    name = TextLine("事業所名", max_length=200)
    name_kana = TextLine("事業所名（かな）", max_length=300, blank=True)
    search_key = TextLine("検索の鍵", max_length=500, blank=True)
    postal_code = models.CharField("郵便番号", max_length=7, blank=True)
    address = TextLine("所在地", max_length=300, blank=True)
    phone = TextLine("電話番号", max_length=40, blank=True)
    fax = TextLine("FAX番号", max_length=40, blank=True)
    url = TextLine("ホームページ", max_length=300, blank=True)
    latitude = models.FloatField("緯度", null=True, blank=True)
    longitude = models.FloatField("経度", null=True, blank=True)
    hours_weekday = TextLine("平日の時間", max_length=60, blank=True)
    hours_saturday = TextLine("土曜の時間", max_length=60, blank=True)
    hours_sunday = TextLine("日曜の時間", max_length=60, blank=True)
    hours_holiday = TextLine("祝日の時間", max_length=60, blank=True)
    closed_days = TextLine("定休日", max_length=200, blank=True)
    hours_note = LongText("時間の留意事項", max_length=500, blank=True)
    introduction = LongText("できること・得意なこと", max_length=2000, blank=True)
    how_to_ask = LongText("相談の申し込み方", max_length=1000, blank=True)
    confirmed_on = models.DateField("内容を確かめた日", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        "organisations.Staff",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="確かめた職員",
    )
    closed_on = models.DateField("廃止した日", null=True, blank=True)
    version = models.PositiveIntegerField("版", default=1)

    class Privacy:
        personal: ClassVar[set[str]] = {"confirmed_by"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "area", "corporation", "name",
            "name_kana", "search_key", "postal_code", "address", "phone", "fax", "url",
            "latitude", "longitude", "hours_weekday", "hours_saturday", "hours_sunday",
            "hours_holiday", "closed_days", "hours_note", "introduction", "how_to_ask",
            "confirmed_on", "closed_on", "version",
        }  # fmt: skip

    class Meta:
        verbose_name = "事業所"
        constraints = [
            models.CheckConstraint(
                name="office_coordinates_come_in_pairs",
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__isnull=False, longitude__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "search_key", "id"], name="office_by_key"
            ),
            models.Index(fields=["area", "search_key", "id"], name="office_by_area"),
        ]

    def __str__(self) -> str:
        return str(self.name)


class OfficeKindPeriod(models.Model):
    """事業所の種別と、その期間。指定番号と公開データの番号を添える。"""

    office = models.ForeignKey(
        Office, models.PROTECT, related_name="kind_periods", verbose_name="事業所"
    )
    kind = models.CharField(
        "種別", max_length=24, choices=[(kind.value, kind.label) for kind in OfficeKind]
    )
    service_code = models.CharField(
        "公開データのサービス種類コード", max_length=4, blank=True
    )
    service_name = TextLine("サービス種別", max_length=60, blank=True)
    office_number = models.CharField("事業所番号", max_length=10, blank=True)
    open_data_no = models.CharField("公開データの NO", max_length=20, blank=True)
    capacity = models.PositiveIntegerField("定員", null=True, blank=True)
    valid_from = models.DateField("始まる日")
    valid_before = models.DateField("終わる日の翌日", null=True, blank=True)

    class Privacy:
        personal: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {
            "id", "office", "kind", "service_code", "service_name", "office_number",
            "open_data_no", "capacity", "valid_from", "valid_before",
        }  # fmt: skip

    class Meta:
        verbose_name = "事業所の種別"
        constraints = [
            models.CheckConstraint(
                name="office_kind_interval_is_not_backwards",
                condition=Q(valid_before=None) | Q(valid_before__gt=F("valid_from")),
            ),
            models.UniqueConstraint(
                fields=["office_number", "service_code", "open_data_no"],
                condition=~Q(open_data_no=""),
                name="open_data_row_once",
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "office"], name="kind_period_by_kind"),
            models.Index(fields=["office_number"], name="kind_period_by_number"),
        ]

    @property
    def last_day(self) -> date | None:
        """The last valid day, as screens show it; None while it runs on."""
        if self.valid_before is None:
            return None
        return date.fromordinal(self.valid_before.toordinal() - 1)

    @property
    def kind_label(self) -> str:
        if self.kind == OfficeKind.SERVICE_PROVIDER and self.service_name:
            return str(self.service_name)
        return OfficeKind(self.kind).label


class OfficeArea(models.Model):
    """担当する地域。市町村をまたぐことがある。"""

    office = models.ForeignKey(
        Office, models.PROTECT, related_name="responsible_areas", verbose_name="事業所"
    )
    area = models.ForeignKey(
        Area,
        models.PROTECT,
        related_name="responsible_offices",
        verbose_name="担当する地域",
    )
    valid_from = models.DateField("始まる日")
    valid_before = models.DateField("終わる日の翌日", null=True, blank=True)

    class Privacy:
        personal: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {
            "id", "office", "area", "valid_from", "valid_before",
        }  # fmt: skip

    class Meta:
        verbose_name = "担当地域"
        constraints = [
            models.UniqueConstraint(
                fields=["office", "area", "valid_from"], name="office_area_once"
            )
        ]


class OfficeFeature(models.Model):
    """事業所ができること。検索と「どこに頼むか」の提案に使う。

    kind "facility": 24h, home_visit, …; "language": ja-Hrkt words such as 英語, 手話;
    "disability": the national kinds.
    """

    class Kind(models.TextChoices):
        FACILITY = "facility", "対応"
        LANGUAGE = "language", "ことば"
        DISABILITY = "disability", "得意な障害"

    office = models.ForeignKey(
        Office, models.CASCADE, related_name="features", verbose_name="事業所"
    )
    kind = models.CharField("区分", max_length=12, choices=Kind.choices)
    value = TextLine("内容", max_length=40)

    class Privacy:
        personal: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {"id", "office", "kind", "value"}

    class Meta:
        verbose_name = "対応できること"
        constraints = [
            models.UniqueConstraint(
                fields=["office", "kind", "value"], name="office_feature_once"
            )
        ]
        indexes = [models.Index(fields=["kind", "value"], name="feature_by_value")]


class FreePlaces(models.Model):
    """空きの数字。確かめた日と、確かめた人と一緒に残す。直すときは新しい行を足す。

    is_for_other: whoever answers for the area has heard it from said_by on confirmed_on
    and wrote it down for the office.
    """

    office = models.ForeignKey(
        Office, models.PROTECT, related_name="free_places", verbose_name="事業所"
    )
    accepts_new = models.BooleanField("新しい相談を受けられる")
    free_places = models.PositiveIntegerField("受けられる人数", null=True, blank=True)
    capacity = models.PositiveIntegerField("受け持てる人数", null=True, blank=True)
    note = LongText("ひとこと", max_length=300, blank=True)
    is_for_other = models.BooleanField("代理入力", default=False)
    said_by = TextLine("聞いた相手", max_length=60, blank=True)
    confirmed_on = models.DateField("確かめた日")
    confirmed_by = models.ForeignKey(
        "organisations.Staff",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="確かめた職員",
    )
    recorded_at = models.DateTimeField("記録した日時")
    is_current = models.BooleanField("いまの数字", default=True)

    class Privacy:
        personal: ClassVar[set[str]] = {"confirmed_by", "said_by"}
        operational: ClassVar[set[str]] = {
            "id", "office", "accepts_new", "free_places", "capacity", "note",
            "is_for_other", "confirmed_on", "recorded_at", "is_current",
        }  # fmt: skip

    class Meta:
        verbose_name = "空きの状況"
        constraints = [
            models.UniqueConstraint(
                fields=["office"],
                condition=Q(is_current=True),
                name="one_current_free_places",
            )
        ]


class OfficeRevision(models.Model):
    """事業所の変更の記録。だれが、いつ、どの項目を、何から何へ。"""

    office = models.ForeignKey(
        Office, models.PROTECT, related_name="revisions", verbose_name="事業所"
    )
    version = models.PositiveIntegerField("版")
    changes = models.JSONField("変更", default=dict)
    source = TextLine("もと", max_length=40)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="記録した職員",
    )

    class Privacy:
        personal: ClassVar[set[str]] = {"recorded_by"}
        operational: ClassVar[set[str]] = {
            "id", "office", "version", "changes", "source", "recorded_at",
        }  # fmt: skip

    class Meta:
        verbose_name = "事業所の変更"
        constraints = [
            models.UniqueConstraint(
                fields=["office", "version"], name="office_version_once"
            )
        ]

    def changed_labels(self) -> list[tuple[str, Any, Any]]:
        """(項目名, 前, 後) for the page, in the order of the fields."""
        labels = {field.name: field.verbose_name for field in Office._meta.fields}
        return [
            (str(labels.get(name, name)), before, after)
            for name, (before, after) in self.changes.items()
        ]

"""活動の台帳: 一人の職員の一つの仕事。個人の名前も本文も持たない。

Each change is a new version; the old one keeps its row and the instant at which it
was superseded, so that a report can be read as it was known at any time.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tsunagi.access.fields import PublicIdField, TextLine
from tsunagi.access.models import AppendOnlyModel
from tsunagi.access.scoped import ScopedManager
from tsunagi.activity.record.policy import can_count
from tsunagi.activity.record.purposes import SeenChange
from tsunagi.activity.record.rules import DAY_MINUTES, ActivityKind
from tsunagi.organisations.models import Area, Municipality, Office, Staff


class Activity(models.Model):
    """活動の記録。時間は一つの仕事に一度だけ数える。

    record_key stays the same over all versions. served_count: 延件数, the different
    persons served plus the anonymous one; a sum over rows instead of a join. staff is
    empty only where an imported sheet did not name anybody.
    """

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name="市町村",
    )
    office = models.ForeignKey(
        Office,
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name="事業所",
    )
    area = models.ForeignKey(
        Area,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name="地域",
    )
    staff = models.ForeignKey(
        Staff,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name="職員",
    )
    kind = models.CharField(
        "活動の種類",
        max_length=16,
        choices=[(kind.value, kind.label) for kind in ActivityKind],
    )
    occurred_on = models.DateField("行った日")
    occurred_month = models.PositiveIntegerField("行った月")
    started_at_time = models.TimeField("始めた時刻", null=True)
    minutes = models.PositiveSmallIntegerField("分", null=True)
    travel_minutes = models.PositiveSmallIntegerField("移動の分", null=True)
    method = TextLine("支援方法", max_length=40)
    work_kind = TextLine("業務の種類", max_length=40, blank=True)
    mode = TextLine("関わり方", max_length=16, blank=True)
    purposes = models.JSONField("関わりのねらい", default=list)
    is_direct = models.BooleanField("直接の支援", default=False)
    change = models.CharField(
        "関わって変わったこと", max_length=8, blank=True, choices=SeenChange.choices()
    )
    work_kind_version = TextLine("業務の種類の版", max_length=80, blank=True)
    category_version = TextLine("区分の版", max_length=80, blank=True)
    anonymous = models.PositiveSmallIntegerField("匿名の人の数", default=0)
    served_count = models.PositiveSmallIntegerField("延件数")
    record_key = models.UUIDField("記録の鍵")
    version = models.PositiveIntegerField("版", default=1)
    is_current = models.BooleanField("いまの版", default=True)
    is_withdrawn = models.BooleanField("取り下げた", default=False)
    supersedes = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name="前の版",
    )
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        Staff,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name="記録した職員",
    )
    superseded_at = models.DateTimeField("次の版ができた日時", null=True)
    source_ref = TextLine("もとになった記録", max_length=80, blank=True)

    objects = ScopedManager["Activity"](can_count())

    class Privacy:
        personal: ClassVar[set[str]] = {
            "staff", "recorded_by", "area", "occurred_on", "started_at_time", "method",
            "record_key", "source_ref", "purposes", "is_direct", "change",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "office", "kind", "occurred_month",
            "minutes", "travel_minutes", "mode", "work_kind", "work_kind_version",
            "category_version", "anonymous", "served_count", "version", "is_current",
            "is_withdrawn", "supersedes", "recorded_at", "superseded_at",
        }  # fmt: skip

    class Meta:
        verbose_name = "活動の記録"
        constraints = [
            models.UniqueConstraint(
                fields=["record_key"],
                condition=Q(is_current=True),
                name="activity_one_current_version",
            ),
            models.UniqueConstraint(
                fields=["record_key", "version"], name="activity_version_once"
            ),
            models.CheckConstraint(
                name="activity_current_or_superseded",
                condition=Q(is_current=True, superseded_at=None)
                | Q(is_current=False, superseded_at__isnull=False),
            ),
            models.CheckConstraint(
                name="activity_withdrawn_counts_nothing",
                condition=Q(is_withdrawn=False) | Q(served_count=0, anonymous=0),
            ),
            models.CheckConstraint(
                name="activity_at_most_one_anonymous", condition=Q(anonymous__lte=1)
            ),
            models.CheckConstraint(
                name="activity_minutes_within_a_day",
                condition=(Q(minutes=None) | Q(minutes__lte=DAY_MINUTES))
                & (Q(travel_minutes=None) | Q(travel_minutes__lte=DAY_MINUTES)),
            ),
        ]
        indexes = [
            # Holds all that the month's and the year's tables add up, so that SQLite
            # reads the index alone (a second became a sixth of one, performance.md).
            models.Index(
                fields=[
                    "municipality",
                    "occurred_month",
                    "method",
                    "office",
                    "kind",
                    "served_count",
                    "minutes",
                    "travel_minutes",
                ],
                condition=Q(is_current=True, is_withdrawn=False),
                name="activity_cross_table",
            ),
            models.Index(
                fields=["office", "occurred_month"], name="activity_by_office"
            ),
            models.Index(fields=["staff", "occurred_on"], name="activity_by_staff"),
        ]


class ActivitySubject(models.Model):
    """活動の相手。支援した人ごとに一行で、匿名の人の行はない。

    subject_key is random and means something only in the room of cases. A merge of two
    persons re-points it; original_key remembers where the row came from, so that the
    merge can be undone. is_child is None where the age was not known.
    """

    activity = models.ForeignKey(
        Activity,
        models.CASCADE,
        related_name="subjects",
        db_index=False,
        verbose_name="活動の記録",
    )
    subject_key = models.UUIDField("相手の鍵", db_index=True)
    original_key = models.UUIDField("もとの相手の鍵", db_index=True)
    is_child = models.BooleanField("児童", null=True)
    is_new = models.BooleanField("新規", default=False)

    objects = ScopedManager["ActivitySubject"](can_count("activity__"))

    class Privacy:
        personal: ClassVar[set[str]] = {
            "subject_key", "original_key", "is_child", "is_new",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {"id", "activity"}

    class Meta:
        verbose_name = "活動の相手"
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "original_key"], name="activity_subject_once"
            )
        ]


class ActivityContent(models.Model):
    """支援内容。一つの活動に幾つでも付く。"""

    activity = models.ForeignKey(
        Activity,
        models.CASCADE,
        related_name="contents",
        db_index=False,
        verbose_name="活動の記録",
    )
    code = TextLine("支援内容", max_length=40)

    objects = ScopedManager["ActivityContent"](can_count("activity__"))

    class Privacy:
        personal: ClassVar[set[str]] = {"code"}
        operational: ClassVar[set[str]] = {"id", "activity"}

    class Meta:
        verbose_name = "活動の内容"
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "code"], name="activity_content_once"
            )
        ]


class SubjectDisability(models.Model):
    """記録した時の障害種別。一人に幾つでも付く。"""

    subject = models.ForeignKey(
        ActivitySubject,
        models.CASCADE,
        related_name="disabilities",
        db_index=False,
        verbose_name="活動の相手",
    )
    code = TextLine("障害種別", max_length=40)

    objects = ScopedManager["SubjectDisability"](can_count("subject__activity__"))

    class Privacy:
        personal: ClassVar[set[str]] = {"code"}
        operational: ClassVar[set[str]] = {"id", "subject"}

    class Meta:
        verbose_name = "活動の相手の障害種別"
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "code"], name="subject_disability_once"
            )
        ]


class MonthClose(AppendOnlyModel):
    """月の締め。一度締めた月は開かない。あとの直しは、訂正として横に並ぶ。

    figures: rules.Figures as JSON; records: [record_key, version] of what was counted.
    """

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="事業所"
    )
    month = models.PositiveIntegerField("締めた月")
    closed_at = models.DateTimeField("締めた日時")
    closed_by = models.ForeignKey(
        Staff,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="締めた職員",
    )
    figures = models.JSONField("締めた時の数")
    records = models.JSONField("数えた記録")

    objects = ScopedManager["MonthClose"](can_count())

    class Privacy:
        personal: ClassVar[set[str]] = {"closed_by", "records"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "office", "month", "closed_at",
            "figures",
        }  # fmt: skip

    class Meta:
        verbose_name = "月の締め"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "office", "month"], name="month_closed_once"
            )
        ]

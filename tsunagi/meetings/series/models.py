"""会議体: どの会議を、だれと、どの間隔で開くか。構成員、数え方、約束の署名。"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.common.dates import last_day_of
from tsunagi.meetings.policy import CAN_SEE_OWN_SIGNATURE, CAN_SEE_SERIES, here_through
from tsunagi.meetings.series.rhythm_rules import Rule
from tsunagi.meetings.series.rules import Level, MemberKind, Part, Rhythm, SignedKind
from tsunagi.organisations.models import Area, Municipality, Office, Staff
from tsunagi.organisations.office.rules import OfficeKind
from tsunagi.organisations.staff.rules import PostKind

DAY_MINUTES = 24 * 60


class Series(models.Model):
    """会議体。同じ目的で、くり返し開く会議。

    Current state with `version`; every change leaves a SeriesRevision. office convenes
    it. kind: a code of data/kinds.toml, which says its agenda. rhythm_number: days for
    DAYS, times a year for YEARLY; usual_days: how far apart the proposed days of DAYS
    are; rhythm_months: for MONTHS. usual_weekday: 0 is Monday;
    usual_week: the n-th such day of a month, 0 for any. speaks_of_persons: members sign
    the pledge of confidentiality before they read anything about a person.
    """

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="開く事業所"
    )
    area = models.ForeignKey(
        Area, models.PROTECT, related_name="+", verbose_name="地域"
    )
    kind = models.CharField("会議の種類", max_length=24)
    level = models.CharField("広さ", max_length=12, choices=Level.choices())
    name = TextLine("会議の名前", max_length=100)
    purpose = LongText("何のために", max_length=1000, blank=True)
    place = TextLine("場所", max_length=200, blank=True)
    online_url = TextLine("オンラインの入口", max_length=300, blank=True)
    rhythm = models.CharField("間隔", max_length=12, choices=Rhythm.choices())
    rhythm_number = models.PositiveSmallIntegerField("間隔の数", default=0)
    usual_days = models.PositiveSmallIntegerField("ふつうの間隔（日）", default=0)
    rhythm_months = models.JSONField("開く月", default=list)
    usual_weekday = models.PositiveSmallIntegerField("曜日", null=True, blank=True)
    usual_week = models.PositiveSmallIntegerField("第何週", default=0)
    starts_at_time = models.TimeField("始める時刻", null=True, blank=True)
    planned_minutes = models.PositiveSmallIntegerField("予定の分", default=60)
    most_minutes = models.PositiveSmallIntegerField(
        "長くてもこの分まで", null=True, blank=True
    )
    speaks_of_persons = models.BooleanField("利用者のことを話す", default=False)
    valid_from = models.DateField("始まる日")
    valid_before = models.DateField("終わる日の翌日", null=True, blank=True)
    version = models.PositiveIntegerField("版", default=1)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="記録した職員"
    )

    objects = ScopedManager["Series"](CAN_SEE_SERIES)

    class Privacy:
        personal: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "office", "area", "kind", "level",
            "name", "purpose", "place", "online_url", "rhythm", "rhythm_number",
            "usual_days", "rhythm_months", "usual_weekday", "usual_week", "starts_at_time",
            "planned_minutes", "most_minutes", "speaks_of_persons", "valid_from",
            "valid_before", "version", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "会議体"
        constraints = [
            models.CheckConstraint(
                name="series_interval_is_not_backwards",
                condition=Q(valid_before=None) | Q(valid_before__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="series_minutes_are_possible",
                condition=Q(planned_minutes__gte=1, planned_minutes__lte=DAY_MINUTES),
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "kind"], name="series_by_kind"),
            models.Index(fields=["office"], name="series_by_office"),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def runs_on(self, day: date) -> bool:
        return self.rule.runs_on(day)

    @property
    def rule(self) -> Rule:
        """Its rhythm, as the pure rules understand it."""
        return Rule(
            Rhythm(self.rhythm), self.rhythm_number, tuple(self.rhythm_months),
            self.usual_days, self.usual_weekday, self.usual_week, self.valid_from,
            self.valid_before,
        )  # fmt: skip

    @property
    def last_day(self) -> date | None:
        return last_day_of(self.valid_before)


class SeriesRevision(models.Model):
    """会議体の変更の記録。どの項目を、何から何へ。"""

    series = models.ForeignKey(
        Series, models.PROTECT, related_name="revisions", verbose_name="会議体"
    )
    version = models.PositiveIntegerField("版")
    changes = models.JSONField("変更", default=dict)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="記録した職員"
    )

    objects = ScopedManager["SeriesRevision"](here_through("series__"))

    class Privacy:
        personal: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {
            "id", "series", "version", "changes", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "会議体の変更"
        constraints = [
            models.UniqueConstraint(
                fields=["series", "version"], name="series_version_once"
            )
        ]

    def changed_words(self) -> list[tuple[str, str, str]]:
        """(項目名, 前, 後)。"""
        labels = {field.name: field.verbose_name for field in Series._meta.fields}
        return [
            (str(labels.get(name, name)), before or "—", after or "—")
            for name, (before, after) in self.changes.items()
        ]


class SeriesMember(models.Model):
    """構成員の決め方の一行。期間つきで、終えることはあっても、直すことはない。"""

    public_id = PublicIdField()
    series = models.ForeignKey(
        Series, models.PROTECT, related_name="members", verbose_name="会議体"
    )
    kind = models.CharField("決め方", max_length=12, choices=MemberKind.choices())
    part = models.CharField("立場", max_length=12, choices=Part.choices())
    office_kind = models.CharField(
        "事業所の種別", max_length=24, blank=True,
        choices=[(one.value, one.label) for one in OfficeKind],
    )  # fmt: skip
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="事業所",
    )  # fmt: skip
    post_kind = models.CharField(
        "職", max_length=24, blank=True,
        choices=[(one.value, one.label) for one in PostKind],
    )  # fmt: skip
    post_title = TextLine("土地の呼び名", max_length=60, blank=True)
    staff = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="職員",
    )  # fmt: skip
    partner_name = TextLine("相手の名前", max_length=120, blank=True)
    valid_from = models.DateField("始まる日")
    valid_before = models.DateField("終わる日の翌日", null=True, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="記録した職員"
    )

    objects = ScopedManager["SeriesMember"](here_through("series__"))

    class Privacy:
        personal: ClassVar[set[str]] = {"staff", "partner_name"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "series", "kind", "part", "office_kind", "office",
            "post_kind", "post_title", "valid_from", "valid_before", "recorded_at",
            "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "会議体の構成員"
        constraints = [
            models.CheckConstraint(
                name="series_member_names_whom",
                condition=Q(kind=MemberKind.OFFICE_KIND) & ~Q(office_kind="")
                | Q(kind=MemberKind.OFFICE, office__isnull=False)
                | Q(kind=MemberKind.POST) & ~Q(post_kind="")
                | Q(kind=MemberKind.CHIEF)
                | Q(kind=MemberKind.STAFF, staff__isnull=False)
                | Q(kind=MemberKind.PARTNER) & ~Q(partner_name=""),
            ),
            models.CheckConstraint(
                name="series_member_interval_is_not_backwards",
                condition=Q(valid_before=None) | Q(valid_before__gte=F("valid_from")),
            ),
        ]
        indexes = [models.Index(fields=["series"], name="series_member_by_series")]

    @property
    def words(self) -> str:
        """Whom this line names, as a person says it."""
        if self.kind == MemberKind.OFFICE_KIND:
            return f"{self.get_office_kind_display()}のすべて"
        if self.kind == MemberKind.POST:
            title = self.post_title or self.get_post_kind_display()
            return f"{title}のすべて"
        if self.kind == MemberKind.CHIEF:
            return MemberKind.CHIEF.label
        if self.kind == MemberKind.STAFF:
            return f"{self.staff}（{self.office}）"
        return str(self.office) if self.kind == MemberKind.OFFICE else self.partner_name

    @property
    def last_day(self) -> date | None:
        return last_day_of(self.valid_before)


class CouncilCount(models.Model):
    """この会議を「協議会への参加」に数えるか。市町村が、報酬の決まりの版ごとに決める。"""

    public_id = PublicIdField()
    series = models.ForeignKey(
        Series, models.PROTECT, related_name="counts", verbose_name="会議体"
    )
    rule_version = TextLine("報酬の決まりの版", max_length=20)
    is_counted = models.BooleanField("数える")
    reason = TextLine("わけ", max_length=300, blank=True)
    valid_from = models.DateField("始まる日")
    valid_before = models.DateField("終わる日の翌日", null=True, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="記録した職員"
    )

    objects = ScopedManager["CouncilCount"](here_through("series__"))

    class Privacy:
        personal: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {
            "id", "public_id", "series", "rule_version", "is_counted", "reason",
            "valid_from", "valid_before", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "協議会への参加の数え方"
        constraints = [
            models.UniqueConstraint(
                fields=["series", "rule_version"], condition=Q(valid_before=None),
                name="council_count_one_in_force",
            )
        ]  # fmt: skip


class SignedWord(models.Model):
    """職員が読んで名前を記した約束の版と日。書いたあとは直さない。"""

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    signed_by = models.ForeignKey(
        Staff, models.PROTECT, related_name="+", verbose_name="職員"
    )
    kind = models.CharField("何の", max_length=16, choices=SignedKind.choices())
    text_version = TextLine("文の版", max_length=20)
    signed_name = TextLine("記した名前", max_length=100)
    signed_at = models.DateTimeField("記した日時")

    objects = ScopedManager["SignedWord"](CAN_SEE_OWN_SIGNATURE)

    class Privacy:
        personal: ClassVar[set[str]] = {"signed_by", "signed_name"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "kind", "text_version", "signed_at",
        }  # fmt: skip

    class Meta:
        verbose_name = "約束の署名"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "signed_by", "kind", "text_version"],
                name="word_signed_once",
            )
        ]

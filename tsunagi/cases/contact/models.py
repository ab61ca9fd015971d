"""相談記録（支援経過）: 一度書けば、経過にも月報にも数えられる。"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.policy import Among
from tsunagi.access.scoped import ScopedManager
from tsunagi.activity.record.purposes import SeenChange
from tsunagi.cases.case.models import Case
from tsunagi.cases.contact.rules import Place
from tsunagi.cases.scope import CAN_READ_CONTACT, working_offices
from tsunagi.organisations.area.models import Municipality
from tsunagi.organisations.office.models import Office


class Contact(models.Model):
    """相談記録の一つの版。直すと、前の版を残して新しい版ができる。

    record_id names the record over all its versions (it stands in URLs and audit);
    at most one version is current. group_id joins the records of one visit to several
    persons: they share one activity in the ledger, so that time is counted once.
    activity_key: the ledger's key of that piece of work.
    """

    public_id = PublicIdField()
    record_id = models.UUIDField("記録の番号", default=uuid4)
    version = models.PositiveIntegerField("版", default=1)
    is_current = models.BooleanField("いまの版", default=True)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="前の版",
    )  # fmt: skip
    group_id = models.UUIDField("同じ訪問の番号", null=True, blank=True)
    activity_key = models.UUIDField("台帳の鍵")
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        db_index=False,
        related_name="+",
        verbose_name="市町村",
    )
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, related_name="contacts",
        verbose_name="ケース",
    )  # fmt: skip
    is_anonymous = models.BooleanField("匿名", default=False)
    office = models.ForeignKey(
        Office,
        models.PROTECT,
        db_index=False,
        related_name="+",
        verbose_name="記録した事業所",
    )
    staff = models.ForeignKey(
        "organisations.Staff", models.PROTECT, related_name="+",
        verbose_name="対応した職員",
    )  # fmt: skip
    occurred_on = models.DateField("日付")
    started_at_time = models.TimeField("始めた時刻", null=True, blank=True)
    minutes = models.PositiveSmallIntegerField("時間（分）", null=True, blank=True)
    travel_minutes = models.PositiveSmallIntegerField(
        "移動（分）", null=True, blank=True
    )
    place = models.CharField("場所", max_length=12, blank=True, choices=Place.choices())
    method = models.CharField("方法", max_length=20)
    contents = models.JSONField("支援内容", default=list)
    counterpart = models.JSONField("相手", default=list)
    counterpart_name = TextLine("相手の名前", max_length=120, blank=True)
    work_kind = models.CharField("業務の種類", max_length=20, blank=True)
    category_version = TextLine("区分の版", max_length=80, blank=True)
    text = LongText("本文")
    judgement = LongText("判断・気づき", max_length=4000, blank=True)
    next_action = TextLine("次にすること", max_length=300, blank=True)
    next_on = models.DateField("次の日", null=True, blank=True)
    next_done_at = models.DateTimeField("次のことを済ませた日時", null=True, blank=True)
    purposes = models.JSONField("関わりのねらい", default=list)
    is_direct = models.BooleanField("直接の支援", default=False)
    direct_reason = TextLine("自分で行った理由", max_length=200, blank=True)
    change = models.CharField(
        "関わって変わったこと", max_length=8, blank=True, choices=SeenChange.choices()
    )
    change_note = TextLine("どう変わったか", max_length=300, blank=True)
    is_withdrawn = models.BooleanField("取り消した", default=False)
    is_entered_for_other = models.BooleanField("代理入力", default=False)
    correction_reason = TextLine("直した理由", max_length=300, blank=True)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, db_index=False,
        related_name="+", verbose_name="記録した職員",
    )  # fmt: skip

    objects = ScopedManager["Contact"](CAN_READ_CONTACT)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "case", "text", "judgement", "next_action", "counterpart",
            "counterpart_name", "correction_reason", "contents", "activity_key",
            "purposes", "is_direct", "direct_reason", "change", "change_note",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "record_id", "version", "is_current", "supersedes",
            "group_id", "municipality", "is_anonymous", "office", "staff",
            "occurred_on", "started_at_time", "minutes", "travel_minutes", "place",
            "method", "work_kind", "category_version", "next_on", "next_done_at",
            "is_withdrawn", "is_entered_for_other", "recorded_at", "recorded_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "相談記録"
        constraints = [
            models.UniqueConstraint(
                fields=["record_id"],
                condition=Q(is_current=True),
                name="one_current_version_of_contact",
            ),
            models.UniqueConstraint(
                fields=["record_id", "version"], name="contact_version_once"
            ),
            models.CheckConstraint(
                name="contact_has_case_or_is_anonymous",
                condition=Q(case__isnull=False, is_anonymous=False)
                | Q(case__isnull=True, is_anonymous=True),
            ),
            models.CheckConstraint(
                name="first_version_supersedes_nothing",
                condition=Q(version=1, supersedes=None)
                | Q(version__gt=1, supersedes__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                F("case"), F("occurred_on").desc(), F("id").desc(),
                condition=Q(is_current=True),
                name="contact_of_case_newest",
            ),
            models.Index(
                F("municipality"), F("occurred_on").desc(), F("id").desc(),
                condition=Q(is_current=True),
                name="contact_of_city_newest",
            ),
            models.Index(
                F("office"), F("occurred_on").desc(), F("id").desc(),
                condition=Q(is_current=True),
                name="contact_of_office_newest",
            ),
            models.Index(fields=["activity_key"], name="contact_by_activity"),
        ]  # fmt: skip


class ContactTemplate(models.Model):
    """事業所のひな形: よく使う記録の形。"""

    public_id = PublicIdField()
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="事業所"
    )
    title = TextLine("ひな形の名前", max_length=60)
    method = models.CharField("方法", max_length=20, blank=True)
    contents = models.JSONField("支援内容", default=list)
    minutes = models.PositiveSmallIntegerField("時間（分）", null=True, blank=True)
    text = LongText("本文のひな形", max_length=4000, blank=True)
    is_retired = models.BooleanField("使わない", default=False)
    updated_at = models.DateTimeField("直した日時")
    updated_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="直した職員",
    )  # fmt: skip

    objects = ScopedManager["ContactTemplate"](
        Among("office_id", lambda s: working_offices(s.actor))
    )

    class Privacy:
        personal: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {
            "id", "public_id", "office", "title", "method", "contents", "minutes",
            "text", "is_retired", "updated_at", "updated_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "相談記録のひな形"
        constraints = [
            models.UniqueConstraint(
                fields=["office", "title"],
                condition=Q(is_retired=False),
                name="template_title_once",
            )
        ]

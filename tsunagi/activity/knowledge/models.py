"""読み物と地域の取り決め。直すと新しい版になり、事業所は版ごとに「読んだ」と記す。"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.activity.knowledge.rules import Confidence, Kind
from tsunagi.organisations.models import Area, Municipality, Office, Staff


class Article(models.Model):
    """読み物か取り決めの、一つの版。個人のことは書かない。

    record_id names it over all versions; at most one version is current. A retired one
    stays readable and stands in no list. Only a notice has a sender, an area and an
    audience (kinds of offices; empty: all that give consultation).
    """

    public_id = PublicIdField()
    record_id = models.UUIDField("読み物の番号", default=uuid4)
    version = models.PositiveIntegerField("版", default=1)
    is_current = models.BooleanField("いまの版", default=True)
    is_retired = models.BooleanField("取り下げた", default=False)
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="前の版",
    )  # fmt: skip
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    kind = models.CharField("種類", max_length=10, choices=Kind.choices())
    title = TextLine("題", max_length=120)
    summary = TextLine("一言で", max_length=200, blank=True)
    body = LongText("本文")
    tags = models.JSONField("言葉の札", default=list)
    source = TextLine("もとにしたもの", max_length=300, blank=True)
    confidence = models.CharField("確かさ", max_length=1, choices=Confidence.choices())
    sender = models.ForeignKey(
        Office, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="お知らせを出した事業所",
    )  # fmt: skip
    area = models.ForeignKey(
        Area, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="お知らせの届く地域",
    )  # fmt: skip
    audience = models.JSONField("お知らせの届く事業所の種別", default=list)
    recorded_at = models.DateTimeField("記録した日時")
    recorded_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, related_name="+", verbose_name="書いた職員"
    )

    class Privacy:
        personal: ClassVar[set[str]] = {"recorded_by"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "record_id", "version", "is_current", "is_retired",
            "supersedes", "municipality", "kind", "title", "summary", "body", "tags",
            "source", "confidence", "sender", "area", "audience", "recorded_at",
        }  # fmt: skip

    class Meta:
        verbose_name = "読み物"
        constraints = [
            models.UniqueConstraint(
                fields=["record_id"],
                condition=Q(is_current=True),
                name="article_one_current_version",
            ),
            models.UniqueConstraint(
                fields=["record_id", "version"], name="article_version_once"
            ),
            models.CheckConstraint(
                name="article_notice_is_addressed",
                condition=Q(kind="notice", sender__isnull=False, area__isnull=False)
                | ~Q(kind="notice") & Q(sender=None, area=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "kind"],
                condition=Q(is_current=True, is_retired=False),
                name="article_in_use",
            )
        ]


class ArticleReading(models.Model):
    """事業所が、その版を読んで確かめたこと。"""

    article = models.ForeignKey(
        Article, models.PROTECT, related_name="readings", verbose_name="読み物"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="事業所"
    )
    confirmed_at = models.DateTimeField("読んだ日時")
    confirmed_by = models.ForeignKey(
        Staff, models.PROTECT, related_name="+", verbose_name="読んだ職員"
    )

    class Privacy:
        personal: ClassVar[set[str]] = {"confirmed_by"}
        operational: ClassVar[set[str]] = {"id", "article", "office", "confirmed_at"}

    class Meta:
        verbose_name = "読んだ記録"
        constraints = [
            models.UniqueConstraint(
                fields=["article", "office"], name="article_read_once_per_office"
            )
        ]

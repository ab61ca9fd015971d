"""読み物と取り決めの読取り: 一覧、一人に役立つもの、読んだ事業所。"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.activity.knowledge.addressing import kinds_on, recipients
from tsunagi.activity.knowledge.models import Article, ArticleReading
from tsunagi.activity.knowledge.rules import CaseWords, Kind, tags_that_fit
from tsunagi.activity.knowledge.shipped import SHIPPED, ShippedArticle
from tsunagi.common.frozen import Frozen
from tsunagi.common.text import search_key
from tsunagi.organisations.area.queries import in_force_on
from tsunagi.organisations.area.rules import ids_on_path
from tsunagi.organisations.models import Office
from tsunagi.organisations.office.models import OfficeFeature
from tsunagi.organisations.office.rules import LAYER_OF_KIND
from tsunagi.organisations.staff.models import ChiefAppointment

MOST = 50


class Entry(Frozen):
    """One line of the list: the municipality's own or one that comes with Tsunagi."""

    name: str
    kind: Kind
    title: str
    summary: str
    tags: tuple[str, ...]
    is_own: bool


def entries(*, actor: Actor, kind: Kind | None = None, text: str = "") -> list[Entry]:
    """Own ones first (newest first), then the shipped; text looks into title and tags."""
    rows = Article.objects.filter(
        municipality_id=actor.here, is_current=True, is_retired=False
    ).order_by("kind", "-recorded_at", "-id")
    found = [
        Entry(
            str(row.record_id), Kind(row.kind), row.title, row.summary,
            tuple(row.tags), is_own=True,
        )
        for row in rows
    ]  # fmt: skip
    found += [
        Entry(one.name, Kind.ARTICLE, one.title, one.summary, one.tags, is_own=False)
        for one in SHIPPED.values()
    ]
    wanted = search_key(text)
    return [
        one
        for one in found
        if (kind is None or one.kind is kind)
        and (
            not wanted or wanted in search_key(f"{one.title} {one.summary} {one.tags}")
        )
    ]


def article_of(*, actor: Actor, record_id: UUID) -> Article:
    row = (
        Article.objects.select_related("recorded_by", "area", "sender")
        .filter(municipality_id=actor.here, record_id=record_id, is_current=True)
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def versions_of(*, actor: Actor, article: Article) -> list[Article]:
    return list(
        Article.objects.filter(municipality_id=actor.here, record_id=article.record_id)
        .select_related("recorded_by")
        .order_by("-version")
    )


def version_of(*, actor: Actor, record_id: UUID, number: int) -> Article:
    """One version, also one that has been replaced since."""
    row = (
        Article.objects.select_related("recorded_by")
        .filter(municipality_id=actor.here, record_id=record_id, version=number)
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def shipped_of(*, actor: Actor, name: str) -> ShippedArticle:
    if name not in SHIPPED:
        raise NotVisible
    return SHIPPED[name]


class Help(Frozen):
    """What may help with one person: articles with the tag that led there, chiefs."""

    entries: list[tuple[Entry, str]]
    chiefs: list[tuple[ChiefAppointment, str]]


def help_for(*, actor: Actor, words: CaseWords, today: date, most: int = 4) -> Help:
    """Three queries. The words never leave the page they are asked on."""
    fitting = [
        (entry, "、".join(found))
        for entry in entries(actor=actor)
        if (found := tags_that_fit(entry.tags, words))
    ]
    known = OfficeFeature.objects.filter(
        kind=OfficeFeature.Kind.DISABILITY, office__municipality_id=actor.here
    ).values_list("office_id", "value")
    by_office: dict[int, list[str]] = {}
    for office_id, value in known:
        if tags_that_fit((value,), words):
            by_office.setdefault(office_id, []).append(value)
    chiefs = (
        ChiefAppointment.objects.filter(
            in_force_on(today), municipality_id=actor.here, office_id__in=by_office,
            staff__is_active=True,
        )
        .select_related("staff", "office")
        .order_by("staff__search_key", "id")[:most]
    )  # fmt: skip
    return Help(
        fitting[:most],
        [(one, "、".join(sorted(by_office[one.office_id]))) for one in chiefs],
    )


class ReadingState(Frozen):
    """Which offices of the three layers have read the version in force."""

    readings: list[ArticleReading]
    waiting: list[Office]


def reading_state(*, actor: Actor, article: Article, today: date) -> ReadingState:
    """Two queries."""
    readings = list(
        article.readings.select_related("office", "confirmed_by").order_by(
            "confirmed_at", "id"
        )
    )
    everybody = (
        recipients(article, on=today)
        if article.kind == Kind.NOTICE
        else _consultation_offices(actor, today)
    )
    offices = everybody.exclude(pk__in=[one.office_id for one in readings])
    return ReadingState(readings, list(offices.order_by("search_key", "id")))


def _consultation_offices(actor: Actor, today: date) -> QuerySet[Office]:
    kinds = [kind.value for kind in LAYER_OF_KIND]
    return Office.objects.filter(
        Q(closed_on=None) | Q(closed_on__gt=today),
        pk__in=Office.objects.filter(
            municipality_id=actor.here, kind_periods__kind__in=kinds,
            kind_periods__valid_from__lte=today, kind_periods__valid_before=None,
        ).values("pk"),
    )  # fmt: skip


def notices_to_read(*, actor: Actor, today: date) -> list[Article]:
    """自分の事業所あてのお知らせで、いまの版をまだ読んでいないもの。三つの問い合わせ。"""
    office = actor.office_id or 0
    paths = Office.objects.filter(pk=office).values_list("area__path", flat=True)
    path = paths.first()
    if path is None:
        return []
    kinds = kinds_on(office, today)
    read = ArticleReading.objects.filter(article=OuterRef("pk"), office_id=office)
    rows = Article.objects.filter(
        ~Exists(read), municipality_id=actor.here, kind=Kind.NOTICE, is_current=True,
        is_retired=False, area_id__in=ids_on_path(path),
    ).exclude(sender_id=office)  # fmt: skip
    return [
        row
        for row in rows.select_related("sender").order_by("recorded_at", "id")[:MOST]
        if kinds and (not row.audience or not kinds.isdisjoint(row.audience))
    ]


def agreements_to_read(*, actor: Actor) -> list[Article]:
    """取り決めのうち、自分の事業所がいまの版をまだ読んでいないもの。"""
    read = ArticleReading.objects.filter(
        article=OuterRef("pk"), office_id=actor.office_id or 0
    )
    return list(
        Article.objects.filter(
            ~Exists(read), municipality_id=actor.here, kind=Kind.AGREEMENT,
            is_current=True, is_retired=False,
        ).order_by("recorded_at", "id")
    )  # fmt: skip

"""お知らせの届く事業所: 地域と種別から。事業所のほかは、何も読まない。"""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from tsunagi.activity.knowledge.models import Article
from tsunagi.activity.knowledge.rules import is_addressed
from tsunagi.organisations.area.queries import in_force_on
from tsunagi.organisations.models import Office, OfficeKindPeriod
from tsunagi.organisations.office.rules import LAYER_OF_KIND


def kinds_on(office_id: int, on: date) -> frozenset[str]:
    """The kinds of consultation that the office runs on that day."""
    rows = OfficeKindPeriod.objects.filter(
        in_force_on(on), office_id=office_id, kind__in=[one.value for one in LAYER_OF_KIND]
    )  # fmt: skip
    return frozenset(rows.values_list("kind", flat=True))


def is_for(article: Article, office: Office, *, on: date) -> bool:
    """Whoever sent it has read it."""
    kinds = kinds_on(office.pk, on)
    if article.area is None or article.sender_id == office.pk or not kinds:
        return False
    return is_addressed(
        path=office.area.path, kinds=kinds, area_path=article.area.path,
        audience=article.audience,
    )  # fmt: skip


def recipients(article: Article, *, on: date) -> QuerySet[Office]:
    kinds = article.audience or [one.value for one in LAYER_OF_KIND]
    periods = OfficeKindPeriod.objects.filter(in_force_on(on), kind__in=kinds)
    path = article.area.path if article.area else "-"
    return Office.objects.filter(
        Q(closed_on=None) | Q(closed_on__gt=on), area__path__startswith=path,
        municipality_id=article.municipality_id, pk__in=periods.values("office_id"),
    ).exclude(pk=article.sender_id or 0)  # fmt: skip

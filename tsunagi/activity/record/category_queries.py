"""相談記録の区分と業務の種類の読取り。市町村が採用した、その日の版。"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from tsunagi.access.actor import Actor
from tsunagi.activity.catalogue import loader
from tsunagi.activity.catalogue.queries import Adoptions, InForce, published_of
from tsunagi.activity.record.categories import (
    Categories,
    WorkKind,
    WorkKinds,
    categories_from,
)
from tsunagi.common.frozen import Frozen

CONTACT_CATEGORIES = "national-contact-categories"
LOCAL_SERVICES = "kumamoto-services"
BASIC_CONSULTATION = "basic-consultation"
OF_WORK = (LOCAL_SERVICES, BASIC_CONSULTATION)


class ContactCatalogues(Frozen, eq=False):
    """The lists that a record of contact is filled in from, asked for once and for any
    day."""

    adopted: Adoptions

    def categories(self, on: date) -> Categories:
        """支援方法、支援内容、障害種別。採用がまだなら、配布した最新の版。"""
        return _categories(self.adopted.first_in_force((CONTACT_CATEGORIES,), on))

    def work_kinds(self, on: date) -> WorkKinds:
        """業務の種類。土地の分け方を採用していればそれ、なければ基本相談支援の内容。"""
        return _kinds(self.adopted.first_in_force(OF_WORK, on))


def contact_catalogues(*, actor: Actor) -> ContactCatalogues:
    """区分と業務の種類を、一度に。どの日の版も、ここから分かる。"""
    names = (CONTACT_CATEGORIES, *OF_WORK)
    return ContactCatalogues(published_of(actor=actor, names=names))


def contact_categories(*, actor: Actor, on: date) -> Categories:
    """その日の区分だけ。"""
    return contact_catalogues(actor=actor).categories(on)


def work_kinds(*, actor: Actor, on: date) -> WorkKinds:
    """その日の業務の種類だけ。"""
    return contact_catalogues(actor=actor).work_kinds(on)


# Made once of each version; a version's text does not change.
@lru_cache(maxsize=256)
def _categories(found: InForce) -> Categories:
    shipped = loader.newest(CONTACT_CATEGORIES)
    return categories_from(
        found.items,
        shipped=shipped.items if shipped else (),
        version=found.version,
        is_adopted=found.is_adopted,
    )


@lru_cache(maxsize=256)
def _kinds(found: InForce) -> WorkKinds:
    return WorkKinds(
        catalogue=found.name,
        version=found.version,
        is_adopted=found.is_adopted,
        choices=tuple(
            WorkKind(
                item.code, item.label, item.subgroup or item.group, heading=item.group
            )
            for item in found.items
        ),
    )

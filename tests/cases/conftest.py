"""A case of ひかり with its person, made through the actions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db.models.functions import Coalesce

from tests.conftest import NOW, TODAY
from tests.factories.region import Region
from tsunagi.access.actor import Actor
from tsunagi.cases.case.actions import open_case
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.contact.actions import NewContact, record_contacts
from tsunagi.cases.contact.models import Contact
from tsunagi.cases.person.actions import register_person
from tsunagi.cases.search.models import ContactSearch


class CaseRoom:
    """Makes cases, contacts and asks for actors; `region` underneath."""

    def __init__(self, region: Region) -> None:
        self.region = region

    def actor(self, name: str) -> Actor:
        return self.region.actor(name)

    def case(
        self,
        *,
        name: str = "架空 花子",
        kana: str = "かくう はなこ",
        office: str = "hikari",
        staff: str | None = "specialist",
        by: str = "manager",
        opened_on: date = date(2026, 4, 1),
        mode: Mode = Mode.PLAN,
        **values: Any,
    ) -> Case:
        actor = self.actor(by)
        place = self.region.offices[office]
        person = register_person(
            municipality=place.municipality,
            values={
                "name": name,
                "name_kana": kana,
                "birth_on": date(1990, 5, 5),
                "address": "架空県つなぎ市東区1番地",
                "phone": "000-111-2222",
                **values,
            },
            by=actor,
            now=NOW,
            today=TODAY,
        )
        return open_case(
            person=person,
            office=place,
            staff=self.region.staff[staff] if staff else None,
            mode=mode,
            opened_on=opened_on,
            by=actor,
            now=NOW,
            today=TODAY,
        )

    def contact(
        self,
        case: Case | None,
        *,
        text: str = "電話で様子を聞いた。作業所に行けているとのこと。",
        by: str = "specialist",
        office: str = "hikari",
        occurred_on: date = TODAY,
        **values: Any,
    ) -> Contact:
        from tsunagi.activity.record.category_queries import contact_categories

        actor = self.actor(by)
        method = contact_categories(actor=actor, on=occurred_on).methods.codes[0]
        return record_contacts(
            cases=[case] if case else [],
            office=self.region.offices[office],
            staff=self.region.staff[by],
            new=NewContact(
                occurred_on=occurred_on,
                text=text,
                **{"method": method, **values},
            ),
            by=actor,
            now=NOW,
        )[0]


@pytest.fixture
def room(region: Region) -> Iterator[CaseRoom]:
    """Afterwards, whatever was done: the index says of each record who holds it now."""
    yield CaseRoom(region)
    holder = Coalesce("case__responsible_office_id", "office_id")
    astray = ContactSearch._base_manager.exclude(holder_id=holder)
    assert not astray.exists()

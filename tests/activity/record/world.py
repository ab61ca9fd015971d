"""Records for the tests of the ledger, made through its actions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from tests.factories.region import Region
from tsunagi.access.actor import Actor
from tsunagi.activity.record import actions
from tsunagi.activity.record.models import Activity
from tsunagi.activity.record.rules import NewActivity, SubjectFacts
from tsunagi.common.dates import YearMonth
from tsunagi.common.frozen import replace

OCTOBER = YearMonth(2026, 10)
NOVEMBER = YearMonth(2026, 11)
START = datetime(2026, 11, 5, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
METHODS = ("NAT-M1", "NAT-M4", "NAT-M5")
CONTENTS = ("NAT-N1", "NAT-N4", "NAT-N9")
KINDS = ("NAT-K1", "NAT-K3", "NAT-K4")
# office → somebody who works there
STAFF = {"hikari": "specialist", "core": "consultant", "alone": "alone"}


def person(key: UUID | None = None, **values) -> SubjectFacts:
    given = {"disability_kinds": ("NAT-K1",), "is_child": False, **values}
    return SubjectFacts(subject_key=key or uuid4(), **given)


def new_activity(region: Region, office: str = "hikari", **values) -> NewActivity:
    given = {
        "office_id": region.offices[office].pk,
        "staff_id": region.staff[STAFF[office]].pk,
        "occurred_on": date(2026, 10, 10),
        "method": "NAT-M4",
        "contents": ("NAT-N1",),
        "minutes": 20,
        **values,
    }
    if "subjects" not in given and not given.get("anonymous"):
        given["subjects"] = (person(),)
    return NewActivity(**given)


def record(
    region: Region,
    office: str = "hikari",
    *,
    by: Actor | None = None,
    now: datetime = START,
    **values,
) -> Activity:
    new = new_activity(region, office, **values)
    by = by or region.actor(STAFF[office])
    return actions.record_activity(new=new, by=by, now=now)


@dataclass
class RandomWorld:
    """Some weeks of recording, correcting, withdrawing and merging."""

    region: Region
    seed: int
    records: int = 30
    moments: list[datetime] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self.by = self.region.builder()
        self.keys = [UUID(int=self.chance.getrandbits(128)) for _ in range(8)]
        self.now = START
        known = [self._record() for _ in range(self.records)]
        for row in known:
            self._perhaps_correct(row.record_key)
        if self.seed % 2:
            self.merge(self.keys[0], self.keys[1])

    def merge(self, old: UUID, new: UUID) -> None:
        actions.repoint_subject(old_key=old, new_key=new, by=self.by)

    def _tick(self) -> datetime:
        self.now += timedelta(minutes=self.chance.randint(1, 90))
        self.moments.append(self.now)
        return self.now

    def _record(self) -> Activity:
        return actions.record_activity(new=self.new(), by=self.by, now=self._tick())

    def _perhaps_correct(self, record_key: UUID) -> None:
        roll = self.chance.random()
        if roll < 0.1:
            actions.withdraw_activity(
                record_key=record_key, by=self.by, now=self._tick()
            )
        elif roll < 0.4:
            actions.supersede_activity(
                record_key=record_key, new=self.new(), by=self.by, now=self._tick()
            )

    def new(self) -> NewActivity:
        chance = self.chance
        subjects = tuple(
            SubjectFacts(
                subject_key=key,
                disability_kinds=self._some(KINDS),
                is_child=chance.choice((True, False, None)),
                is_new=chance.random() < 0.3,
            )
            for key in chance.sample(self.keys, chance.randint(0, 3))
        )
        office = chance.choice(list(STAFF))
        return replace(
            new_activity(self.region, office, anonymous=1),
            subjects=subjects,
            anonymous=0 if subjects and chance.random() < 0.8 else 1,
            method=chance.choice(METHODS),
            contents=self._some(CONTENTS),
            minutes=chance.choice((None, 0, 20, 90)),
            travel_minutes=chance.choice((None, 30)),
            occurred_on=date(2026, 9, 20) + timedelta(days=chance.randint(0, 45)),
        )

    def _some(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self.chance.sample(codes, self.chance.randint(0, len(codes))))

"""何人かの利用者の、くわしい物語。どれも、画面と同じ操作を通して作る。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from demo.papers import add_consent_copy, add_notice
from demo.world import World, read
from tsunagi.access.actor import Actor
from tsunagi.cases.case import actions as cases
from tsunagi.cases.case import team_actions as team
from tsunagi.cases.case.bulk import BulkPerson, open_cases
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import ClosingReason, DifficultyGroup, Mode
from tsunagi.cases.consent import actions as consents
from tsunagi.cases.consent.rules import ConsentMethod, Explanation, Purpose
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.person import actions as people
from tsunagi.cases.person import shield_actions as shields
from tsunagi.cases.person import ties_actions as ties
from tsunagi.cases.person.models import RelatedPerson
from tsunagi.cases.person.rules import CertificateKind, Section
from tsunagi.cases.person.ties_rules import TieKind

STORIES = 40
SHARED = (FieldClass.IDENTITY, FieldClass.WHEREABOUTS, FieldClass.SUPPORT)


def tell_stories(world: World, found: Sequence[Case]) -> None:
    """Every eighth case or so, until forty have a full page."""
    chosen = [case for case in found if case.responsible_staff is not None]
    step = max(1, len(chosen) // STORIES)
    notes = read("notes.toml")["person"]
    for number, case in enumerate(chosen[::step][:STORIES]):
        case.refresh_from_db()
        actor = world.acting_for(case.responsible_office.municipality)
        _tell(world, case, number, notes, actor)


def _tell(
    world: World, case: Case, number: int, notes: dict[str, Any], actor: Actor
) -> None:
    chance = world.chance
    for section in (
        Section.WISHES, Section.STRENGTHS, Section.LIFE, Section.MEDICAL,
        Section.EMERGENCY,
    ):  # fmt: skip
        people.write_section(
            case=case, section=section, text=chance.choice(notes[section.value]),
            version=0, by=actor, now=world.now,
        )  # fmt: skip
    _add_people(world, case, number, actor)
    _add_certificates(world, case, number, actor)
    if number % 3 == 0:
        _add_difficulties(world, case, notes, actor)
    if number % 4 == 0:
        fact, source = chance.choice(notes["considerations"])
        people.add_consideration(
            case=case, fact=fact, source=source,
            observed_on=world.today - timedelta(days=40),
            ends_on=world.today + timedelta(days=chance.choice([-10, 60, 140])),
            by=actor, now=world.now,
        )  # fmt: skip
    if number % 2 == 0:
        _add_consent(world, case, number, actor)
    if number % 6 == 2:
        _add_partner(world, case, actor)
    if number % 9 == 1:
        add_notice(world, case, by=actor)
    if number % 10 == 3 and case.responsible_staff is not None:
        shields.start_shield(
            case=case, reason_code="violence", basis="市の支援措置の申出（架空）",
            viewers=[case.responsible_staff], by=actor, now=world.now,
        )  # fmt: skip
    if number % 10 == 7:
        cases.close_case(
            case=case, reason=ClosingReason.ACHIEVED, version=case.version,
            note="めざしていた一人での外出ができるようになった。困ったときは電話をくれる約束をした。",
            on=world.today - timedelta(days=3),
            follow_up_on=world.today + timedelta(days=60),
            by=actor, now=world.now, today=world.today,
        )  # fmt: skip
    elif number % 10 == 5 and case.mode == Mode.ENTRUSTED:
        cases.change_mode(
            case=case, mode=Mode.PLAN, reason="サービスを使い始めるため",
            on=max(case.opened_on, world.today - timedelta(days=20)),
            version=case.version, by=actor, now=world.now, today=world.today,
        )  # fmt: skip


def _add_people(world: World, case: Case, number: int, actor: Actor) -> None:
    surname = case.person.name.split(" ")[0]
    mother = {
        "kinship": "mother", "name": f"{surname} 和子", "name_kana": "かずこ",
        "sex": "female", "birth_year": 1958 + number % 20, "lives_together": True,
        "phone": f"000-555-{number:04d}", "roles": ["key_person", "carer"],
    }  # fmt: skip
    father = {
        "kinship": "father", "name": f"{surname} 正", "name_kana": "ただし",
        "sex": "male", "birth_year": 1955 + number % 20, "is_deceased": number % 3 == 0,
    }  # fmt: skip
    sister = {
        "kinship": "sister", "name": f"{surname} 舞", "name_kana": "まい",
        "sex": "female", "birth_year": 1992, "note": "県外に住む。盆と正月に帰る。",
    }  # fmt: skip
    rows = [
        people.add_related(case=case, values=values, by=actor, now=world.now)
        for values in (mother, father, *([sister] if number % 2 else []))
    ]
    _add_ties(world, case, rows, actor)


def _add_ties(
    world: World, case: Case, rows: list[RelatedPerson], actor: Actor
) -> None:
    """Who is bound to whom, and what of the world around holds or strains."""
    mother, father, *sisters = rows
    bonds = [
        (mother, father, world.chance.choice([TieKind.MARRIAGE, TieKind.DIVORCE])),
        (None, mother, TieKind.CLOSE),
        *((None, sister, TieKind.DISTANT) for sister in sisters),
    ]
    for first, second, kind in bonds:
        ties.add_tie(
            case=case, first=first, second=second, kind=kind, by=actor, now=world.now
        )
    around = [
        ("welfare", "架空の作業所", "strong", "mutual"),
        ("medical", "架空クリニック", "moderate", "outward"),
        ("friend", "同じ作業所の友人", "strong", "mutual"),
        ("government", "市の窓口", "weak", "outward"),
        ("work", "短い時間のアルバイト", "stressed", "outward"),
    ]
    for sort, label, strength, direction in around[: world.chance.randint(3, 5)]:
        ties.add_eco_item(
            case=case,
            values={
                "type": sort, "label": label, "strength": strength,
                "direction": direction, "note": "", "office": None,
            },
            by=actor, now=world.now,
        )  # fmt: skip


def _add_certificates(world: World, case: Case, number: int, actor: Actor) -> None:
    start = world.months_ago(9 + number % 3)
    people.add_certificate(
        case=case, kind=CertificateKind.WELFARE,
        values={
            "number": f"{9900000000 + number}", "valid_from": start,
            "last_day": start.replace(year=start.year + 1) - timedelta(days=1),
            "issuer": case.responsible_office.municipality.name,
        },
        by=actor, now=world.now,
    )  # fmt: skip
    kind = (CertificateKind.MENTAL, CertificateKind.INTELLECTUAL)[number % 2]
    people.add_certificate(
        case=case, kind=kind, values={"grade": "2級" if number % 2 == 0 else "B1"},
        by=actor, now=world.now,
    )  # fmt: skip


def _add_difficulties(
    world: World, case: Case, notes: dict[str, Any], actor: Actor
) -> None:
    for group in DifficultyGroup:
        team.add_difficulty(
            case=case, group=group,
            text=world.chance.choice(notes[f"difficulty_{group.value}"]),
            noticed_on=world.today - timedelta(days=world.chance.randint(10, 200)),
            by=actor, now=world.now,
        )  # fmt: skip


def _add_consent(world: World, case: Case, number: int, actor: Actor) -> None:
    """Most still hold, some were withdrawn."""
    partner = next(
        office
        for office in world.offices.values()
        if office.municipality_id == case.municipality_id
        and office.pk != case.responsible_office_id
    )
    given = max(case.opened_on, world.today - timedelta(days=120))
    consent = consents.record_consent(
        case=case,
        new=consents.NewConsent(
            purposes=[Purpose.SUPPORT, Purpose.CONFERENCE],
            classes=SHARED,
            offices=[partner],
            other_recipients=["架空クリニック 相談室"],
            explained_on=given,
            given_on=given,
            explanation=Explanation.EASY,
            method=ConsentMethod.SIGNATURE,
            own_words="病気の名前は、通い先には言わないでほしい。",
        ),
        by=actor,
        now=world.now,
    )
    if number % 8 == 0:
        add_consent_copy(world, case, consent, by=actor)
    if number % 6 == 0:
        consents.withdraw_consent(
            case=case, consent=consent, words="もう大丈夫なので。", by=actor,
            now=world.now,
        )  # fmt: skip


def _add_partner(world: World, case: Case, actor: Actor) -> None:
    """A centre that helps beside the responsible office."""
    partners = [world.offices[key] for key in ("activity_east", "activity_west")]
    near = [
        one
        for one in partners
        if one.pk != case.responsible_office_id
        and one.municipality_id == case.municipality_id
    ]
    if not near:
        return  # a case of the village, where no such centre is
    office = near[0]
    team.add_collaborator(
        case=case, office=office, part="日中の居場所と、月1回の電話",
        on=max(case.opened_on, world.today - timedelta(days=50)), by=actor,
        now=world.now,
    )  # fmt: skip


def add_duplicate(world: World, found: Sequence[Case]) -> None:
    """One person known at two offices under two spellings, waiting to be found."""
    own = [
        case
        for case in found
        if case.responsible_office_id == world.offices["hikari"].pk and case.is_open
    ]
    if not own:
        return  # a demo of very few persons
    case = own[0]
    person, core = case.person, world.offices["core_east"]
    open_cases(
        [
            BulkPerson(
                values={
                    "name": f"{person.name.split(' ')[0]} {person.name_kana.split(' ')[1]}",
                    "name_kana": person.name_kana,
                    "birth_on": person.birth_on,
                    "phone": person.phone,
                    "disability_kinds": person.disability_kinds,
                },
                office=core,
                staff=None,
                mode=Mode.CORE_DIFFICULT,
                opened_on=world.today - timedelta(days=3),
            )
        ],
        by=world.acting_for(core.municipality),
        now=world.now,
        today=world.today,
    )

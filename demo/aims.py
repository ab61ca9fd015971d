"""希望と課題、社会資源との結びつき、地域の取り決め。どれも、画面と同じ操作を通して作る。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from demo.world import World, read
from tsunagi.access.actor import Actor
from tsunagi.activity.knowledge.actions import confirm_reading, publish_article
from tsunagi.cases.aims import actions as aims
from tsunagi.cases.aims.rules import ProblemState
from tsunagi.cases.case.models import Case
from tsunagi.cases.resource.actions import add_use
from tsunagi.organisations.models import Office
from tsunagi.organisations.resource.queries import informal_offices

# Every third person has a problem written down; the others have not been asked yet.
ONE_IN = 3


def tell_aims(world: World, found: Sequence[Case]) -> None:
    """Problems for a third of the persons, worries and steps for some of them."""
    words = read("aims.toml")
    places: dict[int, list[Office]] = {}
    main = world.acting_for(world.offices["hikari"].municipality)
    for office in informal_offices(actor=main, today=world.today).order_by("id"):
        places.setdefault(office.municipality_id, []).append(office)
    for number, case in enumerate(found):
        if number % ONE_IN or not case.is_open:
            continue
        actor = world.acting_for(case.responsible_office.municipality)
        _problems(world, case, number, words, actor)
        if number % 9 == 0:
            _steps(world, case, words, actor)
        if number % 6 == 0:
            _resources(world, case, number, words, places, actor)


def _problems(
    world: World, case: Case, number: int, words: dict[str, Any], actor: Actor
) -> None:
    chance, today = world.chance, world.today
    for row in chance.sample(words["problems"], chance.choice([1, 1, 2, 3])):
        noticed = max(case.opened_on, today - timedelta(days=chance.randint(10, 300)))
        problem = aims.add_problem(
            case=case,
            values={
                "kind": row["kind"], "stage": "present", "causes": row["causes"],
                "signs": [], "whose": row["whose"], "text": row["text"],
                "is_own_words": row["own"], "noticed_on": noticed,
                "next_look_on": None,
            },
            by=actor, now=world.now, today=today,
        )  # fmt: skip
        if number % 3 == 0:
            aims.note_progress(
                problem=problem, on=max(noticed, today - timedelta(days=5)),
                state=chance.choice([ProblemState.EASED, ProblemState.SOLVED]),
                note=chance.choice(words["needs"]["progress"]), next_look_on=None,
                version=problem.version, by=actor, now=world.now, today=today,
            )  # fmt: skip
    if number % 6 == 0:
        row = chance.choice(words["worries"])
        aims.add_problem(
            case=case,
            values={
                "kind": row["kind"], "stage": "latent", "causes": ["environment"],
                "signs": row["signs"], "whose": "both", "text": row["text"],
                "is_own_words": False,
                "noticed_on": max(case.opened_on, today - timedelta(days=30)),
                "next_look_on": today + timedelta(days=chance.choice([-2, 0, 14, 60])),
            },
            by=actor, now=world.now, today=today,
        )  # fmt: skip


def _steps(world: World, case: Case, words: dict[str, Any], actor: Actor) -> None:
    for place, row in enumerate(world.chance.sample(words["steps"], 3)):
        values = {
            "text": row["text"], "doers": row["doers"], "aim_words": row["aim"],
            "aim_on": None, "decided_on": max(
                case.opened_on, world.today - timedelta(days=60)
            ),
        }  # fmt: skip
        step = aims.add_life_step(
            case=case, values=values, by=actor, now=world.now, today=world.today
        )
        if place == 0:
            aims.edit_life_step(
                step=step,
                values={
                    **values, "state": "done",
                    "done_on": max(values["decided_on"], world.today - timedelta(days=9)),
                    "reflection": "どきどきしたけれど、できた。",
                },
                version=1, by=actor, now=world.now, today=world.today,
            )  # fmt: skip


def _resources(
    world: World,
    case: Case,
    number: int,
    words: dict[str, Any],
    places: dict[int, list[Office]],
    actor: Actor,
) -> None:
    chance, needs = world.chance, words["needs"]
    near = places.get(case.municipality_id, [])
    kind = ("use", "use", "missing", "unlisted")[number // 6 % 4]
    if kind == "use" and not near:
        kind = "missing"
    add_use(
        case=case,
        values={
            "office": chance.choice(near) if kind == "use" else None,
            "place_name": chance.choice(needs["unlisted"]) if kind == "unlisted" else "",
            "purpose": "missing" if kind == "missing" else "use",
            "need": chance.choice(needs["missing" if kind == "missing" else "use"]),
            "outcome": "not_yet" if kind == "missing" else chance.choice(
                ["connected", "connected", "refused", "not_yet"]
            ),
            "on": max(case.opened_on, world.today - timedelta(days=chance.randint(1, 90))),
            "note": chance.choice(needs["notes"]) if kind == "use" else "",
        },
        by=actor, now=world.now, today=world.today,
    )  # fmt: skip


def publish_agreement(world: World) -> None:
    """A text of the region that some offices have read and others have not."""
    office = world.offices["hikari"]
    actor = world.acting_for(office.municipality)
    words = read("aims.toml")["agreement"]
    article = publish_article(
        values={
            "kind": "agreement", "title": words["title"], "summary": words["summary"],
            "body": words["body"].strip(), "tags": ["計画相談", "障害児相談"],
            "source": "協議会 相談支援部会の申合せ（架空）", "confidence": "A",
        },
        by=actor, now=world.now,
    )  # fmt: skip
    for reader in (office, world.offices["core_east"]):
        post = reader.posts.select_related("staff").order_by("id")[0]
        confirm_reading(
            article=article,
            version=article.version,
            office=reader,
            staff=post.staff,
            by=actor,
            now=world.now,
        )

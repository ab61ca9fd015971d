"""Who gets whom, over two thousand referrals to thirty offices: how even the load becomes.

Three ways to choose are played with the same persons and the same offices: the order that
the product suggests, the best possible one (who would carry least afterwards, whatever the
area), and first come (the office that the asker knows best, taken from a fixed liking).
Nothing is read from a database: `suggest` is the product's own pure function.

    .venv/bin/python -m bench.fairness [--seed N]

Loads are open cases for each full-time post; the spread is (largest - smallest).
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable
from datetime import date, timedelta
from statistics import mean, pstdev

from tsunagi.cases.handover.place_rules import OfficeFacts, Wanted, suggest
from tsunagi.cases.intake.place_rules import Need
from tsunagi.common.frozen import replace
from tsunagi.organisations.office.rules import OfficeKind

OFFICES, REFERRALS, AREAS = 30, 2_000, 5
BEGIN = date(2026, 4, 1)
# A case ends after about a year and a half, so that the loads move.
DAYS_OF_A_CASE = (200, 900)
REFERRALS_A_DAY = 3

World = dict[int, OfficeFacts]
Choose = Callable[[World, int, date], int]


def offices(chance: random.Random) -> World:
    """Half and whole posts, loads from light to heavy, some in a wider area."""
    return {
        key: OfficeFacts(
            key=key, kinds=frozenset({OfficeKind.DESIGNATED_PLAN}), area_steps=0,
            accepts_new=True, fte=chance.choice([50, 100, 100, 200, 300]),
            cases=chance.randint(5, 60),
        )
        for key in range(1, OFFICES + 1)
    }  # fmt: skip


def area_of(office: int) -> int:
    return office % AREAS


def steps(office: int, area: int) -> int | None:
    """A third of the offices answer for the whole city, the others for their own area."""
    if area_of(office) == area:
        return 0
    return 1 if office % 3 == 0 else None


def seen_from(world: World, area: int) -> list[OfficeFacts]:
    return [replace(one, area_steps=steps(one.key, area)) for one in world.values()]


def by_suggestion(world: World, area: int, today: date) -> int:
    found = suggest(seen_from(world, area), Wanted(Need.PLAN), today=today)
    return found.candidates[0].key


def by_least_load(world: World, area: int, today: date) -> int:
    open_to = [one for one in seen_from(world, area) if one.area_steps is not None]
    return min(open_to, key=lambda one: (one.cases + 1) / one.fte).key


def by_acquaintance(chance: random.Random) -> Choose:
    liking = {key: chance.random() ** 3 for key in range(1, OFFICES + 1)}

    def choose(world: World, area: int, today: date) -> int:
        open_to = [one for one in seen_from(world, area) if one.area_steps is not None]
        return chance.choices(open_to, [liking[one.key] for one in open_to])[0].key

    return choose


def play(choose: Choose, seed: int) -> World:
    """2,000 referrals at three a day; each is taken over, and ends some time later."""
    chance = random.Random(seed)
    world = offices(chance)
    ends: list[tuple[date, int]] = []
    for number in range(REFERRALS):
        today = BEGIN + timedelta(days=number // REFERRALS_A_DAY)
        over = [one for one in ends if one[0] <= today]
        ends = [one for one in ends if one[0] > today]
        for _, key in over:
            world[key] = replace(world[key], cases=world[key].cases - 1)
        key = choose(world, chance.randrange(AREAS), today)
        world[key] = replace(world[key], cases=world[key].cases + 1, last_taken=today)
        ends.append((today + timedelta(days=chance.randint(*DAYS_OF_A_CASE)), key))
    return world


def describe(name: str, world: World) -> str:
    loads = [one.load or 0.0 for one in world.values()]
    return (
        f"{name:<24} mean {mean(loads):5.1f}  deviation {pstdev(loads):5.1f}"
        f"  smallest {min(loads):5.1f}  largest {max(loads):5.1f}"
        f"  spread {max(loads) - min(loads):5.1f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    seed = parser.parse_args().seed
    for name, choose in (
        ("best possible", by_least_load),
        ("suggested order", by_suggestion),
        ("first come", by_acquaintance(random.Random(seed))),
    ):
        print(describe(name, play(choose, seed)))


if __name__ == "__main__":
    main()

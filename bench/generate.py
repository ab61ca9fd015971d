"""Fill an empty database: `python -m bench.generate --offices 12000 --staff 30000`.

The same seed gives the same world on both engines. A database that already holds a
municipality is left as it is.
"""

from __future__ import annotations

import argparse
import random
import time

from bench.start import start_django

SEED = 20261122


def generate(*, offices: int, staff: int, seed: int = SEED) -> None:
    """All or nothing; Django must be set up and the tables must exist."""
    from django.db import connection, transaction
    from django.utils import timezone

    from bench import world as building

    now = timezone.now()
    world = building.World(random.Random(seed), now, timezone.localdate(now))
    with transaction.atomic():
        building.build_areas(world)
        building.build_offices(world, offices)
        building.build_staff(world, staff)
        building.build_audit(world)
    if connection.vendor == "postgresql":
        # What autovacuum does by itself a minute later; SQLite's statistics stay as
        # empty as the product leaves them.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offices", type=int, default=12_000)
    parser.add_argument("--staff", type=int, default=30_000)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    start_django()
    from django.core.management import call_command

    from tsunagi.organisations.area.models import Municipality

    call_command("migrate", interactive=False, verbosity=0)
    if Municipality.objects.exists():
        print("the world is already there")
        return
    began = time.perf_counter()
    generate(offices=options.offices, staff=options.staff, seed=options.seed)
    print(
        f"{options.offices} offices, {options.staff} staff"
        f" in {time.perf_counter() - began:.1f} s"
    )


if __name__ == "__main__":
    main()

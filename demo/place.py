"""デモの置き場所: 作る、作り直す、古くなっていないかを見る。

The world is built in a database file of another name and put in place when it is
whole; an interrupted build leaves nothing behind that looks finished.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from demo import (
    advice,
    aims,
    assessments,
    backups,
    calls,
    capacity,
    care,
    care_plans,
    coordinations,
    growth,
    handovers,
    issues,
    meetings,
    people,
    plans,
    reflections,
    renewals,
    reports,
    stories,
    supervision,
    supports,
    trainings,
    voices,
    weekly,
)
from demo import world as building
from tsunagi.access import audit
from tsunagi.access.actor import system_actor
from tsunagi.access.audit import Origin
from tsunagi.common.frozen import asdict

# Raise when the content changes in a way that an existing demo cannot show.
CONTENT_VERSION = 22
DEFAULT_PERSONS = 300
DEFAULT_SEED = 1


def manifest_path() -> Path:
    return Path(settings.WORK_DIR) / "demo.json"


def manifest() -> dict[str, Any] | None:
    """What stands here: seed, persons, content version, accounts. None if unfinished."""
    try:
        content = json.loads(manifest_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def remove() -> None:
    """Forget the demo's data (not the environment)."""
    connection.close()
    manifest_path().unlink(missing_ok=True)
    name = str(settings.DATABASES["default"]["NAME"])
    if connection.vendor == "sqlite":
        for suffix in ("", "-wal", "-shm"):
            Path(name + suffix).unlink(missing_ok=True)
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
        connection.close()


def build(
    *, persons: int, seed: int, progress: Callable[[str], None] | None = None
) -> None:
    """Migrations, the region and its people through actions, the manifest last."""
    call_command("migrate", interactive=False, verbosity=0)
    audit.set_origin(Origin("command"))
    world = building.World(
        chance=random.Random(seed), now=timezone.now(), builder=system_actor("demo")
    )
    building.build_region(world, persons=persons)
    found = people.build_people(world, persons=persons, progress=progress)
    stories.tell_stories(world, found)
    stories.add_duplicate(world, found)
    aims.tell_aims(world, found)
    aims.publish_agreement(world)
    assessments.assess(world, found)
    plans.decide_plans(world, found)
    care_plans.write_plans(world, found)
    reports.write_reports(world)
    renewals.renew(world)
    renewals.make_own_plans(world, found)
    voices.hear_voices(world)
    advice.give_advice(world)
    calls.take_calls(world, found)
    handovers.hand_over(world, found)
    capacity.fill_up(world)
    backups.help_others(world, found)
    coordinations.ask_around(world, found)
    trainings.hold_trainings(world)
    supports.support_offices(world)
    meetings.hold_meetings(world)
    weekly.hold_weekly(world)
    supervision.build_supervision(world, meetings=meetings.held_by_core(world))
    care.tell_of_rights(world, found)
    care.complain(world, found)
    care.ask_for_guardians(world, found)
    care.meet_peers(world, found)
    reflections.make_resources(world)
    reflections.look_back(world, found)
    growth.grow(world)
    issues.tell_of_issues(world)
    supervision.present_a_person(world)
    manifest_path().write_text(
        json.dumps(
            {
                "content": CONTENT_VERSION,
                "seed": seed,
                "persons": persons,
                "accounts": [asdict(account) for account in world.accounts],
            },
            ensure_ascii=False,
            indent=1,
        ),
        encoding="utf-8",
    )


def has_unapplied_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))

from __future__ import annotations

import gc
import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from bench import bare_tables, kit_world
from tsunagi.access.models import AuditSubject
from tsunagi.activity.record.models import (
    Activity,
    ActivitySubject,
    SubjectDisability,
)
from tsunagi.cases.search import index_sql
from tsunagi.organisations.area.models import Municipality

FILES = ("office.tsv", "app_user.tsv", "person.tsv", "note.tsv", "params.json")


class Command(BaseCommand):
    help = "測定の世界を、空のデータベースに入れる（load フォルダー）。測定の設定だけ"
    action_name = "bench.load"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        load = parts.add_parser("load", help="bench/kit/gen.py が書いたフォルダー")
        load.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        if settings.MODE != "bench":
            raise CommandError(
                "測定の設定ではありません。TSUNAGI_MODE=bench を付けて、"
                "測定のためのデータベースで動かしてください。"
            )
        missing = [name for name in FILES if not (folder / name).is_file()]
        if missing:
            raise CommandError(
                f"{folder} に {'、'.join(missing)} がありません。"
                f"python3 bench/kit/gen.py --out {folder} で作ってください。"
            )
        call_command("migrate", interactive=False, verbosity=0)
        if Municipality.objects.exists():
            raise CommandError(
                "このデータベースには、もう何かが入っています。空のものを使ってください。"
            )
        self.began = time.monotonic()
        world = kit_world.KitWorld(folder, timezone.now(), self._say)
        self._load(world)
        self._leave_parameters(world)
        self._say("終わりました")

    def _load(self, world: kit_world.KitWorld) -> None:
        # Building the indexes once at the end is several times cheaper than keeping
        # them up for every row; what they hold is the same.
        with connection.schema_editor() as editor:
            index_sql.drop_index(None, editor)
        gc.disable()
        try:
            kit_world.build_region(world)
            with bare_tables.bare(_tables_of_rows()):
                kit_world.build_persons(world)
                kit_world.build_contacts(world)
                self._say("索引と制約を作っています")
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            kit_world.finish_contacts(world)
        finally:
            gc.enable()
        self._say("本文の索引を作っています")
        with connection.schema_editor() as editor:
            index_sql.create_index(None, editor)
            if connection.vendor == "sqlite":
                index_sql.refill(editor)
        self._say("統計を取っています")
        with connection.cursor() as cursor:
            # What autovacuum does by itself a minute later.
            cursor.execute(
                "VACUUM ANALYZE" if connection.vendor != "sqlite" else "ANALYZE"
            )

    def _leave_parameters(self, world: kit_world.KitWorld) -> None:
        """The runner's parameters with our public ids instead of the kit's numbers."""
        content = json.loads((world.folder / "params.json").read_text(encoding="utf-8"))
        for user in content["users"]:
            user["cases"] = [str(world.cases[key].public_id) for key in user["cases"]]
            user["user_id"] = str(world.staff[user["user_id"]].public_id)
            user["office_id"] = str(world.offices[user["office_id"]].public_id)
        cases = [case for user in content["users"] for case in user["cases"]]
        content["city"] = [
            {
                "user_id": str(staff.public_id), "username": staff.login_name,
                "password": kit_world.PASSWORD, "cases": cases,
                "area": str(world.city.public_id),
            }
            for staff in world.city_staff()[:16]
        ]  # fmt: skip
        path = world.folder / "params_ours.json"
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        self._say(f"パラメーター: {path}")

    def _say(self, text: str) -> None:
        self.stdout.write(f"{time.monotonic() - self.began:7.1f} 秒  {text}")
        self.stdout.flush()


def _tables_of_rows() -> list[str]:
    """Where a row comes in for every person or note."""
    models = [
        *apps.get_app_config("cases").get_models(),
        Activity, ActivitySubject, SubjectDisability, AuditSubject,
    ]  # fmt: skip
    return [model._meta.db_table for model in models]

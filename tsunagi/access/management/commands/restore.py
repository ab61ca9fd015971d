from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tsunagi.access.backup import BackupProblem, restore
from tsunagi.access.encryption import KeyProblem


class Command(BaseCommand):
    help = "バックアップから復元し、件数と監査の鎖を確かめる"
    action_name = "system.restore"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="バックアップのファイル")
        parser.add_argument(
            "--replace", action="store_true", help="いまのデータを捨てて入れ替える"
        )

    def handle(self, *args: Any, file: str, replace: bool, **options: Any) -> None:
        try:
            checked = restore(Path(file), replace=replace)
        except (BackupProblem, KeyProblem, OSError) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(
            f"復元しました。{checked.tables}の表、{checked.rows}行、封印 {checked.sealed}件を"
            "確かめました。サーバーを動かす前に bin/tsunagi migrate を実行してください。"
        )

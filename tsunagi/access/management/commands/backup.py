from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tsunagi.access.backup import BackupProblem, back_up


class Command(BaseCommand):
    help = "データベースのバックアップを作る（暗号鍵は入らない）"
    action_name = "system.backup"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", help="作るファイル（例 /var/backups/tsunagi/日付.tar.gz）"
        )

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        try:
            manifest = back_up(Path(file).resolve(), now=timezone.now())
        except (BackupProblem, OSError) as problem:
            raise CommandError(str(problem)) from problem
        rows = sum(manifest["rows"].values())
        self.stdout.write(
            f"バックアップを作りました（{rows}行、封印 {manifest['sealed']}件）。"
            "暗号鍵のファイルは、これとは別の場所に保管してください。"
        )

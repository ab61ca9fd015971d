from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from tsunagi.access.encryption import add_key


class Command(BaseCommand):
    help = "暗号鍵のファイルを作る、または新しい鍵を足す"
    action_name = "system.keys"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("part", choices=["create"], help="create: 鍵を一つ足す")
        parser.add_argument("path", help="鍵ファイルのパス（データベースの外）")

    def handle(self, *args: Any, path: str, **options: Any) -> None:
        key_id = add_key(Path(path))
        self.stdout.write(
            f"鍵 {key_id} を足しました。このファイルを、バックアップとは別の場所にも保管してください。"
        )

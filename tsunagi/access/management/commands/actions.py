from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from tsunagi.access.registry import command_actions, url_actions


class Command(BaseCommand):
    help = "すべての画面と命令が、どの操作で、どの許可が要るかを出す"
    action_name = "actions.list"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="JSON で出す")

    def handle(self, *args: Any, json: bool, **options: Any) -> None:
        entries = [*url_actions(), *command_actions()]
        if json:
            self._print_json(entries)
            return
        for entry in entries:
            needs = "だれでも" if entry.public else entry.permission or "ログインのみ"
            self.stdout.write(f"{entry.where:<60} {entry.action:<28} {needs}")

    def _print_json(self, entries: list[Any]) -> None:
        self.stdout.write(
            json.dumps([e.as_json() for e in entries], ensure_ascii=False, indent=1)
        )

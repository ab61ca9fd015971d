from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from tsunagi.common.wareki import parse_date


class Command(BaseCommand):
    help = "和暦や西暦の日付を読む"
    action_name = "wareki.read"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("text", help="日付（例 R6.4.1、令和六年四月一日）")
        parser.add_argument("--json", action="store_true", help="JSON で出す")

    def handle(self, *args: Any, text: str, **options: Any) -> None:
        reading = parse_date(text)
        if options["json"]:
            self.stdout.write(json.dumps(reading.as_json(), ensure_ascii=False))
        else:
            self.stdout.write(f"{reading.result}: {reading.wareki or text}")
            for message in reading.messages:
                self.stdout.write(str(message))
        if reading.result == "error":
            sys.exit(1)

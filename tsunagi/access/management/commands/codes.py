from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from tsunagi.common.codes import CHECKERS


class Command(BaseCommand):
    help = "番号やコードを確かめる（check 種類 値）"
    action_name = "codes.check"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("part", choices=["check"])
        parser.add_argument("kind", choices=list(CHECKERS), help="番号の種類")
        parser.add_argument("value", help="確かめる値")
        parser.add_argument("--json", action="store_true", help="JSON で出す")

    def handle(self, *args: Any, kind: str, value: str, **options: Any) -> None:
        reading = CHECKERS[kind](value)
        if options["json"]:
            self.stdout.write(json.dumps(reading.as_json(), ensure_ascii=False))
        else:
            self.stdout.write(f"{reading.result}: {reading.normalized or value}")
            for message in reading.messages:
                self.stdout.write(str(message))
        if reading.result == "error":
            sys.exit(1)

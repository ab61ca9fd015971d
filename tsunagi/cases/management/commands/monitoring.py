from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tsunagi.cases.monitoring.rules import monitoring_months
from tsunagi.common.dates import YearMonth


class Command(BaseCommand):
    help = "モニタリングの月を数える（months --from 2026-04 --to 2027-03 --every 3）"
    action_name = "monitoring.command"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("part", choices=["months"])
        parser.add_argument(
            "--from", dest="start", required=True, type=YearMonth.parse,
            metavar="YYYY-MM", help="始まりの月",
        )  # fmt: skip
        parser.add_argument(
            "--to", dest="end", required=True, type=YearMonth.parse, metavar="YYYY-MM",
            help="終期月（必ず行う）",
        )  # fmt: skip
        parser.add_argument("--every", required=True, type=int, help="何か月ごとか")
        parser.add_argument(
            "--monthly-first", type=int, default=0, help="はじめの何か月を毎月行うか"
        )
        parser.add_argument("--json", action="store_true", help="JSON で出す")

    def handle(
        self, *args: Any, start: YearMonth, end: YearMonth, every: int,
        monthly_first: int, **options: Any,
    ) -> None:  # fmt: skip
        try:
            months = monitoring_months(
                start, end, every=every, monthly_first=monthly_first
            )
        except ValueError as error:
            raise CommandError(
                "月を数えられません。終期月は始まりの月より後（10年以内）、間隔は1か月以上、"
                "毎月の月数は0以上にしてください。"
            ) from error
        if options["json"]:
            self.stdout.write(json.dumps({"months": [str(month) for month in months]}))
            return
        self.stdout.write("\n".join(str(month) for month in months))

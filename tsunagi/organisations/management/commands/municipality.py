from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tsunagi.common.errors import UserError
from tsunagi.organisations.founding import FirstOfficer, found_municipality


class Command(BaseCommand):
    help = "市町村と最初の担当者を登録し、一回限りの番号を出す（はじめの一度だけ）"
    action_name = "municipality.register"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--prefecture", required=True, help="都道府県の名前")
        parser.add_argument("--name", required=True, help="市町村の名前")
        parser.add_argument(
            "--code", required=True, help="全国地方公共団体コード（6桁）"
        )
        parser.add_argument("--desk", required=True, help="担当する課の名前")
        parser.add_argument("--login", required=True, help="最初の担当者のログイン名")
        parser.add_argument("--officer", required=True, help="最初の担当者の氏名")
        parser.add_argument("--kana", default="", help="氏名のかな")
        parser.add_argument(
            "--spelling", default="障害", choices=["障害", "障がい", "障碍"]
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            issued = found_municipality(
                prefecture_name=options["prefecture"],
                name=options["name"],
                code=options["code"],
                desk_name=options["desk"],
                spelling=options["spelling"],
                officer=FirstOfficer(
                    options["login"], options["officer"], options["kana"]
                ),
                now=now,
                today=timezone.localdate(now),
            )
        except UserError as error:
            raise CommandError(str(error.message)) from error
        self.stdout.write(f"{options['name']} を登録しました。")
        self.stdout.write(f"ログイン名: {options['login']}")
        self.stdout.write(
            f"番号: {issued.text}（14日のうちに、/invitation/ で使います）"
        )

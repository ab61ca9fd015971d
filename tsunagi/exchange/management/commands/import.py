from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tsunagi.access.actor import system_actor
from tsunagi.exchange import messages
from tsunagi.exchange.offices.actions import import_offices
from tsunagi.exchange.reports import ImportReport
from tsunagi.organisations.area.models import Municipality


class Command(BaseCommand):
    help = "ファイルを取り込む（offices: 事業所の公開データ）。--commit がなければ何も書かない"
    action_name = "office.import"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        offices = parts.add_parser("offices", help="国の公開データ（29列の CSV）")
        offices.add_argument("file", help="CSV ファイル")
        offices.add_argument("--commit", action="store_true", help="確かめたので書く")
        offices.add_argument("--json", action="store_true", help="JSON で出す")
        offices.add_argument(
            "--municipality", default="", help="6桁のコード（初期値: 最初の市町村）"
        )

    def handle(
        self, *args: Any, file: str, commit: bool, json: bool, municipality: str,
        **options: Any,
    ) -> None:  # fmt: skip
        here = self._municipality(municipality)
        try:
            data = Path(file).read_bytes()
        except OSError as error:
            raise CommandError(f"ファイルを読めません: {error.strerror}") from error
        now = timezone.now()
        report = import_offices(
            data,
            municipality=here,
            by=system_actor("command", municipality_id=here.pk),
            now=now,
            today=timezone.localdate(now),
            commit=commit,
        )
        self._print(report, as_json=json)
        if report.errors:
            sys.exit(1)

    def _municipality(self, code: str) -> Municipality:
        found = Municipality.objects.order_by("id")
        here = found.filter(code=code).first() if code else found.first()
        if here is None:
            raise CommandError(str(messages.NO_MUNICIPALITY.format(code=code)))
        return here

    def _print(self, report: ImportReport, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
            return
        self.stdout.write(
            f"{report.rows}行を読みました。新しい {report.new}、変わった {report.changed}、"
            f"同じ {report.unchanged}。"
        )
        for title, lines in (
            ("誤り", report.errors),
            ("確かめてください", report.warnings),
        ):
            for line in lines:
                self.stdout.write(
                    f"{title} {line.line}行目 {line.column or ''}: {line.reason}"
                )
        for d in report.differences:
            self.stdout.write(
                f"違い {d.line}行目 {d.name} {d.label}: {d.before} → {d.after}"
            )
        self.stdout.write(
            "書きました。"
            if report.committed
            else "まだ何も書いていません（--commit で書きます）。"
        )

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tsunagi.access.actor import system_actor
from tsunagi.common.csvfile import write_csv
from tsunagi.common.errors import UserError
from tsunagi.exchange import messages
from tsunagi.exchange.casework.actions import import_table
from tsunagi.exchange.casework.place import Place, office_numbered
from tsunagi.exchange.casework.rules import Kind, layout
from tsunagi.exchange.offices.actions import import_offices
from tsunagi.exchange.reports import ImportReport
from tsunagi.organisations.area.models import Municipality

TEMPLATE = "template"


class Command(BaseCommand):
    help = "表を取り込む（offices、persons、contacts、entitlements）。--commit がなければ何も書かない"
    action_name = "office.import"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        offices = parts.add_parser("offices", help="国の公開データ（29列の CSV）")
        offices.add_argument(
            "--municipality", default="", help="6桁のコード（初期値: 最初の市町村）"
        )
        persons = parts.add_parser(Kind.PERSONS, help="利用者の表（CSV か Excel）")
        contacts = parts.add_parser(Kind.CONTACTS, help="相談記録の表（CSV か Excel）")
        entitlements = parts.add_parser(
            Kind.ENTITLEMENTS, help="支給決定とモニタリングの表（CSV か Excel）"
        )
        for part in (persons, contacts, entitlements):
            part.add_argument(
                "--office", required=True, help="取り込む事業所の10けたの番号"
            )
        for part in (offices, persons, contacts, entitlements):
            part.add_argument("file", help="表のファイル")
            part.add_argument("--commit", action="store_true", help="確かめたので書く")
            part.add_argument("--json", action="store_true", help="JSON で出す")
        template = parts.add_parser(TEMPLATE, help="見出しと書き方の例を CSV で出す")
        template.add_argument("kind", choices=[kind.value for kind in Kind])

    def handle(self, *args: Any, part: str, **options: Any) -> None:
        if part == TEMPLATE:
            self._template(Kind(options["kind"]))
            return
        data = self._read(options["file"])
        if part == "offices":
            report = self._offices(data, **options)
        else:
            report = self._casework(Kind(part), data, **options)
        self._print(report, as_json=options["json"])
        if report.errors:
            sys.exit(1)

    def _template(self, kind: Kind) -> None:
        """Without the mark at the beginning: a terminal would show it."""
        wanted = layout(kind)
        written = write_csv(list(wanted.columns.values()), [wanted.example_cells()])
        self.stdout.write(written.data.decode("utf-8-sig"), ending="")

    def _read(self, file: str) -> bytes:
        try:
            return Path(file).read_bytes()
        except OSError as error:
            raise CommandError(f"ファイルを読めません: {error.strerror}") from error

    def _offices(
        self, data: bytes, *, municipality: str, commit: bool, **options: Any
    ) -> ImportReport:
        here = self._municipality(municipality)
        now = timezone.now()
        return import_offices(
            data,
            municipality=here,
            by=system_actor("command", municipality_id=here.pk),
            now=now,
            today=timezone.localdate(now),
            commit=commit,
        )

    def _casework(
        self, kind: Kind, data: bytes, *, office: str, commit: bool, **options: Any
    ) -> ImportReport:
        now = timezone.now()
        try:
            importing = office_numbered(office)
        except UserError as error:
            raise CommandError(str(error.message)) from error
        by = system_actor("command", municipality_id=importing.municipality_id)
        place = Place(importing, by, now, timezone.localdate(now))
        try:
            return import_table(
                kind, data, place=place, commit=commit, progress=self._progress
            )
        except UserError as error:
            raise CommandError(str(error.message)) from error

    def _progress(self, what: str, count: int) -> None:
        """On the error output, so that the answer stays one JSON object."""
        self.stderr.write(f"{count:,}{what}。")

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
        if report.plans_advanced:
            self.stdout.write(
                f"支給決定を待っていた計画のうち {report.plans_advanced}件が次へ進みます。"
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

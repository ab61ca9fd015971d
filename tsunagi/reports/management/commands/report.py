from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tsunagi.access.actor import NotVisible, system_actor
from tsunagi.common.dates import YearMonth
from tsunagi.organisations.area.models import Area, Municipality
from tsunagi.organisations.office.models import OfficeKindPeriod
from tsunagi.reports.contacts import queries


class Command(BaseCommand):
    help = "相談実績の月報を出す（contacts --month 2026-04 --office 番号）"
    action_name = "contact_report.command"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("part", choices=["contacts"])
        parser.add_argument(
            "--month", type=YearMonth.parse, required=True, metavar="YYYY-MM"
        )
        scope = parser.add_mutually_exclusive_group()
        scope.add_argument("--office", metavar="番号", help="事業所番号（10桁）")
        scope.add_argument(
            "--area",
            metavar="コード",
            help="全国地方公共団体コード（6桁）。どちらもなければ、最初の市町村",
        )
        parser.add_argument("--json", action="store_true", help="JSON で出す")

    def handle(
        self, *args: Any, month: YearMonth, office: str | None, area: str | None,
        **options: Any,
    ) -> None:  # fmt: skip
        actor, scope = _of_office(office) if office else _of_area(area)
        found = queries.report(actor=actor, month=month, scope=scope)
        answer = queries.as_json(actor=actor, found=found)
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        self.stdout.write(f"{scope.title} {month}")
        for name in ("total", "persons", "anonymous", "content_total"):
            self.stdout.write(f"{name}: {answer[name]}")


def _of_office(number: str) -> tuple[Any, queries.Scope]:
    period = (
        OfficeKindPeriod.objects.filter(office_number=number)
        .select_related("office")
        .order_by("-valid_from", "-id")
        .first()
    )
    if period is None:
        raise CommandError(
            f"事業所番号 {number} の事業所がありません。10桁の番号を確かめてください。"
        )
    office = period.office
    actor = system_actor("command", municipality_id=office.municipality_id)
    scope = queries.scope_of_office(actor=actor, public_id=office.public_id)
    return actor, scope


def _of_area(code: str | None) -> tuple[Any, queries.Scope]:
    """The area of the code; without one the municipality that was registered first."""
    area: Area | None
    if code is None:
        first = Municipality.objects.select_related("area").order_by("id").first()
        if first is None:
            raise CommandError("市町村がまだ登録されていません。")
        area = first.area
    else:
        area = Area.objects.filter(code=code).exclude(municipality=None).first()
    if area is None:
        raise CommandError(
            f"コード {code} の市町村・区がありません。6桁のコードを確かめてください。"
        )
    actor = system_actor("command", municipality_id=area.municipality_id)
    try:
        return actor, queries.scope_of_area(actor=actor, area=area)
    except NotVisible as error:
        raise CommandError("この地域には、相談を数える事業所がありません。") from error

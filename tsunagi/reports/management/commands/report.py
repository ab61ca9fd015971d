from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tsunagi.access.actor import Actor, NotVisible, system_actor
from tsunagi.common.dates import YearMonth
from tsunagi.organisations.area.models import Area, Municipality
from tsunagi.organisations.office.models import OfficeKindPeriod
from tsunagi.reports.contacts import queries
from tsunagi.reports.plans.queries import plan_report
from tsunagi.reports.plans.rules import figures_as_json


class Command(BaseCommand):
    help = (
        "集計を出す（contacts --month 2026-04 --office 番号、"
        "plans --as-of 2026-04-01 --area コード）"
    )
    action_name = "contact_report.command"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("part", choices=["contacts", "plans"])
        parser.add_argument(
            "--month", type=YearMonth.parse, metavar="YYYY-MM", help="contacts の月"
        )
        parser.add_argument(
            "--as-of", type=date.fromisoformat, metavar="YYYY-MM-DD",
            help="plans の基準日",
        )  # fmt: skip
        scope = parser.add_mutually_exclusive_group()
        scope.add_argument("--office", metavar="番号", help="事業所番号（10桁）")
        scope.add_argument(
            "--area",
            metavar="コード",
            help="全国地方公共団体コード（6桁）。どちらもなければ、最初の市町村",
        )
        parser.add_argument("--json", action="store_true", help="JSON で出す")

    def handle(
        self, *args: Any, part: str, office: str | None, area: str | None,
        **options: Any,
    ) -> None:  # fmt: skip
        wanted = "month" if part == "contacts" else "as_of"
        if options[wanted] is None:
            raise CommandError(f"{part} には --{wanted.replace('_', '-')} が要ります。")
        actor, scope = _of_office(office) if office else _of_area(area)
        if part == "plans":
            self._plans(actor, scope, options["as_of"], as_json=options["json"])
        else:
            self._contacts(actor, scope, options["month"], as_json=options["json"])

    def _contacts(
        self, actor: Actor, scope: queries.Scope, month: YearMonth, *, as_json: bool
    ) -> None:
        found = queries.report(actor=actor, month=month, scope=scope)
        answer = queries.as_json(actor=actor, found=found)
        if as_json:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        self.stdout.write(f"{scope.title} {month}")
        for name in ("total", "persons", "anonymous", "content_total"):
            self.stdout.write(f"{name}: {answer[name]}")

    def _plans(
        self, actor: Actor, scope: queries.Scope, on: date, *, as_json: bool
    ) -> None:
        found = plan_report(actor=actor, on=on, offices=scope.ids)
        names = {office.pk: office.name for office in scope.offices}
        answer = {
            "as_of": on.isoformat(),
            "scope": scope.title,
            **figures_as_json(found.total),
            "offices": [
                {"office": names[pk], **figures_as_json(one)}
                for pk, one in sorted(found.by_office.items())
            ],
        }
        if as_json:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        self.stdout.write(f"{scope.title} {on}")
        for name in ("self_plan", "self_plan_child", "on_time"):
            ratio = answer[name]
            rate = "—" if ratio["rate"] is None else f"{ratio['rate']}%"
            self.stdout.write(
                f"{name}: {ratio['numerator']} / {ratio['denominator']} = {rate}"
            )
        for label, count in answer["intervals"].items():
            self.stdout.write(f"{label}: {count}")


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

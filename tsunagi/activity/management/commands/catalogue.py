from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tsunagi.activity.catalogue import loader
from tsunagi.activity.catalogue.items import Catalogue
from tsunagi.activity.catalogue.reading import item_as_json


class Command(BaseCommand):
    help = "配布したカタログを一覧にする（list）、中身を出す（show 名前）"
    action_name = "catalogue.show"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        listing = parts.add_parser("list", help="全部のカタログ")
        showing = parts.add_parser("show", help="一つのカタログの中身")
        showing.add_argument("name", help="カタログの名前（list に出る）")
        showing.add_argument("--release", default="", help="版（初期値: 最新）")
        for one in (listing, showing):
            one.add_argument("--json", action="store_true", help="JSON で出す")

    def handle(self, *args: Any, part: str, **options: Any) -> None:
        if part == "list":
            found = [one for all_ in loader.shipped().values() for one in all_]
            content: Any = [header_as_json(one) for one in found]
            lines = [
                f"{one.name:<28} {one.version:<5} {len(one.items):>3}項目 {one.title}"
                for one in found
            ]
        else:
            one = self._wanted(options["name"], options["release"])
            content = catalogue_as_json(one)
            lines = [f"{one.title}（{one.version}版、{one.document}）"]
            lines += [f"{i.code:<14} {i.label}: {i.explanation}" for i in one.items]
        if options["json"]:
            self.stdout.write(json.dumps(content, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(lines))

    def _wanted(self, name: str, release: str) -> Catalogue:
        found = loader.version_of(name, release) if release else loader.newest(name)
        if found is None:
            raise CommandError(
                "そのカタログか版はありません。catalogue list で名前を確かめてください。"
            )
        return found


def header_as_json(one: Catalogue) -> dict[str, Any]:
    until = one.effective_until
    return {
        "name": one.name,
        "title": one.title,
        "kind": str(one.kind),
        "issuer": one.issuer,
        "area": one.area,
        "status": one.status,
        "version": one.version,
        "effective_from": one.effective_from.isoformat(),
        "effective_until": until.isoformat() if until else None,
        "is_local_term": one.is_local_term,
        "adoption": str(one.adoption),
        "items_count": len(one.items),
    }


def catalogue_as_json(one: Catalogue) -> dict[str, Any]:
    return {
        **header_as_json(one),
        "note": one.note,
        "source": {"document": one.document, "section": one.section},
        "placements": [{"key": c.key, "label": c.label} for c in one.placements],
        "defects": [{"id": d.id, "sentence": d.sentence} for d in one.defects],
        "local_terms": [
            {"word": t.word, "area": t.area, "national_word": t.national_word}
            for t in one.local_terms
        ],
        "totals": dict(one.totals),
        "viewpoints": [item_as_json(item) for item in one.viewpoints],
        "items": [item_as_json(item) for item in one.items],
    }

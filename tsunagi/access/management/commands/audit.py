from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from tsunagi.access import seal


class Command(BaseCommand):
    help = "監査の記録を封印する（seal）、変えられていないか確かめる（verify）"
    action_name = "audit.verify"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        for name, text in (("seal", "封印する"), ("verify", "鎖を確かめる")):
            part = parts.add_parser(name, help=text)
            part.add_argument("--json", action="store_true", help="JSON で出す")
            part.add_argument(
                "--head-file", default=settings.AUDIT_HEAD_FILE, help="封印の控え"
            )

    def handle(
        self, *args: Any, part: str, json: bool, head_file: str, **options: Any
    ) -> None:
        if part == "seal":
            count = seal.seal(head_file=head_file)
            self._say({"sealed": count}, f"{count}件を封印しました。", as_json=json)
            return
        verdict = seal.verify(head_file=head_file)
        text = (
            f"封印 {verdict.sealed}件、まだの記録 {verdict.unsealed}件。変わったところはありません。"
            if verdict.is_whole
            else "変わったところがあります:\n" + "\n".join(verdict.problems)
        )
        self._say(
            {
                "sealed": verdict.sealed,
                "unsealed": verdict.unsealed,
                "head": verdict.head,
                "whole": verdict.is_whole,
                "problems": list(verdict.problems),
            },
            text,
            as_json=json,
        )
        if not verdict.is_whole:
            sys.exit(1)

    def _say(self, content: dict[str, Any], text: str, *, as_json: bool) -> None:
        self.stdout.write(json.dumps(content, ensure_ascii=False) if as_json else text)

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from tsunagi.access.generated import pages


class Command(BaseCommand):
    help = "プログラムから作る文書（CONTEXT.md など）を新しくする"
    action_name = "docs.write"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="書かずに、古くないかだけ確かめる"
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        stale = []
        for path, content in pages(settings.BASE_DIR).items():
            if path.exists() and path.read_text(encoding="utf-8") == content:
                continue
            stale.append(path.name)
            if not check:
                path.write_text(content, encoding="utf-8")
        if check and stale:
            self.stderr.write(f"古い文書があります: {'、'.join(stale)}")
            sys.exit(1)
        self.stdout.write(f"新しくした文書: {'、'.join(stale) or 'なし'}")

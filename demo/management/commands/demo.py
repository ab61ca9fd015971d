from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo import place, supervisor


class Command(BaseCommand):
    help = "架空のデモを動かす（run）、ログインの一覧を出す（accounts）"
    action_name = "demo.run"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        run = parts.add_parser("run", help="用意して、サーバーを動かす")
        run.add_argument("--port", type=int, default=8000, help="ポート（初期値 8000）")
        run.add_argument(
            "--fresh", action="store_true", help="いまのデータを捨てて、はじめから作る"
        )
        run.add_argument(
            "--persons", type=int, help="デモの大きさ（利用者の人数。初期値 300）"
        )
        run.add_argument("--seed", type=int, help="種。同じ種なら同じ県（初期値 1）")
        run.add_argument(
            "--prepare-only", action="store_true", help="用意だけして、動かさない"
        )
        accounts = parts.add_parser("accounts", help="デモのログインを全部出す")
        accounts.add_argument("--json", action="store_true", help="JSON で出す")

    def handle(self, *args: Any, part: str, **options: Any) -> None:
        if settings.IS_PRODUCTION:
            raise CommandError("本番の設定では、デモを動かせません。")
        if part == "accounts":
            self._accounts(as_json=options["json"])
        else:
            self._run(**options)

    def _accounts(self, *, as_json: bool) -> None:
        content = place.manifest()
        if content is None:
            raise CommandError(
                "デモがまだありません。先に bin/demo を実行してください。"
            )
        accounts = [
            {key: row[key] for key in ("role", "office", "login", "password")}
            for row in content["accounts"]
        ]
        if as_json:
            self.stdout.write(json.dumps(accounts, ensure_ascii=False, indent=1))
            return
        for row in accounts:
            self.stdout.write(
                f"{row['login']:<12} {row['password'] or '（招待中）':<28} "
                f"{row['role']}  {row['office']}"
            )

    def _run(
        self, *, port: int, fresh: bool, persons: int | None, seed: int | None,
        prepare_only: bool, **options: Any,
    ) -> None:  # fmt: skip
        self._prepare(fresh=fresh, persons=persons, seed=seed)
        if prepare_only:
            return
        content = place.manifest() or {}
        self.stdout.write("")
        self.stdout.write(f"つなぎ（架空のデモ）: http://localhost:{port}")
        self.stdout.write("役割ごとのログイン（ログイン名 / パスワード）:")
        for row in content.get("accounts", []):
            if row["is_main"]:
                self.stdout.write(
                    f"  {row['login']:<10} {row['password']:<26} {row['role']}"
                )
        self.stdout.write("終わるときは Ctrl-C を押してください。")
        self.stdout.flush()
        supervisor.run(port=port)

    def _say(self, text: str) -> None:
        self.stdout.write(f"  {text}")
        self.stdout.flush()

    def _prepare(self, *, fresh: bool, persons: int | None, seed: int | None) -> None:
        content = place.manifest()
        if fresh or content is None:
            place.remove()
            self.stdout.write("架空県を作っています（初回だけ、1分ほど）。")
            self.stdout.flush()
            place.build(
                persons=place.DEFAULT_PERSONS if persons is None else persons,
                seed=place.DEFAULT_SEED if seed is None else seed,
                progress=self._say,
            )
            return
        asked = {"persons": persons, "seed": seed}
        if any(v is not None and v != content[k] for k, v in asked.items()):
            raise CommandError(
                "大きさや種を変えるには、作り直しが必要です。--fresh を付けてください。"
            )
        if (
            place.has_unapplied_migrations()
            or content["content"] != place.CONTENT_VERSION
        ):
            raise CommandError(
                "デモの中身がプログラムより古くなっています。bin/demo --fresh で作り直してください。"
            )

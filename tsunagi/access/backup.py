"""バックアップと復元。復元してみたものだけが、バックアップである。

One archive (tar.gz, mode 0600) holds the database and a manifest: engine, migrations,
row counts, the newest seal of the audit log, and which encryption keys the values need.
The keys themselves are never inside: they are kept elsewhere, and `restore` refuses to
begin without them.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from tsunagi.access import seal
from tsunagi.access.encryption import key_ring
from tsunagi.common.frozen import Frozen

FORMAT = 1
DATABASE = "database"
MANIFEST = "manifest.json"


class BackupProblem(Exception):
    """Why it was not done, and what to do. Nothing has been changed."""


class Checked(Frozen):
    """What was compared after a restore."""

    tables: int
    rows: int
    sealed: int


def row_counts() -> dict[str, int]:
    """Rows by table. Sessions and caches come and go, so they are left out.

    Tables that a newer program knows but this database does not have yet are no rows:
    a backup is made before a migration, with the new program already in place.
    """
    skipped = {"django_session", "access_cache", "access_loginthrottle"}
    existing = set(connection.introspection.table_names()) - skipped
    return {
        model._meta.db_table: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.db_table in existing
    }


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def back_up(target: Path, *, now: datetime) -> dict[str, Any]:
    """Write the archive beside its final name and move it there when it is whole."""
    if target.exists():
        raise BackupProblem("同じ名前のファイルがあります。別の名前にしてください。")
    with tempfile.TemporaryDirectory(dir=target.parent) as work:
        data = Path(work) / DATABASE
        # Counted and sealed first: whatever arrives while copying is only newer.
        verdict = seal.verify()
        _dump(data)
        manifest = {
            "format": FORMAT,
            "made_at": now.isoformat(),
            "engine": connection.vendor,
            "migrations": sorted(
                f"{app}.{name}"
                for app, name in MigrationRecorder(connection).applied_migrations()
            ),
            "rows": _counts_of_copy(data),
            "sealed": verdict.sealed,
            "head": verdict.head,
            "keys": sorted(key_ring().keys),
            "sha256": _digest(data),
        }
        (Path(work) / MANIFEST).write_text(
            json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8"
        )
        archive = Path(work) / "archive"
        descriptor = os.open(archive, os.O_WRONLY | os.O_CREAT, 0o600)
        with (
            os.fdopen(descriptor, "wb") as file,
            tarfile.open(fileobj=file, mode="w:gz") as tar,
        ):
            tar.add(Path(work) / MANIFEST, MANIFEST)
            tar.add(data, DATABASE)
        archive.rename(target)
    return manifest


def _counts_of_copy(data: Path) -> dict[str, int]:
    """The counts that the copy really holds (SQLite), or of now (PostgreSQL)."""
    if connection.vendor != "sqlite":
        return row_counts()
    copy = sqlite3.connect(data)
    try:
        return {
            table: copy.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]  # noqa: S608
            for table in row_counts()
        }
    finally:
        copy.close()


def _dump(data: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        copy = sqlite3.connect(data)
        try:
            connection.connection.backup(copy)
        finally:
            copy.close()
        return
    _run_postgresql(
        ["pg_dump", "--format=custom", "--no-owner", "--no-privileges",
         f"--file={data}", _database_name()]
    )  # fmt: skip


def _database_name() -> str:
    return str(connection.settings_dict["NAME"])


def _run_postgresql(command: list[str]) -> None:
    found = connection.settings_dict
    environment = {
        **os.environ,
        "PGHOST": str(found["HOST"]),
        "PGPORT": str(found["PORT"]),
        "PGUSER": str(found["USER"]),
        "PGPASSWORD": str(found["PASSWORD"]),
    }
    try:
        subprocess.run(command, check=True, env=environment, capture_output=True)  # noqa: S603
    except FileNotFoundError as error:
        raise BackupProblem(
            f"{command[0]} がありません。パッケージ postgresql-client を入れてください。"
        ) from error
    except subprocess.CalledProcessError as error:
        reason = error.stderr.decode(errors="replace").strip().split("\n")[-1]
        raise BackupProblem(f"{command[0]} が失敗しました: {reason}") from error


def read_manifest(archive: Path) -> dict[str, Any]:
    try:
        with tarfile.open(archive, "r:gz") as tar:
            member = tar.extractfile(MANIFEST)
            manifest: dict[str, Any] = json.load(member) if member else {}
    except (OSError, tarfile.TarError, KeyError, ValueError, EOFError) as error:
        raise BackupProblem(
            "このファイルはバックアップとして読めません。壊れていないか確かめてください。"
        ) from error
    if manifest.get("format") != FORMAT:
        raise BackupProblem("このバックアップの形式は、この版では読めません。")
    return manifest


def _take_out(archive: Path, data: Path) -> None:
    """The bytes of the one member, whatever name or kind the archive gives it: Python 3.11.2
    of Debian 12 cannot yet refuse harmful members by itself."""
    with tarfile.open(archive, "r:gz") as tar, data.open("wb") as file:
        try:
            member = tar.extractfile(DATABASE)
        except KeyError:  # neither it nor what it would stand for
            member = None
        if member is None:
            raise BackupProblem(
                "バックアップの中に、データベースのファイルがありません。"
                "別の世代を使ってください。"
            )
        shutil.copyfileobj(member, file)


def restore(archive: Path, *, replace: bool) -> Checked:
    """Put the archive's database in place and prove it: counts, audit chain, keys."""
    manifest = read_manifest(archive)
    _refuse_unfit(manifest, replace=replace)
    with tempfile.TemporaryDirectory() as work:
        data = Path(work) / DATABASE
        _take_out(archive, data)
        if _digest(data) != manifest["sha256"]:
            raise BackupProblem(
                "バックアップの中身が壊れています。別の世代を使ってください。"
            )
        _load(data)
    return _check(manifest)


def _refuse_unfit(manifest: dict[str, Any], *, replace: bool) -> None:
    if manifest["engine"] != connection.vendor:
        raise BackupProblem(
            f"データベースの種類が違います（バックアップは {manifest['engine']}）。"
        )
    missing = set(manifest["keys"]) - set(key_ring().keys)
    if missing:
        raise BackupProblem(
            f"暗号鍵 {'、'.join(sorted(missing))} がありません。鍵のファイルを"
            "保管場所から戻し、TSUNAGI_DATA_KEYS に設定してから、もう一度実行してください。"
        )
    if connection.introspection.table_names() and not replace:
        raise BackupProblem(
            "データベースが空ではありません。入れ替えてよければ --replace を付けてください。"
        )


def _load(data: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        copy = sqlite3.connect(data)
        try:
            copy.backup(connection.connection)
        finally:
            copy.close()
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    connection.close()
    _run_postgresql(
        ["pg_restore", "--no-owner", "--no-privileges", "--exit-on-error",
         f"--dbname={_database_name()}", str(data)]
    )  # fmt: skip


def _check(manifest: dict[str, Any]) -> Checked:
    found = row_counts()
    wrong = [
        f"{table} {found.get(table)}（控えは {count}）"
        for table, count in manifest["rows"].items()
        if found.get(table) != count
    ]
    if wrong:
        raise BackupProblem(f"復元しましたが、件数が合いません: {'、'.join(wrong)}")
    verdict = seal.verify(head_file=settings.AUDIT_HEAD_FILE)
    if not verdict.is_whole or verdict.sealed < manifest["sealed"]:
        raise BackupProblem(
            "復元しましたが、監査の鎖が合いません: " + "、".join(verdict.problems[:5])
        )
    return Checked(len(found), sum(found.values()), verdict.sealed)

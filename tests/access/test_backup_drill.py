"""復元してみたものだけが、バックアップである: 作る、こわす、別の所に戻す、確かめる。"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.e2e.conftest import PROJECT, database_beside

pytestmark = pytest.mark.slow


class Place:
    """A demo of its own: work folder, database, and the command line on it."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder / name
        self.folder.mkdir()
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        self.environment = {
            **os.environ,
            "TSUNAGI_MODE": "demo",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "TSUNAGI_WORK_DIR": str(self.folder),
            "TSUNAGI_DATABASE": database_beside(f"drill_{name}_{worker}", self.folder),
        }

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=PROJECT, env=self.environment, capture_output=True, text=True,
        )  # fmt: skip


def test_the_drill(tmp_path: Path) -> None:
    here, there = Place(tmp_path, "here"), Place(tmp_path, "there")
    made = here.run("demo", "run", "--fresh", "--prepare-only", "--persons", "10")
    assert made.returncode == 0, made.stderr
    assert here.run("audit", "seal").returncode == 0
    archive = tmp_path / "backup.tar.gz"
    made = here.run("backup", str(archive))
    assert made.returncode == 0, made.stderr
    assert archive.stat().st_mode & 0o777 == 0o600
    with tarfile.open(archive) as tar:
        assert sorted(tar.getnames()) == ["database", "manifest.json"]
    again = here.run("backup", str(archive))
    assert again.returncode != 0 and "同じ名前" in again.stderr

    refused = there.run("restore", str(archive))
    assert refused.returncode != 0 and "暗号鍵" in refused.stderr
    (there.folder / "data.keys").write_bytes((here.folder / "data.keys").read_bytes())
    restored = there.run("restore", str(archive))
    assert restored.returncode == 0, restored.stderr
    assert "確かめました" in restored.stdout
    verified = there.run("audit", "verify", "--json")
    assert verified.returncode == 0 and '"whole": true' in verified.stdout
    refused = there.run("restore", str(archive))
    assert refused.returncode != 0 and "空ではありません" in refused.stderr
    assert there.run("restore", str(archive), "--replace").returncode == 0

    damaged = tmp_path / "damaged.tar.gz"
    data = bytearray(archive.read_bytes())
    data[len(data) // 2] ^= 0xFF
    damaged.write_bytes(bytes(data))
    refused = there.run("restore", str(damaged), "--replace")
    assert refused.returncode != 0
    assert there.run("audit", "verify").returncode == 0

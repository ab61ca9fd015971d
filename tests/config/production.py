"""The environment of a good production server, and how to run our programs in it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
GOOD = {
    "TSUNAGI_MODE": "production",
    "TSUNAGI_SECRET_KEY": "k3Yq-9uVb2_Zt7XwLm5RsPc8NdHf4GjTaEe6QiUoBvWxCyKzSrMnDpFhJl1A0g",
    "TSUNAGI_HOSTS": "tsunagi.example.lg.jp",
    "TSUNAGI_DATABASE": "sqlite:////nowhere/tsunagi.sqlite3",
    "TSUNAGI_DATA_KEYS": "/nowhere/data.keys",
    "TSUNAGI_IDLE_MINUTES": "15",
    "TSUNAGI_ABSOLUTE_HOURS": "10",
    "TSUNAGI_TRUSTED_PROXIES": "1",
    "TSUNAGI_HTTPS_REDIRECT": "yes",
}


def run(*arguments: str, **changes: str | None) -> subprocess.CompletedProcess[str]:
    """Run a program of ours as on a server; None removes a value."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("TSUNAGI_")}
    given = {k: v for k, v in {**GOOD, **changes}.items() if v is not None}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True,
        timeout=120, check=False,
        env={**kept, **given, "DJANGO_SETTINGS_MODULE": "config.settings"},
    )  # fmt: skip

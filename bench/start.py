"""Setting Django up in the mode for benchmarks, before anything else is imported."""

from __future__ import annotations

import os

import django


def start_django() -> None:
    """TSUNAGI_WORK_DIR and TSUNAGI_DATABASE choose the world; see bench/all.sh."""
    os.environ.setdefault("TSUNAGI_MODE", "bench")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if os.environ["TSUNAGI_MODE"] not in ("bench", "test"):
        raise SystemExit("bench runs only with TSUNAGI_MODE=bench (or test)")
    django.setup()

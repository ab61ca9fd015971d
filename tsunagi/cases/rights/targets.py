"""最初の対応の目安を、日付つきのデータ（data/first_response.toml）から読む。"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

from tsunagi.cases.rights.rules import Target

FILE = Path(__file__).parent / "data" / "first_response.toml"


@lru_cache(maxsize=1)
def targets() -> tuple[Target, ...]:
    """All of them, oldest first."""
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["target"]
    return tuple(
        sorted((Target(**row) for row in rows), key=lambda target: target.valid_from)
    )

"""名前のない文かを、見た目で確かめる。純粋関数だけ。"""

from __future__ import annotations


def looks_telling(text: str) -> list[str]:
    return []

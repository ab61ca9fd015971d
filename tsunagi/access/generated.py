"""プログラムから作る文書: 用語集（CONTEXT.md）と、役割と許可の表。"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from tsunagi.access.permissions import PERMISSION_LABELS, ROLES

ROOM_TITLES = {
    "cases": "利用者・ケース・相談",
    "meetings": "会議・協議会",
    "organisations": "地域・事業所・職員",
    "access": "権限・ログイン・監査",
    "activity": "しくみ・カタログ",
    "exchange": "取り込みと書き出し",
    "common": "共通の言葉",
}


def read_glossary(path: Path) -> list[dict[str, Any]]:
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    terms: list[dict[str, Any]] = content["term"]
    return terms


def context_page(terms: list[dict[str, Any]]) -> str:
    """CONTEXT.md: the words, by room, with the name in the program."""
    lines = [
        "# 言葉（CONTEXT）",
        "",
        "`docs/glossary.toml` から作られます。直すときはそちらを直し、"
        "`bin/tsunagi docs` を実行してください。",
    ]
    for room, title in ROOM_TITLES.items():
        rows = [term for term in terms if term["room"] == room]
        if not rows:
            continue
        lines += ["", f"## {title}", "", "| 言葉 | 読み | 名前 | 意味 | 使わない言葉 |"]
        lines.append("| --- | --- | --- | --- | --- |")
        for term in rows:
            name = f"`{term['id']}`" if term.get("id") else "—"
            meaning = term["meaning"]
            if term.get("basis"):
                meaning += f"（根拠: {term['basis']}）"
            avoid = "、".join(term.get("avoid", [])) or "—"
            lines.append(
                f"| {term['ja']} | {term['reading']} | {name} | {meaning} | {avoid} |"
            )
    return "\n".join(lines) + "\n"


def permission_page() -> str:
    """docs/permissions.md: what an auditor reads."""
    lines = [
        "# 役割と許可",
        "",
        "`tsunagi/access/permissions.py` から作られます（`bin/tsunagi docs`）。",
        "利用者の記録を見るには、役割に加えて、担当・同意などの理由が要ります。",
        "",
        "| 役割 | すること | 利用者の記録 | できること |",
        "| --- | --- | --- | --- |",
    ]
    for definition in ROLES.values():
        words = "、".join(
            PERMISSION_LABELS[p]
            for p in PERMISSION_LABELS
            if p in definition.permissions
        )
        sees = "見ることがある" if definition.sees_persons else "見ない"
        lines.append(
            f"| {definition.label} | {definition.explanation} | {sees} | {words} |"
        )
    return "\n".join(lines) + "\n"


def pages(root: Path) -> dict[Path, str]:
    """Every generated file with the content it should have.

    settings.GENERATED_PAGES: {path below the project: dotted name of its function}, for
    the rooms above this one.
    """
    terms = read_glossary(root / "docs" / "glossary.toml")
    return {
        root / "CONTEXT.md": context_page(terms),
        root / "docs" / "permissions.md": permission_page(),
        **{
            root / path: import_string(name)()
            for path, name in settings.GENERATED_PAGES.items()
        },
    }

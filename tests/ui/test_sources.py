"""画面のもとになるファイルの約束: 書き込みの様式も台本もなく、外へ取りに行かない。"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import tsunagi

ROOT = Path(tsunagi.__file__).parent
STATIC = ROOT / "ui" / "static" / "ui"
TEMPLATES = sorted(ROOT.rglob("templates/**/*.html"))
STYLES = sorted(STATIC.rglob("*.css"))

INLINE = {
    "a style attribute": re.compile(r"<[^>{]*\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "an inline script": re.compile(
        r"<script(?![^>]*\s(?:src=|type=\"application/json\"))[^>]*>", re.I
    ),
    "an event handler": re.compile(r"<[^>]*\s(?:on[a-z]+|hx-on[:a-z-]*)\s*=", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
    "htmx code": re.compile(r"""["']js:|hx-vars""", re.I),
    "an outside address": re.compile(r"""(?:src|href)=["'](?:https?:)?//"""),
    "unescaped text": re.compile(r"\|\s*safe\b|autoescape\s+off"),
}
LONGEST_TEMPLATE = 250


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_templates_hold_nothing_that_the_policy_forbids(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = [fault for fault, pattern in INLINE.items() if pattern.search(text)]
    assert found == []
    assert text.count("\n") <= LONGEST_TEMPLATE


@pytest.mark.parametrize(
    "fault",
    [
        '<p class="a" style="color: red">',
        "<style>p {}</style>",
        "<script>x()</script>",
        '<script type="module">x()</script>',
        '<button class="b" onclick="x()">',
        '<a href="javascript:x()">',
        '<div hx-on:click="x()">',
        "<div hx-vals='js:{a: 1}'>",
        '<script src="https://example.invalid/x.js"></script>',
        '<img src="//example.invalid/x.png">',
        "{{ name|safe }}",
    ],
)
def test_the_scan_notices_a_planted_fault(fault: str) -> None:
    assert any(pattern.search(fault) for pattern in INLINE.values())


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_styles_load_only_our_own_files_and_all_of_them_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "@import" not in text
    for target in re.findall(r"url\(([^)]+)\)", text):
        assert (path.parent / target.strip("\"'")).is_file(), target


@pytest.mark.parametrize("path", [p for p in STYLES if p.parent == STATIC], ids=name)
def test_styles_use_only_declared_names(path: Path) -> None:
    declared = set()
    for style in STYLES:
        declared |= set(
            re.findall(r"(--[\w-]+)\s*:", style.read_text(encoding="utf-8"))
        )
    used = set(re.findall(r"var\((--[\w-]+)", path.read_text(encoding="utf-8")))
    assert used <= declared


def test_every_font_file_is_used_and_licences_lie_beside() -> None:
    text = (STATIC / "fonts" / "fonts.css").read_text(encoding="utf-8")
    named = set(re.findall(r"url\(\./files/([^)]+)\)", text))
    assert named == {path.name for path in (STATIC / "fonts" / "files").iterdir()}
    assert text.count("font-display: swap") == text.count("@font-face")
    assert "SIL OPEN FONT LICENSE" in (
        STATIC / "licences" / "noto-sans-jp-OFL.txt"
    ).read_text(encoding="utf-8")
    assert "MIT License" in (
        STATIC / "licences" / "digital-go-jp-design-tokens-MIT.txt"
    ).read_text(encoding="utf-8")


def test_the_script_stores_nothing_and_evaluates_nothing() -> None:
    text = (STATIC / "app.js").read_text(encoding="utf-8")
    for word in ("localStorage", "sessionStorage", "indexedDB", "eval(", "Function("):
        assert word not in text
    assert ".innerHTML" not in text
    assert not re.findall(r"""["'`]https?://""", text)


# --- contrast --------------------------------------------------------------------
TEXT_ON_PAPER = [
    ("--ink", "--paper"),
    ("--ink", "--paper-quiet"),
    ("--ink", "--paper-sunken"),
    ("--ink", "--band"),
    ("--ink", "--key-paper"),
    ("--ink-quiet", "--paper"),
    ("--ink-quiet", "--paper-quiet"),
    ("--ink-quiet", "--band"),
    ("--ink-faint", "--paper"),
    ("--key", "--paper"),
    ("--key", "--key-paper"),
    ("--on-key", "--key"),
    ("--on-key", "--key-hover"),
    ("--link", "--paper"),
    ("--link", "--key-paper"),
    ("--danger", "--paper"),
    ("--danger", "--danger-paper"),
    ("--done", "--done-paper"),
    ("--warning", "--warning-paper"),
    ("--info", "--info-paper"),
    ("--focus-line", "--focus-ring"),
]
SHAPES_ON_PAPER = ["--line-strong", "--key", *(f"--chart-{n}" for n in range(1, 7))]


def palette(*, high: bool) -> dict[str, str]:
    text = (STATIC / "tokens.css").read_text(encoding="utf-8")
    normal, _, contrast = text.partition('[data-contrast="high"]')
    names = dict(re.findall(r"(--[\w-]+):\s*([^;]+);", normal))
    if high:
        names.update(re.findall(r"(--[\w-]+):\s*([^;]+);", contrast))
    return names


def luminance(names: dict[str, str], name: str) -> float:
    value = names[name]
    while value.startswith("var("):
        value = names[value[4:-1]]
    channels = [int(value[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in channels
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(names: dict[str, str], one: str, other: str) -> float:
    light, dark = sorted((luminance(names, one), luminance(names, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("high", [False, True], ids=["ふつう", "くっきり"])
@pytest.mark.parametrize(("ink", "paper"), TEXT_ON_PAPER)
def test_text_can_be_read(ink: str, paper: str, high: bool) -> None:
    wanted = 7 if high else 4.5
    assert contrast(palette(high=high), ink, paper) >= wanted


@pytest.mark.parametrize("shape", SHAPES_ON_PAPER)
def test_shapes_can_be_seen(shape: str) -> None:
    assert contrast(palette(high=False), shape, "--paper") >= 3

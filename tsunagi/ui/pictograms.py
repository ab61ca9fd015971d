"""Our own pictograms for easy papers, drawn on a 48 × 48 grid with one thick line."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_HEAD = "M24 6a6 6 0 1 0 .01 0z"
PICTOGRAM_PATHS = {
    "heart": "M24 41C8 29 5 22 7 15c3-8 13-8 17 1 4-9 14-9 17-1 2 7-1 14-17 26z",
    "me": f"{_HEAD}M12 42V30a12 12 0 0 1 24 0v12M24 26v8M20 30l4 4 4-4",
    "people": "M14 10a5 5 0 1 0 .01 0zM34 10a5 5 0 1 0 .01 0zM5 40V31a9 9 0 0 1 18 0v9"
    "M25 40V31a9 9 0 0 1 18 0v9",
    "helper": "M15 7a5 5 0 1 0 .01 0zM6 42V28a9 9 0 0 1 18 0v4h9M35 13a4.5 4.5 0 1 0"
    " .01 0zM29 42V32a6.5 6.5 0 0 1 13 0v10M15 36v6",
    "house": "M6 23L24 7l18 16M11 20v21h26V20M20 41V29h8v12",
    "work": "M6 16h36v24H6zM17 16v-6h14v6M6 26h36M21 26v4h6v-4",
    "school": "M6 10h15a3 3 0 0 1 3 3v27a3 3 0 0 0-3-3H6zM42 10H27a3 3 0 0 0-3 3v27"
    "a3 3 0 0 1 3-3h15z",
    "outing": "M27 5a4.5 4.5 0 1 0 .01 0zM25 16l-5 13 8 6 2 9M20 29l-6 14M25 16l-9 4-2 8"
    "M26 18l5 7 7 1",
    "bus": "M6 11h36v24H6zM6 24h36M18 11v13M30 11v13M14 35a4 4 0 1 0 .01 0z"
    "M34 35a4 4 0 1 0 .01 0z",
    "meal": "M8 24h32a16 16 0 0 1-32 0zM18 40h12M16 17c-3-4 3-5 0-10M24 17c-3-4 3-5 0-10"
    "M32 17c-3-4 3-5 0-10",
    "bath": "M5 26h38v5a9 9 0 0 1-9 9H14a9 9 0 0 1-9-9zM12 40l-2 4M36 40l2 4"
    "M12 26V11a4 4 0 0 1 8 0M17 14h6",
    "sleep": "M5 12v28M5 34h38v6M43 34v-5a6 6 0 0 0-6-6H18v11M11 22a4 4 0 1 0 .01 0z"
    "M30 7h8l-8 9h8",
    "medicine": "M16 8h16v7H16zM13 15h22v27H13zM24 22v13M17.5 28.500h13",
    "hospital": "M9 42V11h30v31M4 42h40M24 17v12M18 23h12M19 42v-8h10v8",
    "money": "M24 6a18 18 0 1 0 .01 0zM16 14l8 11 8-11M24 25v12M17 26h14M17 32h14",
    "phone": "M14 4h20v40H14zM14 11h20M14 36h20M22 40h4",
    "talk": "M5 7h27v19H18l-7 7v-7H5zM37 17h6v17h-5v7l-7-7H21M12 14h13M12 19h9",
    "calendar": "M6 11h36v31H6zM6 20h36M15 6v9M33 6v9M14 27h4M22 27h4M30 27h4M14 34h4"
    "M22 34h4",
    "clock": "M24 6a18 18 0 1 0 .01 0zM24 13v11l8 6",
    "play": "M18 35V10l20-4v25M18 17l20-4M13 30a5 5 0 1 0 .01 0zM33 26a5 5 0 1 0 .01 0z",
    "safe": "M24 5l16 6v12c0 10-7 17-16 20-9-3-16-10-16-20V11zM16 24l6 6 11-12",
    "star": "M24 5l5.7 12.5 13.3 1.5-10 9 3 13.5-12-7-12 7 3-13.5-10-9 13.3-1.500z",
    "face_fine": "M24 5a19 19 0 1 0 .01 0zM17 18v3M31 18v3M14 28c4 9 16 9 20 0",
    "face_wrong": "M24 5a19 19 0 1 0 .01 0zM17 18v3M31 18v3M15 35c4-7 14-7 18 0",
    "face_unsure": "M24 5a19 19 0 1 0 .01 0zM17 18v3M31 18v3M16 32h16",
}


def pictogram(name: str) -> SafeString:
    """Hidden from readers: the words beside it say the same. Unknown names draw none."""
    path = PICTOGRAM_PATHS.get(name)
    if path is None:
        return SafeString("")
    return format_html(
        '<svg class="pictogram" viewBox="0 0 48 48" width="48" height="48"'
        ' aria-hidden="true" focusable="false"><path d="{}" fill="none"'
        ' stroke="currentColor" stroke-width="2.75" stroke-linejoin="round"'
        ' stroke-linecap="round"/></svg>',
        mark_safe(path),  # noqa: S308 (constant)
    )

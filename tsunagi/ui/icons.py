"""Our own small set of line icons, drawn on a 24 × 24 grid."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

ICON_PATHS = {
    "today": "M12 8a4 4 0 1 0 .01 0zM12 2v2.5M12 19.5v2.5M2 12h2.5M19.5 12h2.5"
    "M4.9 4.9l1.8 1.8M17.3 17.3l1.8 1.8M19.1 4.9l-1.8 1.8M6.7 17.3l-1.8 1.8",
    "home": "M4 11l8-7 8 7v9.5h-5.5v-6h-5v6H4z",
    "area": "M9 4L3.5 6.5v13.5L9 17.5l6 2.5 5.5-2.5V4L15 6.5zM9 4v13.5M15 6.5V20",
    "chief": "M12 3.5l2.6 5.3 5.9.9-4.3 4.1 1 5.8-5.2-2.7-5.2 2.7 1-5.8L3.5 9.7l5.9"
    "-.9z",
    "staff": "M9 5a3 3 0 1 0 .01 0zM3 19.5c0-3.5 2.5-6 6-6s6 2.5 6 6"
    "M15.5 8h6M15.5 12h6",
    "catalogue": "M5 4h10.5a3.5 3.5 0 0 1 3.5 3.5V20H8.5A3.5 3.5 0 0 1 5 16.5z"
    "M9 8.5h6M9 12h6",
    "audit": "M6 3.5h12v17H6zM9 8h6M9 12h6M9 16h3.5",
    "system": "M4 7h8M16 7h4M14 4.5v5M4 17h4M12 17h8M10 14.5v5",
    "talk": "M4 4.5h16v11.5H10l-4.5 4V16H4zM8 8.5h8M8 12h5",
    "meeting": "M9 5a3 3 0 1 0 .01 0zM3 19.5c0-3.5 2.5-6 6-6s6 2.5 6 6"
    "M16.5 6.5a2.5 2.5 0 1 1-.01 5"
    "M17 14.2c2.5.3 4 2.3 4 5.3",
    "search": "M10.5 4a6.5 6.5 0 1 0 .01 0zM20.5 20.5l-5.3-5.3",
    "menu": "M4 6.5h16M4 12h16M4 17.5h16",
    "person": "M12 4a4 4 0 1 0 .01 0zM4.5 20.5c0-4 3.3-7 7.5-7s7.5 3 7.5 7",
    "office": "M4.5 20.5v-16h10v16M14.5 9h5v11.5M2.5 20.5h19M8 8.5h3M8 12h3M8 15.5h3",
    "calendar": "M4 5.5h16v15H4zM4 10h16M8.5 3v4M15.5 3v4",
    "info": "M12 3a9 9 0 1 0 .01 0zM12 11v5.5M12 7.3v.4",
    "success": "M12 3a9 9 0 1 0 .01 0zM7.8 12.3l3 3 5.5-6",
    "warning": "M12 3.5L2.5 20h19zM12 10v4.5M12 17v.4",
    "error": "M8.3 3h7.4L21 8.3v7.4L15.7 21H8.3L3 15.7V8.3zM12 7.5v5.5M12 16v.4",
    "waiting": "M12 3a9 9 0 1 0 .01 0zM12 7v5.3l3.5 2",
    "empty": "M12 3a9 9 0 1 0 .01 0z",
    "check": "M5 12.5l4.5 4.5L19.5 7",
    "close": "M6 6l12 12M18 6L6 18",
    "print": "M7 9V3.5h10V9M7 17H3.5V9h17v8H17M7 14h10v6.5H7z",
    "download": "M12 4v11M7 10.5l5 5 5-5M4.5 20h15",
    "back": "M15 5l-7 7 7 7",
    "forward": "M9 5l7 7-7 7",
    "up": "M12 19.5V5M6 11l6-6 6 6",
    "down": "M12 4.5V19M6 13l6 6 6-6",
    "updown": "M8 10l4-5 4 5M8 14l4 5 4-5",
    "plus": "M12 5v14M5 12h14",
    "filter": "M4 6.5h16M7 12h10M10 17.5h4",
    "copy": "M8.5 8.5V4H20v11.5h-4.5M4 8.5h11.5V20H4z",
    "phone": "M6 3.5h3.5l1.5 5-2.3 1.7a11 11 0 0 0 5.1 5.1l1.7-2.3 5 1.5V18"
    "a2.5 2.5 0 0 1-2.5 2.5A14.5 14.5 0 0 1 3.5 6 2.5 2.5 0 0 1 6 3.5z",
    "edit": "M4 20l1-4.5L16 4.5l3.5 3.5L8.5 19z",
}
# django.contrib.messages says "debug" for its lowest level.
ICON_PATHS["debug"] = ICON_PATHS["info"]


def icon(name: str, *, label: str = "") -> SafeString:
    """An icon; hidden from readers unless it has a label of its own.

    An unknown name draws a plain ring: a wrong word in data must not break a page.
    """
    path = mark_safe(ICON_PATHS.get(name, ICON_PATHS["empty"]))  # noqa: S308 (constant)
    if label:
        return format_html(
            '<svg class="icon" viewBox="0 0 24 24" width="20" height="20" role="img"'
            ' aria-label="{}"><path d="{}" fill="none" stroke="currentColor"'
            ' stroke-width="2"/></svg>',
            label,
            path,
        )
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="20" height="20"'
        ' aria-hidden="true" focusable="false"><path d="{}" fill="none"'
        ' stroke="currentColor" stroke-width="2"/></svg>',
        path,
    )

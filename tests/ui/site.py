"""A site of the design system alone: no database, nobody has to log in.

It stands in for the rooms above, so that layout, keys and accessibility are tested
where they are made.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

import tsunagi.ui

AREAS = ("きょう", "相談", "計画", "依頼・引継ぎ", "会議", "人材", "協議会", "地域")
PHONE = (("きょう", "home"), ("相談", "talk"), ("会議", "meeting"), ("検索", "search"))


def page(request: HttpRequest) -> dict[str, Any]:
    """The context that base.html documents, filled with made-up values."""
    children = [
        {"label": "事業所", "url": "/ui/", "current": True},
        {"label": "社会資源", "url": "/ui/", "current": False},
    ]
    return {
        "navigation": [
            {
                "label": label,
                "url": f"/ui/?area={number}",
                "current": label == "地域",
                "children": children if label == "地域" else [],
            }
            for number, label in enumerate(AREAS)
        ],
        "phone_navigation": [
            {"label": label, "url": "/ui/", "current": False, "symbol": symbol}
            for label, symbol in PHONE
        ],
        "account_navigation": [
            {"label": "自分の設定", "url": "/ui/display/"},
            {"label": "ログアウト", "url": "/extend/", "post": True},
        ],
        "actor": {"name": "見本 太郎"},
        "municipality_name": "つなぎ市",
        "office_name": "北区 相談支援センター（架空）",
        "search_url": "/ui/",
        "new_contact_url": "/ui/page/form/",
        "display_size": request.COOKIES.get("display_size", "normal"),
        "display_contrast": request.COOKIES.get("display_contrast", "normal"),
        "session_seconds_left": int(request.COOKIES.get("seconds", "3600")),
        "session_extend_url": "/extend/",
        "environment_label": "架空のデモ",
    }


def extend(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [path("ui/", include("tsunagi.ui.urls")), path("extend/", extend)]

SETTINGS: dict[str, Any] = {
    "ROOT_URLCONF": "tests.ui.site",
    "MIDDLEWARE": [
        "django.middleware.security.SecurityMiddleware",
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "csp.middleware.CSPMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django_htmx.middleware.HtmxMiddleware",
    ],
    "STATIC_ROOT": Path(tsunagi.ui.__file__).parent / "static",
    "MESSAGE_STORAGE": "django.contrib.messages.storage.cookie.CookieStorage",
    "TEMPLATES": [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.messages.context_processors.messages",
                    "tests.ui.site.page",
                ],
                "builtins": ["tsunagi.ui.templatetags.ui"],
            },
        }
    ],
}

"""会議体の道。"""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

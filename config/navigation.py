"""The one navigation for all, as data. A line is shown where its permission is held.

Only what exists stands here; each later room adds its line when its pages work.
"""

from __future__ import annotations

from dataclasses import dataclass

from tsunagi.access.permissions import Permission


@dataclass(frozen=True)
class NavigationItem:
    """One menu line. `section` marks which first part of the address is "here"."""

    label: str
    url_name: str
    section: str
    permission: Permission
    symbol: str = ""


MAIN = (
    NavigationItem("きょう", "home", "/", Permission.HOME_VIEW, "home"),
    NavigationItem("地域", "area-here", "/area", Permission.DIRECTORY_VIEW, "area"),
    NavigationItem(
        "事業所", "office-list", "/office", Permission.DIRECTORY_VIEW, "office"
    ),
    NavigationItem(
        "主任に頼めること", "chief-list", "/chief", Permission.DIRECTORY_VIEW, "chief"
    ),
    NavigationItem("人材", "staff-list", "/staff", Permission.STAFF_VIEW, "staff"),
    NavigationItem(
        "しくみ", "catalogue-list", "/catalogue", Permission.CATALOGUE_VIEW, "catalogue"
    ),
    NavigationItem("監査", "audit-list", "/audit", Permission.AUDIT_VIEW, "audit"),
    NavigationItem("管理", "system", "/system", Permission.SYSTEM_VIEW, "system"),
)

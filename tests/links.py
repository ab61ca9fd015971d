"""Links on a page and the names of the pages they lead to: for tests that walk."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from urllib.parse import urlsplit

from django.urls import resolve

# What a click downloads is no page.
FILES = re.compile("export|excel|-file$|^file-open$|^import-.*-template$")
LINK = re.compile(r'<a[^>]*\shref="(/[^"#]*)')


def links(text: str) -> list[str]:
    """Where the page leads inside the product, each address once."""
    found = dict.fromkeys(unescape(one) for one in LINK.findall(text))
    return [one for one in found if "/static/" not in one]


def page_name(address: str) -> str:
    """The name of the page; two persons' pages are one name."""
    return _name_of_path(urlsplit(address).path)


# A menu stands on every page: to resolve its links again costs more than the page.
@lru_cache(maxsize=20_000)
def _name_of_path(path: str) -> str:
    return resolve(path).view_name

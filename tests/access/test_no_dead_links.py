"""どの役割でも、画面に出ているリンクは開く: 行き止まりのない画面。"""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import resolve

from tests.access.test_permissions import PEOPLE

# Of each named page so many are opened: two offices' pages can differ, thirty do not.
PAGES_OF_A_NAME = 2
LINK = re.compile(r'<a[^>]*\shref="(/[^"#]*)')
FILES = re.compile("export|excel|-file$|^file-open$|^import-.*-template$")


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.django_db
def test_every_link_on_a_page_opens(name: str, client_for: Any) -> None:
    client: Client = client_for(name)
    opened: dict[str, list[str]] = {}
    waiting, dead = [("/", "")], []
    while waiting:
        address, seen_on = waiting.pop(0)
        page = resolve(urlsplit(address).path).view_name
        known = opened.setdefault(page, [])
        if address in known or len(known) == PAGES_OF_A_NAME or FILES.search(page):
            continue
        known.append(address)
        answer = client.get(address, follow=True)
        if answer.status_code != 200:
            dead.append((answer.status_code, page, resolve(seen_on).view_name))
        elif answer["Content-Type"].startswith("text/html"):
            found = LINK.findall(answer.content.decode())
            waiting += [
                (unescape(link), address) for link in found if "/static/" not in link
            ]
    assert dead == []
    assert len(opened) > 10

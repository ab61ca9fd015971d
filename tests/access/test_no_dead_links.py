"""どの役割でも、画面に出ているリンクは開く: 行き止まりのない画面。"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.access.test_permissions import PEOPLE
from tests.links import FILES, links, page_name

# Of each named page so many are opened: two offices' pages can differ, thirty do not.
PAGES_OF_A_NAME = 2


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.django_db
def test_every_link_on_a_page_opens(name: str, client_for: Any) -> None:
    client: Client = client_for(name)
    opened: dict[str, list[str]] = {}
    waiting, dead = [("/", "")], []
    while waiting:
        address, seen_on = waiting.pop(0)
        page = page_name(address)
        known = opened.setdefault(page, [])
        if address in known or len(known) == PAGES_OF_A_NAME or FILES.search(page):
            continue
        known.append(address)
        answer = client.get(address, follow=True)
        if answer.status_code != 200:
            dead.append((answer.status_code, page, page_name(seen_on)))
        elif answer["Content-Type"].startswith("text/html"):
            waiting += [(link, address) for link in links(answer.content.decode())]
    assert dead == []
    assert len(opened) > 10

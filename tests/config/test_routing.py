"""どの画面か: 早い引き方も、Django の引き方と同じ答えになる。"""

from __future__ import annotations

import pytest
from django.urls import Resolver404, URLResolver, get_resolver

from config.routing import ByFirstWord
from tests.access.addresses import address
from tsunagi.access.registry import url_actions

[ROOMS] = get_resolver().url_patterns


def test_every_address_leads_where_django_would_lead() -> None:
    assert isinstance(ROOMS, ByFirstWord)
    entries = list(url_actions())
    assert len(entries) > 500
    for entry in entries:
        path = address(entry).lstrip("/")
        quick, slow = ROOMS.resolve(path), URLResolver.resolve(ROOMS, path)
        for name in ("func", "args", "kwargs", "view_name", "route", "namespaces"):
            assert getattr(quick, name) == getattr(slow, name), (entry.where, name)


def test_no_pattern_begins_with_a_variable_or_holds_one_with_a_slash() -> None:
    assert not [word for word, _ in ROOMS._patterns if "<" in word]
    routes = [str(one.pattern) for found in ROOMS._patterns.values() for one in found]
    assert not [route for route in routes if "<path:" in route]


@pytest.mark.parametrize("path", ["no-such/", "persons/no-such/", "..", "ui/no-such/"])
def test_what_is_nowhere_is_nowhere(path: str) -> None:
    with pytest.raises(Resolver404):
        ROOMS.resolve(path)


def test_a_room_with_a_prefix_is_found() -> None:
    assert ROOMS.resolve("ui/").url_name

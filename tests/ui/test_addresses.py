"""住所の形は一度だけ調べる。できる住所は、いつも同じ。"""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from tsunagi.ui.addresses import page_maker


@pytest.mark.parametrize(
    ("name", "ids", "words"),
    [
        pytest.param("case-page", 1, (), id="番号が一つ"),
        pytest.param("plan-page", 2, (), id="番号が二つ"),
        pytest.param("plan-step", 2, ("decided",), id="番号が二つと言葉"),
    ],
)
def test_a_made_address_is_the_address(
    name: str, ids: int, words: tuple[str, ...]
) -> None:
    make = page_maker(name, *words, ids=ids)
    for _ in range(2):
        given = [uuid4() for _ in range(ids)]
        assert make(*given) == reverse(name, args=[*given, *words])

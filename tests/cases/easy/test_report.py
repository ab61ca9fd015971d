"""示した選択肢の集計の画面: 数だけが出る。"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.cases.easy.conftest import Planned
from tests.cases.easy.test_voices import decide

pytestmark = pytest.mark.django_db


def test_the_report_shows_counts_and_nobody(
    room: CaseRoom, planned: Planned, client_for: Callable[[str], Client]
) -> None:
    decide(room, planned)
    url = reverse("option-report")
    page = client_for("manager").get(url).content.decode()
    assert "計画一つあたりの選択肢は3.0です" in page and "架空 花子" not in page
    old = client_for("manager").get(url + "?year=2024").content.decode()
    assert "この年度に始めた計画がまだありません" in old
    whole = client_for("officer").get(url).content.decode()
    assert "計画1件のうち" in whole
    assert client_for("manager").get(url + "?office=x").status_code == 404

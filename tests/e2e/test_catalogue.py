"""カタログを採用する: 見る → そのまま採用する → 主任に頼めることの言葉が変わる。"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import violations
from tests.e2e.conftest import Visit

pytestmark = pytest.mark.browser


def test_an_officer_adopts_a_catalogue_in_two_clicks(visit: Visit) -> None:
    with visit("minato") as page:
        page.goto("/chiefs/")
        expect(page.get_by_text("役割の表は、まだ採用されていません")).to_be_visible()
        page.goto("/catalogues/osaka-city-chief-roles/")
        page.get_by_role("link", name="そのまま採用する").click()
        assert violations(page) == []
        page.get_by_role("button", name="採用する").click()
        expect(page.locator("#main").get_by_text("採用").first).to_be_visible()
        page.goto("/chiefs/")
        expect(page.get_by_text("役割の表は、まだ採用されていません")).to_have_count(0)

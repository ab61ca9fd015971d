"""Every guard has been seen to object: each gets one planted fault here."""

from __future__ import annotations

from typing import ClassVar

import pytest
from django.db import models
from django.http import HttpResponse

from tests.architecture import checks
from tsunagi.access.registry import url_actions


def test_a_manager_in_a_view_is_found() -> None:
    assert checks.manager_uses("def page(r):\n    return Office.objects.all()\n")


@pytest.mark.parametrize(
    "source",
    [
        "from django.db import models\n",
        "import django.utils\n",
        "def due(x):\n    return date.today()\n",
        "def due(x):\n    return timezone.now()\n",
    ],
)
def test_an_impure_rule_is_found(source: str) -> None:
    assert checks.impurities(source)


@pytest.mark.parametrize(
    "html",
    [
        '<p style="color:red">',
        "<script>alert(1)</script>",
        '<a onclick="x()">',
        '<a href="javascript:x()">',
        "<style>p{}</style>",
    ],
)
def test_inline_code_is_found(html: str) -> None:
    assert checks.inline_code(html)


def test_an_unclassified_field_is_found() -> None:
    class Planted(models.Model):
        name = models.CharField(max_length=10)

        class Privacy:
            personal: ClassVar[set[str]] = set()
            operational: ClassVar[set[str]] = {"id"}

        class Meta:
            app_label = "planted_one"

    assert checks.unclassified_fields(Planted) == ["name"]


def test_an_act_without_author_is_found() -> None:
    class Planted(models.Model):
        decided_on = models.DateField()

        class Meta:
            app_label = "planted_two"

    assert checks.acts_without_author(Planted) == ["decided_on"]


def test_an_unused_permission_is_found() -> None:
    assert "AUDIT_VIEW" in checks.unused_permissions("nothing asks for anything")


def test_a_name_outside_the_glossary_is_found() -> None:
    class Planted(models.Model):
        class Meta:
            app_label = "planted_three"
            verbose_name = "用語集にない言葉"

    assert "用語集にない言葉" in checks.names_outside_glossary([Planted])


def test_a_query_without_actor_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    path = next(p for p in checks.files("queries.py") if "area" in p.parts)
    monkeypatch.setattr(checks, "QUERIES_WITHOUT_ACTOR", {})
    assert "in_force_on" in checks.queries_without_actor(path)


def test_a_stale_exception_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(checks.QUERIES_WITHOUT_ACTOR, "gone", "left behind")
    monkeypatch.setitem(
        checks.ACTS_WITHOUT_AUTHOR, "access.Gone.gone_at", "left behind"
    )
    assert checks.stale_query_exceptions() == ["gone"]
    assert "access.Gone.gone_at" in checks.stale_author_exceptions([])


def test_a_url_without_action_is_found(settings) -> None:
    import sys
    from types import ModuleType

    from django.urls import clear_url_caches, path

    module = ModuleType("planted_urls")
    module.urlpatterns = [path("x/", lambda request: HttpResponse(), name="x")]
    sys.modules["planted_urls"] = module
    settings.ROOT_URLCONF = "planted_urls"
    clear_url_caches()
    try:
        assert [e.action for e in url_actions()] == [""]
    finally:
        clear_url_caches()

"""A page drawn the short way is the page that Django draws, letter for letter."""

from __future__ import annotations

from collections import namedtuple
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import TextChoices
from django.template import (
    Context,
    RequestContext,
    Template,
    defaultfilters,
    engines,
)
from django.test import RequestFactory
from django.urls import NoReverseMatch
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from tsunagi.common.frozen import Frozen
from tsunagi.ui.quick import QuickTemplate, QuickVariableNode
from tsunagi.ui.templatetags import ui_filters


class Kind(TextChoices):
    ONE = "one", "一つ目 <b>"


class Row(Frozen):
    name: str
    note: Any = None

    @property
    def title(self) -> str:
        return f"{self.name}さん"

    def called(self) -> str:
        return "呼ばれた"


class Plain:
    silent = "a"

    @property
    def gone(self) -> str:
        raise ObjectDoesNotExist

    @property
    def broken(self) -> str:
        raise AttributeError("inside")

    def changes(self) -> str:
        raise AssertionError("a template calls nothing that changes data")

    changes.alters_data = True  # type: ignore[attr-defined]


Pair = namedtuple("Pair", "name count")
VALUES = {
    "text": "架空 <script> & \"'",
    "safe": mark_safe("<b>太字</b>"),
    "lazy": gettext_lazy("Yes"),
    "number": 1234567,
    "money": Decimal("12.50"),
    "ratio": 0.25,
    "nothing": None,
    "yes": True,
    "day": date(2026, 11, 22),
    "moment": datetime(2026, 11, 22, 10, 0),
    "kind": Kind.ONE,
    "kinds": Kind,
    "row": Row("架空 <i>", {"key": "値 &"}),
    "pair": Pair("名", 3),
    "rows": [Row("一"), Row("二 <")],
    "table": {"key": "値 >", "items": "項目", "0": "零"},
    "pairs": {"a": "<", "b": 2},
    "plain": Plain(),
    "called": lambda: "<呼>",
    "ids": [UUID(int=1), UUID(int=0), str(UUID(int=2))],
    "named": "case-page",
}
SOURCES = [
    *(f"{{{{ {name} }}}}" for name in VALUES),
    "{{ missing }}", "{{ row.name }}{{ row.title }}{{ row.called }}{{ row.note.key }}",
    "{{ row.missing }}", "{{ pair.name }}{{ pair.count }}{{ pair.0 }}{{ pair.index }}",
    "{{ rows.0.name }}{{ rows.1.name }}{{ rows.9.name }}",
    "{{ table.key }}{{ table.items }}{{ table.0 }}{{ table.missing }}",
    "{{ plain.gone }}", "{{ plain.changes }}", "{{ plain.silent }}{{ plain.missing }}",
    "{{ kind.label }}{{ kind.value }}{{ kinds.ONE }}",
    "{{ text|default:'無' }}{{ nothing|default:text }}{{ text|linebreaksbr }}",
    "{{ text|upper }}{{ safe|lower }}{{ number|add:1 }}{{ day|date:'Y-m-d' }}",
    "{% autoescape off %}{{ text }}{{ safe }}{{ number }}{% endautoescape %}",
    "{% for one in rows %}{{ forloop.counter }}{{ one.name }}{% endfor %}",
    "{% for a, b in pairs.items %}{{ a }}{{ b }}{% endfor %}",
    "{% if row.name == 'x' or missing or row.missing %}はい{% else %}いいえ{% endif %}",
    "{% if row.name %}1{% endif %}{% if row.missing %}2{% elif yes %}3{% endif %}",
    "{% if not row.name %}1{% elif not missing and text %}2{% else %}3{% endif %}",
    "{% if nothing or row.note.key and not pair.count %}1{% else %}2{% endif %}",
    "{% if called and row.called %}1{% endif %}{% if plain.gone or plain.changes %}2{% endif %}",
    "{% if plain.missing or not plain.missing %}1{% endif %}{% if 'a' and 1 %}2{% endif %}",
    "{% if number > 3 and not text == 'a' %}1{% endif %}{% if text in rows or yes %}2{% endif %}",
    "{% if text|upper and not nothing|default:text %}1{% else %}2{% endif %}",
    "{% if missing|add:absent %}1{% else %}2{% endif %}{% if not missing|add:absent %}3{% endif %}",
    "{% if not not yes %}1{% endif %}{% if ratio or yes and nothing %}2{% endif %}",
    "{% with x=row.name y=missing %}{{ x }}{{ y }}{% endwith %}",
    "{% firstof missing nothing text %}", "{{ 'それ' }}{{ 12 }}{{ _('Yes') }}",
    "{{ request.path }}{{ request.GET.q }}{{ request.user }}",
    "{% url 'case-mine' %}{% url 'case-page' ids.0 %}{% url 'case-page' ids.1 as x %}{{ x }}",
    "{% url 'case-page' public_id=ids.0 %}{% url 'case-page' ids.2 %}",
    "{% url 'no-such-page' as x %}{{ x }}{% url named ids.0 %}",
]  # fmt: skip


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("with_request", [False, True])
def test_the_same_letters(source: str, with_request: bool) -> None:
    engine = engines["django"].engine
    if with_request:
        values: Context = RequestContext(RequestFactory().get("/a/?q=%3C"), VALUES)
    else:
        values = Context(VALUES)
    theirs = Template(source, engine=engine).render(values)
    assert QuickTemplate(source, engine=engine).render(values) == theirs


def test_an_address_that_is_not_there_is_told_as_django_tells_it() -> None:
    engine = engines["django"].engine
    for kind in (Template, QuickTemplate):
        with pytest.raises(NoReverseMatch, match="no-such-page"):
            kind("{% url 'no-such-page' %}", engine=engine).render(Context(VALUES))


@pytest.mark.parametrize(
    "value", ["一\n二 <b>", "一\r\n二\r三", mark_safe("<b>\n</b>"), 12, None, ""]
)
@pytest.mark.parametrize("autoescape", [True, False])
def test_lines_are_broken_as_django_breaks_them(value: Any, autoescape: bool) -> None:
    ours = ui_filters.linebreaksbr(value, autoescape)
    assert ours == defaultfilters.linebreaksbr(value, autoescape)


def test_what_breaks_in_a_property_breaks_here_too() -> None:
    engine = engines["django"].engine
    for kind in (Template, QuickTemplate):
        with pytest.raises(AttributeError, match="inside"):
            kind("{{ plain.broken }}", engine=engine).render(Context(VALUES))


@pytest.mark.parametrize(
    "name", ["ui/base.html", "mfa/index.html", "cases/lists/list.html"]
)
def test_pages_of_ours_and_of_the_libraries_are_drawn_so(name: str) -> None:
    page = engines["django"].get_template(name)
    assert isinstance(page.template, QuickTemplate)  # type: ignore[attr-defined]


def test_a_variable_on_the_page_takes_the_short_way() -> None:
    engine = engines["django"].engine
    nodes = QuickTemplate("{{ a }}{% if b %}{{ c }}{% endif %}", engine=engine).nodelist
    assert len(nodes.get_nodes_by_type(QuickVariableNode)) == 2

"""{% kept %}: drawn once for each value it names, and blind to everything else."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Template, engines
from django.test import RequestFactory

from tsunagi.ui.templatetags.ui_kept import MOST, KeptNode


class Counted:
    def __init__(self, word: str) -> None:
        self.word, self.drawn = word, 0

    def __str__(self) -> str:
        self.drawn += 1
        return self.word


def test_drawn_once_for_each_value() -> None:
    template = Template("{% kept menu %}<b>{{ menu }}</b>{% endkept %}")
    one, other = Counted("一"), Counted("二")
    for _ in range(3):
        assert template.render(Context({"menu": one})) == "<b>一</b>"
        assert template.render(Context({"menu": other})) == "<b>二</b>"
    assert (one.drawn, other.drawn) == (1, 1)


def test_only_what_is_named_exists_inside() -> None:
    """Neither another person's name nor a token can be kept by mistake."""
    text = "{% kept menu %}[{{ actor }}{{ csrf_token }}{{ request }}{{ menu }}]{% endkept %}"
    request = RequestFactory().get("/")
    found = (
        engines["django"]
        .from_string(text)
        .render({"actor": "だれか", "menu": 1}, request)
    )
    assert found == "[1]"


def test_what_is_shown_is_escaped() -> None:
    template = Template("{% kept menu %}{{ menu }}{% endkept %}")
    assert template.render(Context({"menu": "<b>"})) == "&lt;b&gt;"


@pytest.mark.parametrize("value", [["a"], {"a": 1}])
def test_a_value_that_cannot_be_a_key_is_drawn_each_time(value: Any) -> None:
    template = Template("{% kept menu %}{{ menu|length }}{% endkept %}")
    assert template.render(Context({"menu": value})) == "1"
    value.append("b") if isinstance(value, list) else value.update(b=2)
    assert template.render(Context({"menu": value})) == "2"


def test_it_does_not_grow_without_end() -> None:
    template = Template("{% kept n %}{{ n }}{% endkept %}")
    [node] = template.nodelist.get_nodes_by_type(KeptNode)
    for n in range(MOST + 5):
        assert template.render(Context({"n": n})) == str(n)
    assert len(node.drawn) <= MOST

"""{% kept %}: drawn once for each value it names, and blind to everything else."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Template, engines
from django.test import RequestFactory

from tsunagi.ui import drawn as drawn_module
from tsunagi.ui.fields import ChoiceField, DateField, TextField
from tsunagi.ui.forms import Form
from tsunagi.ui.templatetags.ui_kept import MOST, KeptNode
from tsunagi.ui.widgets import draw_field


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


class Filter(Form):
    kept = frozenset({"since", "kind"})

    since = DateField("いつから", required=False, hint="初めの日")
    kind = ChoiceField("種類", choices=[], style="select", required=False)
    name = TextField("氏名", required=False)

    def __init__(self, *args: Any, kinds: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].use([("", "すべて"), *((one, one) for one in kinds)])


class OtherFilter(Filter):
    since = DateField("この日から", required=False)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which fields were drawn anew."""
    names: list[str] = []

    def keep(field: Any) -> Any:
        names.append(field.name)
        return draw_field(field)

    monkeypatch.setattr(drawn_module, "draw_field", keep)
    monkeypatch.setattr(drawn_module, "_KEPT", {})
    return names


def test_fields_of_a_filter_are_drawn_once_for_what_they_hold(drawn: list[str]) -> None:
    def page(kind: type[Filter] = Filter, **data: str) -> str:
        drawn.clear()
        kinds = ("電話", data.pop("other", "訪問"))
        form = kind({"since": "", "kind": "", "name": "架空", **data}, kinds=kinds)
        plain = "".join(draw_field(field) for field in form)
        assert "".join(field.as_field_group() for field in form) == plain
        return " ".join(drawn)

    assert page() == "since kind name"
    assert page() == "name"
    assert page(name="架空 花子") == "name"
    assert page(kind=Filter, since="令和8年4月1日") == "since name"
    assert page(since="いつか") == "since name"  # with its error, never kept
    assert page(since="いつか") == "since name"
    assert page(other="来所") == "kind name"
    assert page(OtherFilter) == "since kind name"
    assert page() == "name"
    assert not any("花子" in text for text in drawn_module._KEPT.values())


def test_what_is_kept_of_filters_has_an_end(drawn: list[str], monkeypatch) -> None:
    monkeypatch.setattr(drawn_module, "MOST_KEPT", 3)
    for number in range(9):
        form = Filter({"since": f"2026-04-0{number + 1}"}, kinds=())
        assert form["since"].as_field_group() == draw_field(form["since"])
        assert len(drawn_module._KEPT) <= 3

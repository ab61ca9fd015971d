"""Templates as Django reads them, with the ordinary value on a shorter way.

Three quarters of what a list page draws are plain texts of its rows. Django looks each
of them up, and makes it fit for the page, in general steps that foresee numbers, dates,
lazy translations, callables and arrays. Here the ordinary cases (a text; a field of a
value or a key of a dict) are answered first; whatever else takes Django's own way, so a
page is the same letter for letter (`tests/ui/test_quick.py` compares).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from html import escape
from typing import Any
from uuid import UUID

from django.template import Template, TemplateDoesNotExist, base
from django.template.context import Context
from django.template.defaulttags import IfNode, TemplateLiteral, URLNode
from django.template.loaders import base as loader_base
from django.template.loaders import cached
from django.urls import NoReverseMatch
from django.utils.safestring import SafeString

from tsunagi.ui.addresses import page_maker

_MISSING = object()


class QuickVariable(base.Variable):
    """`name`, `row.name`, `row.key`: found without asking what else it might be."""

    __slots__ = ()
    lookups: tuple[str, ...] | None

    def _resolve_lookup(self, context: Any) -> Any:
        found = _found(self.lookups or (), context)
        if found is not _MISSING:
            return found
        return super()._resolve_lookup(context)  # type: ignore[misc] # not in its stubs


def _found(names: tuple[str, ...], context: Any) -> Any:
    """What is called, missing or has several readings is left to Django."""
    current: Any = _MISSING
    first = names[0]
    for layer in reversed(getattr(context, "dicts", ())):
        if first in layer:
            current = layer[first]
            break
    if len(names) > 1:
        try:
            current = _inside(current, names)
        except Exception:  # which of them a page passes over, Django knows
            return _MISSING
    return _MISSING if callable(current) else current


def _inside(current: Any, names: tuple[str, ...]) -> Any:
    for name in names[1:]:
        kind = type(current)
        if kind is dict:
            current = current.get(name, _MISSING)
        elif callable(current) or not _is_plain(kind):  # type: ignore[arg-type]
            return _MISSING
        else:
            current = getattr(current, name, _MISSING)
    return current


@cache
def _is_plain(kind: type[Any]) -> bool:
    """Its fields are attributes: a value, a model, a row of a query."""
    return issubclass(kind, tuple) or not hasattr(kind, "__getitem__")


class QuickExpression(base.FilterExpression):
    __slots__ = ()

    def __init__(self, token: str, parser: base.Parser) -> None:
        super().__init__(token, parser)
        if self.is_var:
            self.var = QuickVariable(self.var.var)

    @property
    def names(self) -> tuple[str, ...]:
        """Nothing but names: no filter, no text, no number."""
        is_plain = self.is_var and not self.filters and not self.var.translate
        return (self.var.lookups or ()) if is_plain else ()


class QuickVariableNode(base.VariableNode):
    def __init__(self, expression: base.FilterExpression) -> None:
        super().__init__(expression)
        self.names: tuple[str, ...] = getattr(expression, "names", ())

    def render_annotated(self, context: Context) -> str:
        """Without the frame that notes, while debugging, where a page has broken."""
        value: Any = _found(self.names, context) if self.names else _MISSING
        if value is _MISSING:
            value = self.filter_expression.resolve(context)
        kind = type(value)
        if kind is str:
            return escape(value) if context.autoescape else value
        if kind is SafeString:
            return value  # type: ignore[no-any-return]
        if kind is int:  # we group no digits by ourselves: `|count` does, where asked
            return str(value)
        return base.render_value_in_context(value, context)

    render = render_annotated


Test = Callable[[Context], Any]


class QuickIfNode(IfNode):
    """`{% if %}`: names with `not`, `and` and `or` between them are looked at directly;
    every other test is Django's."""

    def __init__(self, conditions_nodelists: Any) -> None:
        super().__init__(conditions_nodelists)
        self.tests = [
            (None if condition is None else _test_of(condition), nodelist)
            for condition, nodelist in conditions_nodelists
        ]

    def render_annotated(self, context: Context) -> str:
        for test, nodelist in self.tests:
            try:
                is_met = test is None or test(context)
            except base.VariableDoesNotExist:
                is_met = False
            if is_met:
                return str(nodelist.render(context))
        return ""

    render = render_annotated


def _test_of(condition: Any) -> Test:
    djangos: Test = condition.eval
    if type(condition) is TemplateLiteral:
        value: Any = condition.value
        names: tuple[str, ...] = getattr(value, "names", ())
        return _named(names, djangos) if names else djangos
    join = _JOINED.get(condition.id)
    if join is None:
        return djangos
    parts = [one for one in (condition.first, condition.second) if one is not None]
    return join(*map(_test_of, parts))


def _named(names: tuple[str, ...], otherwise: Test) -> Test:
    def test(context: Context) -> Any:
        value = _found(names, context)
        return otherwise(context) if value is _MISSING else value

    return test


def _quiet(test: Test) -> Test:
    """What breaks inside an operator is not met, as with Django's operators."""

    def quiet(context: Context) -> Any:
        try:
            return test(context)
        except Exception:
            return False

    return quiet


_JOINED: dict[str, Callable[..., Test]] = {
    "not": lambda one: _quiet(lambda page: not one(page)),
    "and": lambda one, other: _quiet(lambda page: one(page) and other(page)),
    "or": lambda one, other: _quiet(lambda page: one(page) or other(page)),
}


class QuickURLNode(URLNode):
    """`{% url "name" case.public_id %}`: the address of a page, from its pattern."""

    def render(self, context: Context) -> str:
        name = self.view_name.var
        args = [arg.resolve(context) for arg in self.args]
        if self.kwargs or type(name) is not SafeString or not all(map(_is_id, args)):
            return super().render(context)
        try:
            page = page_maker(str(name), ids=len(args))(*args)
        except NoReverseMatch:  # what is then shown, Django knows
            return super().render(context)
        if self.asvar:
            context[self.asvar] = page
            return ""
        return escape(page) if context.autoescape else page


def _is_id(value: Any) -> bool:
    return type(value) is UUID


class QuickParser(base.Parser):
    def compile_filter(self, token: str) -> QuickExpression:
        return QuickExpression(token, self)

    def extend_nodelist(
        self, nodelist: base.NodeList, node: base.Node, token: base.Token
    ) -> None:
        if type(node) is base.VariableNode:
            node = QuickVariableNode(node.filter_expression)
        elif type(node) is IfNode:
            node = QuickIfNode(node.conditions_nodelists)
        elif type(node) is URLNode:
            node = QuickURLNode(node.view_name, node.args, node.kwargs, node.asvar)
        super().extend_nodelist(nodelist, node, token)


class _WholeList(base.NodeList):
    """A template's own list: no node comes or goes, so the blocks in it are the same
    whenever a page that extends it asks."""

    def get_nodes_by_type(self, nodetype: type[base.Node]) -> list[base.Node]:
        kept = self.__dict__.setdefault("kept", {})
        if nodetype not in kept:
            kept[nodetype] = super().get_nodes_by_type(nodetype)
        return list(kept[nodetype])


class QuickTemplate(Template):
    def compile_nodelist(self) -> base.NodeList:
        parser = QuickParser(
            base.Lexer(self.source).tokenize(),
            self.engine.template_libraries,
            self.engine.template_builtins,
            self.origin,
        )
        nodelist = _WholeList(parser.parse())
        self.extra_data = parser.extra_data
        return nodelist


class _QuickLoader(loader_base.Loader):
    def get_template(
        self, template_name: str, skip: list[base.Origin] | None = None
    ) -> Template:
        tried = []
        for origin in self.get_template_sources(template_name):
            if skip and origin in skip:  # a page that extends one of the same name
                tried.append((origin, "skipped"))
                continue
            try:
                source = self.get_contents(origin)  # type: ignore[attr-defined] # of cached.Loader
            except TemplateDoesNotExist:
                tried.append((origin, "not there"))
                continue
            return QuickTemplate(source, origin, template_name, self.engine)
        raise TemplateDoesNotExist(template_name, tried=tried)


class Loader(cached.Loader, _QuickLoader):
    """Each template is read once; where from, the loaders inside say."""

"""A part of a page that is drawn once for each set of values it shows."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context

register = template.Library()
# Of one part; then it begins anew. A menu has some dozen forms.
MOST = 512


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """{% kept navigation %}…{% endkept %}: drawn once for each navigation.

    Inside, only the named variables exist: no actor, no request, no token. So nothing
    that belongs to one person can stand in what the next one is shown.
    """
    names = token.split_contents()[1:]
    body = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(body, {name: parser.compile_filter(name) for name in names})


class KeptNode(template.Node):
    child_nodelists = ("body",)

    def __init__(self, body: NodeList, values: dict[str, FilterExpression]) -> None:
        self.body, self.values = body, values
        self.drawn: dict[tuple[Any, ...], str] = {}

    def render(self, context: Context) -> str:
        values = {
            name: expression.resolve(context, ignore_failures=True)
            for name, expression in self.values.items()
        }
        key = tuple(values.values())
        try:
            found = self.drawn.get(key)
        except TypeError:  # a list cannot be a key: drawn each time
            return self.body.render(context.new(values))
        if found is None:
            found = self.body.render(context.new(values))
            if len(self.drawn) >= MOST:
                self.drawn.clear()
            self.drawn[key] = found
        return found

"""All components as one library; `/ui/` shows each with its arguments.

It is a builtin of the template engine (settings), so no `{% load ui %}` is needed.
"""

from __future__ import annotations

from django import template

from tsunagi.ui.templatetags import ui_blocks, ui_filters, ui_kept, ui_lists, ui_small

register = template.Library()

for part in (ui_small, ui_lists, ui_blocks, ui_filters, ui_kept):
    register.tags.update(part.register.tags)
    register.filters.update(part.register.filters)

"""What views take and how they are named."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest

from tsunagi.access.actor import Actor
from tsunagi.ui.http import action

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

__all__ = ["ActorRequest", "action"]


class ActorRequest(HttpRequest):
    """A request whose actor is known. `now` and `today` are taken once per request.

    now: aware instant; today: its civil date in Japan.
    """

    actor: Actor
    now: datetime
    today: date
    htmx: HtmxDetails
    # Action and address name for the log of a 404, where the view's own would tell more
    # than the log may. Only its view sets it.
    refused_as: tuple[str, str]

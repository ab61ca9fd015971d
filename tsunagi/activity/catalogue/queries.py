from __future__ import annotations

from typing import Any

from tsunagi.access.actor import Actor


def waiting_for_adoption(*, actor: Actor) -> list[Any]:
    return []


def adoptions(*, actor: Actor) -> list[Any]:
    return []


def adopted_chief_duties(*, actor: Actor) -> list[Any]:
    return []

"""読んできた事業所から、その日の種別と、いまの空きを取り出す。問い合わせはしない。"""

from __future__ import annotations

from tsunagi.organisations.office.models import FreePlaces, Office
from tsunagi.organisations.office.rules import OfficeKind


def kinds_of(office: Office) -> frozenset[OfficeKind]:
    """The running kinds of an office that came with its facts (`consulting_offices`)."""
    return frozenset(OfficeKind(row.kind) for row in vars(office)["running_kinds"])


def free_of(office: Office) -> FreePlaces | None:
    """What it last said of its free places."""
    found = vars(office)["current_free"]
    return found[0] if found else None

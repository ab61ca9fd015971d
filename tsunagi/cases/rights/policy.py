"""権利の心配ごとを、だれが見てよいか。規則は cases/scope.py の言葉で書く。

The author sees what the author wrote. Whoever the municipality has named, and whoever
these name one by one, sees all of it. Nothing else opens a concern: neither the case,
nor consent, nor an emergency, nor the duty of the municipality.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tsunagi.access.actor import Actor, Subject, SystemActor
from tsunagi.access.policy import Among, Has, Related
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.rights.rules import Part
from tsunagi.cases.scope import (
    IN_MY_MUNICIPALITY,
    REASON_FOR_CONCERN,
    sees_concern,
)
from tsunagi.common.frozen import Frozen

CONTENT = FieldClass.IDENTITY.value + FieldClass.ABUSE.value
WITH_REPORTER = CONTENT + FieldClass.REPORTER.value
SEES_ALL = Has("basis", (Part.HANDLER.value, Part.NAMED.value))

CAN_SEE_CONCERN = sees_concern(FieldClass.ABUSE)
CAN_SEE_WHOLE_CONCERN = sees_concern(FieldClass.ABUSE, SEES_ALL)
OWN = Among(
    "recorded_by_id",
    lambda s: () if s.actor.staff_id is None else (s.actor.staff_id,),
)
CAN_SEE_STEP = IN_MY_MUNICIPALITY & (
    Related("cases.Concern", "pk", CAN_SEE_WHOLE_CONCERN, via="concern_id")
    | (OWN & Related("cases.Concern", "pk", CAN_SEE_CONCERN, via="concern_id"))
)
CAN_SEE_VIEWER = IN_MY_MUNICIPALITY & Related(
    "cases.Concern", "pk", CAN_SEE_WHOLE_CONCERN, via="concern_id"
)


class ConcernSight(Frozen):
    """What the actor may see of one concern now, and as what."""

    classes: frozenset[FieldClass]
    parts: frozenset[Part]

    @property
    def sees_content(self) -> bool:
        return FieldClass.ABUSE in self.classes

    @property
    def sees_reporter(self) -> bool:
        return FieldClass.REPORTER in self.classes

    @property
    def sees_all(self) -> bool:
        return not self.parts.isdisjoint({Part.HANDLER, Part.NAMED})


NOTHING = ConcernSight(frozenset(), frozenset())
EVERYTHING = ConcernSight(frozenset(FieldClass), frozenset({Part.HANDLER}))


def sight_of_concern(concern: Any, *, actor: Actor, now: datetime) -> ConcernSight:
    """Two queries; asked anew on every request."""
    from tsunagi.cases.models import CaseAccess

    if isinstance(actor, SystemActor):
        return EVERYTHING
    subject = Subject(actor, now)
    if not CAN_SEE_CONCERN.holds(subject, concern):
        return NOTHING
    rows = CaseAccess.objects.unscoped("sight of one visible concern").filter(
        REASON_FOR_CONCERN.q(subject), source_ref=concern.access_ref
    )
    classes: set[FieldClass] = set()
    parts: set[Part] = set()
    for letters, basis in rows.values_list("classes", "basis"):
        classes.update(FieldClass(letter) for letter in letters)
        if FieldClass.ABUSE.value in letters:
            parts.add(Part(basis))
    return ConcernSight(frozenset(classes), frozenset(parts))

"""育ちの記録を読める人: 本人と、本人がいま見せている一人だけ。

Nobody else: not the office, not the municipality. Who has left the municipality shows
nothing any more, because they could not take it back.
"""

from __future__ import annotations

from collections.abc import Iterable

from tsunagi.access.actor import Subject
from tsunagi.access.permissions import Permission
from tsunagi.access.policy import Among, Has, InForce, Related, SubjectIs


def _me(subject: Subject) -> Iterable[int]:
    return () if subject.actor.staff_id is None else (subject.actor.staff_id,)


def _here(subject: Subject) -> Iterable[int]:
    municipality = subject.actor.municipality_id
    return () if municipality is None else (municipality,)


HERE = Among("municipality_id", _here)
MAY_GROW = SubjectIs(lambda s: s.actor.has(Permission.GROWTH_KEEP))
IS_MINE = HERE & Among("author_id", _me)
AUTHOR_STILL_WORKS_HERE = Related(
    "access.GrantRow", "staff_id", HERE & InForce(), via="author_id"
)
SHOWN_TO_ME = (
    HERE
    & Related(
        "activity.GrowthShare", "author_id",
        HERE & Among("shown_to_id", _me) & InForce(uses_instants=True), via="author_id",
    )
    & AUTHOR_STILL_WORKS_HERE
)  # fmt: skip
# What was changed or taken out since is not read in the older versions either.
STANDS = Has("is_current", (True,)) & Has("is_withdrawn", (False,))
CAN_READ_GROWTH = IS_MINE | (MAY_GROW & SHOWN_TO_ME & STANDS)
CAN_SEE_SHARE = IS_MINE | (
    MAY_GROW
    & HERE
    & Among("shown_to_id", _me)
    & InForce(uses_instants=True)
    & AUTHOR_STILL_WORKS_HERE
)
# A remark lies between the two: whoever is chosen next does not read it.
CAN_READ_REMARK = IS_MINE | (MAY_GROW & SHOWN_TO_ME & Among("written_by_id", _me))

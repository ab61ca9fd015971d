"""だれが職員の資格と配置の詳しい記録を見てよいか。一つの木に、一度だけ書く。

Names and posts at an office are public inside the region (the directory shows them);
qualifications and their due dates are not: the own office, the municipal desk, and the
person themself (decisions: support, not surveillance).
"""

from __future__ import annotations

from tsunagi.access.permissions import Permission
from tsunagi.access.policy import Among, InForce, Related, SubjectIs

IS_ONESELF = Among(
    "pk", lambda s: () if s.actor.staff_id is None else (s.actor.staff_id,)
)
MAY_SEE_STAFF = SubjectIs(lambda s: s.actor.has(Permission.STAFF_VIEW))
# Posts at the offices, municipalities and areas in which the actor may see staff.
AT_MY_PLACES = (
    Among("office_id", lambda s: s.actor.offices_with(Permission.STAFF_VIEW))
    | Among(
        "office__municipality_id",
        lambda s: s.actor.municipalities_with(Permission.STAFF_VIEW),
    )
    | Among("office__area_id", lambda s: s.actor.areas_with(Permission.STAFF_VIEW))
)
WORKS_AT_MY_PLACES = Related(
    "organisations.Post", "staff", AT_MY_PLACES & InForce(), via="pk"
)

# Staff rows: the detailed page (qualifications, past posts, what they still hold).
CAN_SEE_STAFF = IS_ONESELF | (MAY_SEE_STAFF & WORKS_AT_MY_PLACES)
# Post rows in force: whether the page of whoever holds it opens, for links to it.
OPENS_STAFF_PAGE = Among(
    "staff_id", lambda s: () if s.actor.staff_id is None else (s.actor.staff_id,)
) | (MAY_SEE_STAFF & AT_MY_PLACES)
# Qualification rows: the same people, asked through the staff member.
CAN_SEE_QUALIFICATION = Related(
    "organisations.Staff", "pk", CAN_SEE_STAFF, via="staff_id"
)

"""だれが職員の資格と配置の詳しい記録を見てよいか。一つの木に、一度だけ書く。

Names and posts at an office are public inside the region (the directory shows them);
qualifications and their due dates are not: the own office, the municipal desk, and the
person themself (decisions: support, not surveillance).
"""

from __future__ import annotations

from tsunagi.access.permissions import Permission
from tsunagi.access.policy import Among, InForce, Related, SubjectIs, Term


def _at_office_of_staff(where: Term) -> Term:
    return Related("organisations.Post", "staff", where & InForce(), via="pk")


IS_ONESELF = Among(
    "pk", lambda s: () if s.actor.staff_id is None else (s.actor.staff_id,)
)
WORKS_AT_MY_OFFICE = _at_office_of_staff(
    Among("office_id", lambda s: s.actor.offices_with(Permission.STAFF_VIEW))
)
WORKS_IN_MY_MUNICIPALITY = _at_office_of_staff(
    Among(
        "office__municipality_id",
        lambda s: s.actor.municipalities_with(Permission.STAFF_VIEW),
    )
)
WORKS_IN_MY_AREA = _at_office_of_staff(
    Among("office__area_id", lambda s: s.actor.areas_with(Permission.STAFF_VIEW))
)
MAY_SEE_STAFF = SubjectIs(lambda s: s.actor.has(Permission.STAFF_VIEW))

# Staff rows: the detailed page (qualifications, past posts, what they still hold).
CAN_SEE_STAFF = IS_ONESELF | (
    MAY_SEE_STAFF & (WORKS_AT_MY_OFFICE | WORKS_IN_MY_MUNICIPALITY | WORKS_IN_MY_AREA)
)
# Qualification rows: the same people, asked through the staff member.
CAN_SEE_QUALIFICATION = Related(
    "organisations.Staff", "pk", CAN_SEE_STAFF, via="staff_id"
)

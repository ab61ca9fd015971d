"""要望・苦情を、だれが見てよいか。受けた事業所だけの記録で、市町村には件数だけを出す。"""

from __future__ import annotations

from tsunagi.access.policy import Related, deny_wins
from tsunagi.cases.intake.policy import excluded_from, of_my_desk
from tsunagi.cases.scope import IN_MY_MUNICIPALITY, MAY_SEE_PERSONS

CAN_SEE_COMPLAINT = IN_MY_MUNICIPALITY & deny_wins(
    allow=MAY_SEE_PERSONS & of_my_desk("office_id"), deny=excluded_from("case_id")
)
CAN_SEE_PART_OF_COMPLAINT = Related(
    "cases.Complaint", "pk", CAN_SEE_COMPLAINT, via="complaint_id"
)

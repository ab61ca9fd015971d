"""ピアサポーターの名簿と申し込みを、だれが見てよいか。

The register belongs to an office; what the supporter agreed to share is seen by all who
work with persons in the municipality. A request is a part of its case.
"""

from __future__ import annotations

from tsunagi.access.policy import Has, Related
from tsunagi.cases.intake.policy import of_my_desk
from tsunagi.cases.scope import (
    CAN_SEE_PART_OF_CASE,
    IN_MY_MUNICIPALITY,
    MAY_SEE_PERSONS,
)

CAN_SEE_SUPPORTER = (
    IN_MY_MUNICIPALITY
    & MAY_SEE_PERSONS
    & (of_my_desk("office_id") | Has("is_shared", (True,)))
)
# What stood there before is for the office that keeps the register.
CAN_SEE_SUPPORTER_HISTORY = Related(
    "cases.PeerSupporter",
    "pk",
    IN_MY_MUNICIPALITY & MAY_SEE_PERSONS & of_my_desk("office_id"),
    via="supporter_id",
)
CAN_SEE_PART_OF_REQUEST = Related(
    "cases.PeerRequest", "pk", CAN_SEE_PART_OF_CASE, via="request_id"
)

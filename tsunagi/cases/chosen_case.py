"""利用者のページのアドレスから、どのケースかを読む。"""

from __future__ import annotations

import re
from uuid import UUID

from tsunagi.access.actor import NotVisible
from tsunagi.access.http import ActorRequest
from tsunagi.cases.case.messages import NO_SUCH_CASE
from tsunagi.cases.case.queries import case_by_public_id
from tsunagi.cases.seen import SeenCase
from tsunagi.common.errors import UserError

FIELD = "address"
LABEL = "この方のページのアドレス"
HINT = (
    "その方のページを開き、ブラウザーの上に出ているアドレスを写して、ここに貼ります。"
)
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def case_at(address: str, *, request: ActorRequest) -> SeenCase:
    """The case as far as the actor sees it. What is hidden is refused as what is not."""
    found = _ID.search(address)
    if found is None:
        raise UserError(NO_SUCH_CASE, field=FIELD)
    try:
        return case_by_public_id(
            actor=request.actor, public_id=UUID(found.group()), now=request.now
        )
    except NotVisible as error:
        raise UserError(NO_SUCH_CASE, field=FIELD) from error

"""利用者のことを書かない文を、保存する前に調べる。"""

from __future__ import annotations

from tsunagi.common.errors import UserError
from tsunagi.meetings.meeting.messages import TELLS_WHO
from tsunagi.meetings.plain_rules import looks_telling


def require_plain(**texts: str) -> None:
    """Refuse the first text in which somebody could be recognised; its name is the field."""
    for field, text in texts.items():
        parts = looks_telling(text)
        if parts:
            raise UserError(TELLS_WHO.format(parts="、".join(parts)), field=field)

"""様式のファイルを返す形と、頁の下の「だれが、いつ」。"""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.timezone import localtime

from tsunagi.access.actor import Actor
from tsunagi.common.wareki import format_wareki


def mark_of(*, actor: Actor, now: datetime) -> str:
    """Stands at the foot of every page that leaves the system."""
    at = localtime(now)
    return (
        f"取扱注意　{format_wareki(at.date())}{at.hour}時{at.minute:02}分　"
        f"{actor.name}（{actor.office_name}）"
    )


def file_answer(content: bytes, kind: str, name: str) -> HttpResponse:
    """name: of the papers, never of the person: a file manager shows it to anybody."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response

"""資料の書込み: 付ける、取り下げる。"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.uploads.checking import CheckedFile
from tsunagi.common.errors import UserError
from tsunagi.meetings.meeting import messages
from tsunagi.meetings.meeting.models import Meeting
from tsunagi.meetings.meeting.record_models import MeetingPaper, MeetingPaperContent
from tsunagi.meetings.meeting.sight import require_runner

MOST_PAPERS = 30


@transaction.atomic
def add_paper(
    *, meeting: Meeting, title: str, checked: CheckedFile, by: Actor, now: datetime
) -> MeetingPaper:
    """資料を付ける。中身は暗号にして置く。呼ばれた人だけが開ける。"""
    require_runner(meeting, by=by, now=now)
    kept = MeetingPaper.objects.unscoped("of the meeting that was seen").filter(
        meeting=meeting, is_withdrawn=False
    )
    if kept.count() >= MOST_PAPERS:
        raise UserError(messages.TOO_MANY_PAPERS.format(most=MOST_PAPERS), field="file")
    paper = MeetingPaper.objects.create(
        municipality_id=meeting.municipality_id, meeting=meeting,
        title=title.strip() or checked.name.rsplit(".", 1)[0],
        file_name=checked.name, content_type=checked.kind.value,
        size=len(checked.data), recorded_at=now, recorded_by_id=by.staff_id,
    )  # fmt: skip
    MeetingPaperContent.sealing(paper, checked.data).save(force_insert=True)
    audit.record("meeting_paper.add", by=by, target=paper, bytes=paper.size)
    return paper


@transaction.atomic
def withdraw_paper(*, paper: MeetingPaper, by: Actor, now: datetime) -> None:
    """取り下げる。付けたことは残り、中身は開けなくなる。"""
    require_runner(paper.meeting, by=by, now=now)
    MeetingPaper.objects.unscoped("of the meeting that was seen").filter(
        pk=paper.pk
    ).update(is_withdrawn=True)
    audit.record("meeting_paper.withdraw", by=by, target=paper)

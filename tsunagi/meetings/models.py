"""All tables of the room, for Django. Each is defined in its stage."""

from tsunagi.meetings.care.models import SupportNeed
from tsunagi.meetings.feedback.models import FeedbackTicket, MeetingFeedback
from tsunagi.meetings.issue.models import (
    IssueCandidateRevision,
    LocalIssueCandidate,
)
from tsunagi.meetings.issue.rise_models import CandidateRise
from tsunagi.meetings.issue.voice_models import CandidateVoice, VoiceRecord
from tsunagi.meetings.meeting.models import AgendaItem, Attendance, Meeting
from tsunagi.meetings.meeting.record_models import (
    MeetingMinutes,
    MeetingPaper,
    MeetingPaperContent,
    MeetingTask,
    MinutesCheck,
)
from tsunagi.meetings.review.models import ReviewItem, ReviewStep
from tsunagi.meetings.series.models import (
    CouncilCount,
    Series,
    SeriesMember,
    SeriesRevision,
    SignedWord,
)
from tsunagi.meetings.supervision.models import (
    Supervision,
    SupervisionLine,
    SupervisionRevision,
)

__all__ = [
    "AgendaItem",
    "Attendance",
    "CandidateRise",
    "CandidateVoice",
    "CouncilCount",
    "FeedbackTicket",
    "IssueCandidateRevision",
    "LocalIssueCandidate",
    "Meeting",
    "MeetingFeedback",
    "MeetingMinutes",
    "MeetingPaper",
    "MeetingPaperContent",
    "MeetingTask",
    "MinutesCheck",
    "ReviewItem",
    "ReviewStep",
    "Series",
    "SeriesMember",
    "SeriesRevision",
    "SignedWord",
    "Supervision",
    "SupervisionLine",
    "SupervisionRevision",
    "SupportNeed",
    "VoiceRecord",
]

"""All tables of the room, for Django. Each is defined in its stage."""

from tsunagi.cases.aims.models import (
    LifeStep,
    LifeStepRevision,
    Problem,
    ProblemStep,
)
from tsunagi.cases.assessment.models import Assessment, Need, NeedRevision
from tsunagi.cases.backup.models import BackupSupport
from tsunagi.cases.case.access_models import CaseAccess, Exclusion
from tsunagi.cases.case.models import (
    Case,
    CaseEvent,
    CaseMode,
    CaseResponsibility,
    CollaboratingOffice,
    Difficulty,
)
from tsunagi.cases.complaint.models import Complaint, ComplaintRevision, ComplaintStep
from tsunagi.cases.consent.models import (
    Consent,
    ConsentRecipient,
    Disclosure,
    EmergencyAccess,
)
from tsunagi.cases.contact.models import Contact, ContactTemplate
from tsunagi.cases.coordination.models import Coordination
from tsunagi.cases.easy.decision_models import (
    DecisionSupport,
    DecisionSupportRevision,
)
from tsunagi.cases.easy.models import EasyFormat, EasyPaper, FuriganaFix
from tsunagi.cases.easy.voice_models import PersonVoice, PersonVoiceRevision
from tsunagi.cases.entitlement.models import Entitlement, MonitoringTerm
from tsunagi.cases.files.models import CaseFile, CaseFileContent
from tsunagi.cases.guardianship.models import (
    Guardianship,
    GuardianshipRevision,
    GuardianshipStep,
)
from tsunagi.cases.handover.models import Handover, HandoverAsk, HandoverStep
from tsunagi.cases.intake.lead_models import (
    MatchRequest,
    OutreachAttempt,
    OutreachLead,
)
from tsunagi.cases.intake.models import (
    CoreQuestion,
    Handoff,
    Reception,
    ReceptionRevision,
)
from tsunagi.cases.limits.models import ApprovalRule, LimitApproval
from tsunagi.cases.lists.models import SavedView
from tsunagi.cases.merge.models import Merge
from tsunagi.cases.monitoring.feed_models import CalendarFeed
from tsunagi.cases.monitoring.models import MonitoringMonth, MonitoringMonthChange
from tsunagi.cases.monitoring.report_models import MonitoringReport
from tsunagi.cases.observation.models import Observation
from tsunagi.cases.papers.models import FormTemplate, PaperBatch
from tsunagi.cases.peer.models import (
    PeerMatch,
    PeerRequest,
    PeerSession,
    PeerSupporter,
    PeerSupporterRevision,
)
from tsunagi.cases.person.models import (
    Certificate,
    Person,
    PersonNumber,
    PersonRevision,
    PersonSection,
    RelatedPerson,
    VisitConsideration,
)
from tsunagi.cases.person.shield_models import Shield, ShieldViewer
from tsunagi.cases.person.ties_models import EcoItem, Tie
from tsunagi.cases.plan.models import (
    Plan,
    PlanDelivery,
    PlanMeeting,
    PlanSheet,
    PlanStep,
)
from tsunagi.cases.plan_review.models import PlanComment, PlanReview
from tsunagi.cases.reflection.models import Reflection
from tsunagi.cases.resource.models import ResourceUse, ResourceUseRevision
from tsunagi.cases.rights.models import Concern, ConcernStep, ConcernViewer
from tsunagi.cases.search.models import ContactSearch, NamePiece

__all__ = [
    "ApprovalRule",
    "Assessment",
    "BackupSupport",
    "CalendarFeed",
    "Case",
    "CaseAccess",
    "CaseEvent",
    "CaseFile",
    "CaseFileContent",
    "CaseMode",
    "CaseResponsibility",
    "Certificate",
    "CollaboratingOffice",
    "Complaint",
    "ComplaintRevision",
    "ComplaintStep",
    "Concern",
    "ConcernStep",
    "ConcernViewer",
    "Consent",
    "ConsentRecipient",
    "Contact",
    "ContactSearch",
    "ContactTemplate",
    "Coordination",
    "CoreQuestion",
    "DecisionSupport",
    "DecisionSupportRevision",
    "Difficulty",
    "Disclosure",
    "EasyFormat",
    "EasyPaper",
    "EcoItem",
    "EmergencyAccess",
    "Entitlement",
    "Exclusion",
    "FormTemplate",
    "FuriganaFix",
    "Guardianship",
    "GuardianshipRevision",
    "GuardianshipStep",
    "Handoff",
    "Handover",
    "HandoverAsk",
    "HandoverStep",
    "LifeStep",
    "LifeStepRevision",
    "LimitApproval",
    "MatchRequest",
    "Merge",
    "MonitoringMonth",
    "MonitoringMonthChange",
    "MonitoringReport",
    "MonitoringTerm",
    "NamePiece",
    "Need",
    "NeedRevision",
    "Observation",
    "OutreachAttempt",
    "OutreachLead",
    "PaperBatch",
    "PeerMatch",
    "PeerRequest",
    "PeerSession",
    "PeerSupporter",
    "PeerSupporterRevision",
    "Person",
    "PersonNumber",
    "PersonRevision",
    "PersonSection",
    "PersonVoice",
    "PersonVoiceRevision",
    "Plan",
    "PlanComment",
    "PlanDelivery",
    "PlanMeeting",
    "PlanReview",
    "PlanSheet",
    "PlanStep",
    "Problem",
    "ProblemStep",
    "Reception",
    "ReceptionRevision",
    "Reflection",
    "RelatedPerson",
    "ResourceUse",
    "ResourceUseRevision",
    "SavedView",
    "Shield",
    "ShieldViewer",
    "Tie",
    "VisitConsideration",
]

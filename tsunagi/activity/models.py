"""All tables of the room, for Django. Each is defined in its stage."""

from tsunagi.activity.catalogue.models import CatalogueAdoption, CatalogueOverride
from tsunagi.activity.duties.models import DutyState
from tsunagi.activity.growth.models import (
    GrowthAim,
    GrowthEvidence,
    GrowthRemark,
    GrowthShare,
    SelfAssessment,
    TrainingTaken,
)
from tsunagi.activity.knowledge.models import Article, ArticleReading
from tsunagi.activity.office_support.models import OfficeSupport, VisitPlan
from tsunagi.activity.office_support.question_models import OfficeQuestion
from tsunagi.activity.record.models import (
    Activity,
    ActivityContent,
    ActivitySubject,
    MonthClose,
    SubjectDisability,
)
from tsunagi.activity.record.total_models import MonthTotal
from tsunagi.activity.training_event.models import (
    TrainingEvent,
    TrainingOrganiser,
    TrainingTurnout,
)

__all__ = [
    "Activity",
    "ActivityContent",
    "ActivitySubject",
    "Article",
    "ArticleReading",
    "CatalogueAdoption",
    "CatalogueOverride",
    "DutyState",
    "GrowthAim",
    "GrowthEvidence",
    "GrowthRemark",
    "GrowthShare",
    "MonthClose",
    "MonthTotal",
    "OfficeQuestion",
    "OfficeSupport",
    "SelfAssessment",
    "SubjectDisability",
    "TrainingEvent",
    "TrainingOrganiser",
    "TrainingTaken",
    "TrainingTurnout",
    "VisitPlan",
]

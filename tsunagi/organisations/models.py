"""All tables of the room, for Django. Each is defined in its stage."""

from tsunagi.organisations.area.models import (
    Area,
    AreaOutline,
    JointAreaMember,
    Municipality,
)
from tsunagi.organisations.area.routing_models import RoutingRule
from tsunagi.organisations.office.models import (
    Corporation,
    FreePlaces,
    Office,
    OfficeArea,
    OfficeFeature,
    OfficeKindPeriod,
    OfficeRevision,
)
from tsunagi.organisations.staff.models import (
    ChiefAppointment,
    Post,
    Qualification,
    Staff,
)

__all__ = [
    "Area",
    "AreaOutline",
    "ChiefAppointment",
    "Corporation",
    "FreePlaces",
    "JointAreaMember",
    "Municipality",
    "Office",
    "OfficeArea",
    "OfficeFeature",
    "OfficeKindPeriod",
    "OfficeRevision",
    "Post",
    "Qualification",
    "RoutingRule",
    "Staff",
]

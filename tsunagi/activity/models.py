"""All tables of the room, for Django. Each is defined in its stage."""

from tsunagi.activity.catalogue.models import CatalogueAdoption, CatalogueOverride

__all__ = ["CatalogueAdoption", "CatalogueOverride"]

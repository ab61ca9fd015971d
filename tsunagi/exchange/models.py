"""All tables of the room, for Django."""

from tsunagi.exchange.batches import ImportBatch
from tsunagi.exchange.casework.models import ContactNumber

__all__ = ["ContactNumber", "ImportBatch"]

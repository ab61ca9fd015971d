"""All tables of the room, for Django."""

from tsunagi.exchange.batches import ImportBatch

__all__ = ["ImportBatch"]

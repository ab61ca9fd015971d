from tests.meetings.review.conftest import plans, room, weekly

__all__ = ["plans", "room", "weekly"]

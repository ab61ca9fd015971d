"""時計の係: 決まった間隔で、監査を封印し、期限の切れたものを片づける。"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session

from tsunagi.access import seal
from tsunagi.access.models import CacheEntry, IdempotencyKey, LoginThrottle
from tsunagi.access.throttle import FORGET_AFTER

SEAL_EVERY = 60
CLEAR_EVERY = 3600
KEEP_KEYS = timedelta(hours=24)


def seal_now() -> int:
    return seal.seal(head_file=settings.AUDIT_HEAD_FILE)


def clear_expired(*, now: datetime) -> int:
    """Sessions, idempotency keys, throttles and cache rows past their time."""
    expired = [
        Session.objects.filter(expire_date__lt=now),
        IdempotencyKey.objects.filter(created_at__lt=now - KEEP_KEYS),
        LoginThrottle.objects.filter(last_failed_at__lt=now - FORGET_AFTER),
        CacheEntry.objects.filter(expires__lt=now),
    ]
    return sum(rows.delete()[0] for rows in expired)

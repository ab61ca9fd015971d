"""The entry of the server process."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

# Every screen is loaded before the first request, and before a worker is forked.
_ = get_resolver().url_patterns
# What is here now stays for good: the collector need not walk over it again and again,
# nor come after every few hundred objects (a tenth of an ordinary page's CPU).
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 100)

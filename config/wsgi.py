"""The entry of the server process."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from config.collector import keep_what_is_loaded

gc.disable()  # loading makes hardly anything that does not stay
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

# Every screen is loaded before the first request, and before a worker is forked.
_ = get_resolver().url_patterns
keep_what_is_loaded()

"""The product's own settings in the mode for tests."""

import os

os.environ.setdefault("TSUNAGI_MODE", "test")

from config.settings import *  # noqa: F403

# A test client looks a file up when it is asked for; it does not list all of them first.
WHITENOISE_AUTOREFRESH = True

"""Django's command line. People use bin/tsunagi, which sets itself up first."""

import os
import sys

from config.cli import main

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.exit(main(sys.argv))

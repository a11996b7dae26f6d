#!/usr/bin/env python
"""Command line of the portal."""

import os
import sys

from portal.management.plainly import execute

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    execute(sys.argv)

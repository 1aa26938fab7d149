#!/usr/bin/env python3
"""Fetches models and converts them to Shoptalk's int8 files; `convert.py --help` lists the commands."""

import sys

if sys.version_info < (3, 9):
    sys.exit("Models/convert.py needs Python 3.9 or later; this is %d.%d" % sys.version_info[:2])

from shoptalk_models.cli import main

sys.exit(main())

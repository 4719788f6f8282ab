"""``python -m spunlib`` is the command ``spunlib``."""

from __future__ import annotations

import sys

from spunlib.cli import main

if __name__ == "__main__":
    sys.exit(main())

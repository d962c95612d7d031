"""Run `contested` where it is not installed: `python -m audit.tree verify BUNDLE`."""

import sys

from audit.tree.cli import main

sys.exit(main())

"""The process that serves has read what any request needs before the first one comes."""

import subprocess
import sys

BEGUN = """
import gc
import sys
from config.wsgi import application
print(callable(application), "claims.pages.map" in sys.modules, gc.get_freeze_count() > 0, gc.get_threshold()[0])
"""


def test_process_begins_with_all_pages_read_and_nothing_to_be_looked_through_for_garbage():
    told = subprocess.check_output([sys.executable, "-P", "-c", BEGUN], text=True)

    assert told.split() == ["True", "True", "True", "10000"]

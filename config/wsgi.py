"""The WSGI application that the web server runs."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from claims.pages.page import prepare  # noqa: E402 - what it imports are apps that are set up by now

prepare()
# What there is by now stays until the process ends: no request should wait for it to be looked through for garbage.
gc.collect()
gc.freeze()
# A page makes tens of thousands of objects and drops them at once: they need not be looked through every 700.
gc.set_threshold(10_000, 10, 10)

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

"""The entry point that a WSGI server such as gunicorn loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "everyunit.project.settings")

application = get_wsgi_application()

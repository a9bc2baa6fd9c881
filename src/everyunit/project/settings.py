"""How this installation runs: sensible without any configuration, adjusted by a few environment variables.

DATABASE_URL              sqlite:///path/to/file or postgres://user:password@host/name
EVERYUNIT_VAR             where the database, the secret key and other state live; default: ./var
EVERYUNIT_SECRET_KEY      signs sessions; default: made once and kept in EVERYUNIT_VAR/secret_key
EVERYUNIT_ALLOWED_HOSTS   host names it answers to, separated by commas; default: this machine only
EVERYUNIT_HTTPS=1         a proxy of yours speaks https for it and sets X-Forwarded-Proto: cookies travel
                          over https only, and who comes by plain http is sent to https
EVERYUNIT_DEBUG=1         pages show tracebacks: for developers, never in production
EVERYUNIT_LOG_LEVEL       DEBUG, INFO, WARNING or ERROR; default: INFO
"""

import os
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import dj_database_url
from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key


def switched_on(name: str) -> bool:
    """Whether the environment variable says yes."""
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def listed(name: str, default: str) -> list[str]:
    """The comma-separated values of an environment variable."""
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def kept_secret(file: Path) -> str:
    """The secret in this file; the first caller makes it, and of two rivals exactly one does.

    It is written whole under another name and then linked, so no reader ever sees half a secret.
    """
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f"{file.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(get_random_secret_key())
        try:
            os.link(draft, file)
        except FileExistsError:
            pass  # a rival was first: use the rival's
        finally:
            draft.unlink()
    return file.read_text().strip()


# --- where we are ---

VAR = Path(os.environ.get("EVERYUNIT_VAR") or "var").resolve()
UNDER_TEST = "pytest" in sys.modules
FILES = VAR / "files"
EXPORTS = VAR / "exports"
DEBUG = switched_on("EVERYUNIT_DEBUG")
HTTPS = switched_on("EVERYUNIT_HTTPS")

SECRET_KEY = os.environ.get("EVERYUNIT_SECRET_KEY") or kept_secret(VAR / "secret_key")
ALLOWED_HOSTS = listed("EVERYUNIT_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")

# --- what it is made of ---

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "everyunit.base",
    "everyunit.people",
    "everyunit.places",
    "everyunit.preferences",
    "everyunit.terms",
    "everyunit.fields",
    "everyunit.files",
    "everyunit.catalog",
    "everyunit.parties",
    "everyunit.prices",
    "everyunit.stock",
    "everyunit.money",
    "everyunit.documents",
    "everyunit.purchasing",
    "everyunit.selling",
    "everyunit.counting",
    "everyunit.assembly",
    "everyunit.exchange",
    "everyunit.exports",
    "everyunit.api",
    "everyunit.web",
    "everyunit.cli",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "everyunit.web.leading_back.lead_back",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "everyunit.project.urls"
WSGI_APPLICATION = "everyunit.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "everyunit.web.frame.frame",
            ],
        },
    },
]

# --- the database ---

# A writer takes SQLite's one write lock when its transaction begins, not half way: rivals wait, none fails.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": (
        "PRAGMA journal_mode=WAL;"
        "PRAGMA synchronous=NORMAL;"
        "PRAGMA foreign_keys=ON;"
        "PRAGMA recursive_triggers=ON;"  # so that REPLACE does not get past the triggers that forbid deleting
        "PRAGMA cache_size=-64000;"
        "PRAGMA temp_store=MEMORY;"
        "PRAGMA busy_timeout=30000;"
    ),
}


def database() -> dict[str, Any]:
    """The connection that DATABASE_URL describes, with what each engine needs for our way of writing."""
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{quote(str(VAR / 'everyunit.sqlite3'))}"
    found: dict[str, Any] = dict(dj_database_url.parse(url))
    if found["ENGINE"].endswith("sqlite3"):
        if found["NAME"] != ":memory:":
            Path(found["NAME"]).resolve().parent.mkdir(parents=True, exist_ok=True)
        found["OPTIONS"] = SQLITE_OPTIONS | found.get("OPTIONS", {})
        # Tests get a file too: rivals in memory would share one cache, and lock otherwise than in earnest.
        found["TEST"] = {"NAME": str(Path(tempfile.gettempdir()) / f"everyunit-test-{os.getpid()}.sqlite3")}
    else:
        found["CONN_MAX_AGE"] = 0 if UNDER_TEST else 600
        found["CONN_HEALTH_CHECKS"] = True
    # An operation opens its own transaction, so that it can be repeated after a serialization failure.
    found["ATOMIC_REQUESTS"] = False
    return found


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- language and time ---

LANGUAGE_CODE = "en-us"
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

# --- people ---

AUTH_USER_MODEL = "people.User"
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in"

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

if UNDER_TEST:
    # Slow on purpose in earnest; tests sign in thousands of times.
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Ten wrong passwords for one name from one address close that pair for a quarter of an hour.
AXES_ENABLED = not UNDER_TEST
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "everyunit.web.views.errors.locked_out"

# --- the wire ---

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 60 * 60  # seconds: one long shift
SESSION_SAVE_EVERY_REQUEST = False
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "everyunit.web.views.errors.stale_form"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
X_FRAME_OPTIONS = "DENY"
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Everything a page needs comes from this server and nothing is written inline: a smuggled script cannot run.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
    },
}

# A pull sheet or a pasted list of serials may be long; a line of a document is a handful of fields.
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024  # bytes
DATA_UPLOAD_MAX_NUMBER_FIELDS = 50_000

# --- static files ---

STATIC_URL = "/static/"
# Served straight from the packages: there is no collecting step to forget after an upgrade.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False

# --- what it says about itself ---

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
    },
    "root": {
        "handlers": ["stderr"],
        "level": os.environ.get("EVERYUNIT_LOG_LEVEL", "INFO").upper(),
    },
    "loggers": {
        # Django brings handlers of its own for these; one place to write to is enough.
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        # A wrong password is a warning already; the house-keeping around it is not worth a line each.
        "axes": {"level": "WARNING"},
    },
}

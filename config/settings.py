"""Django settings: everything that differs between places comes from the environment (config/env.py)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from config import env
from config.http import defaults as http

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = env.required("CONTESTED_SECRET_KEY")
KEY_PEPPER = env.required("CONTESTED_KEY_PEPPER")
DEBUG = env.flag("CONTESTED_DEBUG")
ALLOWED_HOSTS = env.words("CONTESTED_ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
# A register on the open internet is served over TLS; a loopback one is not.
SECURE_COOKIES = env.flag("CONTESTED_SECURE_COOKIES")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_HTTPONLY = True  # forms carry the token; no script reads it
if SECURE_COOKIES:
    # A browser takes a cookie of these names from this very host alone, over TLS: no neighbour can plant one.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    # And for a year it comes back over nothing but TLS.
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Whoever logs in does so again within a working day.
SESSION_COOKIE_AGE = 12 * 60 * 60
# In the session: a cookie of messages would be one more, under a name that anybody can plant.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SILENCED_SYSTEM_CHECKS = [
    # The proxy that ends TLS turns browsers to it. Here it would turn probes of the health away, and programs whose
    # keys have already gone out in the clear would never learn of it.
    "security.W008",
    # To be on the list that browsers are shipped with is for whoever owns the domain to ask for.
    "security.W021",
]
# Behind a proxy that ends TLS: the addresses people use, and that the proxy sets (never passes on) this header.
CSRF_TRUSTED_ORIGINS = env.words("CONTESTED_TRUSTED_ORIGINS", [])
if CSRF_TRUSTED_ORIGINS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Networks of proxies of ours, whose word on where a request came from is believed.
TRUSTED_PROXIES = env.networks("CONTESTED_TRUSTED_PROXIES")

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "simple_history",
    "pgtrigger",
    "axes",
    # Before the app whose pages take the place of its own in the admin.
    "oauth2_provider",
    "config.http",
    "audit",
    "actors",
    "claims",
]

MIDDLEWARE = [
    *http.OUTER_MIDDLEWARE,
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.http.bidi.NamingMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    # Before whatever asks who is logged in: whoever owes a second factor is nobody yet.
    "actors.admin.entry.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Last: it answers in the place of a log-in page to whoever is locked out.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Asked before those of the admin itself, which every page of it is based on.
        "DIRS": [BASE_DIR / "audit" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

#: Milliseconds after which PostgreSQL ends a statement, or a transaction that sits idle, of the application.
STATEMENT_TIMEOUT_MS = env.number("CONTESTED_STATEMENT_TIMEOUT_MS", 30_000)
_application: dict[str, Any] = env.database(env.required("DATABASE_URL"))
_application["OPTIONS"] = {
    **_application.get("OPTIONS", {}),
    "pool": {"min_size": 1, "max_size": env.number("CONTESTED_POOL_SIZE", 8), "timeout": 3},
    "options": f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c idle_in_transaction_session_timeout=60000",
}
_application["DISABLE_SERVER_SIDE_CURSORS"] = False
# A server that was restarted leaves dead connections in the pool; no request must fail for each of them.
_application["CONN_HEALTH_CHECKS"] = True
DATABASES: dict[str, dict[str, Any]] = {"default": _application}
#: The role that the grants are made out to; it owns nothing.
APPLICATION_ROLE = str(_application["USER"])
if _owner_url := env.optional("DATABASE_OWNER_URL"):
    DATABASES["owner"] = {**env.database(_owner_url), "TEST": {"MIRROR": "default"}}
if _eraser_url := env.optional("DATABASE_ERASER_URL"):
    DATABASES["eraser"] = {**env.database(_eraser_url), "TEST": {"MIRROR": "default"}}
#: The role that may carry out an erasure, and nothing else.
ERASER_ROLE = "contested_eraser"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "actors.Account"
LOGIN_REDIRECT_URL = "/admin/"  # for whoever was to be led away from here
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
# Whoever guesses wrong so often, of one name and from one address, waits before the next guess.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "username"  # what the log-in form calls an account's name
AXES_USERNAME_CALLABLE = "actors.api.authentication.name_tried"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "config.http.addresses.text"
AXES_LOCKOUT_TEMPLATE = "actors/locked.html"
# Whoever has only given the password has not come in: `actors.admin.entry` begins anew, once somebody has.
AXES_RESET_ON_SUCCESS = False
# What was typed is kept with a wrong try, but for these.
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "recovery", "sealed"]
# Who came when is a line of the log, and kept in no table; what they changed is in the record.
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
#: Whether everybody who logs in has to have a second factor, or whoever wants one.
SECOND_FACTOR = env.choice("CONTESTED_SECOND_FACTOR", ("offered", "required"))
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {
            "user_attributes": ("name", "email")
        },  # by itself it asks for a `username`, which nobody has
    },
]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = env.optional("CONTESTED_STATIC_ROOT", str(BASE_DIR / "static"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
    # The published log, which web servers read and the sequencer writes: a folder, or any object store.
    "log": {
        "BACKEND": env.optional("CONTESTED_LOG_BACKEND", "audit.records.files.DurableStorage"),
        "OPTIONS": env.members(
            "CONTESTED_LOG_OPTIONS", {"location": env.optional("CONTESTED_LOG_FOLDER", str(BASE_DIR / "log"))}
        ),
    },
}
# The last checkpoint once more, apart from database and published log: neither can be set back unnoticed.
LOG_HEAD = env.optional("CONTESTED_LOG_HEAD", str(BASE_DIR / "log.head"))
LOG_KEY = env.optional("CONTESTED_LOG_KEY")
# Who has to have cosigned a checkpoint before it is published.
LOG_WITNESSES = env.witnesses("CONTESTED_LOG_WITNESSES")

# Revisions are written by triggers; simple-history gives the models and the manager.
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_DATE_INDEX = False
# `loaddata` and the like must never switch a trigger off.
PGTRIGGER_INSTALL_ON_MIGRATE = False

REST_FRAMEWORK = {
    **http.REST_FRAMEWORK,
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "actors.api.authentication.ApiKeyAuthentication",
        "actors.api.authentication.AnonymousReading",
    ],
}
#: Whether whoever brings no key may read over the API what is clear, as everyone may in the reading room.
ANONYMOUS_READING = env.flag("CONTESTED_ANONYMOUS_READING")
#: Whose tokens django-oauth-toolkit keeps, and for how many seconds one is good.
OAUTH2_PROVIDER_APPLICATION_MODEL = "actors.OAuthClient"
TOKEN_SECONDS = env.number("CONTESTED_TOKEN_SECONDS", 900)
OAUTH2_PROVIDER = {
    # A token is kept as its SHA-256.
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    # What follows is of grants that are not offered; said because the deployment check asks.
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
}
SPECTACULAR_SETTINGS = {
    **http.SPECTACULAR_SETTINGS,
    # Several records have a kind; each list of kinds has a name of its own.
    "ENUM_NAME_OVERRIDES": {
        "ActorKind": "actors.models.ActorKind",
        "PlaceKind": "claims.models.PlaceKind",
        "SourceKind": "claims.models.SourceKind",
        "RelationKind": "claims.models.RelationKind",
        "ProposalKind": "claims.models.proposal.KINDS",
        "Derivation": "claims.models.Derivation",
        "Status": "claims.models.Status",
        # A track record knows two of the positions alone.
        "Position": "claims.models.Position",
    },
}
LOGGING = http.LOGGING
LOGGING_CONFIG = http.LOGGING_CONFIG

REDIS_URL = env.required("REDIS_URL")
#: How many requests of a kind a partner has in a window; a kind that is not named has no limit.
LIMITS = env.pairs(
    "CONTESTED_LIMITS",
    "burst=100/second,read=6000/minute,write=3000/minute,export=120/minute,unknown=300/minute,"
    "anonymous=300/minute,anonymous-export=12/minute,token=60/minute",
)
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "interactive"
CELERY_TASK_ROUTES = {
    "claims.settle_mass": {"queue": "mass"},
    "claims.compare": {"queue": "mass"},
    "audit.fold": {"queue": "mass"},
    "claims.replay": {"queue": "mass"},
    # A worker of its own: it alone has the log's key.
    "audit.seal": {"queue": "sealing"},
}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A broker that is away or silent must not hold up a write that is already committed.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 0}
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 0.3,
    "socket_timeout": 5,
    "retry_on_timeout": False,
    # A wake-up that a worker took and lost is never sent again: beat wakes one within a second. To put it back when
    # the broker goes would need the broker, and the worker would end over it.
    "ack_emulation": False,
}
CELERY_BEAT_SCHEDULE = {
    "settle": {"task": "claims.settle", "schedule": 1.0, "options": {"expires": 3}},
    "settle-mass": {"task": "claims.settle_mass", "schedule": 5.0, "options": {"expires": 10}},
    "follow-changes": {"task": "audit.follow_changes", "schedule": 1.0, "options": {"expires": 3}},
    "seal": {"task": "audit.seal", "schedule": 1.0, "options": {"expires": 3}},
    "compare": {"task": "claims.compare", "schedule": 10.0, "options": {"expires": 10}},
    "forget-idempotency-keys": {"task": "audit.forget_idempotency_keys", "schedule": 3600.0},
    "forget-tokens": {"task": "actors.forget_tokens", "schedule": 3600.0},
}

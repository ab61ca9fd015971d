"""All settings, one file. What differs between places comes from the environment.

TSUNAGI_MODE
    production  refuses to start on weak or missing values
    demo        the fictional region on this computer (bin/demo)
    test        the test suite
    bench       the benchmarks
"""

from __future__ import annotations

from pathlib import Path

from config.environment import (
    EnvironmentProblem,
    database_settings,
    env_bool,
    env_choice,
    env_int,
    env_secret,
    env_text,
    host_names,
)

BASE_DIR = Path(__file__).resolve().parent.parent
MODE = env_choice("TSUNAGI_MODE", ("production", "demo", "test", "bench"), "production")
IS_PRODUCTION = MODE == "production"
DEBUG = False

# --- keys, hosts, database -------------------------------------------------------
if IS_PRODUCTION:
    SECRET_KEY = env_secret("TSUNAGI_SECRET_KEY", shortest=50)
    ALLOWED_HOSTS = host_names("TSUNAGI_HOSTS")
    DATABASE_ADDRESS = env_text("TSUNAGI_DATABASE")
    DATA_KEY_FILE = env_text("TSUNAGI_DATA_KEYS")
    if not Path(DATA_KEY_FILE).is_absolute():
        raise EnvironmentProblem(
            "TSUNAGI_DATA_KEYS に、暗号鍵ファイルの絶対パスを設定してください"
            "（作り方: bin/tsunagi keys create パス）。"
        )
else:
    WORK_DIR = Path(env_text("TSUNAGI_WORK_DIR", str(BASE_DIR / f".{MODE}")))
    WORK_DIR.mkdir(parents=True, exist_ok=True)
    SECRET_KEY = env_text("TSUNAGI_SECRET_KEY", f"only-for-{MODE}-" + "x" * 50)
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
    DATABASE_ADDRESS = env_text(
        "TSUNAGI_DATABASE", f"sqlite://{WORK_DIR}/tsunagi.sqlite3"
    )
    DATA_KEY_FILE = env_text("TSUNAGI_DATA_KEYS", str(WORK_DIR / "data.keys"))

DATABASES = {"default": database_settings(DATABASE_ADDRESS)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Never True: long work must not sit inside a transaction, and a read of a person
# is audited before the answer leaves (decisions: audit).
ATOMIC_REQUESTS = False

# --- applications ----------------------------------------------------------------
INSTALLED_APPS = [
    "tsunagi.ui",
    "tsunagi.access",
    "tsunagi.organisations",
    "tsunagi.activity",
    "tsunagi.cases",
    "tsunagi.meetings",
    "tsunagi.reports",
    "tsunagi.exchange",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]
if not IS_PRODUCTION:
    INSTALLED_APPS.append("demo")
if MODE == "bench":
    INSTALLED_APPS.append("bench")

MIDDLEWARE = [
    # The headers stand outermost, so that redirects, errors and files carry them too.
    "tsunagi.access.middleware.ResponseHeaders",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tsunagi.access.sessions.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tsunagi.access.middleware.ActorMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "tsunagi.ui.quick.Loader",
                            ["django.template.loaders.app_directories.Loader"],
                        )
                    ],
                )
            ],
            "libraries": {"partials": "template_partials.templatetags.partials"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "config.context.page",
            ],
            "builtins": ["tsunagi.ui.templatetags.ui"],
        },
    }
]
FORM_RENDERER = "tsunagi.ui.forms.Renderer"

# --- language and time -----------------------------------------------------------
LANGUAGE_CODE = "ja"
USE_I18N = True
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True

# --- static files ----------------------------------------------------------------
STATIC_URL = "/static/"
# Only a server collects its files; elsewhere they are served from where they lie.
STATIC_ROOT = BASE_DIR / "static" if IS_PRODUCTION else None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if IS_PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not IS_PRODUCTION
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nobody else needs our fonts

# --- login -----------------------------------------------------------------------
AUTH_USER_MODEL = "organisations.Staff"
# Whoever the session names, and from that row the actor of the request.
SIGNED_IN = "tsunagi.organisations.staff.actor.staff_signed_in"
SIGNED_IN_WITH_SESSION = "tsunagi.organisations.staff.actor.session_and_staff"
ACTOR_LOADER = "tsunagi.organisations.staff.actor.load_actor"
# What the ticker does besides the tables of its own room: functions of `now`.
TICKER_CLEARS = [
    "tsunagi.exchange.casework.actions.forget_unconfirmed",
    "tsunagi.activity.record.totals.fold",
    "tsunagi.cases.papers.batch_actions.purge_batches",
    "tsunagi.meetings.review.collect.collect_all",
    "tsunagi.meetings.series.calling.call_new_members",
]
STAFF_DIRECTORY = "tsunagi.organisations.staff.names"
# Which candidates for a local issue came from records of the room of cases.
ISSUES_RAISED = "tsunagi.meetings.issue.sources.raised_from"
AUTHENTICATION_BACKENDS = ["tsunagi.access.sessions.LoginBackend"]
# Argon2 is slow on purpose; not where passwords are printed, nor in tests.
PASSWORD_HASHERS = [
    {
        "demo": "demo.hasher.PublishedPasswordHasher",
        "test": "django.contrib.auth.hashers.MD5PasswordHasher",
    }.get(MODE, "django.contrib.auth.hashers.Argon2PasswordHasher")
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login_name", "name", "name_kana")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "tsunagi.access.login.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login_name"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
# Passwords are throttled by access/throttle.py (growing delay, nobody locked out), so
# the library's limit per address, which a whole town hall shares, is off. What stays
# guards the second factor, which only the holder of the password reaches.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "10/30m/key",
    "reauthenticate": "10/5m/user",
}
ACCOUNT_FORMS = {
    "login": "tsunagi.access.login_forms.LoginForm",
    "change_password": "tsunagi.access.login_forms.ChangePasswordForm",
    "reauthenticate": "tsunagi.access.login_forms.ReauthenticateForm",
}
MFA_ADAPTER = "tsunagi.access.login.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = "つなぎ"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_PRODUCTION
MFA_FORMS = {
    "authenticate": "tsunagi.access.login_forms.AuthenticateForm",
    "reauthenticate": "tsunagi.access.login_forms.MfaReauthenticateForm",
    "activate_totp": "tsunagi.access.login_forms.ActivateTotpForm",
}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "access_cache",
        # Rate limits and used codes must not be pushed out by a flood of others.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- sessions and cookies --------------------------------------------------------
IDLE_MINUTES = env_int(
    "TSUNAGI_IDLE_MINUTES", 15 if IS_PRODUCTION else 60, lowest=5, highest=60
)
ABSOLUTE_HOURS = env_int("TSUNAGI_ABSOLUTE_HOURS", 10, lowest=1, highest=24)
SESSION_ENGINE = "tsunagi.access.sessions"
SESSION_COOKIE_AGE = ABSOLUTE_HOURS * 3600
# Notices may name a person: they never leave the server readable.
MESSAGE_STORAGE = "tsunagi.access.notices.NoticeStorage"
# How many reverse proxies stand before us; 0 = the address of the connection counts.
TRUSTED_PROXIES = env_int(
    "TSUNAGI_TRUSTED_PROXIES", 1 if IS_PRODUCTION else 0, lowest=0, highest=3
)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "tsunagi.access.errors.csrf_failure"
if IS_PRODUCTION:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env_bool("TSUNAGI_HTTPS_REDIRECT", True)
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    if TRUSTED_PROXIES:
        # Without a proxy of ours this header would be the browser's own claim.
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

# --- security headers ------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
# A file of 20 MB with what the form sends around it; nothing goes to the disk unsealed.
FILE_UPLOAD_MAX_MEMORY_SIZE = 22_000_000
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

# --- audit -----------------------------------------------------------------------
# The newest sealed hash is also appended here, so that a truncated log is noticed.
AUDIT_HEAD_FILE = env_text("TSUNAGI_AUDIT_HEAD_FILE")

# --- logging: never a name, an address or a search word --------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "filters": {"no_query": {"()": "tsunagi.access.logs.WithoutPersonalData"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["no_query"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
    },
}

# Documents that `bin/tsunagi docs` writes from the rules of the rooms.
GENERATED_PAGES = {
    "docs/plan-states.md": "tsunagi.cases.plan.diagram.states_page",
    "docs/handover-states.md": "tsunagi.cases.handover.diagram.states_page",
}

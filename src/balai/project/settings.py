"""Django's settings, derived from the configuration; nothing here is for an operator to edit."""

from __future__ import annotations

import os
from pathlib import Path

from balai.project.configuration import read_configuration
from balai.project.database import database_of
from balai.project.demo.log_ins import demo_logins
from balai.project.identity import identity_settings
from balai.project.logs import logging_settings
from balai.project.mail import mail_settings
from balai.project.secret_key import secret_key_of
from balai.project.sign_in import provider_of
from balai.project.tasks import TASK_MODULES

CONFIGURATION = read_configuration(os.environ, folder=Path.cwd())
PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = CONFIGURATION.secret_key or secret_key_of(CONFIGURATION.home)
DEBUG = False
ALLOWED_HOSTS = [CONFIGURATION.host, *(["localhost", "127.0.0.1", "[::1]"] if CONFIGURATION.on_loopback else [])]
CSRF_TRUSTED_ORIGINS = [CONFIGURATION.address]

INSTALLED_APPS = [
    "balai.base.areas",
    "balai.base.people",
    "balai.base.jobs",
    "balai.base.files",
    "balai.base.audit",
    "balai.base.notifications",
    "balai.base.limits",
    "balai.web",
    "balai.apps.accounts",
    "balai.apps.transparency",
    "balai.apps.cases",
    "balai.apps.reports",
    "balai.apps.requests",
    "balai.apps.supervision",
    "balai.apps.figures",
    "balai.apps.privacy",
    "balai.apps.mobility",
    "balai.apps.votes",
    "balai.apps.exchange",
    "balai.apps.indicators",
    "balai.apps.network",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.idp.oidc",
    "django_htmx",
    "js_lib_leaflet",
    "procrastinate.contrib.django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "balai.base.middleware.request_log.RequestLogMiddleware",
    "balai.web.middleware.whole_request.WholeRequestMiddleware",
    "balai.web.middleware.database_away.DatabaseAwayMiddleware",
    "balai.base.middleware.security_headers.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "balai.web.middleware.language.LanguageMiddleware",
    "balai.web.middleware.error_pages.ErrorPagesMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "balai.base.middleware.rate_limit.RateLimitMiddleware",  # before the token check, which reads the whole body
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "balai.web.middleware.secretariat.SecretariatMiddleware",
    "balai.base.middleware.read_only.ReadOnlyMiddleware",
]

ROOT_URLCONF = "balai.project.urls"
WSGI_APPLICATION = "balai.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("balai.web.templates.Loader", ["django.template.loaders.app_directories.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "balai.web.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.l10n",
                "django.templatetags.static",
                "balai.web.templatetags.balai",
            ],
        },
    }
]

DATABASES = {"default": database_of(CONFIGURATION)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Tasks are an explicit list (balai.project.tasks), not whatever happens to be called tasks.py.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_IMPORT_PATHS = list(TASK_MODULES)

AUTH_USER_MODEL = "people.User"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # the e-mail address is unique by a constraint that ignores case
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]

# Log-in by django-allauth; its pages, words and mails are in balai.apps.accounts. Codes by mail instead of links:
# a link would write on GET, and mail scanners follow links.
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:profile"
LOGOUT_REDIRECT_URL = "/"
SESSION_ENGINE = "balai.base.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
DEMO_LOG_INS = demo_logins() if CONFIGURATION.demo else []
ACCOUNT_ADAPTER = "balai.apps.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/5m/key"}
MFA_ADAPTER = "balai.apps.accounts.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = CONFIGURATION.on_loopback
SOCIALACCOUNT_PROVIDERS = provider_of(CONFIGURATION.sign_in)
SOCIALACCOUNT_ADAPTER = "balai.apps.accounts.adapter.ConnectionAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
CACHES = {
    # Shared by all processes: how often somebody failed to log in. The table is made by a migration of accounts.
    "default": {"BACKEND": "balai.base.limits.cache.SharedCache", "LOCATION": "accounts_cache"},
}

LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_settings(CONFIGURATION.log_level)

globals().update(identity_settings(CONFIGURATION))
globals().update(mail_settings(CONFIGURATION.mail_url, home=CONFIGURATION.home))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = CONFIGURATION.mail_from

BALAI_FILE_HOLDERS = ["balai.apps.cases.queries.pictures.files_in_drafts"]  # beside every foreign key
BALAI_NAVIGATION = "balai.project.navigation.NAVIGATION"
CSRF_FAILURE_VIEW = "balai.web.errors.csrf_failure"

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "base" / "locale", PACKAGE / "project" / "locale"]  # the others are installed apps
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = CONFIGURATION.home / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "balai.web.storage.HashedFilesStorage"},
}

SECURE_COOKIES = not (CONFIGURATION.on_loopback and CONFIGURATION.address.startswith("http://"))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIGURATION.proxies else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

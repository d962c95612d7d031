"""Read the environment once, with a clear message where something is missing."""

from ipaddress import ip_network
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from audit.tree.policy import Policy

_env = environ.Env()

#: Variables without which nothing can start, and what each is for.
REQUIRED = {
    "DATABASE_URL": "postgres:// URL that logs in as the application role",
    "REDIS_URL": "redis:// URL of the broker",
    "CONTESTED_SECRET_KEY": "Django's secret key (sessions, cursors)",
    "CONTESTED_KEY_PEPPER": "secret that API key digests are made with",
}


def required(name: str) -> str:
    """Return a variable that must be set.

    Raises:
        ImproperlyConfigured: it is not; the message says what it is for.
    """
    value = str(_env.str(name, default=""))
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: {REQUIRED[name]}. `./dev up` sets it for you.")
    return value


def database(url: str) -> dict[str, Any]:
    """Turn a postgres:// URL into an entry of DATABASES; query parameters become driver options."""
    config = dict(_env.db_url_config(url))
    config["ENGINE"] = "django.db.backends.postgresql"
    return config


def optional(name: str, default: str = "") -> str:
    """Return a variable or its default."""
    return str(_env.str(name, default=default))


def flag(name: str) -> bool:
    """Return whether a variable is set to a true word (1, true, yes, on)."""
    return bool(_env.bool(name, default=False))


def number(name: str, default: int) -> int:
    """Return a whole number."""
    return int(_env.int(name, default=default))


def choice(name: str, among: tuple[str, ...]) -> str:
    """Return one of a few words, the first of them without the variable.

    Raises:
        ImproperlyConfigured: it is another word.
    """
    found = optional(name) or among[0]
    if found not in among:
        raise ImproperlyConfigured(f"{name}: {found!r} is none of {', '.join(among)}.")
    return found


def words(name: str, default: list[str]) -> list[str]:
    """Return a comma-separated list."""
    return [str(word) for word in _env.list(name, default=default)]


def networks(name: str) -> list[str]:
    """Return a comma-separated list of networks, such as `10.0.0.0/8`; none without the variable.

    Raises:
        ImproperlyConfigured: one of them is none.
    """
    found = words(name, [])
    for network in found:
        try:
            ip_network(network)
        except ValueError as error:
            raise ImproperlyConfigured(f"{name}: {error}.") from error
    return found


def pairs(name: str, default: str) -> dict[str, str]:
    """Return a comma-separated list of `name=value`.

    Raises:
        ImproperlyConfigured: a member of it has no `=`.
    """
    words_ = [word.strip() for word in optional(name, default).split(",") if word.strip()]
    for word in words_:
        if "=" not in word:
            raise ImproperlyConfigured(f"{name}: {word!r} is not of the form name=value.")
    return dict(word.split("=", 1) for word in words_)


def members(name: str, default: dict[str, Any]) -> dict[str, Any]:
    """Return a JSON object."""
    return dict(_env.json(name, default=default))


def witnesses(name: str) -> Policy:
    """Return whom to ask for cosignatures; nobody without the variable.

    Raises:
        ImproperlyConfigured: it cannot be read or met; the message says at which witness.
    """
    try:
        return Policy.parse(optional(name))
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}: {error}.") from error

"""What `config.settings` takes over from here; plain data, since settings are read before anything else."""

from typing import Any

#: Outermost, in this order: the first names the request, the second sees to it that errors are problems.
OUTER_MIDDLEWARE = [
    "config.http.middleware.RequestMiddleware",
    "config.http.middleware.ProblemMiddleware",
]

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_RENDERER_CLASSES": ["config.http.renderers.JsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.http.parsers.StrictJsonParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "config.http.negotiation.Negotiation",
    "DEFAULT_PERMISSION_CLASSES": ["config.http.scopes.HasScope"],
    "DEFAULT_THROTTLE_CLASSES": [],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "config.http.errors.exception_handler",
    "UNAUTHENTICATED_USER": None,
    "UNAUTHENTICATED_TOKEN": None,
    "URL_FORMAT_OVERRIDE": None,
    "FORMAT_SUFFIX_KWARG": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Contested",
    "DESCRIPTION": (
        "A register of contested claims: what is claimed, who supports and who disputes it, and in which "
        "source each of them said so. A status describes the state of the sources, never the truth.\n\n"
        "Errors are RFC 9457 problems; each `type` has a page. Every POST takes an `Idempotency-Key`, "
        "every PATCH an `If-Match`. Unknown fields and parameters are refused."
    ),
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_SPLIT_PATCH": False,
    # A choice that may be empty or null says so in its list; without it a reader refuses the register's answers.
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": True,
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.http.openapi.add_shared_components",
    ],
}

#: Django calls the function named by LOGGING_CONFIG with LOGGING as its argument.
LOGGING: dict[str, Any] = {"level": "INFO"}
LOGGING_CONFIG = "config.http.logs.configure"

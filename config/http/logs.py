"""JSON lines on standard error, one for each event, with the request id on all that a request causes."""

import logging.config
from typing import Any

import orjson
import structlog


def current_request_id() -> str | None:
    """Return the id of the request being served, or None outside one."""
    request_id: str | None = structlog.contextvars.get_contextvars().get("request_id")
    return request_id


def configure(options: dict[str, Any]) -> None:
    """Send structlog's events and the standard library's records through the same JSON formatter.

    Django calls this with settings.LOGGING; `options["level"]` is the threshold of the root logger.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "json": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "foreign_pre_chain": [*shared, structlog.stdlib.ExtraAdder()],
                    "processors": [
                        _drop_objects,
                        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                        structlog.processors.JSONRenderer(serializer=_dumps),
                    ],
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
            "root": {"handlers": ["stderr"], "level": options.get("level", "INFO")},
            # Refused requests are told by the access line; Django's own warning would double it.
            "loggers": {"django.request": {"level": "ERROR"}},
        }
    )


def _drop_objects(_: Any, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Leave out the request object that Django adds: its text may hold what the caller sent."""
    event.pop("request", None)
    return event


def _dumps(event: structlog.typing.EventDict, **_: Any) -> str:
    return orjson.dumps(event, default=str).decode()

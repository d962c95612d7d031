"""The OpenAPI document, read off the declarations of each view, with the manners that all of them share.

What every operation has in common stands once under `components` and is referred to.
"""

import re
from collections.abc import Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiSerializerExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import _SchemaType

from config.http import problems
from config.http.pagination import TOTAL
from config.http.parts import EXPAND, FIELDS, ExpandParameter, part_of
from config.http.scopes import ANY_SCOPE

if TYPE_CHECKING:
    from config.http.views import ApiView  # which imports this module

BEARER: dict[str, Any] = {
    "bearerAuth": {"type": "http", "scheme": "bearer", "description": "An API key of a partner."},
    "oauth2": {
        "type": "oauth2",
        "description": "An OAuth2 client of a partner, whose tokens are good for minutes.",
        "flows": {"clientCredentials": {"tokenUrl": "/api/v1/oauth/token", "scopes": {}}},
    },
}

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "A problem (RFC 9457). `code` is finer than `type`; `errors` names each place at fault.",
    "required": ["type", "title", "status", "code", "detail", "instance", "errors", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "format": "uri-reference"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer to the place."},
                    "parameter": {"type": "string", "description": "The pointer leads into the query."},
                    "header": {"type": "string", "description": "The pointer leads into the headers."},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
        "request_id": {"type": ["string", "null"]},
    },
}

#: One entity tag or several, as a header has them.
_TAG = r'(W/)?"[!#-~]*"'
_TAGS: dict[str, Any] = {"type": "string", "pattern": rf"^(\*|{_TAG}(, ?{_TAG})*)$"}

KNOWN_AT: dict[str, Any] = {
    "type": "integer",
    "description": "Only of an answer as of then: with so many entries of the log.",
}

PARAMETERS: dict[str, Any] = {
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "required": True,
        "description": "A new random text for each request. The same request under the same key is "
        "carried out once; its answer is repeated for seven days.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[\\x21-\\x7e]+$"},
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "required": True,
        "description": "The `ETag` of the record that the change was made on.",
        "schema": _TAGS,
        "example": '"r17.5f2c09ab"',
    },
    "IfMatchOptional": {
        "name": "If-Match",
        "in": "header",
        "description": "The `ETag` of the record as it was read; where it is sent, the record must still be so.",
        "schema": _TAGS,
        "example": '"r17.5f2c09ab"',
    },
    "AcceptDatetime": {
        "name": "Accept-Datetime",
        "in": "header",
        "description": "As the register stood at the last checkpoint by this date (RFC 7089), as HTTP writes it. "
        "`known_at` goes before it.",
        "schema": {"type": "string", "format": "http-date"},
        "example": "Tue, 26 Aug 2025 14:05:00 GMT",
    },
    "Prefer": {
        "name": "Prefer",
        "in": "header",
        "description": f"`{TOTAL}` adds `total_count` to the page.",
        "schema": {"type": "string"},
    },
    "RequestId": {
        "name": "X-Request-ID",
        "in": "header",
        "description": "The caller's own id of the request: 1 to 64 letters, digits, `.`, `_`, `:`, `-`. Any "
        "other is replaced.",
        "schema": {"type": "string"},
    },
}

HEADERS: dict[str, Any] = {
    "RequestId": {"description": "Names the request in the log.", "schema": {"type": "string"}},
    "ETag": {
        "description": "Revision and body. Sent as `If-None-Match`, it makes the same answer a 304.",
        "schema": {"type": "string"},
    },
    "MementoDatetime": {
        "description": "Of an answer as of then: when the last of its entries came into the log (RFC 7089).",
        "schema": {"type": "string"},
    },
    "ContentLocation": {
        "description": "Of an answer as of then: where the same is given for good.",
        "schema": {"type": "string", "format": "uri-reference"},
    },
    "Link": {
        "description": "The next and the previous page (RFC 8288); of an answer as of then, the latest.",
        "schema": {"type": "string"},
    },
    "Location": {
        "description": "Where the record is.",
        "schema": {"type": "string", "format": "uri-reference"},
    },
    "RateLimit": {
        "description": "Which limit the request counted against, how many are left and for how many seconds "
        '(draft-ietf-httpapi-ratelimit-headers-10), such as `"read";r=5999;t=42`.',
        "schema": {"type": "string"},
    },
    "RateLimitPolicy": {
        "description": 'Every limit of the caller with its window in seconds, such as `"read";q=6000;w=60`.',
        "schema": {"type": "string"},
    },
    "RetryAfter": {"description": "Seconds until it may be sent again.", "schema": {"type": "integer"}},
    "Replayed": {
        "description": "`true` when the answer is that of an earlier request with the same key.",
        "schema": {"type": "string"},
    },
}


ELSEWHERE: dict[str, Any] = {
    "description": "The record was merged into another one: send the same request there.",
    "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in ("Location",)}
    | {"X-Request-ID": {"$ref": "#/components/headers/RequestId"}},
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["merged_into", "url"],
                "properties": {
                    "merged_into": {"type": "string", "format": "uuid"},
                    "url": {"type": "string", "format": "uri"},
                    "known_at": KNOWN_AT,
                },
            }
        }
    },
}


class MannersSchema(AutoSchema):
    """Describes an `ApiView` by what it declares."""

    view: "ApiView"  # type: ignore[override]

    def get_operation_id(self) -> str:
        """Name an operation after the fixed parts of its path and what the method does there."""
        words = [
            word
            for part in self._tokenize_path()
            for word in part.replace("-", "_").replace(".", "_").split(":")
            if word and not word.startswith("{")
        ]
        verb = {"GET": "list" if self._is_page() else "get", "PATCH": "update"}.get(self.method, "create")
        return "_".join(words if self._is_action() else [*words, verb])

    def get_auth(self) -> list[_SchemaType]:
        """Ask for a key or the token of a client, but where anyone may read."""
        scope = self.view.required_scopes.get(self.method, ANY_SCOPE)
        is_open = settings.ANONYMOUS_READING and self.method == "GET" and self.view.is_open
        found: list[_SchemaType] = [{"bearerAuth": []}, {"oauth2": [scope] if scope != ANY_SCOPE else []}]
        return [*found, {}] if is_open else found

    def get_override_parameters(self) -> list[Any]:
        """Turn the declared query parameters into parameters."""
        query = self.view.query.get(self.method)
        return [query] if query else []

    def get_request_serializer(self) -> Any:
        """Return the declared body."""
        return self.view.bodies.get(self.method)

    def get_response_serializers(self) -> Any:
        """Return the declared answers by status."""
        declared = self.view.answers.get(self.method)
        if not isinstance(declared, Mapping):
            declared = {201 if self.method == "POST" and self.view.writes else 200: declared}
        return {str(status): self._answer(answer) for status, answer in declared.items()}

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        """Add the shared manners to what the declarations give."""
        operation: Any = super().get_operation(*args, **kwargs)
        scope = self.view.required_scopes.get(self.method)
        if scope is not None and scope != ANY_SCOPE:
            operation["description"] = (
                f"{operation.get('description', '')}\n\nNeeds the scope `{scope}`.".strip()
            )
        if "requestBody" in operation:
            operation["requestBody"]["required"] = True  # an empty object is sent as one
        parameters = operation.setdefault("parameters", [])
        for parameter in parameters:
            if parameter["in"] == "query" and parameter["schema"].get("type") == "array":
                parameter |= {"style": "form", "explode": False}  # values with commas between them
        parameters += [{"$ref": f"#/components/parameters/{name}"} for name in self._shared_parameters()]
        headers = {
            header: {"$ref": f"#/components/headers/{name}"}
            for header, name in self._shared_headers().items()
        }
        for response in operation["responses"].values():
            response["headers"] = headers
        for status in self._problem_statuses():
            operation["responses"][str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
        if self.method in self.view.redirecting_methods:
            operation["responses"]["308"] = {"$ref": "#/components/responses/Elsewhere"}
        if self.method == "GET":
            operation["responses"]["304"] = {"description": "The caller has this answer already."}
        return operation

    def _is_action(self) -> bool:
        return self.method == "POST" and ":" in self.path.rsplit("/", 1)[-1]

    def _is_page(self) -> bool:
        return isinstance(self.view.answers.get(self.method), list | tuple)

    def _is_as_of(self) -> bool:
        return self.method == "GET" and self.view.takes("known_at")

    def _is_keyed(self) -> bool:
        return self.method == "POST" and self.view.writes

    def _is_conditional(self) -> bool:
        return self.method in self.view.conditional_methods

    def _answer(self, declared: Any) -> Any:
        """Return what a declared answer is described by."""
        if isinstance(declared, list | tuple):
            return self._page_of(declared[0])
        if self.method == "GET" and self.view.takes(FIELDS):
            return self._whole_or_part(self.resolve_serializer(declared(), "response"))
        return declared

    def _whole_or_part(self, item: ResolvedComponent) -> dict[str, Any]:
        """Say of a record that it may come in parts, where that can be asked for."""
        asked = self.view.query["GET"]().fields.get(EXPAND)
        shapes = asked.shapes if isinstance(asked, ExpandParameter) else {}
        expanded = {name: self.resolve_serializer(shape(), "response").ref for name, shape in shapes.items()}
        part = self._component(f"{item.name}Part", part_of(item.schema or {}, expanded))
        return {"anyOf": [item.ref, part.ref]}

    def _component(self, name: str, schema: dict[str, Any]) -> ResolvedComponent:
        component = ResolvedComponent(name=name, type=ResolvedComponent.SCHEMA, object=name, schema=schema)  # type: ignore[no-untyped-call]
        self.registry.register_on_missing(component)
        return component

    def _page_of(self, serializer: Any) -> Any:
        item = self.resolve_serializer(serializer(), "response")
        results = self._whole_or_part(item) if self.view.takes(FIELDS) else item.ref
        url = {"type": ["string", "null"], "format": "uri"}
        page = {
            "type": "object",
            "required": ["results", "next", "prev"],
            "properties": {
                "results": {"type": "array", "items": results},
                "next": url,
                "prev": url,
                "total_count": {"type": "integer", "description": f"Only with `Prefer: {TOTAL}`."},
                "known_at": KNOWN_AT,
            },
        }
        return self._component(f"{item.name}Page", page).ref

    def _shared_parameters(self) -> list[str]:
        names = ["RequestId"]
        if self._is_keyed():
            names.append("IdempotencyKey")
        if self._is_conditional():
            names.append("IfMatch")
        elif self.method in self.view.heeding_methods:
            names.append("IfMatchOptional")
        if self._is_page():
            names.append("Prefer")
        if self._is_as_of():
            names.append("AcceptDatetime")
        return names

    def _shared_headers(self) -> dict[str, str]:
        names = {"X-Request-ID": "RequestId", "RateLimit": "RateLimit", "RateLimit-Policy": "RateLimitPolicy"}
        if self.method in ("GET", "PATCH") or self._is_keyed():
            names["ETag"] = "ETag"
        if self._is_page() or self._is_as_of():
            names["Link"] = "Link"
        if self._is_as_of():
            names |= {"Memento-Datetime": "MementoDatetime", "Content-Location": "ContentLocation"}
        if self._is_keyed() and not self._is_action():
            names["Location"] = "Location"
        if self._is_keyed():
            names["Idempotency-Replayed"] = "Replayed"
        return names

    def _problem_statuses(self) -> list[int]:
        statuses = [400, 401, 403, 406, 429, 500, 503]
        if "{" in self.path:
            statuses.append(404)
        if self.method != "GET":
            statuses += [409, 415, 422]
        elif self._is_page() or self._is_as_of():
            statuses.append(422)
        if self._is_conditional():
            statuses += [412, 428]
        elif self.method in self.view.heeding_methods:
            statuses.append(412)
        return sorted({*statuses, *self.view.refusals})


class ClosedObject(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """Says of every request body that a name it does not list is refused."""

    target_class = "config.http.serializers.StrictSerializer"
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: Any) -> Any:
        """Close what the fields give."""
        map_fields: Any = auto_schema._map_serializer  # noqa: SLF001 - the documented way to extend it
        schema = map_fields(self.target, direction, bypass_extensions=True)
        for name, member in schema.get("properties", {}).items():
            schema["properties"][name] = _with_the_empty_text(member)
        return {**schema, "additionalProperties": False} if direction == "request" else schema


def _with_the_empty_text(schema: Any) -> Any:
    """Undo a choice between a text and the empty one, where the text may be empty: a choice is of exactly one."""
    match schema:
        case {"oneOf": [{"type": "string", "pattern": pattern} as text, {"type": "string", "maxLength": 0}]}:
            if re.search(pattern, ""):
                rest = {key: value for key, value in schema.items() if key != "oneOf"}
                return {**text, **rest}
    return schema


class PatternedText(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """Shows the pattern of a text, which says too that it is not blank."""

    target_class = "config.http.fields.CharField"

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Any) -> Any:
        """Add the pattern to what the field gives."""
        map_field: Any = auto_schema._map_serializer_field  # noqa: SLF001 - the documented way to extend it
        schema = map_field(self.target, direction, bypass_extensions=True)
        return {**schema, "pattern": self.target.pattern}


def add_shared_components(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Put what the operations refer to under `components`."""
    components = result.setdefault("components", {})
    components["securitySchemes"] = _schemes(result["paths"])
    components["parameters"] = PARAMETERS
    components["headers"] = HEADERS
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    components["responses"] = {
        f"Problem{status}": _problem_response(status)
        for status in sorted({problem_type.status for problem_type in problems.CATALOGUE.values()})
    } | {"Elsewhere": ELSEWHERE}
    return result


def _schemes(paths: Mapping[str, Any]) -> dict[str, Any]:
    """Return the ways to say who one is, with the scopes that operations ask for."""
    operations = [operation for operations in paths.values() for operation in operations.values()]
    asked = {
        scope for operation in operations for way in operation["security"] for scope in way.get("oauth2", ())
    }
    schemes = deepcopy(BEARER)
    schemes["oauth2"]["flows"]["clientCredentials"]["scopes"] = dict.fromkeys(sorted(asked), "")
    return schemes


def _problem_response(status: int) -> dict[str, Any]:
    types = [entry for entry in problems.CATALOGUE.values() if entry.status == status]
    examples = {
        entry.slug: {
            "value": {
                "type": entry.url,
                "title": entry.title,
                "status": entry.status,
                "code": entry.slug.replace("-", "_"),
                "detail": entry.title,
                "instance": "/api/v1/claims",
                "errors": [],
                "request_id": "0199b4c1-7d6e-7a53-9d0e-3f2b1c5a8e77",
            }
        }
        for entry in types
    }
    headers = {"X-Request-ID": "RequestId"}
    if status == 429:
        headers |= {
            "RateLimit": "RateLimit",
            "RateLimit-Policy": "RateLimitPolicy",
            "Retry-After": "RetryAfter",
        }
    return {
        "description": "; ".join(entry.title for entry in types) + ".",
        "headers": {name: {"$ref": f"#/components/headers/{header}"} for name, header in headers.items()},
        "content": {
            problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}
        },
    }

"""What a credential may do: a view names the scope of each method, and what it does not name is refused."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, cast

from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import BasePermission

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rest_framework.request import Request
    from rest_framework.views import APIView  # itself imports this module, by the settings

#: Any valid credential will do.
ANY_SCOPE = ""


class Credential(Protocol):
    """What the authentication leaves in `request.auth`."""

    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Anonymous:
    """What is left of whoever brings no credential, where that is let through."""

    scopes: frozenset[str] = frozenset({"read"})


ANONYMOUS = Anonymous()


def required_scope(view: Any, method: str | None) -> str | None:
    """Return the scope that a view asks for, None when it has declared none."""
    declared: Mapping[str, str] = getattr(view, "required_scopes", {})
    return declared.get("GET" if method == "HEAD" else method or "")


class HasScope(BasePermission):
    """Lets a credential through that has the scope declared for the method."""

    def has_permission(self, request: "Request", view: "APIView") -> bool:
        """Return False without a credential, which answers 401.

        Raises:
            PermissionDenied: the credential lacks the scope, or the view declares none.
        """
        credential = cast("Credential | None", request.auth)
        if credential is None:
            return False
        scope = required_scope(view, request.method)
        if scope is None:
            raise PermissionDenied("This operation is open to nobody.")
        if scope != ANY_SCOPE and scope not in credential.scopes:
            raise PermissionDenied(f"This operation needs the scope `{scope}`.")
        return True

"""How far somebody has read the change log; moved by them alone."""

from audit.attribution import Principal
from audit.models import Visit


def mark(*, by: Principal, position: int) -> None:
    """Note that an account has seen every change below `position`; never moves back."""
    visit, is_new = Visit.objects.get_or_create(account=by.id, defaults={"position": position})
    if not is_new and position > visit.position:
        visit.position = position
    visit.save(update_fields=["position", "at"])

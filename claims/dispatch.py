"""Tell workers that claims are owed a recompute."""

from audit.dispatch import Messenger, app


def wake_after(channel: str) -> None:
    """Tell a worker that something was written; not what a worker wrote, which reads on in the log until its end."""
    if channel != "task":
        _messenger.wake("claims.settle")


def wake_mass() -> None:
    """Tell the mass worker that more is owed."""
    _messenger.wake("claims.settle_mass")


_messenger = Messenger(app, pause=0.05)

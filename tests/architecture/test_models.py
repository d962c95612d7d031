"""Every model keeps its history, or stands here with the reason why it keeps none."""

from django.apps import apps

from audit.records import tracked_models

#: Models without revisions, and why.
EXEMPT = {
    "audit.outbox": "revisions on their way into the log",
    "audit.entry": "the log itself",
    "audit.check": "what became of a check; run again, it comes to the same",
    "audit.checkpoint": "the log itself: what was signed, each once",
    "audit.schema": "the log itself: which columns an entry was sealed with",
    "audit.follower": "a place in the log, read again from anywhere before it",
    "audit.change": "read again from the log and the revisions",
    "audit.visit": "how far somebody has read; no record",
    "claims.consensus": "names the latest determination, and determinations are tracked",
    "claims.debt": "computed again from the log",
    "claims.echo": "computed from stances and verdicts; told again when much more speaks for it",
    "claims.likeness": "computed again from the texts of claims",
    "claims.assignment": "who is on what at the moment; means nothing later, what they do is recorded",
    "claims.seen": "a mark in a list of work: added with account, time and reason, never changed; bears on no record",
    "http.idempotentrequest": "an answer kept for seven days; what it wrote is tracked",
    "axes.accessattempt": "who guessed wrong passwords lately; forgotten after a quarter of an hour",
    "axes.accessattemptexpiration": "likewise: until when",
    "axes.accessfailurelog": "likewise, and not written",
    "axes.accesslog": "likewise, and not written",
    "actors.secondfactor": "a secret, and which of its codes were taken; that there is one is a column of its account",
    "oauth2_provider.accesstoken": "tokens of a quarter of an hour, by their digests; what one writes names its client",
    "oauth2_provider.devicegrant": "of a grant that is not offered, and empty",
    "oauth2_provider.grant": "likewise",
    "oauth2_provider.idtoken": "likewise",
    "oauth2_provider.refreshtoken": "likewise",
    "admin.logentry": "Django's own log, which revisions replace",
    "auth.group": "Django's own; what an account may do follows from its kind",
    "auth.group_permissions": "likewise",
    "auth.permission": "likewise, and made by migrations",
    "contenttypes.contenttype": "names of models, made by migrations",
    "sessions.session": "who is logged in to the admin; means nothing later",
}


def test_every_model_is_tracked_or_exempt_for_a_reason():
    # Revisions are the history, and have none.
    models = {
        model for model in apps.get_models(include_auto_created=True) if not hasattr(model, "history_object")
    }

    assert {model._meta.label_lower for model in models - {*tracked_models()}} == set(EXEMPT)
    assert all(EXEMPT.values())

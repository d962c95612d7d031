"""The words of a text, as search looks them up."""

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Func


class Words(Func):
    """The words of a text, and of a list of further texts, as they stand and as stems: what an index is made of."""

    function = "search_words"
    output_field = SearchVectorField()

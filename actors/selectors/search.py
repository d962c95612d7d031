"""Find records by words of their texts, in whatever language they are written.

Which language a text is in is not on record, so its words are kept as they stand and as the stems of each language
that PostgreSQL knows of those below; a word that is asked for is looked up in the same ways, and by its beginning.
A word that is nearly the same counts too, for names are spelt in several ways.
"""

import re
from collections.abc import Sequence
from functools import reduce
from operator import and_, or_
from typing import Any, TypeVar

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet

from actors.models import Words

#: Those of PostgreSQL's that the function `search_words` knows.
LANGUAGES = ("english", "french", "german", "spanish", "russian", "arabic")
#: So many words are heeded.
WORDS = 12
_WORD = re.compile(r"\w+")

Found = TypeVar("Found", bound="QuerySet[Any, Any]")


def matching(rows: Found, text: str, *columns: str) -> Found:
    """Keep the rows of which the columns, a text and perhaps a list of texts, have all of the words or nearly so.

    What is nearly so is looked for in the first column alone.
    """
    words = _WORD.findall(text)[:WORDS]
    if not words:
        nothing: Found = rows.none()
        return nothing
    nearly = reduce(and_, (Q(**{f"{columns[0]}__trigram_word_similar": word}) for word in words))
    found: Found = rows.alias(found_words=Words(*columns)).filter(Q(found_words=_query(text, words)) | nearly)
    return found


def _query(text: str, words: Sequence[str]) -> Any:
    begun = SearchQuery(" & ".join(f"{word}:*" for word in words), config="simple", search_type="raw")
    # PostgreSQL reads some signs as parts of a word, in the text as in what is asked for: Brigade-72, 3.14.
    ways = [SearchQuery(text, config="simple")]
    ways += [SearchQuery(" ".join(words), config=language) for language in LANGUAGES]
    return reduce(or_, ways, begun)

"""What a page needs is there before anybody asks for one."""

from django.template import engines
from django.template.loader import get_template

from claims.pages.page import TEMPLATES, prepare


def test_prepared_templates_are_at_hand_and_none_is_read_again():
    (loader,) = engines["django"].engine.template_loaders
    loader.reset()

    prepare()

    names = {str(file.relative_to(TEMPLATES)) for file in TEMPLATES.rglob("*.html")}
    assert {"404.html", "room/map.html", "room/parts/why.html"} < names <= set(loader.get_template_cache)
    assert get_template("room/map.html").template is loader.get_template_cache["room/map.html"]

"""Shapes of the map: GeoJSON (RFC 7946)."""

from typing import Any

from rest_framework import serializers

from claims.models import Precision, Status
from config.http.as_of import AsOfOut


class PointOut(serializers.Serializer[Any]):
    """Where it is, in WGS 84 degrees."""

    type = serializers.ChoiceField(choices=["Point"])
    coordinates = serializers.ListField(
        child=serializers.FloatField(), min_length=2, max_length=2, help_text="Longitude, then latitude."
    )


class MapPropertiesOut(serializers.Serializer[Any]):
    """A claim at its place, and where the sources had left it."""

    claim = serializers.UUIDField()
    text = serializers.CharField()
    answer = serializers.CharField()
    question = serializers.UUIDField(allow_null=True, help_text="The exclusive question that it answers.")
    question_text = serializers.CharField()
    valid_from = serializers.CharField(allow_null=True, help_text="A date or an instant, as it was written.")
    valid_to = serializers.CharField(allow_null=True, help_text="A date or an instant, as it was written.")
    place = serializers.UUIDField()
    place_name = serializers.CharField()
    precision = serializers.ChoiceField(choices=Precision.choices, allow_blank=True)
    status = serializers.ChoiceField(choices=Status.choices)
    reason = serializers.CharField()
    sentence = serializers.CharField()
    is_first = serializers.BooleanField(
        help_text="Of the answers to its question at its place, the one that the sources bear out most."
    )
    url = serializers.CharField()


class FeatureOut(serializers.Serializer[Any]):
    """A claim as a feature."""

    type = serializers.ChoiceField(choices=["Feature"])
    id = serializers.UUIDField()
    geometry = PointOut(allow_null=True)
    properties = MapPropertiesOut()


class MapOut(AsOfOut):
    """The claims of a day at their places."""

    type = serializers.ChoiceField(choices=["FeatureCollection"])
    valid_at = serializers.CharField(help_text="As it was asked: a date is the whole of that day in UTC.")
    has_more = serializers.BooleanField(help_text="There are claims beside these: ask for their questions.")
    features = FeatureOut(many=True)

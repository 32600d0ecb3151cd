"""The log as Django REST framework serves it: one model over Daybook's own table, cursor pagination, a CSV stream.

Run by gunicorn as `drf:application`. PEERS_* say where the database is.
"""

import csv
import os

import django
from django.conf import settings

settings.configure(
    SECRET_KEY="the-benchmark-has-no-secrets-to-keep",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    INSTALLED_APPS=["rest_framework"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": "127.0.0.1",
            "PORT": os.environ["PEERS_PORT"],
            "USER": "postgres",
            "NAME": os.environ["PEERS_DATABASE"],
            "CONN_MAX_AGE": None,
        }
    },
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_PERMISSION_CLASSES": [],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "UNAUTHENTICATED_USER": None,
    },
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import models  # noqa: E402
from django.http import StreamingHttpResponse  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework import generics, pagination, serializers  # noqa: E402

WORKSPACE = os.environ["PEERS_WORKSPACE"]
FIELDS = [
    "id",
    "sequence",
    "occurred_at",
    "recorded_at",
    "type",
    "category",
    "platform",
    "state",
    "actor_kind",
    "actor_id",
    "correlation_id",
    "body",
]


class Event(models.Model):
    id = models.UUIDField(primary_key=True)
    workspace_id = models.UUIDField()
    sequence = models.BigIntegerField()
    occurred_at = models.BigIntegerField()
    recorded_at = models.BigIntegerField()
    type = models.CharField(max_length=200)
    category = models.CharField(max_length=200)
    platform = models.CharField(max_length=200, null=True)
    state = models.CharField(max_length=200)
    actor_kind = models.CharField(max_length=200)
    actor_id = models.CharField(max_length=200, null=True)
    correlation_id = models.CharField(max_length=200, null=True)
    body = models.TextField()

    class Meta:
        app_label = "peers"
        managed = False
        db_table = "events"


class EventSerializer(serializers.ModelSerializer):
    class Meta:
        model = Event
        fields = FIELDS


class NewestFirst(pagination.CursorPagination):
    page_size = 100
    ordering = ("-occurred_at", "-sequence")


def of_workspace():
    return Event.objects.filter(workspace_id=WORKSPACE)


class EventList(generics.ListAPIView):
    serializer_class = EventSerializer
    pagination_class = NewestFirst

    def get_queryset(self):
        events = of_workspace()
        before = self.request.query_params.get("before")
        return events.filter(occurred_at__lt=int(before)) if before else events


class Line:
    """A file that gives back what is written to it."""

    def write(self, text):
        return text


def export(_request):
    writer = csv.writer(Line())
    events = of_workspace().order_by("-occurred_at", "-sequence").iterator(chunk_size=2000)

    def lines():
        yield writer.writerow(FIELDS)
        for event in events:
            yield writer.writerow([getattr(event, field) for field in FIELDS])

    return StreamingHttpResponse(lines(), content_type="text/csv")


urlpatterns = [path("events/", EventList.as_view()), path("events.csv", export)]
application = get_wsgi_application()

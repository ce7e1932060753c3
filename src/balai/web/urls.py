from __future__ import annotations

from django.urls import path

from balai.web import gallery, languages, maps

app_name = "web"

urlpatterns = [
    path("language/", languages.switch, name="language"),
    path("map/boundaries.geojson", maps.boundaries, name="boundaries"),
    path("gallery/", gallery.show, name="gallery"),
]

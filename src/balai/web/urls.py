from __future__ import annotations

from django.urls import path

from balai.web import gallery, languages

app_name = "web"

urlpatterns = [
    path("language/", languages.switch, name="language"),
    path("gallery/", gallery.show, name="gallery"),
]

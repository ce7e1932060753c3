"""A program for tests: one installation that serves its pages and does what it is told.

    python -m balai.project.tests.one_city

The web server is a plain one with threads; it is ready when the first line comes out. After that each line of JSON on
the input is answered as `network_talk` does; `load` brings in the city pack.
"""

from __future__ import annotations

import json
import sys
import threading
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from balai.project.network_talk import answer
from balai.project.ready import city


class Quiet(WSGIRequestHandler):
    def log_message(self, *_arguments: Any) -> None:
        pass


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 100

    def process_request_thread(self, *arguments: Any) -> None:
        from django.db import connections

        try:
            super().process_request_thread(*arguments)
        finally:
            connections.close_all()


def say(found: object) -> None:
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()


def main() -> None:
    with city() as configuration:
        from django.conf import settings

        # Pages of errors are shown without the styles having been gathered.
        settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
        from balai.project.city_pack import load_city_pack
        from balai.project.terminal import Step
        from balai.project.wsgi import application

        host, port = configuration.bind
        server = make_server(host, port, application, server_class=Server, handler_class=Quiet)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        say({"ready": configuration.address})
        for line in sys.stdin:
            request = json.loads(line)
            if request["do"] == "load":
                say({"done": load_city_pack(configuration, Step("pack"))})
            else:
                say(answer(request))


if __name__ == "__main__":
    main()

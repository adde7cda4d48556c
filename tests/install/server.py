"""Serves a folder on a free port of this machine and prints the port.

Files under cut/ are announced in full length and end half way, as when a connection breaks.
"""

import functools
import http.server
import os
import sys


class Handler(http.server.SimpleHTTPRequestHandler):
    def do_GET(self):
        path = self.translate_path(self.path)
        if not self.path.startswith("/cut/") or not path.endswith(".tar.gz"):
            return super().do_GET()
        body = open(path, "rb").read()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2])
        self.close_connection = True

    def log_message(self, *arguments):
        pass


folder = os.path.abspath(sys.argv[1])
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=folder))
print(server.server_port, flush=True)
server.serve_forever()

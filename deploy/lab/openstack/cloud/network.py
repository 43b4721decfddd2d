"""Stands in for neutron: an API without networks.

Nova asks it for the ports of a server whenever it shows, moves or deletes one, also of a server without a network; every
list is empty here.
"""

import http.server
import json
import sys


class EmptyNetwork(http.server.BaseHTTPRequestHandler):
    """Answers every GET with an empty list of what is asked for."""

    protocol_version = 'HTTP/1.1'

    def do_GET(self):  # the name is http.server's
        path = self.path.partition('?')[0].strip('/')
        kind = path.rpartition('/')[2].removesuffix('.json').replace('-', '_')
        if not path:
            link = {'rel': 'self', 'href': f'http://{self.headers["Host"]}/v2.0'}
            answer = {'versions': [{'id': 'v2.0', 'status': 'CURRENT', 'links': [link]}]}
        else:
            answer = {'resources' if kind == 'v2.0' else kind: []}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *values):  # the name is http.server's
        pass


if __name__ == '__main__':
    http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), EmptyNetwork).serve_forever()

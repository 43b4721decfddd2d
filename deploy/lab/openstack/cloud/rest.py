"""Calls of OpenStack's REST APIs with Python's own means."""

import json
import time
import urllib.error
import urllib.request

from cloud.settings import LabError

LIMIT = 60
# Nova's and placement's newest of this release.
VERSIONS = 'compute 2.93, placement 1.39'


class Rest:
    """The admin's session: one token, asked for at the first call."""

    def __init__(self, settings):
        self._settings = settings
        self._token = None

    def get(self, url):
        return self.call('GET', url)

    def post(self, url, body):
        return self.call('POST', url, body)

    def put(self, url, body=None):
        return self.call('PUT', url, body)

    def upload(self, url, data):
        """Puts bytes as they are."""
        self._send('PUT', url, data, 'application/octet-stream')

    def call(self, method, url, body=None):
        """The JSON that answers, None when there is none. A failure is a LabError with what the API said."""
        data = None if body is None else json.dumps(body).encode()
        text = self._send(method, url, data, 'application/json')
        return json.loads(text) if text else None

    def _send(self, method, url, data, kind):
        if self._token is None:
            self._token = self._log_in()
        return _request(method, url, data, {'X-Auth-Token': self._token, 'Content-Type': kind}).read()

    def _log_in(self):
        scope = {'project': {'name': 'admin', 'domain': {'id': 'default'}}}
        user = {'name': 'admin', 'domain': {'id': 'default'}, 'password': self._settings.passwords['admin']}
        body = {'auth': {'identity': {'methods': ['password'], 'password': {'user': user}}, 'scope': scope}}
        url = self._settings.keystone_url + '/auth/tokens'
        answer = _request('POST', url, json.dumps(body).encode(), {'Content-Type': 'application/json'})
        return answer.headers['X-Subject-Token']


def answers(url):
    """Whether a service has started behind a URL, whatever it says."""
    try:
        urllib.request.urlopen(url, timeout=5).close()
        return True
    except urllib.error.HTTPError as answer:
        return answer.code not in (502, 503)
    except OSError:
        return False


def _request(method, url, data, headers):
    headers = {'Accept': 'application/json', 'OpenStack-API-Version': VERSIONS, **headers}
    try:
        return urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method), timeout=LIMIT)
    except urllib.error.HTTPError as answer:
        raise LabError(f'{method} {url} answered {answer.code}: {answer.read().decode(errors="replace")[:300]}') from answer
    except OSError as away:
        raise LabError(f'{method} {url} was not answered: {away}.') from away


def until(seconds, otherwise, condition):
    """Asks twice a second whether `condition()` holds; fails with a LabError after so many seconds."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise LabError(f'Within {seconds} s {otherwise()}.')
        time.sleep(0.5)

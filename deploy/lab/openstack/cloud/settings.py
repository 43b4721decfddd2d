"""Where a cloud lives, on which ports, and with which passwords: made once, then read again at each start."""

import json
import os
import pathlib
import random
import secrets
import socket
import subprocess
import sys

PORTS = ('keystone', 'nova', 'placement', 'glance', 'network', 'rabbit', 'rabbit_dist', 'epmd', 'mariadb')
PASSWORDS = ('admin', 'nova', 'placement', 'glance', 'neutron', 'database', 'messages')
LOOPBACK = '127.0.0.1'
SPARE = 10


class LabError(Exception):
    """The lab cannot go on; the text is one sentence for a person."""


class Settings:
    """One cloud's fixed facts. `values` has what the templates under conf/ ask for."""

    def __init__(self, folder, cache):
        self.folder = folder
        self.cache = cache
        self.lab = pathlib.Path(__file__).resolve().parent.parent
        self.run, self.log, self.etc = folder / 'run', folder / 'log', folder / 'etc'
        self.passwords = self._kept('passwords.json', self._new_passwords)
        self.ports = self._kept('ports.json', self._new_ports)

    @classmethod
    def from_environment(cls):
        """The cloud of SLUICE_OPENSTACK_DIR, with its folders made and readable by this user only."""
        os.umask(0o077)
        folder = pathlib.Path(os.environ['SLUICE_OPENSTACK_DIR']).absolute()
        cache = pathlib.Path(os.environ['SLUICE_OPENSTACK_CACHE']).absolute()
        for path in (folder, cache, *(folder / name for name in ('run', 'log', 'etc', 'images', 'locks', 'nova'))):
            path.mkdir(parents=True, exist_ok=True, mode=0o700)
        return cls(folder, cache)

    @property
    def values(self):
        """Names for the templates: folders, ports as port_NAME, passwords as password_NAME."""
        return {
            'folder': self.folder, 'log': self.log, 'etc': self.etc, 'run': self.run, 'paste': self.paste, 'lab': self.lab,
            **{f'port_{name}': port for name, port in self.ports.items()},
            **{f'password_{name}': password for name, password in self.passwords.items()},
        }

    @property
    def keystone_url(self):
        return self.url('keystone') + '/v3'

    def url(self, service):
        return f'http://{LOOPBACK}:{self.ports[service]}'

    @property
    def paste(self):
        """The two paste.ini files of these packages, which only packages with system services bring."""
        return self.cache / f'paste-{versions("python3-nova", "python3-glance")}'

    @property
    def snapshot(self):
        """Empty, migrated databases of exactly these packages."""
        packages = ('python3-nova', 'python3-keystone', 'python3-placement', 'python3-glance', 'mariadb-server-core')
        return self.cache / f'databases-{versions(*packages)}.tar.gz'

    def host_size(self):
        """VCPUs, MiB of memory, GiB of disk of a host that is started without a size."""
        text = os.environ.get('SLUICE_OPENSTACK_HOST_SIZE', '10 8192 100')
        words = text.split()
        if len(words) != 3 or not all(word.isdigit() and int(word) > 0 for word in words):
            raise LabError(f'SLUICE_OPENSTACK_HOST_SIZE is "{text}"; it takes three numbers above 0, such as "10 8192 100".')
        return words

    def _kept(self, name, make):
        path = self.folder / name
        if not path.exists():
            new = path.with_suffix('.new')
            new.write_text(json.dumps(make()))
            new.rename(path)
        return json.loads(path.read_text())

    @staticmethod
    def _new_passwords():
        return {name: secrets.token_hex(16) for name in PASSWORDS}

    @staticmethod
    def _new_ports():
        first = os.environ.get('SLUICE_OPENSTACK_PORT')
        if first is None:
            # Below the range from which the system gives ports to outgoing connections.
            found = iter(port for port in random.sample(range(20000, 32000), 2000) if is_free(port))
            return {name: next(found) for name in PORTS}
        if not first.isdigit() or not 1024 <= int(first) <= 65535 - SPARE:
            raise LabError(f'SLUICE_OPENSTACK_PORT is "{first}"; it takes a port from 1024 to {65535 - SPARE}.')
        return {name: int(first) + n for n, name in enumerate(PORTS)}


def is_free(port):
    """Whether nobody listens there now."""
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((LOOPBACK, port))
            return True
        except OSError:
            return False


def versions(*packages):
    """The installed versions of Debian packages as one word for a file name."""
    shown = subprocess.run(['dpkg-query', '-W', '-f', '${Version}_', *packages], capture_output=True, text=True, check=True)
    return shown.stdout.strip('_').replace(':', '.').replace('/', '.')


def run(main):
    """Runs a program of this package and ends with its exit code; a LabError is one line on standard error."""
    try:
        sys.exit(main(Settings.from_environment()))
    except LabError as problem:
        print(f'openstack lab: {problem}', file=sys.stderr)
        sys.exit(1)

"""The control plane's processes: how each is started, and when it is ready."""

import base64
import os
import socket
import string
import subprocess

from cloud import rest
from cloud.settings import LOOPBACK, LabError

PYTHON = '/usr/bin/python3'
# From the last to be told to the first; those before `rabbit` are told together.
STOP_ORDER = ('rabbit', 'mariadb', 'epmd')


class Services:
    """The control plane of one cloud; each method starts some of it and returns when that answers."""

    def __init__(self, settings, processes):
        self._settings = settings
        self._processes = processes

    def configure(self):
        """Fills in the templates of conf/ and makes the keys that tokens are signed with."""
        etc = self._settings.etc
        (etc / 'policy.d').mkdir(exist_ok=True)
        for template in (self._settings.lab / 'conf').iterdir():
            (etc / template.name).write_text(string.Template(template.read_text()).substitute(self._settings.values))
        keys = self._settings.folder / 'keys'
        if not keys.exists():
            new = keys.with_suffix('.new')
            new.mkdir(exist_ok=True)
            # Keystone's numbering: 0 comes next, the highest signs.
            for name in ('0', '1'):
                (new / name).write_bytes(base64.urlsafe_b64encode(os.urandom(32)))
            new.rename(keys)

    def begin_messages(self):
        """RabbitMQ, returning at once: it takes a while. Its port mapper is its own, no other Erlang program's."""
        settings, ports = self._settings, self._settings.ports
        folder = settings.folder / 'rabbit'
        folder.mkdir(exist_ok=True)
        (folder / 'none.conf').touch()
        (folder / 'enabled_plugins').write_text('[].\n')
        mapper = {'ERL_EPMD_PORT': str(ports['epmd']), 'ERL_EPMD_ADDRESS': LOOPBACK}
        self._processes.start('epmd', 'epmd', '-port', ports['epmd'], '-address', LOOPBACK)
        self._processes.start(
            'rabbit', '/usr/lib/rabbitmq/bin/rabbitmq-server', **mapper,
            HOME=str(folder), RABBITMQ_NODENAME='sluice@localhost', RABBITMQ_CONF_ENV_FILE=str(folder / 'none.conf'),
            RABBITMQ_CONFIG_FILE=str(settings.etc / 'rabbitmq.conf'),
            RABBITMQ_ENABLED_PLUGINS_FILE=str(folder / 'enabled_plugins'), RABBITMQ_MNESIA_BASE=str(folder / 'mnesia'),
            RABBITMQ_LOG_BASE=str(settings.log), RABBITMQ_PID_FILE=str(folder / 'pid'),
            RABBITMQ_NODE_PORT=str(ports['rabbit']), RABBITMQ_DIST_PORT=str(ports['rabbit_dist']),
            # One scheduler that sleeps when it has nothing to do, instead of spinning.
            RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='+S 1:1 +sbwt none +sbwtdcpu none +sbwtdio none'
                                                ' -kernel inet_dist_use_interface {127,0,0,1}')

    def bootstrap(self):
        """Keystone's first user, domain and endpoint."""
        etc, url = self._settings.etc, self._settings.keystone_url + '/'
        made = subprocess.run(
            [PYTHON, '/usr/bin/keystone-manage', '--config-file', etc / 'keystone.conf', 'bootstrap',
             '--bootstrap-region-id', 'RegionOne', '--bootstrap-admin-url', url, '--bootstrap-internal-url', url,
             '--bootstrap-public-url', url],
            env=self._processes.environment | {'OS_BOOTSTRAP_PASSWORD': self._settings.passwords['admin']},
            stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if made.returncode:
            raise LabError(f'keystone could not be set up: {made.stderr.strip()[-300:]}')

    def identity_and_placement(self):
        for name in ('keystone', 'placement'):
            self._processes.start(name, 'uwsgi', '--ini', self._settings.etc / f'{name}.ini')
        self._processes.start('network', PYTHON, '-m', 'cloud.network', self._settings.ports['network'])
        for name in ('keystone', 'placement'):
            self._answers(name, self._settings.url(name) + '/')

    def compute(self):
        """Nova without hosts, and glance. Nova's conductor dies without placement and a login in keystone."""
        self._processes.await_('rabbit', 'accept connections', lambda: accepts(self._settings.ports['rabbit']))
        etc = self._settings.etc
        self._python('glance-api', 'glance.cmd.api', '--config-file', etc / 'glance-api.conf')
        for name, module in (('conductor', 'conductor'), ('scheduler', 'scheduler'), ('api', 'api_os_compute')):
            self._python(f'nova-{name}', f'nova.cmd.{module}', '--config-file', etc / 'nova.conf',
                         '--config-file', etc / 'nova-db.conf', '--log-file', self._settings.log / f'nova-{name}.log')
        orders = self._settings.run / 'farm.fifo'
        if not orders.exists():
            os.mkfifo(orders, 0o600)
        self._processes.start('farm', PYTHON, '-m', 'cloud.farm', self._settings.folder, *self._settings.host_size())
        self._answers('glance-api', self._settings.url('glance') + '/')
        self._answers('nova-api', self._settings.url('nova') + '/')

    def dead(self):
        """The processes that should run and do not."""
        return [name for name in self._processes.named() if not self._processes.alive(name)]

    def _python(self, name, module, *arguments):
        # As the packages' own programs are, which bring system services along; the name is what they write to their logs.
        program = f'import sys; sys.argv[0] = {name!r}; from {module} import main; sys.exit(main())'
        self._processes.start(name, PYTHON, '-c', program, *arguments)

    def _answers(self, name, url):
        self._processes.await_(name, f'answer at {url}', lambda: rest.answers(url))


def paste_files(settings):
    """Takes the APIs' pipelines out of packages that are not installed, since they would set up system services."""
    paste = settings.paste
    if paste.exists():
        return
    new = paste.with_suffix(f'.{os.getpid()}')
    new.mkdir()
    for package, path, name in (('nova-common', 'nova-common/api-paste.ini', 'nova-api-paste.ini'),
                                ('glance-common', 'glance-common/glance-api-paste.ini', 'glance-api-paste.ini')):
        version = subprocess.run(['dpkg-query', '-W', '-f', '${Version}', f'python3-{package.partition("-")[0]}'],
                                 capture_output=True, text=True, check=True).stdout
        fetched = subprocess.run(['apt-get', 'download', f'{package}={version}'], cwd=new, capture_output=True, text=True)
        debs = list(new.glob(f'{package}_*.deb'))
        if fetched.returncode or not debs:
            raise LabError(f'apt-get could not fetch {package} {version}: {fetched.stderr.strip()[-300:]}')
        subprocess.run(['dpkg-deb', '-x', debs[0], new / 'tree'], check=True)
        (new / 'tree/usr/share' / path).rename(new / name)
    new.rename(paste)


def accepts(port):
    """Whether somebody listens there."""
    try:
        socket.create_connection((LOOPBACK, port), timeout=1).close()
        return True
    except OSError:
        return False


def stop(processes, patience):
    """Ends hosts and services, then what they speak through, each in its own time."""
    last = [name for name in STOP_ORDER if name in processes.named()]
    processes.stop([name for name in processes.named() if name not in STOP_ORDER], patience)
    for name in last:
        processes.stop([name], 2 * patience)

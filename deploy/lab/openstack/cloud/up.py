"""Starts a cloud: what does not run yet, in the order in which the parts need each other, each wait bounded."""

import fcntl
import json
import subprocess
import sys
import time

from cloud import catalog, database, processes, rest, services
from cloud.settings import LabError, is_free, run

PATIENCE = 240


def up(settings):
    """Answers the exit code."""
    hosts = int(sys.argv[1])
    with open(settings.folder / 'lock', 'w', encoding='utf-8') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        Start(settings).up(hosts)
    return 0


class Start:
    """One start, told step by step."""

    def __init__(self, settings):
        self._settings = settings
        self._processes = processes.Processes(settings)
        self._services = services.Services(settings, self._processes)
        self._catalog = catalog.Catalog(settings, rest.Rest(settings))
        self._began = time.monotonic()

    def up(self, hosts):
        settings, known = self._settings, self._settings.folder / 'seeded'
        self._check_ports()
        services.paste_files(settings)
        self._services.configure()
        self._services.begin_messages()
        source = database.Database(settings, self._processes).start()
        self._say(f'MariaDB, schemas {source}' if source else 'MariaDB runs')
        if not known.exists():
            self._services.bootstrap()
        self._services.identity_and_placement()
        self._say('keystone, placement')
        if not known.exists():
            self._catalog.services()
        self._services.compute()
        if not known.exists():
            self._catalog.image_and_flavors()
            known.touch()
        self._write_description()
        self._say('nova, glance')
        if hosts:
            self._start_hosts([f'node-{n}' for n in range(1, hosts + 1)])
        self._say(f'ready, {hosts} hosts of {" ".join(settings.host_size())} (VCPUs, MiB, GiB); {settings.folder / "env"}')

    def _check_ports(self):
        if any(map(self._processes.alive, self._processes.named())):
            return
        taken = [str(port) for port in self._settings.ports.values() if not is_free(port)]
        if taken:
            raise LabError(f'Port {", ".join(taken)} of 127.0.0.1 is in use by another program; end that, or let this cloud go '
                           f'and take other ports: {self._settings.lab}/down --wipe')

    def _start_hosts(self, names):
        for name in names:
            subprocess.run([self._settings.lab / 'host', 'start', name], check=True)
        wanted = set(names)
        rest.until(PATIENCE, lambda: self._missing(wanted), lambda: wanted <= self._catalog.hosts_ready())

    def _missing(self, wanted):
        dead = self._services.dead()
        why = f'; these have died: {", ".join(dead)}' if dead else ''
        return f'{len(wanted - self._catalog.hosts_ready())} hosts did not come up{why}; logs are in {self._settings.log}'

    def _write_description(self):
        """Where everything is: env for shells, cloud.json for programs. Neither holds a password, only where it is."""
        settings = self._settings
        (settings.folder / 'password').write_text(settings.passwords['admin'] + '\n')
        about = {
            'authUrl': settings.keystone_url, 'region': catalog.REGION, 'user': 'admin', 'userDomain': 'Default',
            'project': 'admin', 'projectDomain': 'Default', 'passwordFile': str(settings.folder / 'password'),
            'compute': settings.url('nova') + '/v2.1', 'placement': settings.url('placement'),
            'image': settings.url('glance'), 'host': str(settings.lab / 'host'), 'folder': str(settings.folder),
            'log': str(settings.log),
        }
        (settings.folder / 'cloud.json').write_text(json.dumps(about, indent=2) + '\n')
        (settings.folder / 'env').write_text(
            f'export SLUICE_OPENSTACK_DIR={settings.folder}\n'
            f'export OS_AUTH_URL={settings.keystone_url} OS_IDENTITY_API_VERSION=3 OS_REGION_NAME={catalog.REGION}\n'
            'export OS_USERNAME=admin OS_USER_DOMAIN_NAME=Default OS_PROJECT_NAME=admin OS_PROJECT_DOMAIN_NAME=Default\n'
            f'OS_PASSWORD=$(cat {settings.folder}/password) && export OS_PASSWORD\n')

    def _say(self, what):
        print(f'{time.monotonic() - self._began:6.1f} s  {what}', flush=True)


if __name__ == '__main__':
    run(up)

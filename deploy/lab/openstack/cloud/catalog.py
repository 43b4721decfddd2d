"""What a cloud needs in its own APIs before it can be used: users, endpoints, an image, flavors. Each step may be repeated."""

from cloud.settings import LabError

REGION = 'RegionOne'
# user and service → type, port, path
SERVICES = {
    'nova': ('compute', 'nova', '/v2.1'),
    'placement': ('placement', 'placement', ''),
    'glance': ('image', 'glance', ''),
    'neutron': ('network', 'network', ''),
}
# name and id → VCPUs, MiB, GiB; `whole` fills a host of the default size
FLAVORS = {'s1': (1, 512, 1), 's2': (2, 1024, 1), 's4': (4, 2048, 2), 'whole': (10, 8192, 10)}
IMAGE = 'tiny'


class Catalog:
    """The admin at work in keystone, glance and nova."""

    def __init__(self, settings, rest):
        self._settings = settings
        self._rest = rest
        self._keystone = settings.keystone_url

    def services(self):
        """The services' own users, and where each service is."""
        project = self._ensure('project', {'name': 'service', 'domain_id': 'default'})
        admin = self._rest.get(f'{self._keystone}/roles?name=admin')['roles'][0]['id']
        for name, (kind, port, path) in SERVICES.items():
            user = self._ensure('user', {'name': name, 'domain_id': 'default'}, password=self._settings.passwords[name])
            self._rest.put(f'{self._keystone}/projects/{project}/users/{user}/roles/{admin}')
            service = self._ensure('service', {'name': name, 'type': kind})
            for interface in ('public', 'internal', 'admin'):
                self._ensure('endpoint', {'service_id': service, 'interface': interface},
                             url=self._settings.url(port) + path, region_id=REGION)

    def image_and_flavors(self):
        """An image of one kilobyte: a fake hypervisor never reads it."""
        glance = self._settings.url('glance') + '/v2/images'
        if not self._rest.get(f'{glance}?name={IMAGE}')['images']:
            about = {'name': IMAGE, 'disk_format': 'raw', 'container_format': 'bare', 'visibility': 'public'}
            image = self._rest.post(glance, about)
            self._rest.upload(f'{glance}/{image["id"]}/file', bytes(1024))
        flavors = self._settings.url('nova') + '/v2.1/flavors'
        there = {flavor['id'] for flavor in self._rest.get(flavors)['flavors']}
        for name, (vcpus, memory, disk) in FLAVORS.items():
            if name not in there:
                about = {'id': name, 'name': name, 'vcpus': vcpus, 'ram': memory, 'disk': disk}
                self._rest.post(flavors, {'flavor': about})

    def hosts_ready(self):
        """The hosts that the scheduler can use: up, mapped to the cell, and known to placement."""
        nova = self._settings.url('nova') + '/v2.1'
        services = self._rest.get(f'{nova}/os-services?binary=nova-compute')['services']
        mapped = {host['hypervisor_hostname'] for host in self._rest.get(f'{nova}/os-hypervisors')['hypervisors']}
        providers = self._rest.get(self._settings.url('placement') + '/resource_providers')['resource_providers']
        placed = {provider['name'] for provider in providers}
        return {service['host'] for service in services if service['state'] == 'up'} & mapped & placed

    def _ensure(self, kind, match, **others):
        """The id of what matches, made if there is none."""
        query = '&'.join(f'{key}={value}' for key, value in match.items())
        found = self._rest.get(f'{self._keystone}/{kind}s?{query}')[f'{kind}s']
        if len(found) > 1:
            raise LabError(f'keystone has more than one {kind} with {query}.')
        return found[0]['id'] if found else self._rest.post(f'{self._keystone}/{kind}s', {kind: match | others})[kind]['id']

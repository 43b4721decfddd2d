"""Forks the hosts: real nova-compute services, each a process of its own, off one that has loaded nova.

To load nova takes seconds and a hundred megabytes; forked children share both. Each is an ordinary nova-compute with a name,
a folder and connections of its own, so that killing it is a real crash of a host. Orders come through run/farm.fifo, one a
line: start NAME [VCPUS MEMORY_MIB DISK_GIB]

Called with the cloud's folder and the size of a host without one.
"""

import gc
import os
import pathlib
import random
import signal
import sys
import traceback

FOLDER = pathlib.Path(sys.argv[1])
SIZE = sys.argv[2:5]
sys.argv[:] = ['nova-compute']

# First of all of nova: it replaces parts of Python's library by eventlet's.
from nova.cmd import compute  # noqa: E402

import eventlet.hubs  # noqa: E402
# Loaded by name later on; here they are loaded once for all.
import kombu.transport.pyamqp  # noqa: E402, F401
import nova.compute.api  # noqa: E402, F401
import nova.compute.manager  # noqa: E402, F401
import nova.conductor.rpcapi  # noqa: E402, F401
import os_vif  # noqa: E402, F401
import oslo_messaging._drivers.impl_rabbit  # noqa: E402, F401
import oslo_reports.guru_meditation_report  # noqa: E402, F401
from nova.virt import fake  # noqa: E402

from cloud import processes  # noqa: E402


def main():
    """Serves orders until it is killed; the hosts are not."""
    # The collector of a child would touch, and so copy, every shared page.
    gc.collect()
    gc.freeze()
    # The kernel takes the dead away at once: a zombie would look like a host that is slow to stop.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    # Open for writing as well, so that there is always a writer and never an end.
    orders = os.open(FOLDER / 'run/farm.fifo', os.O_RDWR)
    with os.fdopen(orders, 'rb', buffering=0) as fifo:
        waiting = b''
        while True:
            waiting += fifo.read(4096)
            *lines, waiting = waiting.split(b'\n')
            for line in lines:
                order(line.decode().split(), orders)


def order(words, orders):
    """Starts the host that `words` names."""
    if len(words) not in (2, 5) or words[0] != 'start':
        print('not understood:', *words, flush=True)
        return
    name, size = words[1], words[2:] or SIZE
    if processes.running(FOLDER / 'run', f'compute-{name}'):
        return
    pid = os.fork()
    if pid == 0:
        os.close(orders)
        try:
            become(name, [int(word) for word in size])
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    processes.remember(FOLDER / 'run', f'compute-{name}', pid)


def become(name, size):
    """Turns this process into the nova-compute of a host."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    random.seed()
    # With the parent's poll descriptor, every host would wake up for every other one's sockets.
    eventlet.hubs.use_hub()
    out = os.open(FOLDER / f'log/compute-{name}.out', os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(out, 1)
    os.dup2(out, 2)
    own = FOLDER / 'nova' / name
    own.mkdir(parents=True, exist_ok=True)
    (own / 'host.conf').write_text(f'[DEFAULT]\nhost = {name}\nstate_path = {own}\n')
    # The driver has no other setting for its size.
    fake.MediumFakeDriver.vcpus, fake.MediumFakeDriver.memory_mb, fake.MediumFakeDriver.local_gb = size
    sys.argv[:] = ['nova-compute', '--config-file', f'{FOLDER}/etc/nova.conf', '--config-file', f'{own}/host.conf',
                   '--log-file', f'{FOLDER}/log/compute-{name}.log']
    compute.main()


if __name__ == '__main__':
    main()

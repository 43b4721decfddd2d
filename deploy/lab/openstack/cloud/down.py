"""Stops a cloud, each process by its own pid, and with --wipe forgets it."""

import fcntl
import shutil
import sys

from cloud import processes, services
from cloud.settings import run

PATIENCE = 8


def down(settings):
    """Answers the exit code."""
    wipe = sys.argv[1:] == ['--wipe']
    with open(settings.folder / 'lock', 'w', encoding='utf-8') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # Nothing to end in good order when all of it goes.
        services.stop(processes.Processes(settings), 0 if wipe else PATIENCE)
        (settings.run / 'farm.fifo').unlink(missing_ok=True)
        if wipe:
            shutil.rmtree(settings.folder)
    return 0


if __name__ == '__main__':
    run(down)

"""Long-running processes, each known by a pid file that holds its pid and the tick at which it started.

A pid alone may have gone to another process meanwhile; both together cannot. Nothing is ever found by its name.
"""

import os
import signal
import subprocess
import time

from cloud.settings import LabError

PATIENCE = 240.0


class Processes:
    """The processes of one cloud."""

    def __init__(self, settings):
        self._run = settings.run
        self._log = settings.log
        self._environment = {
            'PATH': '/usr/sbin:/usr/bin:/sbin:/bin', 'LC_ALL': 'C.UTF-8', 'HOME': str(settings.folder),
            'PYTHONPATH': str(settings.lab), 'PYTHONDONTWRITEBYTECODE': '1',
            # By which whoever started the lab finds its processes again.
            **{name: os.environ[name] for name in ('SLUICE_LAB',) if name in os.environ},
        }

    @property
    def environment(self):
        """What every process of the lab gets, whatever the environment of its starter."""
        return dict(self._environment)

    def start(self, name, *argv, **environment):
        """Starts what does not run; its output goes to log/NAME.out. Answers whether it was started now."""
        if self.alive(name):
            return False
        with open(self._log / f'{name}.out', 'ab') as out:
            child = subprocess.Popen([str(word) for word in argv], stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                     env=self._environment | environment, start_new_session=True)
        remember(self._run, name, child.pid)
        return True

    def alive(self, name):
        """Whether the process that the pid file names runs, and is no zombie."""
        return running(self._run, name) is not None

    def named(self, prefix=''):
        """The names that have a pid file, those of the prefix."""
        return sorted(path.stem for path in self._run.glob(f'{prefix}*.pid'))

    def stop(self, names, patience):
        """Asks all of them to end, and kills with its children what has not after `patience` seconds."""
        pids = {name: running(self._run, name) for name in names}
        for pid in filter(None, pids.values()):
            _signal(os.kill, pid, signal.SIGTERM)
        end = time.monotonic() + patience
        while any(map(self.alive, names)) and time.monotonic() < end:
            time.sleep(0.05)
        for name, pid in pids.items():
            if pid is not None:
                # Each is the leader of a group of its own, which may hold workers that outlived it.
                _signal(os.killpg, pid, signal.SIGKILL)
            (self._run / f'{name}.pid').unlink(missing_ok=True)

    def await_(self, name, what, ready):
        """Waits until `ready()`; fails when the process has died or it takes too long, with the end of its log."""
        end = time.monotonic() + PATIENCE
        while not ready():
            if not self.alive(name):
                raise LabError(f'{name} ended while starting; see {self._log / name}.out{self._last_words(name)}')
            if time.monotonic() > end:
                raise LabError(f'{name} did not {what} within {PATIENCE:.0f} s; see {self._log}{self._last_words(name)}')
            time.sleep(0.1)

    def _last_words(self, name):
        lines = [line for line in (self._log / f'{name}.out').read_text(errors='replace').splitlines() if line.strip()]
        return f' (last line: {lines[-1].strip()})' if lines else '.'


def birth(pid):
    """The tick at which a process started, as it stands in its pid file; None when it is gone or a zombie."""
    try:
        with open(f'/proc/{pid}/stat', encoding='utf-8', errors='replace') as stat:
            # After the program's name, which may hold anything: state is field 3 of proc(5), start is field 22.
            fields = stat.read().rpartition(')')[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] == 'Z' else fields[19]


def running(run, name):
    """The pid of the process that the pid file of that name means, None when that one is gone."""
    try:
        pid, start = (run / f'{name}.pid').read_text().split()
    except (FileNotFoundError, ValueError):
        return None
    return int(pid) if birth(int(pid)) == start else None


def remember(run, name, pid):
    """Writes a pid file, whole or not at all. One that has ended already is remembered as gone."""
    new = run / f'{name}.new'
    new.write_text(f'{pid} {birth(pid) or 0}\n')
    new.rename(run / f'{name}.pid')


def _signal(send, pid, number):
    try:
        send(pid, number)
    except ProcessLookupError:
        pass

"""MariaDB, and the schemas in it: migrated once for these packages, afterwards restored from a copy.

sqlite would be simpler and does not hold: the services lock each other out of it.
"""

import getpass
import os
import subprocess
import tarfile

from cloud.settings import LabError

PYTHON = '/usr/bin/python3'
NAMES = ('keystone', 'placement', 'glance', 'nova', 'nova_api', 'nova_cell0')
STOP = 20

# Filled in by nova from its own configuration, so that a copy holds no port and no password.
_CELL = '{scheme}://{username}:{password}@{hostname}:{port}/'
_CELL0_DATABASE = _CELL + 'nova_cell0?{query}'
_CELL1_DATABASE = _CELL + '{path}?{query}'
_MESSAGES = _CELL + '{path}'


class Database:
    """One cloud's MariaDB."""

    def __init__(self, settings, processes):
        self._settings = settings
        self._processes = processes
        self._data = settings.folder / 'mariadb'
        self._socket = settings.run / 'mariadb.sock'

    def start(self):
        """Starts it with migrated schemas. Answers where those come from, for people; empty when it ran."""
        if self._processes.alive('mariadb'):
            return ''
        settings = self._settings
        source = 'as they were'
        fresh = not (self._data / 'complete').exists()
        if fresh and settings.snapshot.exists():
            source = 'from the copy'
            self._restore()
        elif fresh:
            source = 'newly made'
            self._make()
        self._serve()
        if fresh:
            (self._data / 'complete').touch()
        return source

    def _serve(self):
        self._processes.start(
            'mariadb', 'mariadbd', '--no-defaults', f'--user={getpass.getuser()}', f'--datadir={self._data}',
            f'--socket={self._socket}', '--bind-address=127.0.0.1', f'--port={self._settings.ports["mariadb"]}',
            f'--pid-file={self._data}/mariadbd.pid', '--max-connections=600', '--skip-log-bin', '--skip-name-resolve',
            '--character-set-server=utf8mb3', '--performance-schema=0', '--innodb-buffer-pool-size=128M',
            # A lab's data need not survive a power cut.
            '--innodb-flush-log-at-trx-commit=0', '--innodb-doublewrite=0', '--debug-no-sync')
        self._processes.await_('mariadb', 'answer', lambda: self._sql('SELECT 1', check=False))
        password = self._settings.passwords['database']
        self._sql(f"CREATE OR REPLACE USER os@'127.0.0.1' IDENTIFIED BY '{password}'; GRANT ALL ON *.* TO os@'127.0.0.1'")

    def _make(self):
        subprocess.run(['rm', '-rf', self._data], check=True)
        user = getpass.getuser()
        with open(self._settings.log / 'mariadb-install.out', 'wb') as out:
            made = subprocess.run(
                ['mariadb-install-db', '--no-defaults', f'--user={user}', f'--datadir={self._data}', '--skip-test-db',
                 # Only this user, only over the socket.
                 '--auth-root-authentication-method=socket', f'--auth-root-socket-user={user}'],
                stdout=out, stderr=out, env=self._processes.environment)
        if made.returncode:
            raise LabError(f'MariaDB could not make its files; see {out.name}')
        self._serve()
        self._sql(';'.join(f'CREATE DATABASE {name} CHARACTER SET utf8mb3' for name in NAMES))
        self._migrate()
        self._save()

    def _migrate(self):
        etc = self._settings.etc
        manage = [PYTHON, '-c', 'import sys; from nova.cmd.manage import main; sys.exit(main())',
                  '--config-file', etc / 'nova.conf', '--config-file', etc / 'nova-db.conf']
        glance = [PYTHON, '-c', 'import sys; from glance.cmd.manage import main; sys.exit(main())']
        # Side by side; each has a database of its own.
        steps = {
            'keystone': [[PYTHON, '/usr/bin/keystone-manage', '--config-file', etc / 'keystone.conf', 'db_sync']],
            'placement': [[PYTHON, '/usr/bin/placement-manage', '--config-file', etc / 'placement.conf', 'db', 'sync']],
            'glance': [[*glance, '--config-file', etc / 'glance-api.conf', 'db_sync']],
            'nova': [[*manage, 'db', 'sync', '--local_cell']],
            'nova-cell0': [[*manage, '--config-file', etc / 'nova-cell0.conf', 'db', 'sync', '--local_cell']],
            'nova-api': [
                [*manage, 'api_db', 'sync'],
                [*manage, 'cell_v2', 'map_cell0', '--database_connection', _CELL0_DATABASE],
                [*manage, 'cell_v2', 'create_cell', '--name', 'cell1',
                 '--database_connection', _CELL1_DATABASE, '--transport-url', _MESSAGES]],
        }
        longest = max(map(len, steps.values()))
        for turn in range(longest):
            begun = {}
            for name, commands in steps.items():
                if turn < len(commands):
                    out = open(self._settings.log / f'schema-{name}.out', 'ab')
                    begun[name] = subprocess.Popen(commands[turn], stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                                   env=self._processes.environment)
            failed = [name for name, process in begun.items() if process.wait()]
            if failed:
                raise LabError(f'The schema of {", ".join(failed)} could not be made; see {self._settings.log}/schema-*.out')

    def _save(self):
        """Keeps a copy of the migrated, still empty schemas, without a user."""
        self._sql("DROP USER os@'127.0.0.1'")
        self._processes.stop(['mariadb'], STOP)
        new = self._settings.snapshot.with_suffix(f'.{os.getpid()}')
        with tarfile.open(new, 'w:gz', compresslevel=3) as tar:
            tar.add(self._data, 'mariadb')
        new.rename(self._settings.snapshot)

    def _restore(self):
        subprocess.run(['rm', '-rf', self._data], check=True)
        try:
            with tarfile.open(self._settings.snapshot) as tar:
                tar.extractall(self._settings.folder)
        except (tarfile.TarError, OSError, EOFError) as broken:
            raise LabError(f'The copy {self._settings.snapshot} cannot be read ({broken}); delete it and start again.') from broken

    def _sql(self, statements, check=True):
        asked = subprocess.run(['mariadb', '--no-defaults', '-S', self._socket, '-u', getpass.getuser()], input=statements,
                               text=True, capture_output=True, env=self._processes.environment)
        if check and asked.returncode:
            raise LabError(f'MariaDB refused a statement: {asked.stderr.strip()}')
        return asked.returncode == 0

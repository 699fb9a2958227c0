"""Starts official servers of one version. Each is a fork of this process, which has loaded the
wheel already: that takes longer than all else in the start of a server.

It runs inside the namespace of run.sh, with the pinned wheel on PYTHONPATH.
"""
import os
import sys
import time

import anki._backend  # noqa: F401  (what is to be loaded)
from anki import syncserver

from calls import answer


class Servers:
    def start(self, environment, log, uid):
        """Returns the pid of what `python -m anki.syncserver` would be, as root or another uid."""
        pid = os.fork()
        if pid:
            return pid
        try:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644), 1)
            os.dup2(1, 2)
            os.chdir("/")
            if uid:
                os.setgroups([])
                os.setgid(uid)
                os.setuid(uid)
            os.environ.update(environment)
            syncserver.run_sync_server()
        except SystemExit as end:
            os._exit(end.code)
        except BaseException as error:
            print(error, file=sys.stderr, flush=True)
        os._exit(1)

    def wait(self, pid, limit):
        """Whether the server ended within so many seconds."""
        end = time.monotonic() + limit
        while os.waitpid(pid, os.WNOHANG) == (0, 0):
            if time.monotonic() >= end:
                return False
            time.sleep(0.005)
        return True


if __name__ == "__main__":
    answer(Servers())

"""The control: a reset as a script would do it, with success reported at its end."""
import fcntl
import os
import shutil
import sys

user = sys.argv[1]
lock = os.open(user, os.O_RDONLY)
fcntl.flock(lock, fcntl.LOCK_EX)
for name in sorted(os.listdir(user)):
    path = os.path.join(user, name)
    try:
        if os.path.isdir(path):
            shutil.rmtree(path)
            os.mkdir(path)
        else:
            os.unlink(path)
    except OSError:
        pass
os.close(lock)
print("✅ Successfully reset")

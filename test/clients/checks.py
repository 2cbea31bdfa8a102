"""Prints one line a check; `finish` ends with exit code 1 when one failed."""

import sys
import threading

_lock = threading.Lock()
_failed = []


def check(what, ok, detail=""):
    with _lock:
        if not ok:
            _failed.append(what)
        print(f"  {'✔' if ok else '✘'} {what}", flush=True)
        if not ok and detail:
            print("      " + str(detail).replace("\n", "\n      ")[:1500], flush=True)


def finish():
    sys.exit(1 if _failed else 0)

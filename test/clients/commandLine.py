"""Runs the built command line against Vizier servers that behave and misbehave by name.

Arguments: Node, the bundle of the command line, and optionally the names of cases to run alone.
"""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor

from cases import CASES
from checks import check, finish
from fakeCloud import CLUSTERS, KEY, Authority, serve

NODE, BUNDLE, *ONLY = sys.argv[1:]
# No case may hang; mutations wait 5 s before they are asked for again.
TIMEOUT_S = 60
STACK = re.compile(r"^\s+at \S+.*:\d+:\d+", re.MULTILINE)
RESERVED = ("PX_", "PXL_", "NODE_EXTRA", "GRPC_", "SSL_CERT", "HTTP_PROXY", "HTTPS_PROXY")


def environment(**variables):
    """Nothing of the user's set-up reaches the command line."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith(RESERVED) and name.upper() != "GRPC_PROXY"
    }
    return kept | {"PX_API_KEY": KEY} | variables


def pxl(*arguments, **variables):
    """Exit code, standard output and standard error; a run without end has the code None."""
    try:
        done = subprocess.run(
            [NODE, BUNDLE, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIMEOUT_S,
            env=environment(**variables),
        )
    except subprocess.TimeoutExpired as expired:
        return None, (expired.stdout or b"").decode(), "it did not end"
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def rows_of(printed):
    if printed.strip() == "":
        return []
    try:
        return [len(table["rows"]) for table in json.loads(printed)]
    except (ValueError, KeyError, TypeError):
        return f"no document of tables: {printed[:200]}"


def faults(expected, code, out, errors):
    if code != expected.code:
        yield f"exit code {code} instead of {expected.code}"
    found = rows_of(out) if expected.rows is not None else None
    if expected.rows is not None and found != list(expected.rows):
        yield f"rows {found} instead of {list(expected.rows)}"
    yield from (f"standard error is without '{text}'" for text in expected.says if text not in errors)
    yield from (f"standard output is without '{text}'" for text in expected.prints if text not in out)
    yield from (f"'{text}' is there" for text in expected.never if text in out + errors)
    if STACK.search(errors):
        yield "a stack trace is shown"
    if code != 0 and errors.strip() == "":
        yield "standard error is empty"


def compare(name, expected, result):
    lines = list(faults(expected, *result))
    check(name, not lines, "\n".join([*lines, f"standard error: {result[2].strip()}"]))


class Setup:
    """Servers of every kind; scripts are written to `folder`."""

    def __init__(self, folder):
        self.folder = folder
        authority, other = Authority(folder), Authority(folder)
        self.ca, self.other_ca = authority.file, other.file
        # The address stands in no certificate that is made for a name alone.
        certificates = {
            "tls": authority.issue(),
            "expired": authority.issue(days=-1),
            "misnamed": authority.issue(("other.example",), ()),
            "plaintext": None,
        }
        self.servers = {kind: serve(CASES, one) for kind, one in certificates.items()}

    def address(self, kind, host="127.0.0.1"):
        return f"{host}:{self.servers[kind][1]}"

    def requests(self, kind, name):
        return self.servers[kind][2].calls.get(name, [])

    def script(self, name):
        file = os.path.join(self.folder, f"{name}.pxl")
        with open(file, "w", encoding="utf8") as target:
            target.write(f"{CASES[name].script}# case: {name}\n")
        return file

    def stop(self):
        for server, _, _ in self.servers.values():
            server.stop(None)


def run_case(setup, kind, name):
    way = ["--plaintext"] if kind == "plaintext" else ["--ca", setup.ca]
    target = ["--address", setup.address(kind), "--cluster", CLUSTERS["blue"], *way]
    expected = CASES[name]
    result = pxl("run", setup.script(name), *target, *expected.options)
    compare(f"{kind}: {name}", expected, result)


class Wanted:
    """What a run of the case `several-batches` or another command must end with."""

    def __init__(self, code, rows=None, says=(), never=(), prints=()):
        self.code, self.rows, self.says, self.never, self.prints = code, rows, says, never, prints


GOOD = Wanted(0, [6])
# How a server is reached: name, server, extra options and variables, and what comes of it.
CONNECTIONS = [
    ("private authority by option", "tls", lambda s: ["--ca", s.ca], {}, GOOD),
    ("private authority by variable", "tls", lambda s: [], {"PX_CA_FILE": "ca"}, GOOD),
    ("unknown authority", "tls", lambda s: [], {},
     Wanted(1, [], ["certificate", "--ca"])),
    ("another authority", "tls", lambda s: ["--ca", s.other_ca], {},
     Wanted(1, [], ["certificate"], ["the network"])),
    ("authority file that is missing", "tls", lambda s: ["--ca", s.ca + ".gone"], {},
     Wanted(2, [], [".gone"])),
    ("expired certificate", "expired", lambda s: ["--ca", s.ca], {},
     Wanted(1, [], ["expired"])),
    ("certificate for another name", "misnamed", lambda s: ["--ca", s.ca], {},
     Wanted(1, [], ["certificate"], ["the network"])),
    ("plain text by option", "plaintext", lambda s: ["--plaintext"], {}, GOOD),
    ("TLS to a server without", "plaintext", lambda s: [], {}, Wanted(1, [], ["--plaintext"])),
    ("plain text to a server with TLS", "tls", lambda s: ["--plaintext"], {}, Wanted(1, [])),
    ("wrong key", "tls", lambda s: ["--ca", s.ca], {"PX_API_KEY": "wrong"},
     Wanted(1, [], ["API key"], ["wrong"])),
    ("no key", "tls", lambda s: ["--ca", s.ca], {"PX_API_KEY": ""},
     Wanted(2, [], ["PX_API_KEY"])),
    ("cluster by name", "tls", lambda s: ["--ca", s.ca, "--cluster", "blue"], {}, GOOD),
    ("cluster by ID in capitals", "tls",
     lambda s: ["--ca", s.ca, "--cluster", CLUSTERS["blue"].upper()], {}, GOOD),
    ("the only healthy cluster", "tls", lambda s: ["--ca", s.ca], {}, GOOD),
    ("cluster that is not there", "tls", lambda s: ["--ca", s.ca, "--cluster", "red"], {},
     Wanted(2, [], ["red", "blue", "green"])),
    ("nothing listens", None, lambda s: ["--plaintext"], {}, Wanted(1, [], ["127.0.0.1"])),
]


def run_connection(setup, entry):
    name, kind, options, variables, wanted = entry
    address = f"127.0.0.1:{unused_port()}" if kind is None else setup.address(kind)
    filled = {key: setup.ca if value == "ca" else value for key, value in variables.items()}
    arguments = ["--address", address, *options(setup), "--format", "json"]
    result = pxl("run", setup.script("several-batches"), *arguments, **filled)
    compare(f"connection: {name}", wanted, result)


def unused_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run_cloud_by_variable(setup):
    variables = {"PX_CLOUD_ADDR": setup.address("tls"), "PX_CA_FILE": setup.ca}
    script = setup.script("several-batches")
    result = pxl("run", script, "--cluster", "blue", "--format", "json", **variables)
    compare("connection: cloud by variable", GOOD, result)


def list_clusters(setup):
    way = ["--address", setup.address("tls"), "--ca", setup.ca]
    result = pxl("clusters", *way)
    compare("clusters: as text", Wanted(0, prints=[*CLUSTERS, *CLUSTERS.values()]), result)
    code, out, errors = pxl("clusters", *way, "--json")
    try:
        found = {one["name"]: one["id"] for one in json.loads(out)}
    except (ValueError, KeyError, TypeError):
        found = out
    check("clusters: as JSON", (code, found) == (0, CLUSTERS), f"{code} {found} {errors}")


def run_silent(setup):
    """A server that accepts and never answers: --timeout ends the run."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        held = []
        threading.Thread(target=lambda: held.append(silent.accept()), daemon=True).start()
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        options = ["--address", address, "--cluster", CLUSTERS["blue"], "--plaintext"]
        result = pxl("run", setup.script("several-batches"), *options, "--timeout", "2s")
        compare("connection: a server that never answers", Wanted(1, says=[address]), result)


def was_not_asked(setup):
    asked = [one for kind in ("tls", "plaintext")
             for one in setup.requests(kind, "mutation-without-consent")]
    check("no tracepoint script is sent without consent", asked == [], f"{len(asked)} requests")


with tempfile.TemporaryDirectory() as folder:
    setup = Setup(folder)
    tasks = [
        (run_case, setup, kind, name)
        for name in CASES
        for kind in ("tls", "plaintext")
        if kind == "tls" or not name.startswith(("code-", "enc-", "request"))
        if not ONLY or name in ONLY
    ]
    if not ONLY:
        tasks += [(run_connection, setup, entry) for entry in CONNECTIONS]
        tasks += [(task, setup) for task in (run_cloud_by_variable, list_clusters, run_silent)]
    try:
        with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
            for future in [pool.submit(*task) for task in tasks]:
                future.result()
        was_not_asked(setup)
    finally:
        setup.stop()
finish()

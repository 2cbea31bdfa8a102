"""The other ways in which programs use Pixie's client or Vizier's own API, against `pxl serve`.

Argument: JSON with the ready lines of three servers, null for one that did not start: `usual`, `tls`
and `noKey`. The clock of `usual` stands still, so it does not stream.
"""

import asyncio
import json
import sys

import grpc
import grpc.aio
import pxapi
from pxapi.proto import vizierapi_pb2 as vpb
from pxapi.proto import vizierapi_pb2_grpc

from checks import check, finish

SERVERS = json.loads(sys.argv[1])
TABLES = """
import px
df = px.DataFrame('http_events', start_time='-5m').head(4)
px.display(df[['time_', 'latency']], 'first')
px.display(df[['req_path']].head(2), 'second')
"""
STREAM = """
import px
df = px.DataFrame('http_events')[['time_', 'latency']]
px.display(df.stream(), 'live')
"""
CALL_TIMEOUT_S = 30
NIL_ID = "00000000-0000-0000-0000-000000000000"


def certificate_of(ready):
    with open(ready["ca"], "rb") as file:
        return file.read()


def client(ready):
    plain = "ca" not in ready
    credentials = None if plain else grpc.ssl_channel_credentials(certificate_of(ready))

    def channel(kind):
        if plain:
            return kind.insecure_channel
        return lambda address: kind.secure_channel(address, credentials)

    return pxapi.Client(
        token=ready["apiKey"],
        server_url=ready["grpc"],
        use_encryption=True,
        channel_fn=channel(grpc),
        conn_channel_fn=channel(grpc.aio),
    )


def script_on(ready, text):
    return client(ready).connect_to_cluster(ready["clusterId"]).prepare_script(text)


async def collected(rows):
    return [row async for row in rows]


async def callbacks_side_by_side(ready):
    found = []
    scripts = [script_on(ready, TABLES) for _ in range(3)]
    for script in scripts:
        script.add_callback("first", found.append)
    await asyncio.gather(*(script.run_async() for script in scripts))
    return len(found) == 12


async def one_subscription(ready):
    script = script_on(ready, TABLES)
    rows, _ = await asyncio.gather(collected(script.subscribe("second")), script.run_async())
    return len(rows) == 2


async def all_tables(ready):
    script = script_on(ready, TABLES)
    tables = script.subscribe_all_tables()

    async def read():
        reading = {}
        async for table in tables():
            reading[table.table_name] = asyncio.ensure_future(collected(table))
        return {name: len(await rows) for name, rows in reading.items()}

    counts, _ = await asyncio.gather(read(), script.run_async())
    return counts == {"first": 4, "second": 2}


async def stream_stopped(ready):
    """Rows come until the client stops; then the same server still answers."""
    script = script_on(ready, STREAM)
    rows = script.subscribe("live")
    running = asyncio.ensure_future(script.run_async())
    seen = 0
    async for _ in rows:
        seen += 1
        if seen == 3:
            break
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    return seen == 3 and await one_subscription(ready)


def run_style(what, style, ready):
    try:
        ok, detail = asyncio.run(asyncio.wait_for(style(ready), CALL_TIMEOUT_S)), ""
    except Exception as error:  # Whatever a client raises is the finding.
        ok, detail = False, repr(error)
    check(what, ok, detail)


def direct_call(ready, metadata, cluster_id):
    """Rows that a call on Vizier's own API gets, or the error it ends with."""
    request = vpb.ExecuteScriptRequest(query_str=TABLES, cluster_id=cluster_id)
    with grpc.insecure_channel(ready["grpc"]) as channel:
        stub = vizierapi_pb2_grpc.VizierServiceStub(channel)
        rows = 0
        try:
            for answer in stub.ExecuteScript(request, metadata=metadata, timeout=CALL_TIMEOUT_S):
                if answer.status.code != 0:
                    return f"{answer.status.code} {answer.status.message}"
                rows += answer.data.batch.num_rows
        except grpc.RpcError as error:
            return f"{error.code()} {error.details()}"
    return rows


def check_direct(ready):
    key, demo = ready["apiKey"], ready["clusterId"]
    usual = [("pixie-api-key", key)]
    for what, metadata, cluster_id in (
        ("x-direct-vizier-key", [("x-direct-vizier-key", key)], demo),
        ("bearer", [("authorization", f"bearer {key}")], demo),
        ("Bearer", [("authorization", f"Bearer {key}")], demo),
        ("cluster localhost", usual, "localhost"),
        ("the nil cluster", usual, NIL_ID),
        ("no cluster", usual, ""),
        ("an ID in capitals", usual, demo.upper()),
    ):
        found = direct_call(ready, metadata, cluster_id)
        check(f"direct: {what}", found == 6, found)
    for what, metadata in (
        ("no key", []),
        ("a wrong key", [("pixie-api-key", "wrong")]),
        ("a wrong direct key", [("x-direct-vizier-key", "wrong")]),
        ("a wrong bearer", [("authorization", "bearer wrong")]),
    ):
        found = str(direct_call(ready, metadata, demo))
        check(f"direct: {what} is refused", "UNAUTHENTICATED" in found, found)
        # Pixie's command line asks again for ever, elsewhere too, when it reads these words.
        check(f"direct: {what} is not to be tried again", "invalid auth token" not in found, found)


def check_no_key(ready):
    for what, metadata in (("without", []), ("with any", [("pixie-api-key", "any")])):
        found = direct_call(ready, metadata, "localhost")
        check(f"serve --no-key: {what} key", found == 6, found)


STYLES = [
    ("run_async: scripts side by side", callbacks_side_by_side),
    ("subscribe", one_subscription),
    ("subscribe_all_tables", all_tables),
]
for kind in SERVERS:
    check(f"{kind}: the server starts", SERVERS[kind] is not None)
if SERVERS["usual"] is not None:
    for what, style in STYLES:
        run_style(what, style, SERVERS["usual"])
    check_direct(SERVERS["usual"])
if SERVERS["noKey"] is not None:
    check_no_key(SERVERS["noKey"])
if SERVERS["tls"] is not None:
    for what, style in [*STYLES, ("a stream, stopped", stream_stopped)]:
        run_style(f"serve --tls: {what}", style, SERVERS["tls"])
finish()

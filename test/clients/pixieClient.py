"""Pixie's own Python client, unmodified, against the local cluster.

Arguments: address, API key, cluster ID. Prints one line per check; exit code 1 when one failed.
"""

import asyncio
import sys
import uuid
import warnings

import grpc
import grpc.aio
import pxapi
import pxapi.errors

ADDRESS, KEY, CLUSTER_ID = sys.argv[1:4]

TABLES = """
import px
df = px.DataFrame('process_stats', start_time='-5m').head(3)
df.whole = 9007199254740993
df.half = 0.5
df.yes = df.whole > 1
df.text = 'naïve 🙂'
px.display(df[['time_', 'upid', 'whole', 'half', 'yes', 'text']], 'types')
other = px.DataFrame('http_events', start_time='-5m')
px.display(other.agg(requests=('latency', px.count)), 'count')
"""

failures = 0


def check(what, ok):
    global failures
    failures += 0 if ok else 1
    print(f"  {'✔' if ok else '✘'} {what}")


def client(use_encryption):
    return pxapi.Client(
        token=KEY,
        server_url=ADDRESS,
        use_encryption=use_encryption,
        channel_fn=grpc.insecure_channel,
        conn_channel_fn=grpc.aio.insecure_channel,
    )


def tables_of(use_encryption):
    script = client(use_encryption).connect_to_cluster(CLUSTER_ID).prepare_script(TABLES)
    rows = {"types": [], "count": []}
    for name, found in rows.items():
        script.add_callback(name, found.append)
    with warnings.catch_warnings():
        # The client only warns when rows come plain that it asked to be encrypted.
        warnings.simplefilter("error", UserWarning)
        script.run()
    return rows


def text(value):
    return value.decode() if isinstance(value, bytes) else value


def check_types(how, row):
    upid = row["upid"]
    check(f"{how}: UINT128 is a UPID", isinstance(upid, uuid.UUID) and upid.int >> 96 > 0)
    check(f"{how}: TIME64NS is in ns", 1_600_000_000 < row["time_"] // 10**9 < 2_000_000_000)
    check(f"{how}: INT64 beyond 2^53 is exact", row["whole"] == 9007199254740993)
    check(f"{how}: FLOAT64", row["half"] == 0.5)
    check(f"{how}: BOOLEAN", row["yes"] is True)
    check(f"{how}: STRING", text(row["text"]) == "naïve 🙂")


def error_of(script):
    try:
        list(client(True).connect_to_cluster(CLUSTER_ID).prepare_script(script).results("output"))
    except pxapi.errors.PxLError as error:
        return str(error)
    return ""


asyncio.set_event_loop(asyncio.new_event_loop())
clusters = client(False).list_healthy_clusters()
check("lists the cluster", CLUSTER_ID in [cluster.id for cluster in clusters])
check("names it", "Demo" in client(False).connect_to_cluster(CLUSTER_ID).name())
answers = {}
for how, encrypted in (("plain", False), ("encrypted", True)):
    answers[how] = tables_of(encrypted)
    check(f"{how}: every row of every table", [len(rows) for rows in answers[how].values()] == [3, 1])
    check_types(how, answers[how]["types"][0])
    check(f"{how}: rows were counted", answers[how]["count"][0]["requests"] > 0)
plain, encrypted = (
    {name: [str(row) for row in rows] for name, rows in answers[how].items()}
    for how in ("plain", "encrypted")
)
check("both answers are the same", plain == encrypted)
check(
    "a compile error has its place",
    "line 2, Column 'nope' not found"
    in error_of("import px\npx.display(px.DataFrame('http_events')[['nope']], 'output')\n"),
)
sys.exit(1 if failures else 0)

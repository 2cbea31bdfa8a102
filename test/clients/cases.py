"""What a Vizier may answer, by name, and what `pxl run` must make of it.

`rows` are the rows of each table printed, in order, None where that is not looked at; `code` is the exit code. Words of `says` are on
standard error, those of `never` nowhere.
"""

from dataclasses import dataclass
from typing import Callable, Sequence

import grpc
from pxapi.proto import vizierapi_pb2 as vpb

import answers as a

PLAIN_SCRIPT = "import px\npx.display(px.DataFrame('http_events'), 'out')\n"
TRACEPOINT_SCRIPT = """import pxtrace
import px

@pxtrace.probe('main.Run')
def probe():
    return [{'n': pxtrace.ArgExpr('n')}]

pxtrace.UpsertTracepoint('tp', 'tp_table', probe, pxtrace.PodProcess('default/p'), '10m')
px.display(px.DataFrame('http_events'), 'out')
"""


@dataclass(frozen=True)
class Case:
    answer: Callable
    rows: Sequence[int] | None
    code: int = 0
    says: Sequence[str] = ()
    never: Sequence[str] = ()
    prints: Sequence[str] = ()
    script: str = PLAIN_SCRIPT
    options: Sequence[str] = ("--format", "json")


CASES = {}


def case(name, rows, **expected):
    """Adds the decorated answer under `name`; `answer(call, send)` yields responses, where `send`
    wraps a batch as the client asked."""

    def add(answer):
        def answering(call):
            yield from answer(call, a.encrypter(call.request)) or ()

        CASES[name] = Case(answering, rows, **expected)
        return answer

    return add


def fixed(name, rows, *responses, **expected):
    """A case that sends these, batches wrapped as the client asked."""

    @case(name, rows, **expected)
    def answer(_call, send):
        for one in responses:
            yield send(one) if isinstance(one, vpb.RowBatchData) else one


META = a.metadata()
ROWS = a.usual_batch(2)
LAST = a.usual_batch(2, end=True)
END = a.usual_batch(0, end=True)
DONE = a.statistics()
INCOMPLETE = {"code": 4, "says": ["may be incomplete"]}
UNREADABLE = {"code": 1, "never": ["decrypted", "undefined"]}


# Answers that are in order.

ALL_TYPES = [
    ("yes", vpb.BOOLEAN), ("whole", vpb.INT64), ("half", vpb.FLOAT64), ("text", vpb.STRING),
    ("time_", vpb.TIME64NS), ("upid", vpb.UINT128),
]
ALL_VALUES = a.batch_of(
    [
        a.column(vpb.BOOLEAN, [True, False]),
        a.column(vpb.INT64, [9007199254740993, -1]),
        a.column(vpb.FLOAT64, [0.5, 1e300]),
        a.column(vpb.STRING, ["naïve 🙂".encode(), b"\xff"]),
        a.column(vpb.TIME64NS, [1_700_000_000_123_456_789, 0]),
        a.column(vpb.UINT128, [vpb.UInt128(high=1 << 40, low=7), vpb.UInt128(low=2**64 - 1)]),
    ],
    2,
    end=True,
)
EXACT = ["9007199254740993", "naïve 🙂", "2023-11-14T22:13:20.123456789Z"]
fixed("types", [2], a.metadata(columns=ALL_TYPES), ALL_VALUES, DONE, prints=EXACT)
fixed("plain-types", [2], a.metadata(columns=ALL_TYPES), a.plain(ALL_VALUES), DONE, prints=EXACT)
fixed("several-batches", [6], META, ROWS, ROWS, LAST, DONE)
fixed("empty-table", [0], META, END, DONE)
fixed("stats-twice", [2], META, DONE, LAST, DONE)
fixed("no-stats", [2], META, LAST)
fixed("many-batches", [4000], META, *[ROWS] * 1999, LAST, DONE)
fixed("duplicate-names", [1, 2], a.metadata(table_id="a"), a.metadata(table_id="b"),
      a.usual_batch(1, "a", end=True), a.usual_batch(2, "b", end=True), DONE)
fixed("empty-id", [2], a.metadata(table_id=""), a.usual_batch(2, "", end=True), DONE)
fixed("zero-columns", [3], a.metadata(columns=[]), a.batch_of([], 3, end=True), DONE)


@case("many-tables", [1] * 100)
def many_tables(_call, send):
    for index in range(100):
        yield a.metadata(f"t{index}", str(index))
        yield send(a.usual_batch(1, str(index), end=True))
    yield DONE


@case("large-batch", [30])
def large_batch(_call, send):
    yield META
    texts = a.column(vpb.STRING, [bytes([65 + index]) * 2**20 for index in range(30)])
    yield send(a.batch_of([a.column(vpb.INT64, range(30)), texts], 30, end=True))
    yield DONE


# Rows beside something else, as a newer Vizier may send them.

def beside(name, change):
    changed = a.plain(LAST)
    fixed(name, [2], META, change(changed) or changed, DONE)


def add_newer_field_to_data(answer):
    answer.data.CopyFrom(a.with_unknown_field(answer.data))


def add_newer_field_to_batch(answer):
    answer.data.batch.CopyFrom(a.with_unknown_field(answer.data.batch))


def add_newer_field_to_column(answer):
    answer.data.batch.cols[0].CopyFrom(a.with_unknown_field(answer.data.batch.cols[0]))


def add_mutation(answer):
    answer.mutation_info.MergeFrom(a.mutation_states(0, "").mutation_info)
    answer.mutation_info.SetInParent()


beside("empty-status", lambda answer: answer.status.SetInParent())
beside("stats-with-batch", lambda answer: answer.data.execution_stats.MergeFrom(
    DONE.data.execution_stats))
beside("mutation-with-batch", add_mutation)
beside("new-field", a.with_unknown_field)
beside("new-field-in-data", add_newer_field_to_data)
beside("new-field-in-batch", add_newer_field_to_batch)
beside("new-field-in-column", add_newer_field_to_column)
fixed("new-field-in-metadata", [2], a.with_unknown_field(META), LAST, DONE)
fixed("empty-message", [2], vpb.ExecuteScriptResponse(), META, vpb.ExecuteScriptResponse(), LAST, DONE)


# Order and shape of rows.

fixed("rows-before-meta", [4], ROWS, META, LAST, DONE)
fixed("rows-without-meta", [], ROWS, LAST, DONE, code=1, never=["undefined"])
fixed("data-after-eos", [2], META, LAST, ROWS, DONE, code=1)
fixed("no-eos", [6], META, ROWS, ROWS, ROWS, DONE, **INCOMPLETE)
fixed("no-eos-no-stats", [6], META, ROWS, ROWS, ROWS, **INCOMPLETE)
fixed("only-meta", [0], META, **INCOMPLETE)
fixed("one-of-two-ends", [2, 1], a.metadata("a", "a"), a.metadata("b", "b"),
      a.usual_batch(2, "a", end=True), a.usual_batch(1, "b"), DONE, **INCOMPLETE)
fixed("nothing", [], code=4, says=["without an answer"])
fixed("stats-only", [], DONE, says=["shows no table"])
fixed("table-no-batch", [2, 0], a.metadata("a", "a"), a.metadata("b", "b"),
      a.usual_batch(2, "a", end=True), DONE, code=4, says=["b: may be incomplete"])
fixed("eos-twice", [2], META, LAST, END, DONE)

NUMBERS = a.column(vpb.INT64, [1, 2])
TEXTS = a.column(vpb.STRING, [b"a", b"b"])


def unfit(name, *columns, count=2):
    """Good rows, then a batch that does not fit the relation: what came before stays."""
    fixed(name, [2], META, ROWS, a.batch_of(columns, count), LAST, DONE, **UNREADABLE)


unfit("few-columns", NUMBERS)
unfit("many-columns", NUMBERS, TEXTS, NUMBERS)
unfit("no-columns")
unfit("wrong-type", NUMBERS, a.column(vpb.FLOAT64, [1.0, 2.0]))
unfit("swapped-columns", TEXTS, NUMBERS)
unfit("column-lengths", NUMBERS, a.column(vpb.STRING, [b"a"]))
unfit("num-rows-0", NUMBERS, TEXTS, count=0)
unfit("num-rows-negative", NUMBERS, TEXTS, count=-1)
unfit("column-unset", NUMBERS, vpb.Column())
fixed("duplicate-ids", [2], META, ROWS, a.metadata("again"), LAST, DONE, **UNREADABLE)


@case("enc-wrong-key", [0], code=1, says=["crypt"])
def encrypted_for_another(_call, _send):
    yield META
    answer = a.response()
    answer.data.encrypted_batch = b"nobody.can.read.this.one"
    yield answer


# Failures within an answer, and ends of calls.

fixed("compile", [], a.failure(3, "bad", (2, 5, "Column 'x' not found")), code=1,
      says=[":2:5", "Column 'x' not found"])
fixed("compile-without-place", [], a.failure(3, "Query should not be empty."), code=1,
      says=["Query should not be empty."])
fixed("flag-error", [], a.failure(2, "nope is not a valid flag"), code=1,
      says=["nope is not a valid flag"], never=["health of the cluster"])
fixed("exec-error-after-rows", [4], META, ROWS, ROWS, a.failure(13, "divide by zero"), code=1,
      says=["divide by zero"])
fixed("status-ok-with-message", [2], META, ROWS, a.failure(0, "note: partial data"), code=1,
      says=["note: partial data"])
fixed("cancelled-by-cluster", [], a.failure(1, "Query cancelled"), code=1, says=["Query cancelled"])


def ends(name, code, message, after_rows=False, **expected):
    expected = {"code": 1, "says": [message]} | expected

    @case(name, [2] if after_rows else [], **expected)
    def answer(call, send):
        if after_rows:
            yield META
            yield send(ROWS)
        call.abort(code, message)


AUTH = {grpc.StatusCode.UNAUTHENTICATED: {"says": ["API key"]}}
# A reason that a server sends says nothing about the way to it.
SENT = {grpc.StatusCode.UNAVAILABLE: {"never": ["cannot be reached", "can't be reached"]}}
for status in grpc.StatusCode:
    if status is not grpc.StatusCode.OK:
        number = status.value[0]
        expected = AUTH.get(status, {}) | SENT.get(status, {})
        ends(f"code-{number}", status, "something said", **expected)
        ends(f"rows-then-code-{number}", status, "something said", True, **expected)
ends("not-this-cluster", grpc.StatusCode.PERMISSION_DENIED,
     "permission denied for access to cluster", says=["cluster"], never=["API key"])
ends("not-ready", grpc.StatusCode.UNAVAILABLE, "not ready yet",
     never=["cannot be reached", "can't be reached"])
ends("large-batch-refused", grpc.StatusCode.INTERNAL,
     "Large data batch rejected by passthrough proxy limits.", True)


# Tracepoints: an agent first reports that it is not ready, and is asked again.

TRACEPOINT = {"script": TRACEPOINT_SCRIPT,
              "options": ("--format", "json", "--allow-tracepoints")}
PENDING = a.mutation_states(14, "probe installation in progress", ("tp", vpb.PENDING_STATE))
RUNNING = a.mutation_states(0, "", ("tp", vpb.RUNNING_STATE))
FAILED = a.mutation_states(13, "no such symbol", ("tp", vpb.FAILED_STATE))


def must_mutate(call):
    if not call.request.mutation:
        call.abort(grpc.StatusCode.INVALID_ARGUMENT, "Script modification has been disabled")


@case("mutation", [2], says=["tp"], **TRACEPOINT)
def mutation(call, send):
    must_mutate(call)
    if call.earlier == 0:
        yield PENDING
        call.abort(grpc.StatusCode.UNAVAILABLE, "probe installation in progress")
    yield RUNNING
    yield META
    yield send(LAST)


@case("mutation-failed", [], code=1, says=["tp", "no such symbol"], **TRACEPOINT)
def mutation_failed(call, _send):
    must_mutate(call)
    yield FAILED
    call.abort(grpc.StatusCode.INTERNAL, "no such symbol")


@case("mutation-without-consent", [], code=2, says=["--allow-tracepoints"],
      script=TRACEPOINT_SCRIPT)
def mutation_without_consent(_call, send):
    yield META
    yield send(LAST)


# Hostile names: a terminal must not get their control characters.

fixed("control-characters", None, a.metadata("out\x1b[31m\n", columns=[("n\x1b[2J", vpb.INT64)]),
      a.batch_of([NUMBERS], 2, end=True), DONE, options=("--format", "table"), never=["\x1b"])


# The request itself.

@case("request", [2])
def request_is_right(call, send):
    asked = call.request
    wrong = [
        what
        for what, ok in {
            "query_name is not the file's name alone": asked.query_name == "request.pxl",
            "mutation is set": not asked.mutation,
            "rows are not asked for encrypted": asked.encryption_options.jwk_key != "",
        }.items()
        if not ok
    ]
    if wrong:
        call.abort(grpc.StatusCode.FAILED_PRECONDITION, "; ".join(wrong))
    yield META
    yield send(LAST)

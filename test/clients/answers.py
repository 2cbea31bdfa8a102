"""Builds the messages of a Vizier on Pixie's own generated code, and encrypts batches as it does."""

import json

from authlib.jose import JsonWebEncryption, JsonWebKey
from pxapi.proto import vizierapi_pb2 as vpb

QUERY_ID = "5bd1f3a0-0000-4000-8000-0000000000aa"

COLUMN_FIELDS = {
    vpb.BOOLEAN: "boolean_data",
    vpb.INT64: "int64_data",
    vpb.UINT128: "uint128_data",
    vpb.TIME64NS: "time64ns_data",
    vpb.FLOAT64: "float64_data",
    vpb.STRING: "string_data",
}


def response():
    return vpb.ExecuteScriptResponse(query_id=QUERY_ID)


def metadata(name="out", table_id="t", columns=(("n", vpb.INT64), ("s", vpb.STRING))):
    """`columns`: name and DataType of each."""
    answer = response()
    answer.meta_data.name = name
    answer.meta_data.id = table_id
    for column, data_type in columns:
        answer.meta_data.relation.columns.add(column_name=column, column_type=data_type)
    return answer


def column(data_type, values):
    made = vpb.Column()
    holder = getattr(made, COLUMN_FIELDS[data_type])
    holder.SetInParent()
    holder.data.extend(values)
    return made


def batch_of(columns, count, table_id="t", end=False):
    return vpb.RowBatchData(cols=columns, num_rows=count, table_id=table_id, eow=end, eos=end)


def usual_batch(count=2, table_id="t", end=False):
    """Rows of the columns n and s, as `metadata` describes them by default."""
    numbers = column(vpb.INT64, range(count))
    texts = column(vpb.STRING, [b"row"] * count)
    return batch_of([numbers, texts], count, table_id, end)


def plain(batch):
    answer = response()
    answer.data.batch.CopyFrom(batch)
    return answer


def statistics():
    answer = response()
    answer.data.execution_stats.timing.execution_time_ns = 1_000_000
    answer.data.execution_stats.records_processed = 6
    return answer


def failure(code, message="", *places):
    """A status; `places`: line, column and message of compiler errors."""
    answer = response()
    answer.status.code = code
    answer.status.message = message
    for line, position, text in places:
        answer.status.error_details.add().compiler_error.MergeFrom(
            vpb.CompilerError(line=line, column=position, message=text)
        )
    return answer


def mutation_states(code, message, *states):
    """`states`: name and LifeCycleState of each tracepoint."""
    answer = response()
    answer.mutation_info.status.code = code
    answer.mutation_info.status.message = message
    for name, state in states:
        answer.mutation_info.states.add(id=QUERY_ID, name=name, state=state)
    return answer


def with_unknown_field(message, number=999):
    """The same message as a newer Vizier would send it, with one more length-delimited field."""
    tag = number << 3 | 2
    extra = bytes([tag & 0x7F | 0x80, tag >> 7]) + b"\x05newer"
    changed = type(message)()
    changed.ParseFromString(message.SerializeToString() + extra)
    return changed


def encrypter(request):
    """A function that puts a batch into a response the way the request asks for."""
    options = request.encryption_options
    if options.jwk_key == "":
        return plain
    header = {"alg": options.key_alg, "enc": options.content_alg}
    if options.compression_alg != "":
        header["zip"] = options.compression_alg
    key = JsonWebKey.import_key(json.loads(options.jwk_key))

    def encrypted(batch):
        answer = response()
        content = JsonWebEncryption().serialize_compact(header, batch.SerializeToString(), key)
        answer.data.encrypted_batch = content
        return answer

    return encrypted

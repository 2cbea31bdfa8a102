"""Compares our proto files with the descriptors that Pixie's own Python client carries.

Argument: the folder with our proto files. Checked is everything we declare: messages, fields with
number, type, label and oneof, enum values, and RPCs with their types.
"""

import os
import sys
import tempfile

from google.protobuf import descriptor_pb2
from grpc_tools import protoc
from pxapi.proto import cloudapi_pb2, uuid_pb2, vizierapi_pb2

from checks import check, finish

PROTO_FOLDER = sys.argv[1]
FILES = {
    "vizierapi.proto": vizierapi_pb2.DESCRIPTOR,
    "cloudapi.proto": cloudapi_pb2.DESCRIPTOR,
    "uuid.proto": uuid_pb2.DESCRIPTOR,
}


def compiled(folder):
    with tempfile.TemporaryDirectory() as out:
        target = os.path.join(out, "set")
        code = protoc.main(
            ["protoc", f"-I{folder}", f"--descriptor_set_out={target}", *FILES]
        )
        if code != 0:
            raise RuntimeError(f"protoc ended with {code}")
        with open(target, "rb") as file:
            found = descriptor_pb2.FileDescriptorSet.FromString(file.read())
    return {file.name: file for file in found.file}


def messages_of(holder, prefix):
    """Every message below a file or message, by its full name."""
    nested = holder.message_type if hasattr(holder, "message_type") else holder.nested_type
    for message in nested:
        name = f"{prefix}.{message.name}"
        yield name, message
        yield from messages_of(message, name)


def enums_of(file):
    yield from ((f".{file.package}.{one.name}", one) for one in file.enum_type)
    for name, message in messages_of(file, f".{file.package}"):
        yield from ((f"{name}.{one.name}", one) for one in message.enum_type)


def field_facts(message, field):
    oneof = message.oneof_decl[field.oneof_index].name if field.HasField("oneof_index") else ""
    return (field.number, field.type, field.label, field.type_name, oneof)


def message_differences(ours, theirs):
    known = dict(messages_of(theirs, f".{theirs.package}"))
    for name, message in messages_of(ours, f".{ours.package}"):
        other = known.get(name)
        if other is None:
            yield f"message {name} is unknown"
            continue
        fields = {field.name: field_facts(other, field) for field in other.field}
        for field in message.field:
            if fields.get(field.name) != field_facts(message, field):
                mine = field_facts(message, field)
                yield f"{name}.{field.name}: ours {mine}, theirs {fields.get(field.name)}"


def values_of(enum):
    return {value.name: value.number for value in enum.value}


def enum_differences(ours, theirs):
    known = {name: values_of(enum) for name, enum in enums_of(theirs)}
    for name, enum in enums_of(ours):
        others = known.get(name, {})
        for value, number in values_of(enum).items():
            if others.get(value) != number:
                yield f"{name}.{value}: ours {number}, theirs {others.get(value)}"


def rpcs_of(file):
    return {
        f"{service.name}/{method.name}": (
            method.input_type,
            method.output_type,
            method.client_streaming,
            method.server_streaming,
        )
        for service in file.service
        for method in service.method
    }


def rpc_differences(ours, theirs):
    known = rpcs_of(theirs)
    for name, types in rpcs_of(ours).items():
        if known.get(name) != types:
            yield f"{name}: ours {types}, theirs {known.get(name)}"


own = compiled(PROTO_FOLDER)
for name, descriptor in FILES.items():
    ours, theirs = own[name], descriptor_pb2.FileDescriptorProto()
    descriptor.CopyToProto(theirs)
    counts = f"{len(list(messages_of(ours, '')))} messages"
    check(f"{name}: package", ours.package == theirs.package, f"{ours.package}, {theirs.package}")
    for what, found in (
        (f"{counts} and their fields", message_differences(ours, theirs)),
        ("enum values", enum_differences(ours, theirs)),
        ("RPCs", rpc_differences(ours, theirs)),
    ):
        lines = list(found)
        check(f"{name}: {what}", not lines, "\n".join(lines))
finish()

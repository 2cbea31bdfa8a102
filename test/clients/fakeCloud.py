"""A Vizier and the part of the cloud that lists clusters, on Pixie's generated code and gRPC's C
core. It answers as the case says that the script names in a comment `# case: NAME`."""

import datetime
import ipaddress
import os
import re
import uuid
from concurrent import futures

import grpc
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pxapi.proto import cloudapi_pb2, cloudapi_pb2_grpc, vizierapi_pb2_grpc
from pxapi.utils import uuid_pb_from_string

KEY = "px-api-key-of-the-tests"
CLUSTERS = {
    "blue": "6aa0a0a0-0000-4000-8000-00000000b10e",
    "green": "6aa0a0a0-0000-4000-8000-0000000c4ee0",
}
UNHEALTHY = "green"
PEM = serialization.Encoding.PEM


class Call:
    """What a case may look at and do."""

    def __init__(self, request, context, count):
        self.request = request
        self.context = context
        # How often this case has been called before.
        self.earlier = count

    def abort(self, code, message):
        self.context.abort(code, message)


class Vizier(vizierapi_pb2_grpc.VizierServiceServicer):
    def __init__(self, cases):
        self._cases = cases
        self.calls = {}

    def ExecuteScript(self, request, context):
        refuse_wrong_key(context)
        name = re.search(r"# case: (.+)", request.query_str).group(1)
        earlier = self.calls.setdefault(name, [])
        call = Call(request, context, len(earlier))
        earlier.append(request)
        yield from self._cases[name].answer(call)


class Cloud(cloudapi_pb2_grpc.VizierClusterInfoServicer):
    def GetClusterInfo(self, request, context):
        refuse_wrong_key(context)
        wanted = request.id if request.HasField("id") else None
        answer = cloudapi_pb2.GetClusterInfoResponse()
        for name, text in CLUSTERS.items():
            identifier = uuid_pb_from_string(text)
            if wanted is not None and wanted != identifier:
                continue
            healthy = name != UNHEALTHY
            status = cloudapi_pb2.CS_HEALTHY if healthy else cloudapi_pb2.CS_UNHEALTHY
            answer.clusters.add(
                id=identifier, status=status, cluster_name=name, pretty_cluster_name=name,
                vizier_version="0.14.9", cluster_version="v1.30.0", num_nodes=3,
            )
        return answer


def refuse_wrong_key(context):
    if dict(context.invocation_metadata()).get("pixie-api-key") != KEY:
        context.abort(grpc.StatusCode.UNAUTHENTICATED, "invalid auth token")


def serve(cases, certificate=None):
    """Listens on 127.0.0.1, with TLS when a certificate is given. Returns server, port and Vizier."""
    # By default C core lets several servers share a port.
    server = grpc.server(
        futures.ThreadPoolExecutor(16),
        options=[("grpc.so_reuseport", 0), ("grpc.max_send_message_length", -1)],
    )
    vizier = Vizier(cases)
    vizierapi_pb2_grpc.add_VizierServiceServicer_to_server(vizier, server)
    cloudapi_pb2_grpc.add_VizierClusterInfoServicer_to_server(Cloud(), server)
    if certificate is None:
        port = server.add_insecure_port("127.0.0.1:0")
    else:
        port = server.add_secure_port(
            "127.0.0.1:0", grpc.ssl_server_credentials([certificate])
        )
    server.start()
    return server, port, vizier


class Authority:
    """A private authority that lives as long as the tests."""

    def __init__(self, folder):
        self._key = ec.generate_private_key(ec.SECP256R1())
        name = self._name("Authority of the tests")
        self._certificate = (
            self._builder(name, name, self._key, days=1)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(self._key, hashes.SHA256())
        )
        self.file = os.path.join(folder, f"{uuid.uuid4().hex}.pem")
        with open(self.file, "wb") as file:
            file.write(self._certificate.public_bytes(PEM))

    def issue(self, hosts=("localhost",), addresses=("127.0.0.1",), days=1):
        """Private key and certificate for `serve`. Negative `days`: expired that long ago."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = [x509.DNSName(host) for host in hosts]
        names += [x509.IPAddress(ipaddress.ip_address(address)) for address in addresses]
        certificate = (
            self._builder(self._name("server"), self._certificate.subject, key, days)
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        private = key.private_bytes(
            PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return private, certificate.public_bytes(PEM)

    @staticmethod
    def _name(text):
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    @staticmethod
    def _builder(subject, issuer, key, days):
        now = datetime.datetime.now(datetime.timezone.utc)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=10))
            .not_valid_after(now + datetime.timedelta(days=days))
        )

"""A mail server: python smtp_server.py PORT FILE [--slow-farewell] [--tls] [--credentials USER PASSWORD]

Prints its port once it listens, appends each message that it takes to FILE as a line of JSON, decoded by Python's own
parser, and ends when its standard input does. Who gets a letter decides whether it is taken: gone@ and later@ are
refused at RCPT, picky@ is refused with the message. --tls takes nothing before STARTTLS, with the certificate of
smtp_server.pem, which nobody trusts who is not told to.
"""

import argparse
import asyncio
import email
import email.policy
import json
import pathlib
import ssl
import sys
from email.header import decode_header, make_header

from aiosmtpd.smtp import SMTP, AuthResult

REFUSED = {
    "gone": "550 5.1.1 {address}: nobody of this name",
    "later": "451 4.7.1 {address}: come again",
}


def headers(content):
    # The newer parser puts blanks between the parts of a long name (python/cpython#92081).
    message = email.message_from_bytes(content)
    return [[name, str(make_header(decode_header(value)))] for name, value in message.items()]


class Handler:
    def __init__(self, arguments):
        self.arguments = arguments

    async def handle_RCPT(self, server, session, envelope, address, options):
        refusal = REFUSED.get(address.split("@")[0])
        if refusal:
            return refusal.format(address=address)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if any(address.startswith("picky@") for address in envelope.rcpt_tos):
            return "554 5.6.0 not like this"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        parts = {part.get_content_type(): part for part in message.walk() if not part.is_multipart()}
        taken = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "headers": headers(envelope.content),
            "kind": message.get_content_type(),
            "parts": {kind: part.get_content() for kind, part in parts.items()},
        }
        with open(self.arguments.file, "a") as file:
            file.write(json.dumps(taken) + "\n")
        return "250 taken"

    async def handle_QUIT(self, server, session, envelope):
        if self.arguments.slow_farewell:
            await asyncio.sleep(60)
        return "221 bye"


async def serve(arguments):
    wanted = arguments.credentials

    def is_known(server, session, envelope, mechanism, given):
        success = [given.login.decode(), given.password.decode()] == wanted
        return AuthResult(success=success, handled=False)

    tls = None
    if arguments.tls:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(pathlib.Path(__file__).with_suffix(".pem"))

    def connection():
        return SMTP(
            Handler(arguments),
            hostname="test",
            tls_context=tls,
            require_starttls=bool(tls),
            authenticator=is_known if wanted else None,
            auth_required=bool(wanted),
            auth_require_tls=False,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(connection, "127.0.0.1", arguments.port)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


parser = argparse.ArgumentParser()
parser.add_argument("port", type=int)
parser.add_argument("file")
parser.add_argument("--slow-farewell", action="store_true")
parser.add_argument("--tls", action="store_true")
parser.add_argument("--credentials", nargs=2)
asyncio.run(serve(parser.parse_args()))

"""A mail server for the tests: keeps each mail it takes as a file.

Usage: server.py FOLDER ANSWER [CERTIFICATE KEY]

ANSWER is what RCPT TO is answered with: `250`, `451` (the first time, then 250), or `550`; or `auth`, which wants the user
`acme` with the password `s@cret`. With a certificate the server offers STARTTLS. It prints its port, and ends when its
standard input does.
"""

import asyncio
import logging
import pathlib
import ssl
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult


# What the server thinks of its configuration, and of clients that hang up, is no matter here.
logging.disable()
warnings.simplefilter("ignore")


class Keeper:
    def __init__(self, folder, answer):
        self.folder, self.answer, self.asked, self.taken = pathlib.Path(folder), answer, 0, 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.asked += 1
        if self.answer == "451" and self.asked == 1:
            return f"451 4.3.0 try <{address}> again later"
        if self.answer == "550":
            return f"550 5.1.1 <{address}>: no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.taken += 1
        head = f"MAIL {envelope.mail_from}\nRCPT {' '.join(envelope.rcpt_tos)}\nTLS {session.ssl is not None}\n\n"
        part = self.folder / f"{self.taken}.part"
        part.write_bytes(head.encode() + envelope.original_content)
        part.rename(self.folder / f"{self.taken}.txt")
        return "250 taken"


def check(server, session, envelope, mechanism, data):
    known = data.login == b"acme" and data.password == b"s@cret"
    return AuthResult(success=known, handled=known)


async def main(folder, answer, *certificate):
    tls = None
    if certificate:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(*certificate)
    wants = answer == "auth"
    keeper = Keeper(folder, answer)

    def session():
        return SMTP(
            keeper,
            hostname="localhost",
            tls_context=tls,
            authenticator=check if wants else None,
            auth_required=wants,
            auth_require_tls=False,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(session, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


asyncio.run(main(*sys.argv[1:]))

"""Verifies DKIM signatures with dkimpy, keys from one name server on 127.0.0.1.

    verify_dkim.py NAMESERVER_PORT DOMAIN

Standard input names one file per line. Prints the files without a valid signature of DOMAIN; none = all are fine.
"""

import sys

import dkim
import dns.resolver

resolver = dns.resolver.Resolver(configure=False)
resolver.nameservers = ["127.0.0.1"]
resolver.port = int(sys.argv[1])
domain = sys.argv[2].encode()
keys = {}


def key(name, timeout=5):
    """The TXT record as bytes, asked for once; None when there is none."""
    if name not in keys:
        try:
            keys[name] = b"".join(next(iter(resolver.resolve(name.decode(), "TXT"))).strings)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            keys[name] = None
    return keys[name]


def is_signed(mail):
    """Whether one of the signatures is the domain's and right."""
    verifier = dkim.DKIM(mail)
    count = sum(1 for name, _ in verifier.headers if name.lower() == b"dkim-signature")
    for index in range(count):
        try:
            if verifier.verify(index, dnsfunc=key) and verifier.domain == domain:
                return True
        except dkim.DKIMException as error:
            print(f"signature {index}: {error}", file=sys.stderr)
    return False


for path in sys.stdin.read().splitlines():
    with open(path, "rb") as file:
        if not is_signed(file.read()):
            print(path)

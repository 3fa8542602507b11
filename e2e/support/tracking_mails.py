"""Mails of all kinds for the story of tracking, and what may be different in them when they arrive.

    tracking_mails.py write FOLDER DOMAIN   writes NAME.eml for NAME@DOMAIN; prints [{name, links, images}]
    tracking_mails.py send FOLDER DOMAIN PORT FROM
    tracking_mails.py links BASE            reads [{name, file}], prints {name: [addresses below BASE, in order]}
    tracking_mails.py compare BASE          reads [{name, before, after}], prints what differs beyond links and images

`links` are the addresses that have to be replaced, in the order of the mail: as written there, and what they stand for.
"""

import json
import re
import smtplib
import subprocess
import sys
from base64 import encodebytes
from email import message_from_bytes
from email.policy import compat32
from pathlib import Path
from quopri import encodestring

mails = {}


def mail(name, body, *, header="", links=(), images=0):
    """`body`: Content-* fields and what follows them; str is ASCII."""
    if isinstance(body, str):
        body = body.encode("ascii")
    links = [[link, link] if isinstance(link, str) else list(link) for link in links]
    mails[name] = (header.encode("ascii"), body.replace(b"\n", b"\r\n"), links, images)


def plain(content, charset="utf-8", encoding="8bit", kind="plain"):
    """A text part whose content is encoded like that."""
    octets = content.encode(charset) if isinstance(content, str) else content
    if encoding == "quoted-printable":
        octets = encodestring(octets)
    elif encoding == "base64":
        # RFC 2046 §4.1.1: lines of text end with CRLF, in base64 too.
        octets = encodebytes(octets.replace(b"\n", b"\r\n"))
    fields = f"Content-Type: text/{kind}; charset={charset}\nContent-Transfer-Encoding: {encoding}\n\n"
    return fields.encode() + octets


def html(content, charset="utf-8", encoding="8bit"):
    return plain(content, charset, encoding, "html")


def multipart(kind, *parts, boundary="part", parameters="", preamble=b"", epilogue=b""):
    fields = f"Content-Type: multipart/{kind}; boundary=\"{boundary}\"{parameters}\n\n".encode()
    delimiter = f"--{boundary}".encode()
    inside = b"".join(delimiter + b"\n" + (part if isinstance(part, bytes) else part.encode()) + b"\n" for part in parts)
    return fields + preamble + inside + delimiter + b"--\n" + epilogue


page = '<html><body><p>Hello, see <a href="{}">our shop</a>.</p></body></html>\n'
png = "Content-Type: image/png; name=dot.png\nContent-ID: <dot@shop.example>\nContent-Transfer-Encoding: base64\n\niVBORw==\n"

# Text: where an address begins and ends.
mail("text", plain("See http://a.example/x and https://b.example/y?z=1\n"), links=["http://a.example/x", "https://b.example/y?z=1"])
# As with Postal 3: only what says that it is text.
mail("no-content-type", "\nSee http://a.example/ now.\n")
mail("text-without-links", plain("Nothing here: www.a.example, ftp://a.example/, a@b.example, http:// and https.\n"))
mail(
    "punctuation",
    plain("One http://a.example/1. Two http://a.example/2, three http://a.example/3! Four: http://a.example/4; is it http://a.example/5?\n"),
    links=[f"http://a.example/{n}" for n in range(1, 6)],
)
mail(
    "parentheses",
    plain("A page (http://a.example/in) and <http://a.example/angle>, \"http://a.example/quoted\" and http://a.example/Rust_(fungus) too.\n"),
    links=["http://a.example/in", "http://a.example/angle", "http://a.example/quoted", "http://a.example/Rust_(fungus)"],
)
mail(
    "characters",
    plain("http://a.example/a,b@c~d?e=f%20g#h http://a.example:8080/ http://a.example?q=1 HTTPS://A.EXAMPLE/Upper http://a.example\n"),
    links=[
        "http://a.example/a,b@c~d?e=f%20g#h",
        "http://a.example:8080/",
        "http://a.example?q=1",
        "HTTPS://A.EXAMPLE/Upper",
        "http://a.example",
    ],
)
mail("twice", plain("http://a.example/same and again http://a.example/same\n"), links=["http://a.example/same"] * 2)
mail("notrack", plain("http+notrack://a.example/1 https+notrack://a.example/2 http://a.example/3\n"), links=["http://a.example/3"])
mail("excluded", plain("http://private.example/1 http://a.example/2\n"), links=["http://a.example/2"])
mail("quoted-text", plain("Grüße: http://a.example/" + "long/" * 20 + "\nEnd=\n", encoding="quoted-printable"), links=["http://a.example/" + "long/" * 20])
mail("base64-text", plain("Grüße\nhttp://a.example/b64\n", encoding="base64"), links=["http://a.example/b64"])
mail("latin1", plain("Grüße aus Köln: http://a.example/1 ß\n", "iso-8859-1"), links=["http://a.example/1"])
mail("windows-1252", plain("Preis: 5 € – „http://a.example/1“\n", "windows-1252", "quoted-printable"), links=["http://a.example/1"])
mail("iso-2022-jp", plain("こんにちは http://a.example/1 さようなら\n", "iso-2022-jp", "7bit"), links=["http://a.example/1"])
mail("shift-jis", plain("表示 http://a.example/1 ソ\n", "shift_jis", "base64"), links=["http://a.example/1"])
mail("rtl", plain("שלום http://a.example/he עולם\nمرحبا http://a.example/ar\n"), links=["http://a.example/he", "http://a.example/ar"])
mail("utf-16", plain("http://a.example/1\n", "utf-16", "base64"))
mail("no-charset-8bit", b"Content-Type: text/plain\nContent-Transfer-Encoding: 8bit\n\nGr\xfc\xdfe http://a.example/1\n", links=["http://a.example/1"])
mail("flowed", "Content-Type: text/plain; format=flowed; delsp=yes\n\nA line \nthat goes on http://a.example/1 \nand on.\n", links=["http://a.example/1"])
mail(
    "clear-signed",
    "Content-Type: text/plain\n\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nhttp://a.example/1\n"
    "-----BEGIN PGP SIGNATURE-----\n\niHUEARYKAB0WIQ==\n=abcd\n-----END PGP SIGNATURE-----\n",
)
mail("uuencoded", "Content-Type: text/plain\nContent-Transfer-Encoding: x-uuencode\n\nhttp://a.example/1\n")
mail("long-line", plain("x" * 900 + " http://a.example/1 end\n", "us-ascii", "7bit"), links=["http://a.example/1"])
# A longer address would make the line too long for SMTP (RFC 5321 §4.5.3.1.6).
mail("longest-line", plain("x" * 960 + " http://a.example/1 end\n", "us-ascii", "7bit"))
mail("header-only", "\n")

# HTML: attributes as people write them.
mail("html", html(page.format("http://a.example/1")), links=["http://a.example/1"], images=1)
mail(
    "attributes",
    html(
        "<body><a href='http://a.example/single'>1</a> <a href=http://a.example/unquoted>2</a> <A HREF=\"http://a.example/upper\">3</A>\n"
        "<a class=x\n  href = \"http://a.example/spaced\" target=_blank>4</a> <a href=\" http://a.example/blank \">5</a>\n"
        "<area href=\"http://a.example/area\"></body>\n"
    ),
    links=[f"http://a.example/{word}" for word in ("single", "unquoted", "upper", "spaced", "blank", "area")],
    images=1,
)
mail(
    "entities",
    html('<body><a href="http://a.example/?a=1&amp;b=2&#x26;c=%C3%A9">&euro; http://a.example/?x&amp;y</a> <a href="http://a.example/?a=1&b=2">raw</a></body>\n'),
    links=[("http://a.example/?a=1&amp;b=2&#x26;c=%C3%A9", "http://a.example/?a=1&b=2&c=%C3%A9"), "http://a.example/?a=1&b=2"],
    images=1,
)
mail(
    "other-links",
    html(
        '<head><link rel="stylesheet" href="http://a.example/style.css"><base href="http://a.example/base/"></head>\n'
        '<body background="http://a.example/back.png"><img src="http://a.example/dot.png">\n'
        '<a href="mailto:a@a.example">m</a> <a href="tel:+49123">t</a> <a href="#top">top</a> <a href="/relative">r</a>\n'
        '<!-- <a href="http://a.example/comment">c</a> --><script>var a = \'<a href="http://a.example/script">\';</script>\n'
        '<!--[if mso]><a href="http://a.example/outlook">o</a><![endif]-->\n'
        '<a href="http+notrack://a.example/free">f</a> <a href="https://private.example/x">p</a> <a data-href="http://a.example/data">d</a></body>\n'
    ),
    images=1,
)
mail("quoted-html", html(page.format("http://a.example/?a=1&amp;b=" + "long" * 20) + "ü\n", encoding="quoted-printable"),
     links=[("http://a.example/?a=1&amp;b=" + "long" * 20, "http://a.example/?a=1&b=" + "long" * 20)], images=1)
mail("base64-html", html(page.format("http://a.example/1") * 2, encoding="base64"), links=["http://a.example/1"] * 2, images=1)
mail("latin1-html", html("<body>Köln <a href=\"http://a.example/1\">Ä</a></body>\n", "iso-8859-1"), links=["http://a.example/1"], images=1)
mail("japanese-html", html("<body>日本語 <a href=\"http://a.example/1\">こちら</a></body>\n", "iso-2022-jp", "7bit"), links=["http://a.example/1"], images=1)
mail("rtl-html", html('<html dir="rtl"><body>مرحبا <a href="http://a.example/1">هنا</a></body></html>\n', encoding="base64"), links=["http://a.example/1"], images=1)
mail("no-body-tag", html('<p>Hi <a href="http://a.example/1">x</a>\n'), links=["http://a.example/1"], images=1)
mail("malformed", html('<body><p><b><a href="http://a.example/1">x</b></p></a><td></body><a href="http://a.example/2"<i>y</body>\n'),
     links=["http://a.example/1", "http://a.example/2"], images=1)
mail("long-html", html("<body>" + "<b>x</b>" * 120 + '<a href="http://a.example/1">x</a></body>\n', "us-ascii", "7bit"), links=["http://a.example/1"], images=1)
mail("empty-html", html(""))

# Trees.
both = (plain("Text http://a.example/t\n"), html(page.format("http://a.example/h")))
both_links = ["http://a.example/t", "http://a.example/h"]
mail("alternative", multipart("alternative", *both), links=both_links, images=1)
mail("nested", multipart("mixed", multipart("related", multipart("alternative", *both, boundary="inner"), png, boundary="middle"),
                         "Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\nJVBERi0=\n", boundary="outer",
                         preamble=b"Preamble http://a.example/pre\n", epilogue=b"Epilogue http://a.example/epi\n"),
     links=both_links, images=1)
mail(
    "attachments",
    multipart(
        "mixed",
        plain("Text http://a.example/t\n"),
        b"Content-Disposition: attachment; filename=page.html\n" + html(page.format("http://a.example/attached")),
        b"Content-Disposition: attachment; filename=notes.txt\n" + plain("http://a.example/notes\n"),
        b"Content-Type: message/rfc822\n\nFrom: a@a.example\nSubject: inner\n" + html(page.format("http://a.example/inner")),
    ),
    links=["http://a.example/t"],
)
calendar = (
    "Content-Type: text/calendar; method=REQUEST; charset=utf-8\n\nBEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\n"
    "URL:http://a.example/meeting\nDESCRIPTION:Join http://a.example/join now\nEND:VEVENT\nEND:VCALENDAR\n"
)
amp = 'Content-Type: text/x-amp-html; charset=utf-8\n\n<html amp4email><body><a href="http://a.example/amp">x</a></body></html>\n'
mail("calendar", multipart("alternative", both[0], amp, both[1], calendar), links=both_links, images=1)
mail("pgp-encrypted", multipart("encrypted", "Content-Type: application/pgp-encrypted\n\nVersion: 1\n",
     "Content-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\n\nhttp://a.example/1 =\n-----END PGP MESSAGE-----\n",
     parameters='; protocol="application/pgp-encrypted"'))
mail("pgp-signed", multipart("signed", both[0], "Content-Type: application/pgp-signature\n\n-----BEGIN PGP SIGNATURE-----\n\nhttp://a.example/1\n-----END PGP SIGNATURE-----\n",
     parameters='; protocol="application/pgp-signature"; micalg=pgp-sha256'))
mail("signed-inside", multipart("mixed", multipart("signed", both[1], "Content-Type: application/pgp-signature\n\n-----\n", boundary="signed",
     parameters='; protocol="application/pgp-signature"; micalg=pgp-sha256'), plain("Footer of the list http://a.example/footer\n")),
     links=["http://a.example/footer"])
mail("unfinished", multipart("mixed", both[0]).replace(b"--part--\n", b""), links=["http://a.example/t"])
mail("report", multipart("report", plain("Not delivered, see http://a.example/why\n"),
     "Content-Type: message/delivery-status\n\nReporting-MTA: dns; http://a.example/mta\n\nFinal-Recipient: rfc822; a@a.example\nAction: failed\nStatus: 5.1.1\n",
     "Content-Type: text/rfc822-headers\n\nSubject: http://a.example/subject\n", parameters="; report-type=delivery-status"),)

# Fields.
mail("skip", multipart("alternative", *both), header="X-AMP: skip\r\n")
mail("unsubscribe", plain("http://a.example/1\n"), links=["http://a.example/1"],
     header="List-Unsubscribe: <http://a.example/unsubscribe>, <mailto:u@shop.example>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
            "X-Link: http://a.example/header\r\nX-Folded: one\r\n\ttwo http://a.example/folded\r\n")


def smime(folder, name, *arguments):
    """Has openssl sign a page with the certificate in the folder."""
    content = html(page.format("http://a.example/smime"), encoding="quoted-printable").replace(b"\n", b"\r\n")
    signed = subprocess.run(
        ["openssl", "smime", "-sign", "-signer", folder / "smime.pem", "-inkey", folder / "smime.key", *arguments],
        input=content, capture_output=True, check=True,
    ).stdout
    mail(name, signed.replace(b"\r\n", b"\n"))


def write(folder, domain):
    folder = Path(folder)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=Shop/emailAddress=sales@shop.example",
         "-addext", "extendedKeyUsage=emailProtection", "-keyout", folder / "smime.key", "-out", folder / "smime.pem"],
        capture_output=True, check=True,
    )
    smime(folder, "smime-signed")
    smime(folder, "smime-opaque", "-nodetach")
    for name, (header, body, _, _) in mails.items():
        usual = (
            f"From: Shop <sales@shop.example>\r\nTo: {name}@{domain}\r\nSubject: {name}\r\nDate: Thu, 01 Jan 2026 00:00:00 +0000\r\n"
            f"Message-ID: <{name}@shop.example>\r\n"
        )
        # What openssl writes says so itself.
        version = b"" if b"MIME-Version:" in body else b"MIME-Version: 1.0\r\n"
        (folder / f"{name}.eml").write_bytes(usual.encode() + header + version + body)
    print(json.dumps([{"name": name, "links": links, "images": images} for name, (_, _, links, images) in mails.items()]))


def send(folder, domain, port, sender):
    with smtplib.SMTP("127.0.0.1", int(port)) as client:
        for file in sorted(Path(folder).glob("*.eml")):
            client.sendmail(sender, [f"{file.stem}@{domain}"], file.read_bytes(), ["BODY=8BITMIME"])


def parse(file):
    """Lines end with LF in a mailbox and with CRLF on the way."""
    return message_from_bytes(Path(file).read_bytes().replace(b"\r\n", b"\n"), policy=compat32)


def octets(part):
    """What the part's body stands for, lines ending with LF."""
    return (part.get_payload(decode=True) or b"").replace(b"\r\n", b"\n")


def tracked(base):
    return re.compile(re.escape(base.encode()) + rb"/(?!img/)[A-Za-z0-9-]+/[A-Za-z0-9]+")


def pixel(base):
    address = re.escape(base.encode()) + rb"/img/[A-Za-z0-9-]+/[A-Za-z0-9]+"
    image = rb"<p class='ampimg' style='[a-z:;0-]*'><img src='" + address + rb"' alt=''></p>"
    # On a line of its own where the line would become too long.
    return re.compile(rb"\n" + image + rb"\n|" + image)


def links(base):
    pattern = tracked(base)
    found = {}
    for entry in json.load(sys.stdin):
        found[entry["name"]] = [
            match.decode() for part in parse(entry["file"]).walk() if not part.is_multipart() for match in pattern.findall(octets(part))
        ]
    print(json.dumps(found))


class Differences:
    """Compares one mail with what arrived of it."""

    def __init__(self, name, base):
        self.name, self.base, self.found = name, base, []
        # What openssl has signed is not in the table: nothing in it may change.
        _, _, expected_links, self.expected_images = mails.get(name, ("", b"", [], 0))
        self.expected = [written.encode() for written, _ in expected_links]
        self.images = 0

    def check(self, what, one, other):
        if one != other:
            self.found.append(f"{self.name}: {what}: {one!r} became {other!r}")

    def top(self, before, after):
        # Fields are added in front only.
        before_fields, after_fields = list(before.raw_items()), list(after.raw_items())
        # Postfix completes what the envelope sender's Resent-Sender begins (RFC 5322 §3.6.6).
        after_fields = [(name, value) for name, value in after_fields if not name.startswith("Resent-")]
        # It is for us and goes no further.
        before_fields = [field for field in before_fields if field != ("X-AMP", "skip")]
        self.check("header", before_fields, after_fields[-len(before_fields) :])
        self.part("mail", before, after, is_top=True)
        self.check("images", self.expected_images, self.images)
        self.check("links that are not replaced", [], self.expected)

    def part(self, where, before, after, is_top=False):
        if not is_top:
            self.check(f"{where}: fields", list(before.raw_items()), list(after.raw_items()))
        self.check(f"{where}: type", before.get_content_type(), after.get_content_type())
        if before.is_multipart() and after.is_multipart():
            for name in ("preamble", "epilogue"):
                self.check(f"{where}: {name}", getattr(before, name), getattr(after, name))
            self.check(f"{where}: parts", len(before.get_payload()), len(after.get_payload()))
            for n, (one, other) in enumerate(zip(before.get_payload(), after.get_payload())):
                self.part(f"{where}.{n + 1}", one, other)
        elif before.get_payload() != after.get_payload():
            self.text(where, before, after)

    def text(self, where, before, after):
        self.check(f"{where}: may change", True, before.get_content_type() in ("text/plain", "text/html"))
        # What a replaced address stood for becomes a mark in both; quotes around it may be others.
        mark, quotes = b"\x00", re.compile(rb"['\"]?[ \t]*\x00[ \t]*['\"]?")
        there, images = pixel(self.base).subn(b"", octets(after))
        self.images += images
        there, count = tracked(self.base).subn(mark, there)
        here, rest, position = b"", octets(before), 0
        for link in self.expected[:count]:
            position = rest.find(link)
            if position < 0:
                return self.check(f"{where}: link", link, "nothing")
            here += rest[:position] + mark
            rest = rest[position + len(link):]
        del self.expected[:count]
        here = (here + rest).replace(b"+notrack://", b"://")
        if before.get_content_type() == "text/html":
            here, there = quotes.sub(mark, here), quotes.sub(mark, there)
        # A line of its own for the image, where there is no line end.
        self.check(f"{where}: text", here.rstrip(b"\n"), there.rstrip(b"\n"))


def compare(base):
    found = []
    for entry in json.load(sys.stdin):
        differences = Differences(entry["name"], base)
        differences.top(parse(entry["before"]), parse(entry["after"]))
        found += differences.found
    print(json.dumps(found))


if __name__ == "__main__":
    {"write": write, "send": send, "links": links, "compare": compare}[sys.argv[1]](*sys.argv[2:])

"""Sends one message to each recipient named on standard input, with a client that this project did not write.

    send.py smtplib HOST PORT USER PASSWORD FROM
    send.py postal-py URL KEY FROM

Prints one JSON list: what the client answered for each recipient.
"""

import json
import smtplib
import sys
from email.message import EmailMessage


def by_smtplib(recipients, host, port, user, password, sender):
    with smtplib.SMTP(host, int(port)) as client:
        client.login(user, password)
        for recipient in recipients:
            message = EmailMessage()
            message["From"] = sender
            message["To"] = recipient
            message["Subject"] = f"smtplib to {recipient}"
            message.set_content("Sent by Python's smtplib.\n.\nA dot alone, and Grüße from UTF-8.\n")
            yield client.send_message(message, sender, [recipient])


def by_postal_py(recipients, url, key, sender):
    from postal_py import PostalPyAPI
    from postal_py.api.schemas import RequestMessageSchema

    client = PostalPyAPI(base_url=url, api_key=key, timeout=30)
    for recipient in recipients:
        request = RequestMessageSchema(
            from_=sender,
            to=[recipient],
            subject=f"postal-py to {recipient}",
            plain_body="Sent by postal-py.",
            html_body="<p>Sent by <b>postal-py</b>.</p>",
            attachments=[{"name": "grüße.txt", "content_type": "text/plain", "data": b"attached"}],
        )
        yield client.send_message(request).data.model_dump()
    client.close()


clients = {"smtplib": by_smtplib, "postal-py": by_postal_py}
print(json.dumps(list(clients[sys.argv[1]](sys.stdin.read().split(), *sys.argv[2:]))))

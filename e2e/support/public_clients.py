"""Public clients of Postal, unmodified: each sends a message with an attachment, and reads what it can.

    public_clients.py CLIENT send URL KEY FROM TO
    public_clients.py CLIENT read URL KEY ID        (postal-py and pyostal: the message and its deliveries)
    public_clients.py CLIENT fail URL KEY FROM TO   (postal-py and pyostal: what the client says to refusals)

CLIENT is postal-py, pyostal or postalsend; for the latter URL is a host, because it speaks HTTPS only.
Prints JSON: what the client made of the answers.
"""

import asyncio
import base64
import json
import sys

content = bytes(range(256))
attachment = {"name": "numbers.bin", "content_type": "application/octet-stream"}


def with_postal_py(action, url, key, *arguments):
    from postal_py import PostalPyAPI
    from postal_py.api import exceptions
    from postal_py.api.schemas import (
        MessageExpansion,
        RequestMessageDetailsSchema,
        RequestMessageSchema,
        RequestRawMessageSchema,
    )

    client = PostalPyAPI(base_url=url, api_key=key, timeout=30)

    def send(sender, recipient):
        message = RequestMessageSchema(
            from_=f"Shop <{sender}>",
            to=[recipient],
            subject="postal-py: Grüße",
            tag="python",
            plain_body="Sent by postal-py. Grüße!",
            html_body="<p>Sent by <b>postal-py</b>. Grüße!</p>",
            attachments=[{**attachment, "data": content}],
        )
        mail = f"From: {sender}\r\nTo: {recipient}\r\nSubject: raw by postal-py\r\n\r\nRaw.\r\n"
        data = base64.b64encode(mail.encode()).decode()
        raw = RequestRawMessageSchema(mail_from=sender, rcpt_to=[recipient], data=data)
        return {
            "sent": client.send_message(message).data.model_dump(),
            "raw": client.send_raw_message(raw).data.model_dump(),
        }

    def read(message):
        everything = RequestMessageDetailsSchema(id=int(message), expansions={MessageExpansion.all})
        return {
            "message": client.get_message_details(everything).data.model_dump(by_alias=True),
            "deliveries": [delivery.model_dump() for delivery in client.get_message_deliveries(int(message)).data],
        }

    def fail(sender, recipient):
        stranger = PostalPyAPI(base_url=url, api_key="wrong", timeout=30)
        wrong = [
            lambda: client.send_message(RequestMessageSchema(from_=sender, to=[recipient])),
            lambda: client.send_message(RequestMessageSchema(to=[recipient], plain_body="Who writes?")),
            lambda: client.send_message(RequestMessageSchema(from_="x@else.example", to=[recipient], plain_body="x")),
            lambda: client.get_message_details(RequestMessageDetailsSchema(id=4711, expansions=set())),
            lambda: stranger.get_message_deliveries(1),
        ]
        return [refusal(request, exceptions.PostalPyAPIError) for request in wrong]

    return {"send": send, "read": read, "fail": fail}[action](*arguments)


def refusal(request, expected):
    """Name and text of the exception that the client raises, or null."""
    try:
        request()
    except expected as error:
        return [type(error).__name__, str(error)]


def with_pyostal(action, url, key, *arguments):
    from pyostal.client import Client
    from pyostal.emails import Email
    from pyostal.exceptions import InvalidRequestException

    client = Client(url, key)

    def send(sender, recipient):
        email = Email(
            from_address=sender,
            to=[recipient],
            subject="pyostal: Grüße",
            plain_body="Sent by pyostal. Grüße!",
            html_body="<p>Sent by <b>pyostal</b>. Grüße!</p>",
        )
        # Its add_attachment makes bytes, which its own JSON encoder refuses.
        email.attachments.append({**attachment, "data": base64.b64encode(content).decode()})
        response = asyncio.run(client.send(email))
        return {"sent": {"message_id": email.message_id, "messages": email.messages}, "flags": response.flags}

    def read(message):
        everything = ["status", "details", "inspection", "plain_body", "html_body", "attachments", "headers"]
        return {
            "message": asyncio.run(client.get_message_details(int(message), everything)).data,
            "deliveries": asyncio.run(client.get_message_deliveries(int(message))).data,
        }

    def fail(_sender, _recipient):
        wrong = [(client, 4711), (Client(url, "wrong"), 1)]
        return [
            refusal(lambda: asyncio.run(who.get_message_details(message)), InvalidRequestException)
            for who, message in wrong
        ]

    return {"send": send, "read": read, "fail": fail}[action](*arguments)


def with_postalsend(action, host, key, sender, recipient):
    import postalsend

    if action != "send":
        raise SystemExit(f"postalsend cannot {action}")
    postalsend.login(host, key)
    postalsend.send(
        from_address=sender,
        to_address=[recipient],
        subject="postalsend: Grüße",
        tag="python",
        plain_body="Sent by postalsend. Grüße!",
        html_body="<p>Sent by <b>postalsend</b>. Grüße!</p>",
        attachments=[{**attachment, "data": base64.b64encode(content).decode()}],
        headers={"X-Campaign": "e2e"},
        bounce=False,
    )
    return None


clients = {"postal-py": with_postal_py, "pyostal": with_pyostal, "postalsend": with_postalsend}
print(json.dumps(clients[sys.argv[1]](*sys.argv[2:])))

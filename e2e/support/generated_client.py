"""Uses a Python client that was generated from the document: generated_client.py FOLDER URL TOKEN FROM RECIPIENT.

Prints what it saw as JSON. Every call goes through the generated functions and models.
"""
import json
import sys
import time
from pathlib import Path

folder, url, token, sender, recipient = sys.argv[1:]
sys.path.insert(0, str(Path(folder).parent))
# The package's name is the folder's; the generator chose the names below.
from postal_client import AuthenticatedClient  # noqa: E402
from postal_client.api.credentials import credential_create, credential_delete, credential_list  # noqa: E402
from postal_client.api.messages import message_get, message_list, message_raw, message_send, message_send_raw  # noqa: E402
from postal_client.api.organizations import organization_get  # noqa: E402
from postal_client.models import CredentialCreate, CredentialType, MessageSend, MessageSendMetadata, Problem  # noqa: E402
from postal_client.types import File  # noqa: E402

client = AuthenticatedClient(base_url=f"{url}/api/v2", token=token, raise_on_unexpected_status=True)
place = ("acme", "mail")


def refusal(answer):
    assert isinstance(answer, Problem), answer
    return {"status": answer.status, "code": answer.code, "fields": [field.field for field in answer.fields]}


credential = credential_create.sync(*place, client=client, body=CredentialCreate(type_=CredentialType.API, name="Generated"))
listed = [item.name for item in credential_list.sync(*place, client=client).items]
deleted = credential_delete.sync_detailed(*place, credential.uuid, client=client).status_code

metadata = MessageSendMetadata.from_dict({"order": "4711"})
body = MessageSend(from_=sender, to=[recipient], subject="By a generated client", text="Text", metadata=metadata)
sent = message_send.sync(*place, client=client, body=body, idempotency_key="generated-1")
again = message_send.sync_detailed(*place, client=client, body=body, idempotency_key="generated-1")
message = sent.recipients[0].message_id
while (found := message_get.sync(*place, message, client=client)).status == "Pending":
    time.sleep(0.2)

text = f"From: {sender}\r\nTo: {recipient}\r\nSubject: Raw, by a generated client\r\n\r\nText\r\n".encode()
from io import BytesIO  # noqa: E402

raw = message_send_raw.sync(*place, client=client, body=File(payload=BytesIO(text)), from_=sender, to=[recipient])
stored = message_raw.sync_detailed(*place, raw.recipients[0].message_id, client=client)

page = message_list.sync(*place, client=client, limit=1)
rest = message_list.sync(*place, client=client, limit=1, cursor=page.next_cursor)

print(json.dumps({
    "credential": {"listed": "Generated" in listed, "deleted": int(deleted)},
    "sent": {"status": str(found.status), "metadata": found.metadata.to_dict(), "subject": found.subject},
    "repeated": {"same": again.parsed.recipients[0].message_id == message, "replayed": again.headers.get("Idempotent-Replayed")},
    "raw": stored.content.endswith(b"Text\r\n"),
    "pages": [len(page.items), len(rest.items), page.items[0].id != rest.items[0].id],
    "unknown": refusal(organization_get.sync("nobody", client=client)),
    "wrong": refusal(message_send.sync(*place, client=client, body=MessageSend(from_="nonsense", to=[]))),
}))

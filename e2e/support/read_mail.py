"""Reads a mail with Python's email package.

    read_mail.py < MAIL

Prints JSON: the header, and each leaf of the tree with its type, name and content (text decoded, other content in base64).
"""

import base64
import json
import sys
from email import message_from_binary_file, policy

mail = message_from_binary_file(sys.stdin.buffer, policy=policy.default)


def leaf(part):
    is_text = part.get_content_maintype() == "text" and part.get_filename() is None
    return {
        "type": part.get_content_type(),
        "filename": part.get_filename(),
        "disposition": part.get_content_disposition(),
        "text": part.get_content() if is_text else None,
        "base64": None if is_text else base64.b64encode(part.get_payload(decode=True) or b"").decode(),
    }


parts = list(mail.walk())
json.dump(
    {
        "header": {name.lower(): str(value) for name, value in mail.items()},
        "parts": [leaf(part) for part in parts if not part.is_multipart()],
        "defects": [str(defect) for part in parts for defect in part.defects],
    },
    sys.stdout,
)

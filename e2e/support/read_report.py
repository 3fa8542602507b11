"""Reads a delivery status report (RFC 3464) with Python's email package.

    read_report.py < MAIL

Prints JSON: the kinds of the parts, the fields of the message and of its first recipient, the returned header.
"""

import json
import sys
from email import message_from_binary_file, message_from_string, policy

mail = message_from_binary_file(sys.stdin.buffer, policy=policy.default)
parts = list(mail.iter_parts())


def fields(part):
    return {name.lower(): str(value) for name, value in part.items()}


status = next((part.get_payload() for part in parts if part.get_content_type() == "message/delivery-status"), [])
returned = parts[-1] if parts else None
if returned is None:
    original = {}
elif returned.get_content_type() == "message/rfc822":
    original = fields(returned.get_content())
else:
    original = fields(message_from_string(returned.get_content()))
json.dump(
    {
        "header": fields(mail),
        "type": mail.get_content_type(),
        "reportType": mail.get_param("report-type"),
        "parts": [part.get_content_type() for part in parts],
        "text": parts[0].get_content() if parts else "",
        "message": fields(status[0]) if status else {},
        "recipient": fields(status[1]) if len(status) > 1 else {},
        "original": original,
        "defects": [str(defect) for part in [mail, *parts] for defect in part.defects],
    },
    sys.stdout,
)

"""A Django site that sends by django-anymail and has its views for Postal's webhooks and incoming mail.

    django_site.py serve PORT WEBHOOK_KEY           answers until it is stopped
    django_site.py send API_URL API_KEY FROM TO     sends, prints the ids that anymail knows afterwards (JSON)

`WEBHOOK_KEY` is the value of p= in what `postal default-dkim-record` prints, as anymail's manual says. What anymail's
signals tell an application can be read at /events.
"""

import json
import sys

from django.conf import settings

action, *arguments = sys.argv[1:]
anymail = (
    {"POSTAL_WEBHOOK_KEY": arguments[1]}
    if action == "serve"
    else {"POSTAL_API_URL": arguments[0], "POSTAL_API_KEY": arguments[1]}
)
settings.configure(
    SECRET_KEY="nobody logs in here",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["anymail"],
    EMAIL_BACKEND="anymail.backends.postal.EmailBackend",
    ANYMAIL=anymail,
    USE_TZ=True,
)

import django  # noqa: E402

django.setup()

from anymail.message import AnymailMessage  # noqa: E402
from anymail.signals import inbound, tracking  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.dispatch import receiver  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.urls import include, path  # noqa: E402

events = {"tracking": [], "inbound": []}


@receiver(tracking)
def on_tracking(sender, event, esp_name, **_):
    events["tracking"].append(
        {
            "type": event.event_type,
            "message_id": event.message_id,
            "recipient": event.recipient,
            "event_id": event.event_id,
            "timestamp": event.timestamp.isoformat(),
            "description": event.description,
            "mta_response": event.mta_response,
            "click_url": event.click_url,
            "user_agent": event.user_agent,
            "tags": event.tags,
            "event": event.esp_event["event"],
        }
    )


@receiver(inbound)
def on_inbound(sender, event, esp_name, **_):
    mail = event.message
    events["inbound"].append(
        {
            "event_id": event.event_id,
            "from": mail.from_email.addr_spec,
            "to": [address.addr_spec for address in mail.to],
            "envelope_sender": mail.envelope_sender,
            "envelope_recipient": mail.envelope_recipient,
            "subject": mail.subject,
            "text": mail.text,
            "html": mail.html,
            "attachments": [
                {"name": part.get_filename(), "type": part.get_content_type(), "size": len(part.get_content_bytes())}
                for part in mail.attachments
            ],
        }
    )


urlpatterns = [
    path("anymail/", include("anymail.urls")),
    path("events", lambda request: JsonResponse(events)),
]


def serve(port, _key):
    # Django's own development server: what `manage.py runserver --noreload` starts.
    from django.core.servers.basehttp import run

    run("127.0.0.1", int(port), get_wsgi_application(), threading=True)


def send(_url, _key, sender, recipient):
    message = AnymailMessage(
        subject="anymail: Grüße",
        body="Sent by django-anymail. Grüße!",
        from_email=f"Shop <{sender}>",
        to=[f"Bob B. <{recipient}>"],
        cc=[f"copy.{recipient}"],
        bcc=[f"hidden.{recipient}"],
        reply_to=[f"Help <{sender}>"],
        headers={"X-Campaign": "e2e"},
        tags=["django"],
    )
    message.attach_alternative("<p>Sent by <b>django-anymail</b>. Grüße!</p>", "text/html")
    message.attach("numbers.bin", bytes(range(256)), "application/octet-stream")
    message.send()
    status = message.anymail_status
    print(
        json.dumps(
            {
                "status": sorted(status.status),
                "ids": {address: recipient.message_id for address, recipient in status.recipients.items()},
            }
        )
    )


{"serve": serve, "send": send}[action](*arguments)

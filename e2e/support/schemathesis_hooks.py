"""What Schemathesis has to be told of bodies that it does not know."""
import schemathesis


@schemathesis.serializer("message/rfc822")
def message(context, value):
    """A message is sent as it is."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogateescape")

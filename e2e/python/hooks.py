"""What schemathesis does not know by itself."""

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def json_lines(context: schemathesis.SerializationContext, value: object) -> bytes:
    """JSON Lines are generated as text already."""
    return value if isinstance(value, bytes) else str(value).encode(errors="surrogatepass")

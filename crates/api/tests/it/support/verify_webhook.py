"""Verifies messages with the standard's own library. Reads lines of {secret, headers, body} from standard input, and says of
each on a line whether it is `verified`, or why not.
"""

import json
import sys

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

for line in sys.stdin:
    message = json.loads(line)
    try:
        Webhook(message["secret"]).verify(message["body"], message["headers"])
        print("verified", flush=True)
    except WebhookVerificationError as error:
        print(f"refused: {error}", flush=True)

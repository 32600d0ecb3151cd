// Verifies messages with the standard's own library. Reads lines of {secret, headers, body} from standard input, and says of each on a line
// whether it is `verified`, or why not.
import { createInterface } from 'node:readline';
import { Webhook } from 'standardwebhooks';

for await (const line of createInterface({ input: process.stdin })) {
  const { secret, headers, body } = JSON.parse(line);
  try {
    new Webhook(secret).verify(body, headers);
    console.log('verified');
  } catch (error) {
    console.log(`refused: ${error.message}`);
  }
}

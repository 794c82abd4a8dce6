import { appendFileSync } from 'node:fs';
import { tellParent } from '#lib/process/messages.ts';
import { listenForStop } from '#lib/process/stop-requests.ts';

/** A child that writes down what happens to it. `stubborn` hears that it should end, and does not. */
const [, , record = '', manner = ''] = process.argv;
const note = (line: string) => appendFileSync(record, `${line} ${process.pid}\n`);

listenForStop({
  stop: ({ reason }) => {
    note(`stop: ${reason}`);
    if (manner !== 'stubborn') process.exit(0);
  },
  stopNow: () => {
    note('stop now');
    process.exit(0);
  },
});
note('started');
tellParent({ type: 'ready' });
setInterval(() => {}, 1000);

import { parseArgs } from 'node:util';
import { ScriptedProvider } from '../tests/gateway/support/scripted-provider.ts';
import { faults } from '../tests/support/simulator/faults.ts';
import { RealtimeSimulator } from '../tests/support/simulator/realtime-simulator.ts';
import { controlPath, Simulator } from '../tests/support/simulator/simulator.ts';

/** `npm run simulate`: a provider on this machine that speaks the protocols of OpenAI, Anthropic, Google and Bedrock, and fails on demand. Ctrl-C ends it. */

const { values: flags } = parseArgs({ options: { port: { type: 'string', default: '4010' } } });
const provider = new ScriptedProvider({ seenMax: 1 });
provider.script = new Simulator().script;
provider.onUpgrade = new RealtimeSimulator({ sessionsMax: 1 }).upgrade;
const address = await provider.start(Number(flags.port));
process.stdout.write(`The simulated provider listens at ${address}

As a connection:  openai-compatible  ${address}/v1
                  anthropic          ${address}
                  google             ${address}
                  bedrock            ${address}  (models sim and anthropic.sim)
Realtime:         ws at the first of them, /v1/realtime?model=… (faults of its own: docs/realtime.md)
Models:           sim, sim-embedding, and sim-<fault> for each fault
Faults:           ${Object.keys(faults).join(', ')}
Controls:         curl -X POST ${address}${controlPath} -d '{"fault": "cut", "times": 3}'   (GET lists, DELETE forgets)

Guide: docs/try-faults.md. Ctrl-C ends it.
`);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => void provider.stop());
}

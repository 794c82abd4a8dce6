import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Orders } from './calling-process.ts';

const script = new URL('./calling-process.ts', import.meta.url).pathname;

/** A running `calling-process.ts` and everything it said so far. */
export class CallingProcess {
  readonly held = new Map<string, string>();
  readonly settled = new Map<string, string>();
  readonly lines: string[] = [];
  folder = '';
  private readonly child: ChildProcess;
  private readonly gone: Promise<void>;

  constructor(orders: Orders) {
    this.child = spawn(process.execPath, [script, JSON.stringify(orders)], { stdio: ['pipe', 'pipe', 'inherit'] });
    const { stdout } = this.child;
    if (stdout === null) throw new Error('The process has no output');
    const lines = createInterface(stdout);
    lines.on('line', (line) => this.hear(line));
    this.gone = new Promise((resolve) => lines.once('close', resolve));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** `kill -9`; resolves when it is gone and all it said was heard. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.gone;
  }

  /** Lets it come to an end; rejects when it does not say so. */
  async end(): Promise<void> {
    this.child.stdin?.end();
    await this.gone;
    if (!this.lines.includes('ended')) throw new Error(`The process did not end in good order:\n${this.lines.slice(-5).join('\n')}`);
  }

  private hear(line: string): void {
    const [word, id = '', where = ''] = line.split(' ');
    if (word === 'held') this.held.set(id, where);
    else if (word === 'settled') this.settled.set(id, where);
    else if (word === 'folder') this.folder = id;
    this.lines.push(line);
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** A test, by its file and title, and what it said. */
export interface Told {
  readonly test: string;
  readonly why: string;
}

/** How many checks of a stage passed and failed; a stage that is one check counts one. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly failures?: readonly Told[];
  /** Tests that failed, and passed when tried once more. They count as passed, and are named. */
  readonly secondTries?: readonly Told[];
}

export interface Stage {
  /** One word, to run it alone: `npm test -- types lint`. */
  readonly name: string;
  /** For people: what it checks. */
  readonly title: string;
  readonly run: () => Promise<Counts>;
}

export interface StageResult extends Counts {
  readonly name: string;
  readonly seconds: number;
}

export const root = join(import.meta.dirname, '../..');

const running = new Set<ChildProcess>();

/** Runs a program of node_modules/.bin (or any path) with its output shown; resolves to its exit code, 1 if it was killed. */
export function runProgram(program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program.includes('/') ? program : join(root, 'node_modules/.bin', program), args, {
      cwd: root,
      env,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    running.add(child);
    child.on('error', reject);
    child.on('close', (code) => {
      running.delete(child);
      resolve(code ?? 1);
    });
  });
}

/** Ends what is running, when the person who started it has lost patience. */
export function endRunning(): void {
  for (const child of running) child.kill('SIGTERM');
}

/** A stage that passes or fails as a whole. */
export const asOne = (exitCode: number): Counts => (exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });

/** Runs stages one after the other, all of them whatever fails, and prints the time of each. A stage that throws has failed. */
export async function runStages(stages: readonly Stage[]): Promise<readonly StageResult[]> {
  const results: StageResult[] = [];
  for (const { name, title, run } of stages) {
    process.stdout.write(`\n── ${title} ${'─'.repeat(Math.max(0, 100 - title.length))}\n`);
    const startedAt = performance.now();
    let counts: Counts;
    try {
      counts = await run();
    } catch (error) {
      process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
      counts = { passed: 0, failed: 1 };
    }
    results.push({ name, seconds: (performance.now() - startedAt) / 1000, ...counts });
  }
  return results;
}

/** As much of what a test said as a summary bears: without the frames of libraries. */
function shortWhy(why: string): string {
  const lines = stripVTControlCharacters(why).split('\n');
  const own = lines.filter((line) => line.trim() !== '' && !/\/node_modules\/|^\s+at new Promise/.test(line));
  return own.slice(0, 12).join('\n      ').slice(0, 1_200);
}

const told = (what: string, test: string, why: string): string => `  ${what}: ${test.replace(`${root}/`, '')}\n      ${shortWhy(why)}\n`;

/** What failed, at the end again: of a long run people often have no more than the last lines. */
function printTold(results: readonly StageResult[]): void {
  for (const { test, why } of results.flatMap(({ secondTries }) => secondTries ?? []))
    process.stdout.write(told('passed only when tried again', test, why));
  for (const { test, why } of results.flatMap(({ failures }) => failures ?? [])) process.stdout.write(told('FAILED', test, why));
}

/** What failed, a line a stage, then the one line that sums up all: `N passed, N failed`. Returns the exit code. */
export function printSummary(results: readonly StageResult[]): number {
  process.stdout.write('\n');
  printTold(results);
  for (const { name, seconds, passed, failed } of results) {
    process.stdout.write(
      `${failed === 0 ? '✓' : '✗'} ${name.padEnd(14)} ${`${seconds.toFixed(1)} s`.padStart(8)}  ${passed} passed, ${failed} failed\n`,
    );
  }
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

import { readdirSync, readFileSync } from 'node:fs';

const clockTicks = 100;

/** Behind the name in brackets: state, parent, …; user and system time are the 12th and 13th, of ended children the next two. */
function fieldsOf(pid: number | string): readonly number[] {
  const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return status
    .slice(status.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
}

/** The postmaster above a backend. */
export const postmasterOf = (backend: number): number => fieldsOf(backend)[1] ?? 0;

/** CPU seconds of a PostgreSQL so far, to a hundredth: the postmaster with its ended children, and the children that run. Needs /proc. */
export function postgresCpuSeconds(postmaster: number): number {
  let ticks = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const fields = fieldsOf(pid);
      const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15);
      if (Number(pid) === postmaster) ticks += user + system + childUser + childSystem;
      else if (fields[1] === postmaster) ticks += user + system;
    } catch {
      // The process ended while we looked.
    }
  }
  return ticks / clockTicks;
}

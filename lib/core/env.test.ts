import { describe, expect, it } from 'vitest';
import { EnvError, parseEnv } from './env.ts';

const good = { TOLLGATE_SECRET: 'x'.repeat(32), DATABASE_URL: 'postgres://tollgate@localhost:5432/tollgate' };

describe('parseEnv', () => {
  it('fills in defaults and takes an empty variable for one that is not set', () => {
    const env = parseEnv({ ...good, PORT: '' });
    expect(env.PORT).toBe(3000);
    expect(env.TOLLGATE_ROLE).toBe('all');
    expect(env.TRUSTED_PROXIES).toEqual([]);
  });

  it('reads lists and numbers', () => {
    const env = parseEnv({ ...good, TRUSTED_PROXIES: '10.0.0.0/8, 192.168.1.1/32', DRAIN_SECONDS: '5' });
    expect(env.TRUSTED_PROXIES).toEqual(['10.0.0.0/8', '192.168.1.1/32']);
    expect(env.DRAIN_SECONDS).toBe(5);
  });

  it('names every fault at once, what is wrong and what would be right', () => {
    const fault = () => parseEnv({ TOLLGATE_SECRET: 'short', PORT: 'many', TOLLGATE_ROLLE: 'all' });
    expect(fault).toThrow(EnvError);
    expect(fault).toThrow(/TOLLGATE_SECRET: must have at least 32/);
    expect(fault).toThrow(/DATABASE_URL: is not set/);
    expect(fault).toThrow(/PORT:/);
  });

  it('refuses a setting that would do nothing', () => {
    expect(() => parseEnv({ ...good, TOLLGATE_ROLLE: 'all' })).toThrow(/TOLLGATE_ROLLE: is not a setting/);
  });

  it('never repeats the value of a secret', () => {
    let message = '';
    try {
      parseEnv({ ...good, TOLLGATE_SECRET: 'hunter2', DATABASE_URL: 'mysql://root:hunter3@db/x' });
    } catch (error) {
      message = error instanceof Error ? error.message : '';
    }
    expect(message).toMatch(/TOLLGATE_SECRET[\s\S]*DATABASE_URL/);
    expect(message).not.toMatch(/hunter/);
  });
});

import { describe, expect, it } from 'vitest';
import { parseDatabaseUrl } from './database-url.ts';

const plain = { host: 'db.example', port: 5432, database: 'tollgate', ssl: false, prepare: true, user: 'ada', password: 'pass' };

describe('parseDatabaseUrl', () => {
  it.each([
    ['postgres://ada:pass@db.example/tollgate', plain],
    ['postgresql://ada:pass@db.example:6432/tollgate', { ...plain, port: 6432 }],
    ['postgres://ada:p%40ss%2Fw%3Ard@db.example/toll%20gate', { ...plain, password: 'p@ss/w:rd', database: 'toll gate' }],
    ['postgres://ada:pass@[::1]:5432/tollgate', { ...plain, host: '::1' }],
    ['postgres://ada:pass@db.example/tollgate?sslmode=require', { ...plain, ssl: 'require' }],
    ['postgres://ada:pass@db.example/tollgate?sslmode=verify-ca', { ...plain, ssl: 'verify-full' }],
    ['postgres://ada:pass@db.example/tollgate?pgbouncer=true', { ...plain, prepare: false }],
    ['postgres://ada:pass@/tollgate?host=/run/postgresql', { ...plain, host: '/run/postgresql' }],
    ['postgres:///tollgate?host=%2Frun%2Fpostgresql&port=5433', { ...plain, host: '/run/postgresql', port: 5433, user: '', password: '' }],
    ['postgres://ada:pass@localhost/tollgate?host=/tmp/socket', { ...plain, host: '/tmp/socket' }],
  ])('reads %s', (url, expected) => {
    expect(parseDatabaseUrl(url)).toEqual(expected);
  });

  it.each([
    ['postgres://ada:pass@db.example/', 'names no database'],
    ['postgres://ada:pass@db.example/tollgate?sslmode=perhaps', 'sslmode=perhaps'],
    ['postgres://ada:pass@db.example/tollgate?options=-c%20role=x', 'options'],
  ])('refuses %s', (url, words) => {
    expect(() => parseDatabaseUrl(url)).toThrow(words);
  });
});

/**
 * Connection pools and what takes a connection out of them. A pool is a semaphore: who keeps a connection and waits for
 * another one of the same pool waits for somebody who may be waiting as well, and in a pool of one for himself.
 */
import type { LockOp } from './locks.ts';

export interface Pool {
  readonly module: string;
  /** How it is made: a class (`Pool`) or a call (`createPool()`, `()` for the module itself). */
  readonly made: string;
  /** Where the size stands in the options, outermost name first. */
  readonly size: readonly string[];
  /** Argument that holds the options. */
  readonly options: number;
  /** A driver of one connection, by the text of its option: `client: 'sqlite3'`. */
  readonly single?: { readonly option: string; readonly values: RegExp };
  /** The pool itself is called to ask something: `knex('users')`. */
  readonly callable?: true;
  readonly ops: Readonly<Record<string, LockOp>>;
}

const HOLD: LockOp = { op: 'acquire', grants: 'object', releaseMethod: 'release' };
/** Takes a connection for one question and gives it back itself. */
const ASK: LockOp = { op: 'run', callback: -1 };

const MYSQL: Readonly<Record<string, LockOp>> = { getConnection: HOLD, query: ASK, execute: ASK };

const POOLS: readonly Pool[] = [
  { module: 'pg', made: 'Pool', size: ['max'], options: 0, ops: { connect: HOLD, query: ASK } },
  { module: 'pg-pool', made: '', size: ['max'], options: 0, ops: { connect: HOLD, query: ASK } },
  { module: 'mysql2/promise', made: 'createPool()', size: ['connectionLimit'], options: 0, ops: MYSQL },
  { module: 'mariadb', made: 'createPool()', size: ['connectionLimit'], options: 0, ops: MYSQL },
  ...['()', 'knex()'].map((made): Pool => ({
    module: 'knex',
    made,
    size: ['pool', 'max'],
    options: 0,
    single: { option: 'client', values: /sqlite/ },
    callable: true,
    ops: { transaction: { op: 'run', callback: 0 }, raw: ASK },
  })),
  ...['()', 'postgres()'].map((made): Pool => ({
    module: 'postgres',
    made,
    size: ['max'],
    options: 1,
    callable: true,
    ops: { begin: { op: 'run', callback: 0 } },
  })),
];

/** Methods of query builders that run the query on a given transaction's connection. */
export const JOINS_TRANSACTION = /^(transacting|connection)$/;

export function poolMadeBy(module: string, made: string): Pool | undefined {
  return POOLS.find((p) => p.module === module && p.made === made);
}

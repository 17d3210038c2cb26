/**
 * The abstract executor must run what it knows exactly as the engine does: the same single-threaded programs
 * are run by both, and they have to print the same.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import ts from 'typescript';
import { makeProgram } from '../../server/src/analysis/program.ts';
import { start } from '../../server/src/analysis/threads/drive/start.ts';
import { newKnowledge } from '../../server/src/analysis/threads/knowledge.ts';
import { consoleOf } from '../../server/src/analysis/threads/natives/timers.ts';
import { World } from '../../server/src/analysis/threads/world.ts';
import { lowerFile } from '../../server/src/front/lower.ts';
import { LANGUAGE } from './machine/language.ts';
import { RUNTIME } from './machine/runtime.ts';

function interpreted(source: string): readonly string[] {
  const file = '/program/main.ts';
  const program = makeProgram(new Map([[file, lowerFile(file, `${source}\nexport {};`)]]));
  const world = new World(
    program,
    newKnowledge(),
    { switching: 0, order: 'oldest', timers: 'late', seed: 1 },
    2_000_000,
    () => undefined,
  );
  start(world, { kind: 'main', file });
  world.run();
  assert.equal(world.aborted, false, 'used its steps up');
  const failed = world.agents[0]?.failed;
  assert.equal(failed, undefined, 'the interpreted program threw');
  return consoleOf(world);
}

// eslint-disable-next-line @typescript-eslint/require-await
const AsyncFunction = (async () => undefined).constructor as new (
  ...args: string[]
) => (...args: unknown[]) => Promise<void>;

/** Runs the program for real and waits for its timers too. */
async function executed(source: string): Promise<readonly string[]> {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, useDefineForClassFields: true },
  });
  const lines: string[] = [];
  const log = (...args: unknown[]): void => void lines.push(args.map((a) => String(a)).join(' '));
  let timers = 0;
  let idle: () => void = () => undefined;
  const timeout = (f: (...a: unknown[]) => void, ms?: number, ...args: unknown[]): unknown => {
    timers++;
    const t = { id: setTimeout(() => (live.delete(t), timers--, f(...args), idle()), ms) };
    live.add(t);
    return t;
  };
  const live = new Set<unknown>();
  const clear = (t: { id: NodeJS.Timeout } | undefined): void => {
    if (!live.delete(t)) return;
    clearTimeout(t?.id);
    timers--;
  };
  const run = new AsyncFunction('console', 'setTimeout', 'clearTimeout', `'use strict';${outputText}`);
  await run({ log }, timeout, clear);
  while (timers > 0) await new Promise<void>((resolve) => (idle = resolve));
  await new Promise((resolve) => setImmediate(resolve));
  return lines;
}

for (const [name, source] of Object.entries({ ...LANGUAGE, ...RUNTIME })) {
  test(`runs like the engine: ${name}`, async () => {
    assert.deepEqual(interpreted(source), await executed(source));
  });
}

/**
 * The abstract executor must run what it knows exactly as the engine does: the same single-threaded programs
 * are run by both, and they have to print the same.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import ts from 'typescript';
import { programOf } from './machine/generated.ts';
import { LANGUAGE } from './machine/language.ts';
import { RUNTIME } from './machine/runtime.ts';
import { interpret } from './threads/interpret.ts';

const SEEDS = Number(process.env['INTERLEAVE_SEEDS'] ?? 60);

function interpreted(source: string): readonly string[] {
  const { world, lines } = interpret({ 'main.ts': `${source}\nexport {};` });
  assert.equal(world.aborted, false, 'used its steps up');
  assert.equal(world.agents[0]?.failed, undefined, 'the interpreted program threw');
  return lines;
}

// eslint-disable-next-line @typescript-eslint/require-await
const AsyncFunction = (async () => undefined).constructor as new (
  ...args: string[]
) => (...args: unknown[]) => Promise<void>;

/** Runs the program for real and waits for its timers too. */
async function executed(source: string): Promise<readonly string[]> {
  // Only in a module is `await` a word of its own at the top.
  const { outputText } = ts.transpileModule(`${source}\nexport {};`, {
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
  const run = new AsyncFunction(
    'console',
    'setTimeout',
    'clearTimeout',
    `'use strict';${outputText.replace(/export \{\};\s*$/, '')}`,
  );
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

for (let seed = 1; seed <= SEEDS; seed++) {
  test(`runs like the engine: generated ${String(seed)}`, async () => {
    const source = programOf(seed);
    let expected: readonly string[];
    try {
      expected = await executed(source);
    } catch (error) {
      // Some programs break an early rule of the grammar (a jump that leads nowhere).
      if (error instanceof SyntaxError) return;
      throw error;
    }
    assert.deepEqual(interpreted(source), expected, source);
  });
}

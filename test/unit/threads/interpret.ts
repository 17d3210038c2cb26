/** Runs a program of one or several files in the abstract executor and gives back what it printed. */
import { makeProgram } from '../../../server/src/analysis/program.ts';
import { start } from '../../../server/src/analysis/threads/drive/start.ts';
import { newKnowledge } from '../../../server/src/analysis/threads/knowledge.ts';
import { consoleOf } from '../../../server/src/analysis/threads/natives/timers.ts';
import { World, type Policy } from '../../../server/src/analysis/threads/world.ts';
import { lowerFile } from '../../../server/src/front/lower.ts';

export interface Interpreted {
  readonly lines: readonly string[];
  readonly world: World;
}

export function interpret(files: Readonly<Record<string, string>>, policy: Partial<Policy> = {}): Interpreted {
  const root = '/program';
  const lowered = Object.entries(files).map(([name, text]) => {
    const file = `${root}/${name}`;
    return [file, lowerFile(file, text)] as const;
  });
  const world = new World(
    makeProgram(new Map(lowered)),
    newKnowledge(),
    { switching: 0, order: 'oldest', timers: 'late', iterations: 300, seed: 1, ...policy },
    5_000_000,
  );
  const [main] = Object.keys(files);
  start(world, { kind: 'main', file: `${root}/${main ?? ''}`, concerned: new Set() });
  world.run();
  return { lines: consoleOf(world), world };
}

/** Numbers in [0, 1) from a seed (mulberry32), so that a failing run can be repeated. */
export function randomFrom(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = a;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

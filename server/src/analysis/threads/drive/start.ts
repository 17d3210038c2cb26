/** Brings a world to the point where its first agents can run. */
import type { Expr, FileFacts, TypeRef } from '../../../facts/core.ts';
import { bare, forEachExprIn, forEachStmt } from '../../walk.ts';
import { instanceOf, runModule } from '../modules.ts';
import type { Agent } from '../agent.ts';
import type { World } from '../world.ts';
import type { Entry } from './entry.ts';
import { Outside } from './typed-values.ts';
import { Arguments } from './arguments.ts';
import { startPair } from './pair.ts';
import { touchingFunctions } from './touching.ts';
import { User } from './user.ts';

/** Instances of a worker script that nobody in the program starts. */
const INSTANCES = 2;

export function start(world: World, entry: Entry): void {
  if (entry.kind === 'pair') {
    startPair(world, entry.file);
    return;
  }
  const main = world.spawn(entry.file, undefined, undefined);
  if (entry.kind === 'main') {
    main.gen = world.loop(main, () => runModule(main, entry.file));
    const library = instanceOf(main, entry.file);
    if (library !== undefined && library.facts.exports.length > 0)
      world.user = new User(
        world,
        main,
        library,
        new Arguments(world, new Outside(world.program)),
        touchingFunctions(world.program, entry.concerned),
      );
    return;
  }
  // An imaginary main thread, which does nothing but exist.
  main.state = 'idle';
  const outside = new Outside(world.program);
  const facts = world.factsOf(entry.file);
  for (let i = 0; i < INSTANCES; i++) {
    main.release();
    const worker: Agent = world.spawn(entry.file, main, undefined);
    worker.workerData =
      facts === undefined ? undefined : outside.value(entry.file, dataType(facts), 'workerData', usesAtomics(facts));
    worker.gen = world.loop(worker, () => runModule(worker, entry.file));
  }
}

function usesAtomics(facts: FileFacts): boolean {
  let found = false;
  for (const fn of facts.functions) {
    forEachExprIn(fn, (e) => {
      if (e.k === 'global' && (e.name === 'Atomics' || e.name === 'SharedArrayBuffer')) found = true;
    });
  }
  return found;
}

/** The declared type of `workerData`: `workerData as T`, `const x: T = workerData`. */
function dataType(facts: FileFacts): TypeRef | undefined {
  const data = facts.imports.find((i) => i.imported === 'workerData')?.b;
  const isData = (e: Expr | undefined): boolean => {
    const x = e === undefined ? undefined : bare(e);
    return x?.k === 'var' ? x.b === data : x?.k === 'member' && x.prop === 'workerData';
  };
  let found: TypeRef | undefined;
  for (const fn of facts.functions) {
    forEachExprIn(fn, (e) => {
      if (e.k === 'cast' && isData(e.e)) found ??= e.type;
    });
    forEachStmt(fn.body, (s) => {
      if (s.k !== 'let') return;
      for (const d of s.decls) if (d.type !== undefined && isData(d.init)) found ??= d.type;
    });
  }
  return found;
}

/** The synchronous calls of the program that stop the event loop, by function. */
import type { ExprOf, Span } from '../../facts/core.ts';
import { blockingApi, SLEEP, type BlockingApi } from '../../knowledge/blocking.ts';
import { fnOf, type FnRef, type Program } from '../program.ts';
import type { Resolver } from '../resolve.ts';
import { bare, forEachExprIn, forEachStmt } from '../walk.ts';
import { isSleep } from './sleep.ts';

export interface BlockingCall {
  readonly ref: FnRef;
  readonly call: ExprOf<'call'>;
  readonly api: BlockingApi;
  /** As it is called: `readFileSync`, `crypto.pbkdf2Sync`. */
  readonly name: string;
  /** Stands in a loop of its function: once for every round. */
  readonly repeated: boolean;
}

export function blockingCallsIn(program: Program, resolver: Resolver, ref: FnRef): readonly BlockingCall[] {
  const found: BlockingCall[] = [];
  const loops: Span[] = [];
  forEachStmt(fnOf(program, ref).body, (s) => {
    if (s.k === 'loop' || s.k === 'forEach') loops.push(s.at);
  });
  forEachExprIn(fnOf(program, ref), (e) => {
    if (e.k !== 'call') return;
    const callee = bare(e.callee);
    const last =
      callee.k === 'member'
        ? callee.prop
        : callee.k === 'var'
          ? program.files.get(ref.file)?.bindings[callee.b]?.name
          : undefined;
    if (last === undefined) return;
    const repeated = loops.some((at) => at[0] <= e.at[0] && e.at[1] <= at[1]);
    if (isSleep(program, ref, e)) found.push({ ref, call: e, api: SLEEP, name: 'Atomics.wait', repeated });
    for (const target of resolver.calleesOf(ref, e)) {
      if (target.k !== 'external') continue;
      const api = blockingApi(target.module, target.path);
      if (api === undefined || isStandardStream(e)) continue;
      if (target.module === 'shelljs' && e.args.some((arg) => arg.k === 'object')) continue;
      found.push({ ref, call: e, api, name: last, repeated });
      break;
    }
  });
  return found;
}

/** `writeSync(1, ...)`, `readFileSync(0)`: terminals and pipes of a tool. */
function isStandardStream(e: ExprOf<'call'>): boolean {
  const [first] = e.args;
  if (first === undefined) return false;
  if (first.k === 'const' && typeof first.value === 'number') return true;
  return first.k === 'const' && typeof first.value === 'string' && first.value.startsWith('/dev/');
}

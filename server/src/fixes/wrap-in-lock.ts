/**
 * Puts statements under a lock. Names declared inside and used after come out as the result of the critical
 * section; a `return` inside is only moved into a callback when nothing follows it. What would change meaning
 * (a jump out of the callback, `yield`, a function that is not async) is not offered.
 */
import type { FixPlan, LockExpression, TextEdit } from '../findings/finding.ts';
import type { Syntax, SyntaxFile } from '../front/syntax-at.ts';
import { assertNever } from '../facts/core.ts';
import { replace, type Draft, type Job } from './context.ts';
import { asyncLockSources, declareLock, sharedLockSource } from './new-lock.ts';
import {
  classOfThis,
  declaredIn,
  descend,
  indentAt,
  indentUnit,
  isFunction,
  leaves,
  listedStatement,
  mayAwait,
  namesUsed,
  shift,
} from './shapes.ts';

type WrapPlan = Extract<FixPlan, { readonly kind: 'wrap-in-lock' }>;

/** Neighbouring statements of one list. */
interface Section {
  readonly statements: readonly Syntax[];
  readonly after: readonly Syntax[];
  readonly start: number;
  readonly end: number;
}

/** The fewest whole statements of one list that cover the range. */
export function sectionOf(file: SyntaxFile, start: number, end: number): Section | undefined {
  let node: Syntax | undefined = file.covering(start, end);
  if (node.is('Block', 'SourceFile') && !(node.start === start && node.end === end)) {
    return slice(node, start, end);
  }
  node = listedStatement(node);
  return node?.parent === undefined ? undefined : slice(node.parent, node.start, node.end);
}

function slice(list: Syntax, start: number, end: number): Section | undefined {
  const all = list.list('statements');
  const inside = all.filter((statement) => statement.end > start && statement.start < end);
  const first = inside[0];
  const last = inside.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return { statements: inside, after: all.slice(all.indexOf(last) + 1), start: first.start, end: last.end };
}

/** Names from the section that the code after it uses, and how they are declared; undefined when they cannot come out. */
function escaping(section: Section): { readonly names: readonly string[]; readonly how: string } | undefined {
  const declared = declaredIn(section.statements);
  const used = namesUsed(section.after);
  const out = declared.filter(({ name }) => used.has(name));
  const hows = new Set(out.map(({ how }) => how));
  // `var` and function declarations are seen outside their block, too.
  const hoisted = declared.some(({ how }) => !/^(const|let)$/.test(how)) || section.statements.some(declaresVar);
  if (hoisted || hows.size > 1) return undefined;
  return { names: out.map(({ name }) => name), how: [...hows][0] ?? 'const' };
}

const declaresVar = (statement: Syntax): boolean => [...descend(statement)].some((node) => node.declares === 'var');

/** `await lock.runExclusive(async () => { ... })` around the section (or without await, for locks between threads). */
export function runExclusively(
  file: SyntaxFile,
  section: Section,
  lock: string,
  blocking: boolean,
): TextEdit | undefined {
  const found = leaves(section.statements);
  if (found.jumps || found.yields || found.usesArguments) return undefined;
  const first = section.statements[0];
  if (first === undefined) return undefined;
  if (blocking ? found.awaits : !mayAwait(first, file)) return undefined;
  const out = escaping(section);
  if (out === undefined) return undefined;
  const returns = found.returns;
  if (returns && (section.after.length > 0 || !endsFunction(first))) return undefined;
  const { text } = file;
  const indent = indentAt(text, section.start);
  const unit = indentUnit(text);
  const callback = !blocking && found.awaits ? 'async () => {' : '() => {';
  const result =
    out.names.length === 0
      ? ''
      : `\n${indent}${unit}return ${out.names.length === 1 ? out.names[0] : `{ ${out.names.join(', ')} }`};`;
  const target =
    out.names.length === 0
      ? ''
      : `${out.how} ${out.names.length === 1 ? out.names[0] : `{ ${out.names.join(', ')} }`} = `;
  const before = `${target}${returns ? 'return ' : ''}${blocking || returns ? '' : 'await '}${lock}.runExclusive(${callback}`;
  const body = shift(file, section.start, section.end, unit);
  return replace(file, section, `${before}\n${indent}${unit}${body}${result}\n${indent}});`);
}

/** The statement stands directly in the body of its function, so that after the list's end the function ends. */
function endsFunction(statement: Syntax): boolean {
  return (
    statement.parent?.is('Block') === true &&
    statement.parent.parent !== undefined &&
    isFunction(statement.parent.parent)
  );
}

function lockUnlock(file: SyntaxFile, section: Section, take: string, give: string): TextEdit | undefined {
  const out = escaping(section);
  if (out === undefined) return undefined;
  let { end } = section;
  if (out.names.length > 0) {
    // Only a final `return x;` may come along: it is computed before the lock is given back.
    const [next, ...more] = section.after;
    if (next?.is('ReturnStatement') !== true || more.length > 0) return undefined;
    if ([...descend(next)].some((node) => node.is('CallExpression', 'AwaitExpression', 'NewExpression')))
      return undefined;
    end = next.end;
  }
  const indent = indentAt(file.text, section.start);
  const unit = indentUnit(file.text);
  const body = shift(file, section.start, end, unit);
  const text = `${take};\n${indent}try {\n${indent}${unit}${body}\n${indent}} finally {\n${indent}${unit}${give};\n${indent}}`;
  return replace(file, { start: section.start, end }, text);
}

function called(lock: { readonly text: string }, method: string): string {
  if (method.includes('(')) return lock.text === '' ? method : `${lock.text}.${method}`;
  return lock.text === '' ? `${method}()` : `${lock.text}.${method}()`;
}

export function wrapInLock(job: Job<WrapPlan>): readonly Draft[] {
  const { plan, file } = job;
  const section = sectionOf(file, plan.at.start, plan.at.end);
  if (section === undefined) return [];
  const { lock } = plan;
  switch (lock.style) {
    case 'run-exclusive': {
      const edit = runExclusively(file, section, lock.text, false);
      return edit === undefined ? [] : [{ title: `Do this while holding ${lock.text}`, edits: [edit], safe: true }];
    }
    case 'lock-unlock': {
      const first = section.statements[0];
      const waits = first !== undefined && awaitsLock(file, lock);
      if (waits && !mayAwait(first, file)) return [];
      const take = `${waits ? 'await ' : ''}${called(lock, lock.lock)}`;
      const edit = lockUnlock(file, section, take, called(lock, lock.unlock));
      const name = lock.text === '' ? lock.lock : lock.text;
      return edit === undefined ? [] : [{ title: `Do this while holding ${name}`, edits: [edit], safe: true }];
    }
    case 'new-lock':
      return withNewLock(job, section, lock.sharedMemory);
    default:
      return assertNever(lock);
  }
}

/** Whether the project's own code waits for this lock with `await`. */
function awaitsLock(file: SyntaxFile, lock: Extract<LockExpression, { readonly style: 'lock-unlock' }>): boolean {
  const escape = (part: string): string => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const call = lock.text === '' ? escape(lock.lock) : `${escape(lock.text)}\\.${escape(lock.lock)}`;
  return new RegExp(`\\bawait\\s+${call}`).test(file.text);
}

function withNewLock(job: Job<WrapPlan>, section: Section, sharedMemory: boolean): readonly Draft[] {
  const { file } = job;
  if (sharedMemory) {
    const source = sharedLockSource(job);
    // One name for the whole project: all parties of the race must take the same lock.
    const lock = source && declareLock(file, source, 'SharedMutex', "'shared-state'", undefined);
    const edit = lock && runExclusively(file, section, lock.text, true);
    if (source === undefined || lock === undefined || edit === undefined) return [];
    return [
      {
        title: `Do this under a lock between threads (${source.label})`,
        edits: [edit, ...lock.edits, ...source.edits],
        newFiles: source.newFiles,
        safe: source.ready,
      },
    ];
  }
  const usesThis = section.statements.some((statement) =>
    [...descend(statement, true)].some((node) => node.is('ThisKeyword')),
  );
  const first = section.statements[0];
  const owner = usesThis && first !== undefined ? classOfThis(first) : undefined;
  if (usesThis && owner === undefined) return [];
  return asyncLockSources(job).flatMap((source) => {
    const lock = declareLock(file, source, 'Mutex', '', owner);
    const edit = lock && runExclusively(file, section, lock.text, false);
    if (lock === undefined || edit === undefined) return [];
    return [
      {
        title: `Do this while holding a new Mutex (${source.label})`,
        edits: [edit, ...lock.edits, ...source.edits],
        newFiles: source.newFiles,
        // Only a person knows whether what is called inside comes back here and waits for itself.
        safe: false,
      },
    ];
  });
}

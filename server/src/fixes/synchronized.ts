/**
 * `@synchronized` on a method. Async methods get a queue per instance, synchronous methods on shared memory a
 * named mutex between threads. Decorators need a compiler, so where types are merely stripped (or in JavaScript)
 * the body is put into a lock by hand instead.
 */
import type { FixPlan } from '../findings/finding.ts';
import { ruleMeta } from '../findings/catalogue.ts';
import type { Syntax } from '../front/syntax-at.ts';
import { dependsOn, insert, isTypeScript, type Draft, type Job } from './context.ts';
import { importNamed, tsconfigOf } from './imports.ts';
import { asyncDecoratorSource, asyncLockSources, declareLock, sharedLockSource } from './new-lock.ts';
import { descend, enclosingClass, hasModifier, isAsync, isGenerator, nearest } from './shapes.ts';
import { runExclusively, sectionOf } from './wrap-in-lock.ts';

type SynchronizedPlan = Extract<FixPlan, { readonly kind: 'synchronized-method' }>;

export function synchronizedMethod(job: Job<SynchronizedPlan>): readonly Draft[] {
  const { file, plan } = job;
  const method = nearest(file.covering(plan.at.start, plan.at.end), 'MethodDeclaration');
  const cls = method && enclosingClass(method);
  const body = method?.field('body');
  if (method === undefined || cls === undefined || body === undefined || method.parent !== cls || isGenerator(method))
    return [];
  const name = method.field('name')?.text ?? '';
  if (isSynchronized(method) || nests(cls, method, name)) return [];
  const betweenThreads = ruleMeta(job.finding.rule).family === 'between-threads';
  if (betweenThreads) return isAsync(method) ? [] : sharedDrafts(job, method, cls);
  if (!isAsync(method)) return [];
  const drafts = [...decorated(job, method, name), ...wrapped(job, method, cls, body, name)];
  // The library that the project already has comes first.
  return dependsOn(job.context.packageJsonOf(file.path), 'async-mutex') ? [...drafts].reverse() : drafts;
}

const isSynchronized = (method: Syntax): boolean =>
  method.list('modifiers').some((modifier) => modifier.is('Decorator') && /^@synchronized\b/.test(modifier.text));

/**
 * The queue is not re-entrant: a synchronized method that waits for another one of its object waits for ever.
 * (Calls through another object cannot be seen here; those between methods of the class can.)
 */
function nests(cls: Syntax, method: Syntax, name: string): boolean {
  const calls = (from: Syntax, to: string): boolean =>
    [...descend(from, true)].some(
      (node) =>
        node.is('PropertyAccessExpression') &&
        node.field('expression')?.is('ThisKeyword') &&
        node.field('name')?.text === to,
    );
  const others = cls.list('members').filter((member) => member.is('MethodDeclaration') && isSynchronized(member));
  if (calls(method, name)) return true;
  return others.some((other) => calls(other, name) || calls(method, other.field('name')?.text ?? ''));
}

/* Never the preferred repair between activations: what waits inside for the same object again would wait for ever. */

/** Whether something turns decorators into code before the file runs. */
function decoratorsWork(job: Job): boolean {
  if (!isTypeScript(job.file.path)) return false;
  return !/"erasableSyntaxOnly"\s*:\s*true/.test(tsconfigOf(job.file.path, job.context));
}

function decorated(job: Job, method: Syntax, name: string): readonly Draft[] {
  const source = decoratorsWork(job) ? asyncDecoratorSource(job) : undefined;
  if (source === undefined) return [];
  const imported = importNamed(job.file, source.module, 'synchronized');
  return [
    {
      title: `Make ${name} @synchronized`,
      edits: [...imported.edits, ...source.edits, insertDecorator(job, method, `@${imported.local}`)],
      newFiles: source.newFiles,
      safe: false,
    },
  ];
}

function insertDecorator(job: Job, method: Syntax, decorator: string): ReturnType<typeof insert> {
  const lineStart = job.file.text.lastIndexOf('\n', method.start - 1) + 1;
  const indent = job.file.text.slice(lineStart, method.start);
  return insert(job.file, method.start, /^[ \t]*$/.test(indent) ? `${decorator}\n${indent}` : `${decorator} `);
}

/** The whole body in a mutex that is a field of the class. */
function wrapped(job: Job, method: Syntax, cls: Syntax, body: Syntax, name: string): readonly Draft[] {
  const statements = body.list('statements');
  const first = statements[0];
  const last = statements.at(-1);
  if (first === undefined || last === undefined) return [];
  return asyncLockSources(job).flatMap((source) => {
    const owner = { cls, isStatic: hasModifier(method, 'StaticKeyword') };
    const lock = declareLock(job.file, source, 'Mutex', '', owner);
    const section = sectionOf(job.file, first.start, last.end);
    const edit = lock && section && runExclusively(job.file, section, lock.text, false);
    if (lock === undefined || edit === undefined) return [];
    return [
      {
        title: `Run ${name} under a Mutex (${source.label})`,
        edits: [edit, ...lock.edits, ...source.edits],
        newFiles: source.newFiles,
        safe: false,
      },
    ];
  });
}

function sharedDrafts(job: Job, method: Syntax, cls: Syntax): readonly Draft[] {
  const source = decoratorsWork(job) ? sharedLockSource(job) : undefined;
  if (source === undefined) return [];
  const name = method.field('name')?.text ?? '';
  // Named after the class: every thread that runs this file takes the same mutex.
  const lock = cls.field('name')?.text ?? 'shared-state';
  const imported = importNamed(job.file, source.module, 'synchronized');
  return [
    {
      title: `Make ${name} @synchronized between threads`,
      edits: [...imported.edits, ...source.edits, insertDecorator(job, method, `@${imported.local}('${lock}')`)],
      newFiles: source.newFiles,
      safe: source.ready,
    },
  ];
}

/** From the plans of a finding to repairs that can be applied: picks the builder, keeps the line ends, ranks. */
import { assertNever } from '../facts/core.ts';
import type { Finding, Fix, FixPlan } from '../findings/finding.ts';
import { atomicsAccess, atomicsUpdate } from './atomics.ts';
import { awaitFirst, insertAwait, recheckAfterAwait } from './awaiting.ts';
import { fileOf, type Draft, type FixContext, type Job } from './context.ts';
import { functionalUpdate } from './functional-update.ts';
import { newestOnly } from './newest-only.ts';
import { releaseInFinally } from './release-in-finally.ts';
import { storeThePromise } from './store-the-promise.ts';
import { synchronizedMethod } from './synchronized.ts';
import { useAsyncApi } from './use-async-api.ts';
import { loopAroundWait, notifyAfterStore, notifyAll } from './waiting.ts';
import { wrapInLock } from './wrap-in-lock.ts';

export type { FixContext, PackageJson } from './context.ts';

function fileOfPlan(plan: FixPlan): string {
  switch (plan.kind) {
    case 'store-the-promise':
      return plan.guard.file;
    case 'release-in-finally':
      return plan.acquire.file;
    case 'recheck-after-await':
      return plan.condition.file;
    default:
      return plan.at.file;
  }
}

/** The same job with its plan narrowed: builders take the one kind they know. */
function draftsOf(job: Job): readonly (Draft | undefined)[] {
  const { plan } = job;
  switch (plan.kind) {
    case 'atomics-update':
      return [atomicsUpdate({ ...job, plan })];
    case 'atomics-access':
      return [atomicsAccess({ ...job, plan })];
    case 'wrap-in-lock':
      return wrapInLock({ ...job, plan });
    case 'synchronized-method':
      return synchronizedMethod({ ...job, plan });
    case 'store-the-promise':
      return [storeThePromise({ ...job, plan })];
    case 'await-first':
      return [awaitFirst({ ...job, plan })];
    case 'insert-await':
      return [insertAwait({ ...job, plan })];
    case 'release-in-finally':
      return [releaseInFinally({ ...job, plan })];
    case 'recheck-after-await':
      return [recheckAfterAwait({ ...job, plan })];
    case 'loop-around-wait':
      return [loopAroundWait({ ...job, plan })];
    case 'notify-after-store':
      return [notifyAfterStore({ ...job, plan })];
    case 'newest-only':
      return [newestOnly({ ...job, plan })];
    case 'functional-update':
      return [functionalUpdate({ ...job, plan })];
    case 'notify-all':
      return [notifyAll({ ...job, plan })];
    case 'use-async-api':
      return [useAsyncApi({ ...job, plan })];
    default:
      return assertNever(plan);
  }
}

/** Edits are built with `\n`; a file of `\r\n` keeps its line ends. */
function keepLineEnds(draft: Draft, context: FixContext): Draft {
  return {
    ...draft,
    edits: draft.edits.map((edit) => {
      const windows = context.readText(edit.file)?.includes('\r\n') === true;
      return windows ? { ...edit, newText: edit.newText.replace(/\r?\n/g, '\r\n') } : edit;
    }),
  };
}

/** All repairs of a finding; the first safe one is the preferred one. */
export function buildFixes(finding: Finding, context: FixContext): readonly Fix[] {
  const fixes: Fix[] = [];
  let preferred = true;
  for (const plan of finding.fixes) {
    const file = fileOf(context, fileOfPlan(plan));
    if (file === undefined) continue;
    for (const draft of draftsOf({ plan, finding, context, file })) {
      if (draft === undefined) continue;
      const kept = keepLineEnds(draft, context);
      if (fixes.some((fix) => fix.title === kept.title)) continue;
      fixes.push({
        title: kept.title,
        rule: finding.rule,
        edits: kept.edits,
        newFiles: kept.newFiles ?? [],
        preferred: preferred && kept.safe,
      });
      if (kept.safe) preferred = false;
    }
  }
  return fixes;
}

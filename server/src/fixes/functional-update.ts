/** `setCount(count + 1)` -> `setCount((count) => count + 1)`: the update starts from the state that is there by then. */
import type { FixPlan } from '../findings/finding.ts';
import { replace, type Draft, type Job } from './context.ts';
import { descend } from './shapes.ts';

type Plan = Extract<FixPlan, { readonly kind: 'functional-update' }>;

export function functionalUpdate({ plan, file }: Job<Plan>): Draft | undefined {
  const value = file.covering(plan.at.start, plan.at.end);
  if ([...descend(value)].some((at) => at.is('AwaitExpression', 'YieldExpression'))) return undefined;
  const body = value.is('ObjectLiteralExpression') ? `(${value.text})` : value.text;
  return {
    title: `Update ${plan.name} from what is there by then`,
    edits: [replace(file, { start: plan.at.start, end: plan.at.end }, `(${plan.name}) => ${body}`)],
    safe: true,
  };
}

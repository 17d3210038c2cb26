/**
 * The settings of the section `interleave`, read with care: they are typed by hand, so a wrong value falls
 * back to its default with a line for the log instead of breaking anything.
 */
import { isRuleId, type RuleId, type Severity } from '../findings/catalogue.ts';
import type { GilPolicy } from '../lab/types.ts';

export interface LabSettings {
  readonly counts: readonly number[];
  readonly repeat: number;
  readonly gil: GilPolicy;
  /** For one call. */
  readonly timeLimitMs: number;
  /** For all samples together. */
  readonly budgetMs: number;
}

export interface Settings {
  readonly enable: boolean;
  /** Show findings of the whole project, or of open files only. */
  readonly scope: 'workspace' | 'openFiles';
  readonly severities: ReadonlyMap<RuleId, Severity | 'off'>;
  readonly codeLens: boolean;
  readonly lab: LabSettings;
}

export interface SettingsResult {
  readonly settings: Settings;
  /** One sentence for each value that is not understood. */
  readonly complaints: readonly string[];
}

export const DEFAULT_LAB: LabSettings = {
  counts: [1, 2, 4, 8],
  repeat: 100,
  gil: { kind: 'interval', ms: 5 },
  timeLimitMs: 10_000,
  budgetMs: 30_000,
};

const LEVELS: Readonly<Record<string, Severity | 'off'>> = {
  off: 'off',
  error: 'error',
  warning: 'warning',
  warn: 'warning',
  info: 'info',
  information: 'info',
  hint: 'hint',
};

export function readSettings(raw: unknown): SettingsResult {
  const complaints: string[] = [];
  const root = record(raw);
  const pick = <T>(path: string, fallback: T, parse: (value: unknown) => T | undefined): T => {
    const value = lookUp(root, path);
    if (value === undefined || value === null) return fallback;
    const parsed = parse(value);
    if (parsed !== undefined) return parsed;
    complaints.push(`interleave.${path} is ${JSON.stringify(value)}, which is not understood; its default is used.`);
    return fallback;
  };
  const severities = new Map<RuleId, Severity | 'off'>();
  for (const [id, level] of Object.entries(record(lookUp(root, 'rules')))) {
    if (level === 'default') continue;
    const known = typeof level === 'string' ? LEVELS[level] : undefined;
    if (!isRuleId(id)) complaints.push(`interleave.rules names ${JSON.stringify(id)}, but there is no such rule.`);
    else if (known === undefined) {
      complaints.push(
        `interleave.rules gives ${id} the level ${JSON.stringify(level)}; use off, error, warning, info or hint.`,
      );
    } else severities.set(id, known);
  }
  const lab: LabSettings = {
    counts: pick('lab.counts', DEFAULT_LAB.counts, counts),
    repeat: pick('lab.repeat', DEFAULT_LAB.repeat, within(1, 100_000)),
    gil: pick('lab.gil', DEFAULT_LAB.gil, parseGil),
    timeLimitMs: pick('lab.timeLimitSeconds', DEFAULT_LAB.timeLimitMs / 1000, within(0.1, 3600)) * 1000,
    budgetMs: pick('lab.budgetSeconds', DEFAULT_LAB.budgetMs / 1000, within(0.5, 3600)) * 1000,
  };
  const settings: Settings = {
    enable: pick('enable', true, boolean),
    scope: pick<Settings['scope']>('scope', 'workspace', (value) =>
      value === 'workspace' || value === 'openFiles' ? value : undefined,
    ),
    severities,
    codeLens: pick('codeLens.enable', false, boolean),
    lab,
  };
  return { settings, complaints };
}

export function severityOf(rule: RuleId, found: Severity, settings: Settings): Severity | 'off' {
  return settings.severities.get(rule) ?? found;
}

/** `ticks:100`, `interval:5ms`, `none`, as on the command line. */
export function parseGil(value: unknown): GilPolicy | undefined {
  if (typeof value !== 'string') return undefined;
  if (value === 'none') return { kind: 'none' };
  const ticks = /^ticks:(\d+)$/.exec(value)?.[1];
  if (ticks !== undefined && Number(ticks) > 0) return { kind: 'ticks', ticks: Number(ticks) };
  const ms = /^interval:(\d+(?:\.\d+)?)(?:ms)?$/.exec(value)?.[1];
  if (ms !== undefined && Number(ms) > 0) return { kind: 'interval', ms: Number(ms) };
  return undefined;
}

const boolean = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);

const within =
  (low: number, high: number) =>
  (value: unknown): number | undefined =>
    typeof value === 'number' && value >= low && value <= high ? value : undefined;

function counts(value: unknown): readonly number[] | undefined {
  if (!Array.isArray(value) || value.length === 0 || value.length > 16) return undefined;
  return value.every((item): item is number => Number.isInteger(item) && item >= 1 && item <= 64) ? value : undefined;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function lookUp(root: Readonly<Record<string, unknown>>, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => record(value)[key], root);
}

/** What the benches of the lab share: the real CPython of the machine, the article's functions, and one form of output. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { runBenchmark } from '../../server/src/lab/service.ts';
import type { BenchReport, BenchRequest, Mode } from '../../server/src/lab/types.ts';
import { labEntries } from '../lab/build-entries.ts';

export const COUNTS = [1, 2, 4, 8];

const python = process.env['PYTHON'] ?? 'python3';
const reference = fileURLToPath(new URL('lab_reference.py', import.meta.url));
export const functionsFile = fileURLToPath(new URL('lab-functions.ts', import.meta.url));

export async function inPython<T>(what: object): Promise<T> {
  const { stdout } = await promisify(execFile)(python, [reference, JSON.stringify(what)], { encoding: 'utf8' });
  return JSON.parse(stdout) as T;
}

/** A page server, in a process of its own, which both sides ask: what is compared is who asks. */
export async function pageServer(): Promise<{ readonly port: number; stop(): void }> {
  const child = spawn(python, [reference, JSON.stringify({ kind: 'serve' })], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  return { port: Number(port.toString()), stop: () => child.stdin.end() };
}

export interface Subject {
  readonly name: string;
  readonly file: string;
  readonly fn: string;
  readonly args: readonly unknown[];
}

const example = (name: string): string => fileURLToPath(new URL(`../../examples/${name}.ts`, import.meta.url));

/** The article's functions, and one whose work is all outside of the lock. */
export const SUBJECTS: readonly Subject[] = [
  { name: 'fibonacci', file: example('fibonacci'), fn: 'fibonacci', args: [100_000] },
  { name: 'floats', file: example('floats'), fn: 'sumOfInverseSquares', args: [20_000_000] },
  { name: 'urandom', file: example('urandom'), fn: 'readRandom', args: [] },
  { name: 'http', file: example('http'), fn: 'fetchPages', args: [] },
  { name: 'hash', file: functionsFile, fn: 'hash', args: [] },
];

export async function measure(subject: Subject, more: Partial<BenchRequest> = {}): Promise<BenchReport> {
  const target = { kind: 'name', name: subject.fn } as const;
  const request = { file: subject.file, target, args: [...subject.args], counts: COUNTS, repeat: 9, ...more };
  return runBenchmark(request, { entries: await labEntries() });
}

export function ratio(report: BenchReport, mode: Mode, count: number): number {
  return report.rows.find((row) => row.mode === mode && row.count === count)?.ratio.median ?? Number.NaN;
}

/** The subjects named on the command line, or all. */
export function chosen(): readonly Subject[] {
  const names = process.argv.slice(2);
  return names.length === 0 ? SUBJECTS : SUBJECTS.filter(({ name }) => names.includes(name));
}

export function within(value: number, low: number, high: number): string {
  return value >= low && value <= high ? 'ok' : 'MISSED';
}

export function columns(...cells: readonly (string | number)[]): string {
  return cells
    .map((cell, index) => {
      const text = typeof cell === 'number' ? cell.toFixed(cell < 10 ? 2 : 1) : cell;
      return index === 0 ? text.padEnd(26) : text.padStart(12);
    })
    .join(' ');
}

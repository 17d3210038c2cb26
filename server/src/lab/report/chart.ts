/**
 * The two pictures as SVG text: time against the number of calls, and who held the lock when. Colour is never the only
 * mark: lines differ in dashes and points, states in pattern of height, and everything has a text beside it.
 */
import type { BenchReport, BenchRow, Mode, Timeline } from '../types.ts';
import { duration, escapeHtml, MODE_NAMES } from './text.ts';

interface Look {
  readonly color: string;
  readonly dash: string;
}

/** Theme colours of the editor with values of their own for a browser. */
const LOOKS: Readonly<Record<Mode, Look>> = {
  non_threaded: { color: 'var(--vscode-charts-foreground, #666)', dash: '' },
  threaded: { color: 'var(--vscode-charts-red, #d13438)', dash: '' },
  free_threads: { color: 'var(--vscode-charts-blue, #0078d4)', dash: '6 3' },
  processes: { color: 'var(--vscode-charts-green, #107c10)', dash: '2 3' },
};

const WIDTH = 640;
const HEIGHT = 320;
const LEFT = 70;
const RIGHT = 20;
const TOP = 16;
const BOTTOM = 40;

/** Median time (with quartiles as bars) against the number of calls, and the ideal line of this machine. */
export function timeChart(report: BenchReport): string {
  const counts = [...new Set(report.rows.map((row) => row.count))].sort((a, b) => a - b);
  const most = Math.max(...report.rows.map((row) => row.high), 1e-9) * 1.05;
  const x = (count: number): number => {
    const first = Math.log2(counts[0] ?? 1);
    const span = Math.log2(counts.at(-1) ?? 1) - first;
    return LEFT + (span === 0 ? 0.5 : (Math.log2(count) - first) / span) * (WIDTH - LEFT - RIGHT);
  };
  const y = (seconds: number): number => HEIGHT - BOTTOM - (seconds / most) * (HEIGHT - TOP - BOTTOM);
  const parts: string[] = [];
  for (let step = 0; step <= 4; step++) {
    const value = (most / 4) * step;
    parts.push(
      `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${n(y(value))}" y2="${n(y(value))}"/>`,
      `<text class="label" x="${LEFT - 8}" y="${n(y(value) + 4)}" text-anchor="end">${escapeHtml(duration(value))}</text>`,
    );
  }
  for (const count of counts) {
    parts.push(
      `<text class="label" x="${n(x(count))}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${count}</text>`,
    );
  }
  parts.push(`<text class="label" x="${WIDTH / 2}" y="${HEIGHT - 4}" text-anchor="middle">calls</text>`);
  const single = report.rows.filter((row) => row.mode === 'non_threaded');
  const ideal = single.map((row) => `${n(x(row.count))},${n(y(row.median / Math.min(row.count, report.cores)))}`);
  parts.push(
    `<polyline class="ideal" points="${ideal.join(' ')}"><title>ideal on ${report.cores} cores</title></polyline>`,
  );
  for (const mode of Object.keys(LOOKS) as Mode[]) {
    const rows = report.rows.filter((row) => row.mode === mode);
    const look = LOOKS[mode];
    if (rows.length === 0) continue;
    const points = rows.map((row) => `${n(x(row.count))},${n(y(row.median))}`).join(' ');
    const style = `stroke="${look.color}" stroke-dasharray="${look.dash}"`;
    parts.push(`<polyline class="line" ${style} points="${points}"/>`);
    for (const row of rows) {
      parts.push(
        `<line class="spread" stroke="${look.color}" x1="${n(x(row.count))}" x2="${n(x(row.count))}" y1="${n(y(row.low))}" y2="${n(y(row.high))}"/>`,
        point(mode, x(row.count), y(row.median), look.color, pointTitle(row)),
      );
    }
  }
  return svg(WIDTH, HEIGHT, `Time against number of calls for ${report.function}`, parts);
}

export function legend(report: BenchReport): string {
  const modes = [...new Set(report.rows.map((row) => row.mode))];
  const items = modes.map((mode) => {
    const look = LOOKS[mode];
    const sample =
      `<svg width="34" height="12" aria-hidden="true"><line class="line" x1="2" x2="32" y1="6" y2="6" stroke="${look.color}" ` +
      `stroke-dasharray="${look.dash}"/>${point(mode, 17, 6, look.color, '')}</svg>`;
    return `<li>${sample} ${MODE_NAMES[mode]}</li>`;
  });
  items.push(
    `<li><svg width="34" height="12" aria-hidden="true"><line class="ideal" x1="2" x2="32" y1="6" y2="6"/></svg> ideal on ${report.cores} cores</li>`,
  );
  return `<ul class="legend">${items.join('')}</ul>`;
}

function point(mode: Mode, x: number, y: number, color: string, title: string): string {
  const inside = title === '' ? '' : `<title>${escapeHtml(title)}</title>`;
  switch (mode) {
    case 'non_threaded':
      return `<circle cx="${n(x)}" cy="${n(y)}" r="4" fill="${color}">${inside}</circle>`;
    case 'threaded':
      return `<rect x="${n(x - 4)}" y="${n(y - 4)}" width="8" height="8" fill="${color}">${inside}</rect>`;
    case 'free_threads':
      return `<path d="M${n(x)} ${n(y - 5)}l5 9h-10z" fill="${color}">${inside}</path>`;
    case 'processes':
      return `<path d="M${n(x)} ${n(y - 5)}l5 5l-5 5l-5 -5z" fill="${color}">${inside}</path>`;
  }
}

function pointTitle(row: BenchRow): string {
  return `${MODE_NAMES[row.mode]}, ${row.count} calls: median ${duration(row.median)}, best ${duration(row.best)}`;
}

const LANE = 22;

/** One lane a thread: running is a full bar, waiting for the lock a thin one, outside of the lock a middle one. */
export function timelineChart(timeline: Timeline): string {
  const height = timeline.count * LANE + 28;
  const scale = (WIDTH - LEFT - RIGHT) / Math.max(timeline.lengthMs, 1e-9);
  const parts: string[] = [];
  for (let thread = 0; thread < timeline.count; thread++) {
    parts.push(
      `<text class="label" x="${LEFT - 8}" y="${thread * LANE + 15}" text-anchor="end">thread ${thread + 1}</text>`,
    );
  }
  for (const span of timeline.spans) {
    const thickness = span.state === 'run' ? 16 : span.state === 'io' ? 8 : 3;
    const width = Math.max((span.to - span.from) * scale, 0.3);
    parts.push(
      `<rect class="${span.state}" x="${n(LEFT + span.from * scale)}" y="${n(span.thread * LANE + 10 - thickness / 2)}" ` +
        `width="${n(width)}" height="${thickness}"/>`,
    );
  }
  const bottom = timeline.count * LANE + 18;
  for (let step = 0; step <= 4; step++) {
    const ms = (timeline.lengthMs / 4) * step;
    const anchor = step === 4 ? 'end' : 'middle';
    parts.push(
      `<text class="label" x="${n(LEFT + ms * scale)}" y="${bottom}" text-anchor="${anchor}">${escapeHtml(duration(ms / 1000))}</text>`,
    );
  }
  return svg(WIDTH, height, `Who held the lock when, ${timeline.count} threads`, parts);
}

/** Share of each thread's time in each state: the table that says in figures what the timeline shows. */
export function timelineShares(
  timeline: Timeline,
): readonly { readonly thread: number; readonly run: number; readonly wait: number; readonly io: number }[] {
  return Array.from({ length: timeline.count }, (_, thread) => {
    const sum = (state: string): number =>
      timeline.spans
        .filter((span) => span.thread === thread && span.state === state)
        .reduce((total, span) => total + span.to - span.from, 0);
    return { thread, run: sum('run'), wait: sum('wait'), io: sum('io') };
  });
}

export const CHART_STYLE = `
.grid { stroke: var(--vscode-editorWidget-border, #8884); stroke-width: 1 }
.label { fill: currentColor; font: 11px var(--vscode-font-family, system-ui, sans-serif) }
.line { fill: none; stroke-width: 2 }
.spread { stroke-width: 1.5; opacity: .7 }
.ideal { fill: none; stroke: currentColor; stroke-width: 1; stroke-dasharray: 1 4; opacity: .8 }
.run { fill: var(--vscode-charts-green, #107c10) }
.wait { fill: var(--vscode-charts-red, #d13438) }
.io { fill: var(--vscode-charts-blue, #0078d4) }
`;

/** The chart as a file of its own. */
export function standaloneSvg(report: BenchReport): string {
  return timeChart(report).replace(
    '>',
    ` xmlns="http://www.w3.org/2000/svg" style="background:#fff;color:#222"><style>${CHART_STYLE}</style>`,
  );
}

function svg(width: number, height: number, title: string, parts: readonly string[]): string {
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escapeHtml(title)}">${parts.join('')}</svg>`;
}

function n(value: number): string {
  return (Math.round(value * 100) / 100).toString();
}

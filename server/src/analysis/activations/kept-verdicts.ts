/**
 * Verdicts kept from one analysis to the next. Those on one root's candidates rest on its run, on what the roots that
 * it meets do, on the signals of files, and on the files themselves; when none of that has changed, they stand.
 */
import { fileOf, type Program } from '../program.ts';
import type { Reads, Tracker } from '../tracking.ts';
import { judgeAll } from './decide.ts';
import type { Entries } from './entries.ts';
import { EventIndex, type Meetings, nameOf, type RootRun } from './event-index.ts';
import type { Verdict } from './meeting.ts';

interface Judged {
  readonly run: RootRun;
  readonly verdicts: readonly Verdict[];
  /** What was asked, by the names of the index and of signals. */
  readonly asked: ReadonlySet<string>;
  readonly reads: Reads;
}

const signalsOf = (file: string): string => `signals of ${file}`;

export class KeptVerdicts {
  readonly index = new EventIndex();
  private readonly judged = new Map<string, Judged>();
  private signals: Entries['signals'] = new Map();

  constructor(private readonly tracker: Tracker) {}

  /** The verdicts on the candidates of all runs, in the order of these. */
  of(program: Program, entries: Entries, runs: ReadonlyMap<string, RootRun>): readonly Verdict[] {
    this.forgetOld(runs, entries);
    return [...runs].flatMap(([root, run]) => {
      if (run.events.candidates.length === 0) return [];
      const known = this.judged.get(root);
      if (known !== undefined) return known.verdicts;
      this.tracker.breathe();
      const asked = new Set<string>();
      const { value: verdicts, reads } = this.tracker.track(() =>
        judgeAll(program, run.events.candidates, this.asking(asked), {
          ...entries,
          signalOf(ref) {
            asked.add(signalsOf(ref.file));
            return entries.signalOf(ref);
          },
        }),
      );
      this.judged.set(root, { run, verdicts, asked, reads });
      return verdicts;
    });
  }

  private asking(asked: Set<string>): Meetings {
    const { index } = this;
    return {
      accessesOf(of) {
        asked.add(nameOf.accesses(of));
        return index.accessesOf(of);
      },
      callsOf(of) {
        asked.add(nameOf.calls(of));
        return index.callsOf(of);
      },
      isLookedInto(of) {
        asked.add(nameOf.lookups(of));
        return index.isLookedInto(of);
      },
    };
  }

  /** At once for all of them: an analysis may be given up before it has come to each. */
  private forgetOld(runs: ReadonlyMap<string, RootRun>, { signals }: Entries): void {
    const touched = new Set(this.index.update(runs));
    for (const file of differing(this.signals, signals)) touched.add(signalsOf(file));
    this.signals = signals;
    for (const [root, { run, reads, asked }] of this.judged)
      if (runs.get(root) !== run || reads.stale || [...asked].some((name) => touched.has(name)))
        this.judged.delete(root);
  }
}

/** Files of whose functions somebody is called in another way than before. */
function differing(before: Entries['signals'], after: Entries['signals']): ReadonlySet<string> {
  const files = new Set<string>();
  if (before === after) return files;
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [a, b] = [before.get(key), after.get(key)];
    const same = a?.text === b?.text && a?.strong === b?.strong && a?.who === b?.who && a?.event === b?.event;
    if (!same || !sameSet(a?.only, b?.only)) files.add(fileOf(key));
  }
  return files;
}

function sameSet(a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && a.size === b.size && [...a].every((x) => b.has(x)));
}

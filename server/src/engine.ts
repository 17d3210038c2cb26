/**
 * The one door to the analysis: texts in, findings out. It knows nothing of editors, terminals or
 * disks (a host is injected), so the language server, the command line and the tests all use it as it is.
 */
import type { RuleId } from './findings/catalogue.ts';
import type { Finding, Fix, Note } from './findings/finding.ts';

/** What the engine needs from the outside world; paths are absolute, with forward slashes. */
export interface EngineHost {
  /** Text of a file that is not open/updated explicitly (used for fixes and package.json look-ups); undefined when there is none. */
  readFile(path: string): string | undefined;
  /** Whether a file exists; used to resolve imports and worker scripts. */
  fileExists(path: string): boolean;
}

export interface AnalysisOptions {
  /** Only these rules; all when absent. */
  readonly rules?: ReadonlySet<RuleId>;
}

export interface AnalysisResult {
  /** Sorted by file, then offset; suppressed ones are left out. */
  readonly findings: readonly Finding[];
  readonly notes: readonly Note[];
}

export class Engine {
  constructor(private readonly host: EngineHost) {}

  /** Adds a file or replaces its text. Facts are rebuilt only when the content differs. */
  update(_path: string, _text: string): void {}

  remove(_path: string): void {}

  /** Paths known to the engine. */
  get files(): readonly string[] {
    return [];
  }

  analyse(_options: AnalysisOptions = {}): AnalysisResult {
    void this.host;
    return { findings: [], notes: [] };
  }

  /** The repairs of one finding, as edits of the current texts. */
  fixesFor(_finding: Finding): readonly Fix[] {
    return [];
  }
}

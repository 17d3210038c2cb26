/**
 * The one door to the analysis: texts in, findings out. It knows nothing of editors, terminals or
 * disks (a host is injected), so the language server, the command line and the tests all use it as it is.
 *
 * Facts are rebuilt only for files whose content changed; linking and the whole-program analyses run when
 * somebody asks for findings, and their result is kept until a file changes.
 */
import { ANALYSES } from './analysis/index.ts';
import { directoryOf, makeProgram, type LinkOptions, type Program } from './analysis/program.ts';
import { Resolver } from './analysis/resolve.ts';
import { GivenUp } from './analysis/tracking.ts';
import type { FileFacts } from './facts/core.ts';
import type { RuleId } from './findings/catalogue.ts';
import type { AnnotationOffer, Finding, Fix, Note, Place, TextEdit } from './findings/finding.ts';
import { byPlace, mergeFindings } from './findings/merge.ts';
import { applySuppressions } from './findings/suppress.ts';
import { annotate } from './fixes/annotate.ts';
import { buildFixes, type PackageJson } from './fixes/index.ts';
import { lowerFile } from './front/lower.ts';
import { readLinks } from './project/links.ts';

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
  /**
   * Asked every few milliseconds; once it says no, the analysis throws `GivenUp`. What has been found out until then
   * is kept for the next one.
   */
  readonly isWanted?: () => boolean;
}

export interface AnalysisResult {
  /** Sorted by file, then offset; suppressed ones are left out. */
  readonly findings: readonly Finding[];
  readonly notes: readonly Note[];
  /** Annotations that the code already keeps, and could say. */
  readonly offers: readonly AnnotationOffer[];
}

interface Entry {
  readonly text: string;
  readonly facts: FileFacts | undefined;
  readonly note: Note | undefined;
}

/** Above this many characters a file is data, not code. */
const MAX_LENGTH = 5 * 1024 * 1024;

export class Engine {
  private readonly entries = new Map<string, Entry>();
  private result: AnalysisResult | undefined;
  private readonly host: EngineHost;
  private links: LinkOptions | undefined;
  /** Kept between runs, with what it has found out, while the set of files stays the same. */
  private resolver: Resolver | undefined;
  private program: Program | undefined;
  private readonly changed = new Set<string>();

  constructor(host: EngineHost) {
    this.host = host;
  }

  /** Adds a file or replaces its text. Facts are rebuilt only when the content differs. */
  update(path: string, text: string): void {
    const before = this.entries.get(path);
    if (before?.text === text) return;
    // A new file may bring a configuration or a package with it.
    if (before === undefined) this.links = undefined;
    const entry = lowered(path, text);
    this.entries.set(path, entry);
    if ((before?.facts === undefined) !== (entry.facts === undefined)) this.resolver = undefined;
    this.changed.add(path);
    this.result = undefined;
  }

  remove(path: string): void {
    if (!this.entries.delete(path)) return;
    this.resolver = undefined;
    this.result = undefined;
  }

  /** Paths known to the engine. */
  get files(): readonly string[] {
    return [...this.entries.keys()];
  }

  analyse(options: AnalysisOptions = {}): AnalysisResult {
    const { rules, isWanted = () => true } = options;
    this.result ??= this.run(isWanted);
    if (rules === undefined) return this.result;
    return { ...this.result, findings: this.result.findings.filter((f) => rules.has(f.rule)) };
  }

  /** The repairs of one finding, as edits of the current texts. */
  fixesFor(finding: Finding): readonly Fix[] {
    return buildFixes(finding, {
      readText: (path) => this.entries.get(path)?.text ?? this.host.readFile(path),
      packageJsonOf: (path) => this.packageJsonOf(path),
      exists: (path) => this.entries.has(path) || this.host.fileExists(path),
    });
  }

  /** Writes an annotation at the declaration it is offered for; undefined when there is no room for it. */
  annotate(offer: AnnotationOffer): TextEdit | undefined {
    const text = this.entries.get(offer.at.file)?.text;
    return text === undefined ? undefined : annotate(offer, text);
  }

  private packageJsonOf(path: string): PackageJson | undefined {
    for (let folder = directoryOf(path); ; folder = directoryOf(folder)) {
      const candidate = folder === '/' ? '/package.json' : `${folder}/package.json`;
      const text = this.host.fileExists(candidate) ? this.host.readFile(candidate) : undefined;
      if (text !== undefined) {
        try {
          return JSON.parse(text) as PackageJson;
        } catch {
          return undefined;
        }
      }
      if (folder === '/') return undefined;
    }
  }

  /** Takes out what comments suppress, and adds what there is to say about such comments. */
  private unsuppressed(findings: readonly Finding[]): readonly Finding[] {
    const byFile = new Map<string, Finding[]>();
    for (const finding of findings) {
      const group = byFile.get(finding.at.file) ?? [];
      group.push(finding);
      byFile.set(finding.at.file, group);
    }
    const out: Finding[] = [];
    for (const [path, { text, facts }] of this.entries) {
      const own = byFile.get(path) ?? [];
      if (facts === undefined) continue;
      const { kept, complaints } = applySuppressions(path, text, facts.lineStarts, own);
      out.push(...kept, ...complaints);
    }
    return out.sort(byPlace);
  }

  private linked(): Resolver {
    const files = new Map<string, FileFacts>();
    for (const [path, entry] of this.entries) if (entry.facts !== undefined) files.set(path, entry.facts);
    this.links ??= readLinks(files.keys(), this.host);
    const { program } = this;
    if (this.resolver === undefined || program === undefined) {
      this.program = makeProgram(files, this.links);
      this.resolver = new Resolver(this.program);
    } else {
      this.program = makeProgram(files, this.links, program);
      this.resolver.relink(this.program, [...this.changed]);
    }
    this.changed.clear();
    return this.resolver;
  }

  private run(isWanted: () => boolean): AnalysisResult {
    const resolver = this.linked();
    const { program } = resolver;
    const notes: Note[] = [...this.entries.values()].flatMap((entry) => entry.note ?? []);
    const found: Finding[] = [];
    const offers: AnnotationOffer[] = [];
    const excused = new Set<string>();
    for (const analysis of ANALYSES) {
      try {
        const context = {
          resolver,
          log: (note: Note) => notes.push(note),
          offer: (offer: AnnotationOffer) => offers.push(offer),
          excuse: (tag: Place) => excused.add(`${tag.file}:${tag.start}`),
          said: [...found],
        };
        found.push(...resolver.tracker.within(isWanted, () => analysis.run(program, context)));
      } catch (error) {
        if (error instanceof GivenUp) throw error;
        // An analysis must not throw; if one does, the others still speak and the log says so.
        const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
        notes.push({
          file: undefined,
          at: undefined,
          kind: 'internal',
          message: `${analysis.name} gave up: ${message}`,
        });
      }
    }
    const shown = found.filter(
      ({ rule, at }) =>
        program.files.get(at.file)?.generated !== true &&
        // One analysis finds no use for it, a later one does.
        !(rule === 'unused-suppression' && excused.has(`${at.file}:${at.start}`)),
    );
    return { findings: this.unsuppressed(mergeFindings(shown)), notes, offers };
  }
}

function lowered(path: string, text: string): Entry {
  if (text.length > MAX_LENGTH) {
    const message = `not analysed: ${Math.round(text.length / 1024 / 1024)} MB of text is more than ${MAX_LENGTH / 1024 / 1024} MB`;
    return { text, facts: undefined, note: { file: path, at: undefined, kind: 'too-large', message } };
  }
  try {
    const facts = lowerFile(path, text);
    const [first] = facts.parseErrors;
    if (first === undefined) return { text, facts, note: undefined };
    const more = facts.parseErrors.length - 1;
    const message = `${first.message}${more > 0 ? ` (and ${more} more syntax errors)` : ''}`;
    const at = { file: path, start: first.at[0], end: first.at[1] };
    return { text, facts, note: { file: path, at, kind: 'parse-error', message } };
  } catch (error) {
    const message = `cannot be parsed: ${error instanceof Error ? error.message : String(error)}`;
    return { text, facts: undefined, note: { file: path, at: undefined, kind: 'parse-error', message } };
  }
}

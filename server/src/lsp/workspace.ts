/**
 * What the server knows of the user's files, and when it looks at them again: project files from disk, open
 * documents above them, edits collected for a moment, one analysis at a time. What is shown as diagnostics waits for
 * `settled`, so that it never speaks of an older text; what a person asks for waits a moment (`soon`) and then gets
 * what the last analysis found, moved to where it stands now.
 */
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding, Note } from '../findings/finding.ts';
import { relativeClosure } from '../project/closure.ts';
import { listProject, readSource } from '../project/discover.ts';
import { withOverlay } from '../project/node-fs.ts';
import type { ProjectFs } from '../project/fs.ts';
import { folderOf, isWithin, joinPath } from '../project/paths.ts';
import { isSourcePath } from '../project/sources.ts';
import type { AnalysisClient } from './analysis-client.ts';
import { changeBetween, shifted, type Change } from './shift.ts';

/** Long enough to swallow a burst of keys, short enough to feel immediate. */
const DEBOUNCE_MS = 150;
/** What somebody who points at something waits for at most. */
const PATIENCE_MS = 300;
/** Files read between two looks at the message queue. */
const READ_CHUNK = 40;
/** Neighbours read along with an open file that belongs to no project. */
const MAX_NEIGHBOURS = 200;

export interface Snapshot {
  readonly generation: number;
  readonly findings: readonly Finding[];
  readonly notes: readonly Note[];
  readonly milliseconds: number;
  /** Set when the last analysis failed: what it said. Findings are then those of before, where still valid. */
  readonly problem: string | undefined;
}

export interface WorkspaceEvents {
  onState(state: 'loading' | 'analysing'): void;
  onSnapshot(snapshot: Snapshot): void;
}

const NOTHING: Snapshot = { generation: 0, findings: [], notes: [], milliseconds: 0, problem: undefined };

export class Workspace {
  private folders: readonly string[] = [];
  private projectPaths = new Set<string>();
  private guestPaths = new Set<string>();
  private projectNotes: readonly Note[] = [];
  private readonly readNotes = new Map<string, Note>();
  private readonly open = new Map<string, TextDocument>();
  private readonly fs: ProjectFs;
  private snapshot: Snapshot = NOTHING;

  /** A text has changed since the last analysis began. */
  private edited = false;
  /** Texts that the snapshot speaks of, of files that have changed since. */
  private readonly analysed = new Map<string, string | undefined>();
  private readonly changes = new Map<string, Change>();
  private everAnalysed = false;
  private loading = 0;
  private running = false;
  private timer: NodeJS.Timeout | undefined;
  private waiters: (() => void)[] = [];
  private loadId = 0;

  constructor(
    private readonly analysis: AnalysisClient,
    disk: ProjectFs,
    private readonly events: WorkspaceEvents,
    private readonly debounceMs = DEBOUNCE_MS,
  ) {
    this.fs = withOverlay(disk, (path) => this.open.get(path)?.getText());
  }

  get current(): Snapshot {
    return this.snapshot;
  }

  /** A finding of the snapshot in the texts of now; undefined when it was edited. */
  inPresentText(finding: Finding): Finding | undefined {
    if (this.analysed.size === 0) return finding;
    return shifted(finding, (file) => this.changeOf(file));
  }

  private changeOf(file: string): Change | undefined {
    if (!this.analysed.has(file)) return undefined;
    let change = this.changes.get(file);
    if (change === undefined) {
      change = changeBetween(this.analysed.get(file) ?? '', this.analysis.textOf(file) ?? '');
      this.changes.set(file, change);
    }
    return change;
  }

  documentOf(path: string): TextDocument | undefined {
    return this.open.get(path);
  }

  textOf(path: string): string | undefined {
    return this.analysis.textOf(path) ?? this.fs.readText(path);
  }

  get openPaths(): readonly string[] {
    return [...this.open.keys()];
  }

  /** Whether findings in the file are the user's business though it is not open. */
  isProjectFile(path: string): boolean {
    return this.projectPaths.has(path);
  }

  /** Lists and reads the folders anew; a later call overtakes an earlier one. */
  async load(folders: readonly string[]): Promise<void> {
    this.folders = folders;
    const id = ++this.loadId;
    this.loading++;
    this.events.onState('loading');
    try {
      const listing = listProject(folders, this.fs);
      if (id !== this.loadId) return;
      const before = this.projectPaths;
      this.projectPaths = new Set(listing.paths);
      this.projectNotes = listing.notes;
      for (const path of before) if (!this.projectPaths.has(path)) this.reread(path);
      let count = 0;
      for (const path of listing.paths) {
        if (++count % READ_CHUNK === 0) await new Promise((resolve) => setImmediate(resolve));
        if (id !== this.loadId) return;
        this.reread(path);
      }
      this.findGuests();
    } finally {
      this.loading--;
      this.schedule(0);
    }
  }

  opened(path: string, document: TextDocument): void {
    const isNew = !this.open.has(path);
    this.open.set(path, document);
    this.reread(path);
    if (isNew) this.findGuests();
  }

  changed(path: string): void {
    this.reread(path);
  }

  closed(path: string): void {
    this.open.delete(path);
    this.reread(path);
    this.findGuests();
  }

  /** A source changed on disk; an open document hides that. */
  diskChanged(path: string): void {
    if (!this.open.has(path)) this.reread(path);
  }

  /** Files came or went: what belongs to the project must be asked again. */
  async relist(): Promise<void> {
    await this.load(this.folders);
  }

  isInFolders(path: string): boolean {
    return this.folders.some((folder) => isWithin(path, folder));
  }

  /** Resolves when the snapshot speaks of the current texts. */
  settled(): Promise<void> {
    if (this.isSettled) return Promise.resolve();
    return new Promise((resolve) => this.waiters.push(resolve));
  }

  /** Resolves when the snapshot speaks of the current texts, or when waiting for that takes long. */
  async soon(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, PATIENCE_MS)));
    await Promise.race([this.settled(), patience]);
    clearTimeout(timer);
  }

  get isSettled(): boolean {
    return this.everAnalysed && this.loading === 0 && !this.running && !this.edited && this.timer === undefined;
  }

  dispose(): void {
    clearTimeout(this.timer);
  }

  /** Brings the engine's text of one file up to date with the editor and the disk. */
  private reread(path: string): void {
    this.readNotes.delete(path);
    const wanted = this.open.has(path) || this.projectPaths.has(path) || this.guestPaths.has(path);
    const source = wanted ? readSource(path, this.fs) : undefined;
    if (source?.note !== undefined && source.note.kind === 'too-large') this.readNotes.set(path, source.note);
    const text = source?.file?.text;
    const before = this.analysis.textOf(path);
    if (text === before && this.everAnalysed) return;
    if (!this.analysed.has(path)) this.analysed.set(path, before);
    this.changes.delete(path);
    if (text === undefined) this.analysis.remove(path);
    else this.analysis.update(path, text);
    this.edited = true;
    this.schedule(this.debounceMs);
  }

  /**
   * Open files that belong to no project bring their neighbours and imports along, so that a worker script
   * beside them is seen.
   */
  private findGuests(): void {
    const before = this.guestPaths;
    const strays = [...this.open].filter(([path]) => !this.projectPaths.has(path));
    const next = new Set<string>();
    for (const folder of new Set(strays.map(([path]) => folderOf(path)))) {
      const names = this.fs.list(folder).filter((entry) => entry.kind === 'file');
      const sources = names.map((entry) => joinPath(folder, entry.name)).filter(isSourcePath);
      for (const path of sources.slice(0, MAX_NEIGHBOURS)) next.add(path);
    }
    const files = strays.map(([path, document]) => ({ path, text: document.getText() }));
    for (const path of relativeClosure(files, this.fs)) next.add(path);
    this.guestPaths = next;
    for (const path of new Set([...before, ...next])) if (before.has(path) !== next.has(path)) this.reread(path);
  }

  private schedule(delay: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.analyse();
    }, delay);
  }

  private async analyse(): Promise<void> {
    // The one that is running, or the end of loading, starts the next.
    if (this.running || this.loading > 0) return;
    this.running = true;
    this.edited = false;
    this.events.onState('analysing');
    let next: Snapshot;
    try {
      const answer = await this.analysis.ask({ kind: 'analyse' });
      next = {
        ...(answer ?? this.snapshot),
        notes: [...this.projectNotes, ...this.readNotes.values(), ...(answer?.notes ?? [])],
        problem: undefined,
      };
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      const valid = this.snapshot.findings.filter((finding) => !this.analysed.has(finding.at.file));
      next = { ...this.snapshot, findings: valid, problem, generation: this.snapshot.generation };
    }
    this.running = false;
    this.everAnalysed = true;
    if (this.edited || this.loading > 0) {
      // Overtaken by an edit: the positions no longer fit, so nobody is told.
      if (this.timer === undefined) this.schedule(this.debounceMs);
      return;
    }
    this.snapshot = next;
    this.analysed.clear();
    this.changes.clear();
    this.events.onSnapshot(next);
    if (!this.isSettled) return;
    const waiters = this.waiters;
    this.waiters = [];
    for (const wake of waiters) wake();
  }
}

/** Settings per workspace folder, asked from the client where it can be asked. Never global state. */
import type { Connection } from 'vscode-languageserver';
import { isWithin } from '../project/paths.ts';
import { readSettings, type Settings } from './settings.ts';
import { uriOfPath } from './uris.ts';

const SECTION = 'interleave';

export class SettingsStore {
  private fallback: Settings = readSettings(undefined).settings;
  private byFolder: readonly { readonly folder: string; readonly settings: Settings }[] = [];
  private canAsk = false;
  private markLoaded: () => void = () => undefined;
  /** Resolves when the client has answered for the first time (or cannot be asked). */
  readonly loaded = new Promise<void>((resolve) => {
    this.markLoaded = resolve;
  });

  constructor(
    private readonly connection: Connection,
    private readonly complain: (message: string) => void,
  ) {}

  initialise(raw: unknown, canAsk: boolean): void {
    this.canAsk = canAsk;
    this.fallback = this.read(raw);
  }

  /** Of the innermost folder around the path; the window's for files outside of all folders. */
  for(path: string): Settings {
    return this.byFolder.find(({ folder }) => isWithin(path, folder))?.settings ?? this.fallback;
  }

  async load(folders: readonly string[]): Promise<void> {
    try {
      if (this.canAsk) await this.ask(folders);
    } finally {
      this.markLoaded();
    }
  }

  private async ask(folders: readonly string[]): Promise<void> {
    const items = [
      { section: SECTION },
      ...folders.map((folder) => ({ scopeUri: uriOfPath(folder), section: SECTION })),
    ];
    const [general, ...rest] = (await this.connection.workspace.getConfiguration(items)) as unknown[];
    this.fallback = this.read(general);
    this.byFolder = folders
      .map((folder, index) => ({ folder, settings: this.read(rest[index]) }))
      .sort((a, b) => b.folder.length - a.folder.length);
  }

  /** `sent` is what the client put into the notification: all that those who cannot be asked will say. */
  async changed(sent: unknown, folders: readonly string[]): Promise<void> {
    if (this.canAsk) {
      await this.load(folders);
    } else if (typeof sent === 'object' && sent !== null && SECTION in sent) {
      this.fallback = this.read(sent[SECTION]);
    }
  }

  private read(raw: unknown): Settings {
    const { settings, complaints } = readSettings(raw);
    for (const complaint of complaints) this.complain(complaint);
    return settings;
  }
}

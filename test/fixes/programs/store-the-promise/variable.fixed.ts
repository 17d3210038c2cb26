// file: main.ts
export interface Settings {
  readonly name: string;
}

let settings: Settings | undefined;
let settingsPromise: Promise<Settings> | undefined;

export async function getSettings(read: () => Promise<Settings>): Promise<Settings> {
  if (settings === undefined) {
    settingsPromise ??= (async () => (settings = await read()))().finally(() => {
      settingsPromise = undefined;
    });
    settings = await settingsPromise;
  }
  return settings;
}

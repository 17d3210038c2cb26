type Migration = (settings: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;

let settings: Readonly<Record<string, string>> = { theme: 'dark' };

async function loadMigration(version: number): Promise<Migration> {
  await Promise.resolve();
  return (old) => ({ ...old, [`v${version}`]: 'done' });
}

async function migrate(version: number): Promise<void> {
  settings = (await loadMigration(version))(settings);
}

await Promise.all([1, 2, 3].map(migrate));
console.log(settings);

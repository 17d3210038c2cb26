const settings = new Map([['theme', 'dark']]);

async function write(key: string, value: string): Promise<void> {
  await navigator.locks.request('settings', () => { //~ self-deadlock | wait-cycle
    settings.set(key, value);
  });
}

async function toggle(): Promise<void> {
  await navigator.locks.request('settings', { mode: 'shared' }, async () => { //~ self-deadlock | wait-cycle
    const next = settings.get('theme') === 'dark' ? 'light' : 'dark';
    await write('theme', next); //~ self-deadlock | wait-cycle
  });
}

await toggle();
console.log(settings.get('theme'));

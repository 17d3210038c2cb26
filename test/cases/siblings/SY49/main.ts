const notes = new Map<string, string>();

async function save(id: string, text: string): Promise<void> {
  await navigator.locks.request('notes', async () => { //~ self-deadlock | wait-cycle
    notes.set(id, text);
  });
}

async function rename(from: string, to: string): Promise<void> {
  await navigator.locks.request('notes', async () => { //~ self-deadlock | wait-cycle
    const text = notes.get(from) ?? '';
    notes.delete(from);
    await save(to, text); //~ self-deadlock | wait-cycle
  });
}

await save('a', 'milk');
await rename('a', 'b');
console.log(notes);

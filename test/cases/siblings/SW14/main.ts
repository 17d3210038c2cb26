interface Draft {
  readonly id: string;
  readonly title: string;
  updatedAt?: number;
}

async function load(id: string): Promise<{ id: string; title: string }> {
  await Promise.resolve();
  return { id, title: '' };
}

async function publish(draft: Draft): Promise<{ id: string; title: string }> {
  const entry = await load(draft.id);
  entry.title = draft.title;
  return entry;
}

const drafts: Draft[] = [
  { id: 'a', title: 'first' },
  { id: 'b', title: 'second' },
];
console.log(await Promise.all(drafts.map(publish)));

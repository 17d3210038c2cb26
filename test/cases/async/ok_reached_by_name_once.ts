// What only looks like a table, or like a callback that is kept.
declare function load(url: string): Promise<string[]>;

// A table that is only read by names in the text, from code that runs once.
let labels: string[] | undefined;
const steps = {
  first: async () => {
    if (!labels) labels = await load('labels');
  },
};
await steps.first();

// The constructor calls what it is given, once, and keeps nothing.
let settings: string[] | undefined;
class Once {
  constructor(run: () => Promise<void>) {
    void run();
  }
}
new Once(async () => {
  if (!settings) settings = await load('settings');
});

// Returned by name, and guarded by the promise that is stored in the same job.
export function createRuntime() {
  let active: Promise<string[]> | undefined;
  const ensureReady = (): Promise<string[]> => (active ??= load('runtime'));
  return { ensureReady };
}

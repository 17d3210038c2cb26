// What is known is compared with what is there, round by round with awaits, and replaced as a whole at the end.
import { EventEmitter } from 'node:events';

declare function show(file: string): Promise<void>;
declare function list(): string[];

export function watch(events: EventEmitter): void {
  let known = new Set<string>();
  events.on('changed', async () => {
    const now = new Set<string>();
    for (const file of list()) {
      now.add(file);
      if (!known.has(file)) await show(file);
    }
    known = now;
    //| race-across-await: Two events can both get past the check `known.has(file)` on line 13
  });
}

export class Targets {
  private previous = new Map<string, object>();

  async onChanged(): Promise<void> {
    const next = new Map<string, object>();
    for (const file of list()) {
      next.set(file, {});
      if (this.previous.has(file)) continue;
      await show(file);
    }
    this.previous = next;
    //| race-across-await: because this.previous changes only on line 30: the work in between is done twice.
  }
}

// Taken over before anything is waited for: a second run sees what the first one is about.
export class Early {
  private known = new Set<string>();

  async onChanged(): Promise<void> {
    const before = this.known;
    this.known = new Set(list());
    for (const file of this.known) if (!before.has(file)) await show(file);
  }
}

// Marked one by one, before the work.
export class Marked {
  private known = new Set<string>();

  async onChanged(): Promise<void> {
    for (const file of list()) {
      if (this.known.has(file)) continue;
      this.known.add(file);
      await show(file);
    }
  }
}

// What is put there is made of what is there by then.
export class Added {
  private known = new Set<string>();

  async onChanged(file: string): Promise<void> {
    if (this.known.has(file)) return;
    this.known.add(file);
    await show(file);
    this.known = new Set([...this.known].filter((each) => each !== file));
  }
}

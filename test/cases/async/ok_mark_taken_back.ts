declare function save(text: string): Promise<void>;
declare function install(source: string): Promise<void>;

// Taken back before the work: what comes meanwhile is a new mark.
export class Document {
  private text = '';
  private dirty = false;

  edit(text: string) {
    this.text = text;
    this.dirty = true;
  }

  async flush() {
    if (!this.dirty) return;
    this.dirty = false;
    await save(this.text);
  }
}

export class Device {
  private scheduled?: string;

  schedule(source: string) {
    this.scheduled = source;
  }

  async update() {
    const source = this.scheduled;
    await install(source ?? 'latest');
    if (this.scheduled === source) this.scheduled = undefined;
  }
}

// A state that says what goes on is no mark.
export class Runner {
  private active = false;

  begin() {
    this.active = true;
  }

  async commit() {
    if (!this.active) throw new Error('not begun');
    await save('commit');
    this.active = false;
  }
}

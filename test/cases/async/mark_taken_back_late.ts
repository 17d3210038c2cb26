declare function save(text: string): Promise<void>;
declare function install(source: string): Promise<void>;

export class Document {
  private text = '';
  private dirty = false;

  edit(text: string) {
    this.text = text;
    this.dirty = true;
  }

  async flush() {
    if (this.dirty) {
      await save(this.text);
      this.dirty = false;
      //| race-across-await: when Document.edit sets it again meanwhile
    }
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
    this.scheduled = undefined;
    //| race-across-await: what Device.schedule puts there meanwhile
  }
}

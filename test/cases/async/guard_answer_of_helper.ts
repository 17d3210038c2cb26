interface Doc {
  heads: string;
}
declare function write(id: string, doc: Doc): Promise<void>;
declare function dial(user: string): Promise<{ user: string }>;

export class Saver {
  private heads = new Map<string, string>();

  async save(id: string, doc: Doc) {
    if (!this.shouldSave(id, doc)) return;
    await write(id, doc);
    this.heads.set(id, doc.heads);
    //| race-across-await: this.shouldSave(id, doc)
  }

  private shouldSave(id: string, doc: Doc): boolean {
    const old = this.heads.get(id);
    if (!old) return true;
    if (old === doc.heads) return false;
    return true;
  }
}

export class Calls {
  private calls: { user: string }[] = [];

  private byUser(user: string) {
    for (const call of this.calls) {
      if (call.user === user) return call;
    }
    return undefined;
  }

  async call(user: string) {
    let call = this.byUser(user);
    if (!call) {
      call = await dial(user);
      this.calls.push(call);
      //| race-across-await: both add to this.calls
    }
    return call;
  }
}

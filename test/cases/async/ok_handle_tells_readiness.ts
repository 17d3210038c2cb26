declare class Handle {
  whenReady(): Promise<void>;
}
export class Repo {
  private handles = new Map<string, Handle>();
  async find(id: string) {
    const known = this.handles.get(id);
    if (known !== undefined) return known;
    const handle = new Handle();
    this.handles.set(id, handle);
    await handle.whenReady();
    return handle;
  }
}

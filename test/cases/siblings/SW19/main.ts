import { open, type FileHandle } from 'node:fs/promises';

class HandlePool {
  private closed = false;
  private readonly handles = new Set<FileHandle>();

  async open(path: string): Promise<FileHandle> {
    if (this.closed) { //~ race-across-await
      throw new Error('pool is closed');
    }
    const handle = await open(path);
    this.handles.add(handle); //~ race-across-await
    return handle;
  }

  async close(): Promise<void> {
    this.closed = true; //~ race-across-await
    const handles = [...this.handles];
    this.handles.clear();
    await Promise.all(handles.map((handle) => handle.close()));
  }
}

const pool = new HandlePool();
const opening = pool.open(process.execPath);
await pool.close();
await opening;

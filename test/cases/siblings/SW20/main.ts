import { open, type FileHandle } from 'node:fs/promises';

class HandlePool {
  private closed = false;
  private readonly handles = new Set<FileHandle>();

  async open(path: string): Promise<FileHandle> {
    this.assertOpen();
    const handle = await open(path);
    if (this.closed) {
      await handle.close();
      throw new Error('pool was closed');
    }
    this.handles.add(handle);
    return handle;
  }

  async close(): Promise<void> {
    this.closed = true;
    const handles = [...this.handles];
    this.handles.clear();
    await Promise.all(handles.map((handle) => handle.close()));
  }

  private assertOpen(): void {
    if (this.closed) {
      throw new Error('pool is closed');
    }
  }
}

const pool = new HandlePool();
const opening = pool.open(process.execPath).catch((error: unknown) => String(error));
await pool.close();
console.log(await opening);

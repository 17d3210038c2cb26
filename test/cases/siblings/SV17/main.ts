import { app, ipcMain } from 'electron';
import { join } from 'node:path';
import { JsonFile } from './json-file.ts';

const recent = new JsonFile<string[]>(join(app.getPath('userData'), 'recent.json'), []);

ipcMain.handle('opened', async (_event, path: string) => {
  const list = await recent.read();
  const rest = list.filter((known) => known !== path);
  await recent.write([path, ...rest].slice(0, 10)); //~ race-across-await
});

ipcMain.handle('recent', () => recent.read());

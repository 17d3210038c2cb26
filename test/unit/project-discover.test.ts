/** What a folder, a configuration or a file stands for, on a disk that exists only here. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { discoverProject, MAX_FILE_BYTES } from '../../server/src/project/discover.ts';
import type { ProjectFs } from '../../server/src/project/fs.ts';
import { parseJsonc } from '../../server/src/project/jsonc.ts';

function disk(files: Readonly<Record<string, string>>, sizes: Readonly<Record<string, number>> = {}): ProjectFs {
  const paths = Object.keys(files);
  const isFolder = (path: string): boolean => paths.some((file) => file.startsWith(`${path}/`));
  return {
    kind: (path) => (path in files ? 'file' : isFolder(path) ? 'folder' : undefined),
    list: (folder) => {
      const names = new Set(
        paths.filter((p) => p.startsWith(`${folder}/`)).map((p) => p.slice(folder.length + 1).split('/')[0] ?? ''),
      );
      return [...names].map((name) => ({ name, kind: `${folder}/${name}` in files ? 'file' : 'folder' }));
    },
    size: (path) => sizes[path] ?? files[path]?.length,
    readText: (path) => files[path],
    realPath: (path) => path,
  };
}

const found = (input: string, fs: ProjectFs): readonly string[] =>
  discoverProject([input], fs).files.map((file) => file.path);

describe('project discovery', () => {
  it('leaves out dependencies, declarations, output and twins when there is no configuration', () => {
    const fs = disk({
      '/p/a.ts': '',
      '/p/a.js': '',
      '/p/b.mjs': '',
      '/p/t.d.ts': '',
      '/p/dist/a.js': '',
      '/p/node_modules/x/i.js': '',
      '/p/.c/d.ts': '',
    });
    assert.deepEqual(found('/p', fs), ['/p/a.ts', '/p/b.mjs']);
  });

  it('reads a package inside node_modules, and output when that is all there is', () => {
    const fs = disk({
      '/p/node_modules/x/package.json': '{"main":"dist/i.js"}',
      '/p/node_modules/x/dist/i.js': '',
      '/p/node_modules/x/dist/i.cjs': '',
    });
    assert.deepEqual(found('/p/node_modules/x', fs), ['/p/node_modules/x/dist/i.js']);
  });

  it('follows include, exclude, extends and references', () => {
    const fs = disk({
      '/p/tsconfig.json':
        '{ // solution\n "extends": "./base.json", "include": ["src"], "references": [{ "path": "lib" }], }',
      '/p/base.json': '{ "exclude": ["src/gen"] }',
      '/p/lib/tsconfig.json': '{}',
      '/p/src/a.ts': '',
      '/p/src/gen/b.ts': '',
      '/p/other.ts': '',
      '/p/lib/c.ts': '',
    });
    assert.deepEqual(found('/p/tsconfig.json', fs), ['/p/lib/c.ts', '/p/src/a.ts']);
    assert.deepEqual(found('/p', fs), ['/p/lib/c.ts', '/p/src/a.ts']);
  });

  it('says what is wrong with a configuration, and reads the usual files', () => {
    const fs = disk({ '/p/tsconfig.json': '{\n "include": [\n', '/p/a.ts': '' });
    const project = discoverProject(['/p'], fs);
    assert.deepEqual(
      project.files.map((file) => file.path),
      ['/p/a.ts'],
    );
    assert.equal(project.notes[0]?.kind, 'config');
    assert.match(project.notes[0]?.message ?? '', /not valid JSON/);
  });

  it('survives a configuration that extends itself or something that is not there', () => {
    const fs = disk({ '/p/tsconfig.json': '{ "extends": ["./tsconfig.json", "./gone.json"] }', '/p/a.ts': '' });
    const { files, notes } = discoverProject(['/p'], fs);
    assert.equal(files.length, 1);
    assert.equal(notes.length, 2);
  });

  it('brings along what a single file imports or starts', () => {
    const fs = disk({
      '/p/a.ts': "new Worker(new URL('./w.js', import.meta.url))",
      '/p/w.ts': "import './z'",
      '/p/z.ts': '',
      '/p/no.ts': '',
    });
    const project = discoverProject(['/p/a.ts'], fs);
    assert.deepEqual(
      project.files.map((file) => file.path),
      ['/p/a.ts'],
    );
    assert.deepEqual(
      project.context.map((file) => file.path),
      ['/p/w.ts', '/p/z.ts'],
    );
  });

  it('notes files that are too large and inputs that are not there', () => {
    const fs = disk({ '/p/big.ts': '', '/p/a.ts': '' }, { '/p/big.ts': MAX_FILE_BYTES + 1 });
    assert.deepEqual(
      discoverProject(['/p', '/q'], fs).notes.map((note) => note.kind),
      ['unreadable', 'too-large'],
    );
    assert.deepEqual(found('/p', fs), ['/p/a.ts']);
  });

  it('reads JSON with comments and trailing commas, strings untouched', () => {
    assert.deepEqual(parseJsonc('{ /* a */ "x": "// no, /* no */ ,]", "y": [1, 2,], } // end'), {
      ok: true,
      value: { x: '// no, /* no */ ,]', y: [1, 2] },
    });
  });
});

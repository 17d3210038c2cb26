import { spawnSync } from 'node:child_process';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

function blame(file: string): string {
  const { stdout } = spawnSync('git', ['blame', '--', file], { encoding: 'utf8' }); //~ blocking-call
  return stdout;
}

function serve(socket: Socket): void {
  const lines = createInterface({ input: socket });
  lines.on('line', (line) => {
    socket.write(blame(line.trim()));
  });
}

createServer(serve).listen(9000);

import { createHash } from 'node:crypto';
import Fastify from 'fastify';
const app = Fastify();
function stretch(secret: string): string {
  let digest = secret;
  for (let i = 0; i < 1_000_000; i++) {
    //| blocking-cpu
    digest = createHash('sha256').update(digest).digest('hex');
  }
  return digest;
}
app.post('/login', async (request) => {
  const { password } = request.body as { password: string };
  return { hash: stretch(password) };
});

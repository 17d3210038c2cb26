declare const initialized: Promise<void>;
declare const server: { respond(r: unknown): Promise<unknown> };
let origin: string;
export default async function handler(request: Request) {
  if (!origin) {
    origin = new URL(request.url).origin;
    //| race-across-await: origin
    await initialized;
  }
  return server.respond(request);
}

// Exits with 0 when the process on this machine's PORT is ready, with 1 when it is not or gives no answer in time.
const PATIENCE_MS = 4000;

const port = process.env.PORT || "3000";
try {
  const reply = await fetch(`http://127.0.0.1:${port}/ready`, { signal: AbortSignal.timeout(PATIENCE_MS) });
  console.log(await reply.text());
  process.exitCode = reply.ok ? 0 : 1;
} catch (error) {
  console.log(`/ready on port ${port}: ${error.cause?.message ?? error.message}`);
  process.exitCode = 1;
}

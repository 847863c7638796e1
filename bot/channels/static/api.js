// The server: turns go up one by one, messages come down as a stream (or by asking, where streams do not pass).

const SEND_TIMEOUT = 120_000;
const POLL_EVERY = 3_000;
const STREAM_FAILURES = 3;

// A request that failed. `again` says that the same request may succeed later.
export class Failure extends Error {
  constructor(code, again) {
    super(code);
    this.code = code;
    this.again = again;
  }
}

async function call(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { signal: AbortSignal.timeout(SEND_TIMEOUT), ...options });
  } catch {
    throw new Failure("network", true);
  }
  const body = await response.json().catch(() => null);
  if (response.ok && body) return body;
  throw new Failure(body?.error?.code ?? "network", response.ok || response.status >= 500 || response.status === 429);
}

export const open = () => call("/chat/open", { method: "POST" });

export const startAgain = () => call("/chat/new", { method: "POST" });

export function send({ id, text, files }) {
  const form = new FormData();
  form.append("message_id", id);
  form.append("text", text);
  for (const file of files) form.append("photo", file, file.name || "photo.jpg");
  return call("/chat/turn", { method: "POST", body: form });
}

// Reports every later message to `onMessage`, and to `onReading` whether photos are being read.
export function listen(lastSeq, onMessage, onReading) {
  let failures = 0;

  function stream() {
    const source = new EventSource(`/chat/events?after=${lastSeq()}`);
    source.addEventListener("open", () => (failures = 0));
    source.addEventListener("message", (event) => onMessage(JSON.parse(event.data)));
    source.addEventListener("reading", (event) => onReading(JSON.parse(event.data)));
    source.addEventListener("error", () => {
      failures += 1;
      if (source.readyState !== EventSource.CLOSED && failures < STREAM_FAILURES) return; // it reconnects by itself
      source.close();
      setTimeout(poll, POLL_EVERY);
    });
  }

  async function poll() {
    try {
      const { messages, reading } = await call(`/chat/messages?after=${lastSeq()}`);
      messages.forEach(onMessage);
      onReading(reading);
      failures = STREAM_FAILURES - 1; // one more try of the stream; when it fails, back to asking
      stream();
    } catch (failure) {
      if (failure.code === "no_conversation") location.reload();
      else setTimeout(poll, POLL_EVERY);
    }
  }

  stream();
}

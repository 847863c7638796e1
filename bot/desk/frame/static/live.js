// One event stream for all tabs of the desk: a browser opens only six connections to a server over HTTP/1.1.
// The tab that holds the lock listens and tells the others. Each change becomes events on <body>:
// desk:conversations, desk:conversation-12, desk:receipts, desk:receipt-7, …; after a gap desk:refresh.

const AGAIN = 3000;

export function connect({ person, changed, signedOut }) {
  const channel = new BroadcastChannel(`desk-${person}`);
  channel.onmessage = ({ data }) => (data === "signed out" ? signedOut() : changed(data));

  function tell(names) {
    changed(names);
    channel.postMessage(names);
  }

  function listen() {
    const source = new EventSource("/desk/events");
    // Changes from here on are told; what happened before is asked for.
    source.addEventListener("begin", () => tell(["refresh"]));
    source.addEventListener("change", (event) => tell(JSON.parse(event.data)));
    source.onerror = async () => {
      if (source.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
      const headers = { Accept: "application/json", "X-Background": "1" };
      const answer = await fetch("/desk/session", { headers }).catch(() => null);
      if (answer?.status === 401) {
        signedOut();
        channel.postMessage("signed out");
      } else setTimeout(listen, AGAIN);
    };
  }

  if (navigator.locks) navigator.locks.request(`desk-${person}`, () => new Promise(listen));
  else listen(); // plain HTTP on another machine: every tab listens for itself
}

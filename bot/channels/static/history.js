// The member's own side of the conversation, so that a reload shows both sides. The server sends only its own.

const KEY = "said";
const MOST = 200;

const read = () => JSON.parse(localStorage.getItem(KEY) ?? "[]");

function write(said) {
  try {
    localStorage.setItem(KEY, JSON.stringify(said));
  } catch {
    localStorage.removeItem(KEY); // the browser's space is used up; what was said is still on the server
  }
}

export const said = read;

export function keep(turn) {
  const { seq, shown, previews } = turn;
  write([...read().filter((other) => other.seq !== seq), { seq, shown, previews }].slice(-MOST));
}

// Forget everything when the page has been given another conversation than the last time.
export function belongsTo(conversation) {
  if (localStorage.getItem("conversation") === conversation) return true;
  localStorage.setItem("conversation", conversation);
  localStorage.removeItem(KEY);
  return false;
}

// What the member has sent and the server has not confirmed. It outlives a reload, photos included.

const STORE = "turns";

function opened() {
  return new Promise((resolve) => {
    const request = indexedDB.open("chat", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "at" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null); // a private window: kept until the page is closed
  });
}

export class Outbox {
  #memory = new Map();
  #database = opened();

  async all() {
    const database = await this.#database;
    if (!database) return [...this.#memory.values()];
    return this.#ask(database, "readonly", (turns) => turns.getAll());
  }

  async put(turn) {
    this.#memory.set(turn.at, turn);
    const database = await this.#database;
    if (database) await this.#ask(database, "readwrite", (turns) => turns.put(turn)).catch(() => {});
  }

  async remove(turn) {
    this.#memory.delete(turn.at);
    const database = await this.#database;
    if (database) await this.#ask(database, "readwrite", (turns) => turns.delete(turn.at));
  }

  async clear() {
    this.#memory.clear();
    const database = await this.#database;
    if (database) await this.#ask(database, "readwrite", (turns) => turns.clear());
  }

  #ask(database, mode, question) {
    return new Promise((resolve, reject) => {
      const request = question(database.transaction(STORE, mode).objectStore(STORE));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }
}

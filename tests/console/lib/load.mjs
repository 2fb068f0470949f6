import { ends } from './eventually.mjs';

// More than the service can serve, on any machine.

const most = 400;
const longest = 170;

/**
 * Callers that ask again when they are answered: one more every half second, so that the queue grows however fast the machine
 * is. The first have short texts, because a slow machine refuses long ones from the start.
 */
export class Load {
  #callers = []; #growth; #asked = 0; #hasEnded = false;

  /** One that ends with the test, however that ends. */
  constructor(test, service) {
    test.after(() => this.end());
    const grow = () => { if (this.#callers.length < most) this.#callers.push(this.#call(service, Math.min(longest, 2 ** (this.#callers.length >> 2)))); };
    this.#growth = setInterval(grow, 500);
    grow();
  }

  async end() {
    this.#hasEnded = true;
    clearInterval(this.#growth);
    await ends('all callers have ended', Promise.all(this.#callers));
  }

  async #call(service, length) {
    const text = 'profit rose sharply '.repeat(length);
    while (!this.#hasEnded) {
      const request = this.#asked++;
      const status = await service.score(Array.from({ length: 32 }, (_, i) => `${request} ${i} ${text}`), { wait: 25 }).then(answer => answer.status, () => 0);
      // A refusal comes at once: callers must not take the cores that score.
      if (status !== 200) await new Promise(resolve => setTimeout(resolve, 500));
    }
  }
}

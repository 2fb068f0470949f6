import { once } from 'node:events';
import { createServer } from 'node:http';
import { ends } from './eventually.mjs';

// The vault, as far as a boot asks it: a login, and the folder with the service's token. Anything else is a fault.

export class Vault {
  #server; #waiting = []; #isOpen; #more;
  calls = [];

  /** One that does not answer yet where it is not open; `more` are other secrets. */
  static async start(token, isOpen = true, more = {}) {
    const vault = new Vault();
    [vault.token, vault.#isOpen, vault.#more] = [token, isOpen, more];
    vault.#server = createServer((request, response) => vault.#take(request, response)).listen(0, '127.0.0.1');
    await once(vault.#server, 'listening');
    vault.environment = {
      ENV: 'staging', INFISICAL_HOST: `http://127.0.0.1:${vault.#server.address().port}`,
      INFISICAL_PROJECT_ID: 'project', INFISICAL_CLIENT_ID: 'client', INFISICAL_CLIENT_SECRET: 'secret',
    };
    return vault;
  }

  /** Answers what waits, and all that comes. */
  open() {
    this.#isOpen = true;
    this.#waiting.splice(0).forEach(answer => answer());
  }

  async end() {
    const closed = once(this.#server.close(), 'close');
    this.#server.closeAllConnections();
    await ends('the vault closes', closed);
  }

  #take(request, response) {
    const path = request.url.split('?')[0];
    this.calls.push(`${request.method} ${path}`);
    const body = path === '/api/v1/auth/universal-auth/login' && request.method === 'POST' ? { accessToken: 'access', expiresIn: 3600, tokenType: 'Bearer' }
      : path === '/api/v4/secrets' && request.headers.authorization === 'Bearer access' ? { secrets: Object.entries({ RACK_SERVICE_TOKEN: this.token, ...this.#more }).map(([secretKey, secretValue]) => ({ secretKey, secretValue })), imports: [] }
      : null;
    const answer = () => response.writeHead(body ? 200 : 500, { 'Content-Type': 'application/json' }).end(JSON.stringify(body ?? { message: 'unexpected' }));
    if (this.#isOpen) answer();
    else this.#waiting.push(answer);
  }
}

import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { ends } from './eventually.mjs';

/**
 * Reserves a port of 127.0.0.1 until this process ends. Connections to it are refused until a server of the tests binds it, as
 * often as it likes; nobody else gets it from the system. The reservation is the bound end of a connection that stays open: it
 * does not listen, so SO_REUSEADDR, which node sets, lets a server bind the port beside it (socket(7)).
 */
export async function reservePort() {
  const lobby = createServer(accepted => accepted.unref()).listen(0, '127.0.0.1');
  await once(lobby, 'listening');
  const own = connect({ host: '127.0.0.1', port: lobby.address().port, localAddress: '127.0.0.1' });
  await ends('a port is reserved', once(own, 'connect'));
  own.unref();
  lobby.close();
  return own.localPort;
}

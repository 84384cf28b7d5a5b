// An HTTP client that costs little, so that what is measured is the server.
import { Agent, request } from 'node:http';

export function client(target) {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const headers = {
    authorization: `Basic ${Buffer.from(target.credential).toString('base64')}`,
    'x-experience-api-version': '1.0.3',
  };
  const send = ({ method, path, body }) =>
    new Promise((resolve, reject) => {
      const own = body ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } : {};
      const out = request(target.endpoint + path, { method, agent, headers: { ...headers, ...own } }, (message) => {
        message.resume();
        message.on('end', () => resolve(message.statusCode));
        message.on('error', reject);
      });
      out.on('error', reject);
      out.end(body);
    });
  return { send, close: () => agent.destroy() };
}

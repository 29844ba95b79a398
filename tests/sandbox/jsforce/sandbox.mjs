// SPDX-License-Identifier: Apache-2.0
// Starts tandem-sandbox and speaks to its inspection interface.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export async function startSandbox(...flags) {
  const program = process.env.TANDEM_SANDBOX;
  if (!program) throw new Error('TANDEM_SANDBOX must name the program');
  const child = spawn(program, ['salesforce', '--port', '0', ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
  process.on('exit', () => child.kill());
  const lines = createInterface({ input: child.stdout });
  const found = {};
  for await (const line of lines) {
    const [word, , url] = line.split(' ');
    found[word] = url;
    if (found.listening && found.inspecting) break;
  }
  if (!found.inspecting) throw new Error('the sandbox did not start');
  const inspect = async (method, route, body) => {
    const answer = await fetch(found.inspecting + route, { method, body: body && JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${route}: ${text}`);
    return JSON.parse(text);
  };
  return {
    url: found.listening,
    get: (route) => inspect('GET', route),
    post: (route, body = {}) => inspect('POST', route, body),
    delete: (route) => inspect('DELETE', route),
    stop: async () => {
      child.kill();
      await once(child, 'exit');
    },
  };
}

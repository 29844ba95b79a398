// SPDX-License-Identifier: Apache-2.0
// Row 15: the same leads, fetched and parsed by jsforce, record by record, nothing kept or stored.
// usage: jsforce_pull.mjs SERVER TOKEN
import jsforce from 'jsforce';

const [server, token] = process.argv.slice(2);
const connection = new jsforce.Connection({ instanceUrl: server, accessToken: token, version: '60.0' });
const fields = 'Id, FirstName, LastName, Email, Phone, Company, Title, Country, LeadSource, CreatedDate, SystemModstamp';
let rows = 0;
await new Promise((resolve, reject) => {
  connection
    .query(`SELECT ${fields} FROM Lead ORDER BY SystemModstamp, Id`)
    .on('record', () => { rows += 1; })
    .on('end', resolve)
    .on('error', reject)
    .run({ autoFetch: true, maxFetch: 10_000_000 });
});
const { user, system } = process.cpuUsage();
console.log(`jsforce rows ${rows} cpu_us ${user + system} peak_kb ${process.resourceUsage().maxRSS}`);

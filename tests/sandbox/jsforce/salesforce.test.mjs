// SPDX-License-Identifier: Apache-2.0
// A client that Salesforce developers use (jsforce) must take the stand-in for Salesforce.
import assert from 'node:assert/strict';
import { createSign, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import jsforce from 'jsforce';
import { startSandbox } from './sandbox.mjs';

const clientId = 'tandem-sandbox-client';
const clientSecret = 'tandem-sandbox-secret';
const username = 'integration@tandem.example';
const version = '60.0';
const leads = 4500;

let sandbox;
let folder;
let privateKey;
let conn;

const oauth2 = () => ({ loginUrl: sandbox.url, clientId, clientSecret });

async function connect(options = {}) {
  const fresh = new jsforce.Connection({ oauth2: oauth2(), version, instanceUrl: sandbox.url, ...options });
  await fresh.authorize({ grant_type: 'client_credentials' });
  return fresh;
}

// The error must carry this code, whatever jsforce calls the member.
const refusedWith = (code) => (error) => {
  assert.equal(error.errorCode ?? error.data?.errorCode, code, error.message);
  return true;
};

function assertion(claims) {
  const part = (json) => Buffer.from(JSON.stringify(json)).toString('base64url');
  const text = `${part({ alg: 'RS256' })}.${part(claims)}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url')}`;
}

const claims = (changes = {}) => ({
  iss: clientId,
  sub: username,
  aud: 'https://login.salesforce.com',
  exp: Math.floor(Date.now() / 1000) + 120,
  ...changes,
});

async function tokenByJwt(changed) {
  const answer = await fetch(`${sandbox.url}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: assertion(claims(changed)),
    }),
  });
  return { status: answer.status, body: await answer.json() };
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tandem-sandbox-'));
  const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
  privateKey = pair.privateKey;
  const keyFile = join(folder, 'public.pem');
  writeFileSync(keyFile, pair.publicKey.export({ type: 'spki', format: 'pem' }));
  sandbox = await startSandbox('--records', String(leads), '--seed', '7', '--public-key', keyFile, '--password-login');
  conn = await connect();
});

after(async () => {
  await sandbox?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('logs in with client credentials and learns who it is', async () => {
  const fresh = await connect();
  const me = await fresh.identity();
  assert.equal(me.username, username);
  assert.equal(me.organization_id.length, 18);
});

test('refuses a wrong secret', async () => {
  const wrong = new jsforce.Connection({ oauth2: { ...oauth2(), clientSecret: 'wrong' }, version });
  await assert.rejects(wrong.authorize({ grant_type: 'client_credentials' }), /invalid client credentials/);
});

test('logs in with user name and password when that is allowed', async () => {
  const fresh = new jsforce.Connection({ oauth2: oauth2(), version });
  await fresh.login(username, 'tandem-sandbox-password');
  assert.ok(fresh.accessToken);
  await assert.rejects(fresh.login(username, 'wrong'), /authentication failure/);
});

test('gives a token for a signed assertion, without expires_in and refresh_token', async () => {
  const { status, body } = await tokenByJwt();
  assert.equal(status, 200);
  assert.equal(body.token_type, 'Bearer');
  assert.equal(body.expires_in, undefined);
  assert.equal(body.refresh_token, undefined);
  const fresh = new jsforce.Connection({ instanceUrl: body.instance_url, accessToken: body.access_token, version });
  assert.equal((await fresh.query('SELECT COUNT() FROM Organization')).totalSize, 1);
});

test('refuses assertions that Salesforce refuses', async () => {
  const cases = [
    [{ exp: (Math.floor(Date.now() / 1000) + 120) * 1000 }, 'invalid_grant'], // milliseconds
    [{ exp: Math.floor(Date.now() / 1000) - 600 }, 'invalid_grant'],
    [{ aud: 'https://elsewhere.example' }, 'invalid_grant'],
    [{ sub: 'nobody@tandem.example' }, 'invalid_grant'],
    [{ iss: 'another-client' }, 'invalid_client_id'],
  ];
  for (const [changed, error] of cases) {
    const { status, body } = await tokenByJwt(changed);
    assert.equal(status, 400);
    assert.equal(body.error, error, JSON.stringify(changed));
  }
  privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  assert.equal((await tokenByJwt()).body.error_description, 'invalid assertion');
});

test('pages through a query by hand and by itself', async () => {
  const soql = 'SELECT Id, Name, Owner.Name FROM Lead ORDER BY SystemModstamp, Id';
  let page = await conn.query(soql);
  assert.equal(page.totalSize, leads);
  assert.equal(page.records.length, 2000);
  assert.equal(page.records[0].attributes.type, 'Lead');
  assert.ok(page.records[0].Owner.Name);
  const ids = page.records.map((record) => record.Id);
  while (!page.done) {
    page = await conn.queryMore(page.nextRecordsUrl);
    ids.push(...page.records.map((record) => record.Id));
  }
  assert.equal(new Set(ids).size, leads);
  const all = await conn.query(soql).run({ autoFetch: true, maxFetch: 100000 });
  assert.deepEqual(all.records.map((record) => record.Id), ids);
});

test('builds queries with find', async () => {
  const found = await conn.sobject('Lead').find({ LastName: { $like: 'B%' } }, ['Id', 'LastName']).limit(5);
  assert.equal(found.length, 5);
  assert.ok(found.every((record) => record.LastName.startsWith('B')));
});

test('creates, reads, updates, upserts and deletes a record', async () => {
  const lead = conn.sobject('Lead');
  const made = await lead.create({ LastName: 'Adler', Company: 'Kestrel', Tandem_Id__c: 'one' });
  assert.equal(made.success, true);
  assert.equal(made.id.length, 18);
  assert.equal((await lead.retrieve(made.id)).Status, 'Open - Not Contacted');
  await lead.update({ Id: made.id, Rating: 'Hot', Phone: null });
  assert.equal((await lead.retrieve(made.id)).Rating, 'Hot');
  const changed = await lead.upsert({ Tandem_Id__c: 'one', City: 'Bremen' }, 'Tandem_Id__c');
  assert.equal(changed.id, made.id);
  assert.equal(changed.created, false);
  const other = await lead.upsert({ Tandem_Id__c: 'two', LastName: 'Busch', Company: 'Lumen' }, 'Tandem_Id__c');
  assert.equal(other.created, true);
  await lead.destroy(made.id);
  await assert.rejects(lead.retrieve(made.id), refusedWith('ENTITY_IS_DELETED'));
  await assert.rejects(lead.destroy(made.id), refusedWith('ENTITY_IS_DELETED'));
});

test('describes the org and its objects', async () => {
  const all = await conn.describeGlobal();
  assert.ok(all.sobjects.some((object) => object.name === 'Tandem_Handoff__c'));
  const lead = await conn.describe('Lead');
  const key = lead.fields.find((field) => field.name === 'Tandem_Id__c');
  assert.deepEqual([key.unique, key.externalId, key.caseSensitive, key.length], [true, true, true, 36]);
  const owner = lead.fields.find((field) => field.name === 'OwnerId');
  assert.deepEqual(owner.referenceTo, ['User', 'Group']);
  await assert.rejects(conn.describe('Nothing__c'), refusedWith('NOT_FOUND'));
});

test('tells what was updated and deleted', async () => {
  const account = conn.sobject('Account');
  const kept = await account.create({ Name: 'Kept' });
  const gone = await account.create({ Name: 'Gone' });
  await account.destroy(gone.id);
  await sandbox.post('/clock', { advance_seconds: 120 });
  const now = new Date((await sandbox.get('/clock')).now.replace('+0000', 'Z')).getTime();
  const window = [new Date(now - 600e3).toISOString(), new Date(now).toISOString()];
  const updated = await account.updated(...window);
  assert.ok(updated.ids.includes(kept.id));
  assert.ok(!updated.ids.includes(gone.id));
  const deleted = await account.deleted(...window);
  assert.deepEqual(deleted.deletedRecords.map((record) => record.id), [gone.id]);
  await assert.rejects(account.updated(window[1], window[0]), refusedWith('INVALID_REPLICATION_DATE'));
});

test('gets a new token when the old one expired, and replays', async () => {
  let renewed = 0;
  const fresh = new jsforce.Connection({
    instanceUrl: sandbox.url,
    accessToken: 'no longer valid',
    version,
    refreshFn: async (_, done) => {
      renewed += 1;
      done(null, (await connect()).accessToken);
    },
  });
  assert.equal((await fresh.query('SELECT COUNT() FROM Organization')).totalSize, 1);
  await sandbox.post('/expire-tokens');
  assert.equal((await fresh.query('SELECT COUNT() FROM Organization')).totalSize, 1);
  assert.equal(renewed, 2);
  await sandbox.post('/faults', { kind: 'session_not_valid_for_rest', contains: '/query' });
  await assert.rejects(fresh.query('SELECT COUNT() FROM Organization'), /not valid for use with the REST API/);
  assert.equal(renewed, 2);
  conn = await connect();
});

test('refreshes with a refresh token that changes', async () => {
  await sandbox.post('/org', { rotate_refresh_tokens: true });
  const fresh = new jsforce.Connection({
    oauth2: oauth2(),
    instanceUrl: sandbox.url,
    accessToken: 'no longer valid',
    refreshToken: 'tandem-sandbox-refresh',
    version,
  });
  const tokens = [];
  fresh.on('refresh', (accessToken, answer) => tokens.push(answer.refresh_token));
  assert.equal((await fresh.query('SELECT COUNT() FROM Organization')).totalSize, 1);
  assert.equal(tokens.length, 1);
  assert.notEqual(tokens[0], 'tandem-sandbox-refresh');
  const again = new jsforce.OAuth2(oauth2());
  await assert.rejects(again.refreshToken('tandem-sandbox-refresh'), /expired access\/refresh token/);
  await sandbox.post('/org', { rotate_refresh_tokens: false });
});

test('names what is wrong with a statement or a record', async () => {
  const lead = conn.sobject('Lead');
  const good = { LastName: 'Good', Company: 'Good' };
  const cases = [
    [() => conn.query('SELECT Id, Nope__c FROM Lead'), 'INVALID_FIELD'],
    [() => conn.query('SELECT Id FROM Nope__c'), 'INVALID_TYPE'],
    [() => conn.query('SELECT Id FROM Lead WHERE'), 'MALFORMED_QUERY'],
    [() => conn.query("SELECT Id FROM Lead WHERE LastName = 'O\\'Neil\\q'"), 'MALFORMED_QUERY'],
    [() => conn.query("SELECT Id FROM Lead WHERE CreatedDate > '2026-01-01T00:00:00Z'"), 'INVALID_FIELD'],
    [() => conn.queryMore('/services/data/v60.0/query/01g000000000000AAA-2000'), 'INVALID_QUERY_LOCATOR'],
    [() => lead.create({ Company: 'Only' }), 'REQUIRED_FIELD_MISSING'],
    [() => lead.create({ ...good, Nope__c: 1 }), 'INVALID_FIELD'],
    [() => lead.create({ ...good, Email: 'not an address' }), 'INVALID_EMAIL_ADDRESS'],
    [() => lead.create({ ...good, Title: 'x'.repeat(200) }), 'STRING_TOO_LONG'],
    [() => lead.create({ ...good, IsConverted: true }), 'INVALID_FIELD_FOR_INSERT_UPDATE'],
    [() => lead.create({ ...good, OwnerId: 'short' }), 'MALFORMED_ID'],
    [() => lead.retrieve('00Q000000000000'), 'NOT_FOUND'],
    [() => conn.sobject('Tandem_Handoff__c').create({ State__c: 'lost' }), 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
    [() => conn.request({ method: 'POST', url: '/services/data/v60.0/actions/standard/convertLead', body: '{}',
      headers: { 'content-type': 'application/json' } }), 'NOT_FOUND'],
  ];
  for (const [call, code] of cases) await assert.rejects(async () => await call(), refusedWith(code));
  await lead.create({ ...good, Tandem_Id__c: 'unique' });
  await assert.rejects(lead.create({ ...good, Tandem_Id__c: 'unique' }), refusedWith('DUPLICATE_VALUE'));
});

test('answers each record of a collection by itself', async () => {
  const records = [
    { Tandem_Id__c: 'c1', LastName: 'One', Company: 'C' },
    { Tandem_Id__c: 'c2', LastName: 'Two' },
    { Tandem_Id__c: 'c1', LastName: 'Again', Company: 'C' },
  ];
  const rows = await conn.sobject('Lead').upsert(records, 'Tandem_Id__c');
  assert.deepEqual(rows.map((row) => row.success), [true, false, false]);
  assert.equal(rows[1].errors[0].statusCode, 'REQUIRED_FIELD_MISSING');
  assert.equal(rows[2].errors[0].statusCode, 'DUPLICATE_VALUE');
  const made = await conn.sobject('Lead').create(
    [{ LastName: 'Three', Company: 'C' }, { LastName: 'Four' }], { allOrNone: true });
  assert.deepEqual(made.map((row) => row.errors[0].statusCode),
    ['ALL_OR_NONE_OPERATION_ROLLED_BACK', 'REQUIRED_FIELD_MISSING']);
  const deleted = await conn.sobject('Lead').destroy([rows[0].id, rows[0].id]);
  assert.deepEqual(deleted.map((row) => row.success), [true, false]);
});

test('is down for a moment, and up again', async () => {
  await sandbox.post('/faults', { kind: 'unavailable', method: 'GET', contains: '/query', times: 1 });
  const before = (await sandbox.get('/calls')).requests;
  assert.equal((await conn.query('SELECT COUNT() FROM Organization')).totalSize, 1);
  assert.equal((await sandbox.get('/calls')).requests, before + 2);
  await sandbox.post('/faults', { kind: 'unavailable', method: 'POST' });
  await assert.rejects(conn.sobject('Account').create({ Name: 'x' }), refusedWith('SERVER_UNAVAILABLE'));
});

test('runs out of calls', async () => {
  await sandbox.post('/org', { daily_limit: 1 });
  await assert.rejects(conn.query('SELECT COUNT() FROM Organization'), refusedWith('REQUEST_LIMIT_EXCEEDED'));
  await sandbox.post('/org', { daily_limit: 100000 });
  await conn.query('SELECT COUNT() FROM Organization');
  assert.equal(conn.limitInfo.apiUsage.limit, 100000);
});

test('keeps a converted lead as it is', async () => {
  const lead = await conn.sobject('Lead').create({ LastName: 'Wechsel', Company: 'Fjord' });
  const made = await sandbox.post('/convert', { leadId: lead.id });
  const after = await conn.sobject('Lead').retrieve(lead.id);
  assert.equal(after.IsConverted, true);
  assert.equal(after.ConvertedContactId, made.contactId);
  await assert.rejects(conn.sobject('Lead').update({ Id: lead.id, City: 'x' }), refusedWith('CANNOT_UPDATE_CONVERTED_LEAD'));
});

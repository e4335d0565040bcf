// A real identity provider for the tests: oidc-provider on loopback, with people who sign in by
// choosing who they are. Prints its issuer when it listens, and ends with its input.

import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const people = new Map([
  ['ada', { name: 'Ada Lovelace', preferred_username: 'ada', email: 'ada@example.com', groups: ['ops'] }],
  ['grace', { name: 'Grace Hopper', preferred_username: 'Grace Hopper', email: 'grace@example.com', groups: ['dev'] }],
]);

let handle = (request, response) => response.writeHead(503).end();
const server = createServer((request, response) => handle(request, response));

server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: 'longshore',
      client_secret: 'a secret of the tests',
      redirect_uris: ['https://longshore.example/api/v1/provider/callback'],
      post_logout_redirect_uris: ['https://longshore.example/sign-in'],
    }],
    pkce: { required: () => true },
    cookies: { keys: ['for tests'] },
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username', 'groups'],
      email: ['email'],
    },
    findAccount: (_, id) => people.has(id)
      ? { accountId: id, claims: () => ({ sub: id, ...people.get(id) }) }
      : undefined,
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
    // Nobody is asked whether Longshore may know who they are.
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client.clientId,
        accountId: ctx.oidc.session.accountId,
      });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
  });
  // The tests' servers listen on whatever port is free.
  const isOf = (path) => (address) => new URL(address).pathname === path;
  provider.Client.prototype.redirectUriAllowed = isOf('/api/v1/provider/callback');
  provider.Client.prototype.postLogoutRedirectUriAllowed = isOf('/sign-in');
  const callback = provider.callback();
  handle = async (request, response) => {
    const url = new URL(request.url, issuer);
    try {
      if (url.pathname === '/favicon.ico') {
        response.writeHead(204).end();
      } else if (url.pathname === '/people') {
        const { id, ...person } = Object.fromEntries(url.searchParams);
        people.set(id, { ...people.get(id), ...person, groups: url.searchParams.getAll('groups') });
        response.writeHead(204).end();
      } else if (url.pathname.startsWith('/interaction/')) {
        const as = url.searchParams.get('as');
        if (as === 'nobody') {
          await provider.interactionFinished(request, response, { error: 'access_denied' });
        } else if (as) {
          await provider.interactionFinished(request, response, { login: { accountId: as } });
        } else {
          const choices = [...people.keys()].map((id) => `<li><a href="?as=${id}">I am ${id}</a></li>`);
          response.writeHead(200, { 'content-type': 'text/html' });
          response.end(`<!doctype html><html lang="en"><title>Provider</title><h1>Who are you?</h1><ul>${choices.join('')}</ul></html>`);
        }
      } else {
        await callback(request, response);
      }
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  };
  console.log(issuer);
});

// Whoever started it reads the first line alone.
process.stdout.on('error', () => {});
// And holds the other end.
process.stdin.resume().on('end', () => process.exit(0));

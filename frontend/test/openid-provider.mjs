// A real OpenID provider on a free port of loopback, for the tests of signing in. Whoever gives a name is believed to be that
// person; olga belongs to sre, everybody else to guests. Prints its address, and ends with its standard input.
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const [secret] = process.argv.slice(2);
const server = createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'sluice',
        client_secret: secret,
        // Native ones may come back to any port of loopback.
        application_type: 'native',
        redirect_uris: ['http://127.0.0.1/sign-in/oidc/done', 'http://localhost/sign-in/oidc/done'],
      },
    ],
    claims: { openid: ['sub'], profile: ['preferred_username'], groups: ['groups'] },
    pkce: { required: () => true, methods: ['S256'] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, preferred_username: id, groups: [id === 'olga' ? 'sre' : 'guests'] }),
    }),
  });
  server.on('request', provider.callback());
  console.log(`issuer ${issuer}`);
});
process.stdin.resume().on('end', () => process.exit());

// oidc-provider, certified by the OpenID Foundation, with two clients and everybody let in who names
// themselves. It says its port and ends with its standard input.
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const people = {
  ada: { email: "ada@example.org", email_verified: true },
  eve: { email: "ada@example.org", email_verified: false },
};

const server = createServer();
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const port = server.address().port;
const issuer = `http://127.0.0.1:${port}`;

const client = (client_id) => ({
  client_id, client_secret: `${client_id}-secret-of-thirty-two-characters`, redirect_uris: ["http://127.0.0.1:8080/api/login/back"], post_logout_redirect_uris: ["http://127.0.0.1:8080/login"], grant_types: ["authorization_code"], response_types: ["code"],
});

const provider = new Provider(issuer, {
  clients: [client("ohmstead"), client("another")],
  claims: { openid: ["sub"], email: ["email", "email_verified"] },
  conformIdTokenClaims: false, // the e-mail stands in the ID token itself
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_ctx, interaction) => `/enter/${interaction.uid}` },
  findAccount: (_ctx, id) => ({ accountId: id, claims: async () => ({ sub: id, ...people[id] }) }),
});

// Whoever comes is the person that login_hint names, and agrees to everything.
server.on("request", async (req, res) => {
  if (!req.url.startsWith("/enter/")) return provider.callback()(req, res);
  try {
    const { params, prompt, grantId } = await provider.interactionDetails(req, res);
    const accountId = params.login_hint ?? "ada";
    if (prompt.name === "login") return await provider.interactionFinished(req, res, { login: { accountId } });
    const grant = grantId ? await provider.Grant.find(grantId) : new provider.Grant({ accountId, clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    await provider.interactionFinished(req, res, { consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true });
  } catch (error) {
    console.error(error);
    res.writeHead(500).end();
  }
});

console.log(`listening ${port}`);
process.stdin.on("end", () => process.exit(0)).resume();

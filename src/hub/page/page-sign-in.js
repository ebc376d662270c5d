import { ask, button, element, form, Refusal, show } from "./page-dom.js";

const EMAIL = { label: "E-mail address", name: "email", type: "email", autocomplete: "username webauthn" };
const PASSWORD = { label: "Password", name: "password", type: "password", autocomplete: "current-password" };
const NEW_PASSWORD = {
  label: "Password, 12 characters or more",
  name: "password",
  type: "password",
  autocomplete: "new-password",
  minLength: 12,
};
const CODE = {
  label: "Code of your authenticator",
  name: "code",
  inputMode: "numeric",
  autocomplete: "one-time-code",
  pattern: "[0-9]{6}",
  maxLength: 6,
};

/** @param done what happens when somebody is in */
export async function signIn(done, notice) {
  const { providers } = await ask("GET", "/v1/sign-in");
  const password = form([EMAIL, PASSWORD], "Sign in", async (said) => {
    const { next } = await ask("POST", "/v1/sign-in/password", said);
    if (next === "code") showCode(done);
    else await done();
  });
  const others = [
    button("Use a passkey", async () => {
      await usePasskey();
      await done();
    }),
    ...providers.map(({ id, name }) =>
      button(`Continue with ${name}`, async () => {
        location.assign((await ask("POST", "/v1/sign-in/sso", { provider: id })).url);
      }),
    ),
  ];
  const said = notice && element("p", { className: "note", role: "status" }, notice);
  show("Sign in", narrow(said, password, element("div", { className: "row" }, ...others)));
}

function showCode(done) {
  const code = form([CODE], "Continue", async (said) => {
    await ask("POST", "/v1/sign-in/code", said);
    await done();
  });
  const backup = form(
    [{ label: "Or a backup code", name: "backupCode", autocomplete: "off" }],
    "Use it",
    async (said) => {
      await ask("POST", "/v1/sign-in/code", said);
      await done();
    },
  );
  show("Second factor", narrow(code, backup));
  code.querySelector("input").focus();
}

export function setUp(token, done) {
  const name = { label: "Your name", name: "name", autocomplete: "name" };
  const made = form([name, EMAIL, NEW_PASSWORD], "Make the first administrator", async (said) => {
    await ask("POST", "/v1/setup/person", { ...said, token });
    await done();
  });
  show("Set up this hub", narrow(made));
}

export function takeUp(token, done) {
  const made = form([NEW_PASSWORD], "Take up your account", async (said) => {
    await ask("POST", "/v1/sign-in/invitation", { ...said, token });
    await done();
  });
  show("Welcome", narrow(made));
}

/** With what an identity provider's answer was worth, in the browser that asked for it. */
export async function signInWithTicket(ticket, done) {
  try {
    await ask("POST", "/v1/sign-in/saml", { ticket });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return await signIn(done, error.message);
  }
  await done();
}

function narrow(...content) {
  return element("div", { className: "sheet narrow stack" }, ...content);
}

async function usePasskey() {
  const options = await ask("POST", "/v1/sign-in/passkey/challenge", {});
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const credential = await navigator.credentials.get({ publicKey });
  await ask("POST", "/v1/sign-in/passkey", { credential: credential.toJSON() });
}

export async function makePasskey(name) {
  const options = await ask("POST", "/v1/me/passkeys/challenge", {});
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const credential = await navigator.credentials.create({ publicKey });
  await ask("POST", "/v1/me/passkeys", { name, credential: credential.toJSON() });
}
